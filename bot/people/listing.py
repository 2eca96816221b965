"""Queries that list residents for other systems; the number stays sealed unless it is asked for by itself."""

from typing import Any

from sqlalchemy import select

from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.people.tables import contact

ORDER = (str,)
_CONTACT = (
    contact.c.id, contact.c.language, contact.c.language_source, contact.c.area, contact.c.zone, contact.c.door,
    contact.c.left_at, contact.c.paused_until, contact.c.monthly_since, contact.c.topics_off, contact.c.created_at,
)  # fmt: skip


def contacts(
    tx: Tx, *, language: str | None = None, area: str | None = None, has_left: bool | None = None,
    door: str | None = None, after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """Residents by id, with these values where they are given."""
    query = select(*_CONTACT).where(contact.c.forgotten_at.is_(None), contact.c.merged_into.is_(None))
    if language is not None:
        query = query.where(contact.c.language == language)
    if area is not None:
        query = query.where(contact.c.area == area)
    if door is not None:
        query = query.where(contact.c.door == door)
    if has_left is not None:
        query = query.where(contact.c.left_at.is_not(None) if has_left else contact.c.left_at.is_(None))
    return portion(tx, query, [contact.c.id], after=after, limit=limit)


def contact_by_id(tx: Tx, contact_id: str) -> Any | None:
    """The resident with this id."""
    there = (contact.c.forgotten_at.is_(None), contact.c.merged_into.is_(None))
    return tx.execute(select(*_CONTACT).where(contact.c.id == contact_id, *there)).first()


def sealed_number(tx: Tx, contact_id: str) -> bytes | None:
    """The sealed number of a resident who may be texted and holds the phone; None of everybody else."""
    is_here = (contact.c.left_at.is_(None), contact.c.shares.is_(None))
    return tx.execute(select(contact.c.phone_sealed).where(contact.c.id == contact_id, *is_here)).scalar() or None
