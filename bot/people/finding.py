"""Queries by which staff find residents: a reference, a phone's hash, a list with filters; nothing is changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.people.store import REFERENCE_LENGTH
from bot.people.tables import contact, suppression

PER_PAGE = 50
MOST_FOUND = 20
STATES = ("texted", "paused", "left")
"""What a list can be narrowed to: who may be texted, who has paused, who has left."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom to list; each empty value means everybody."""

    language: str = ""
    area: str = ""
    door: str = ""
    state: str = ""
    ids: Collection[str] | None = None


_COLUMNS = (
    contact.c.id, contact.c.language, contact.c.language_source, contact.c.area, contact.c.zone, contact.c.door,
    contact.c.left_at, contact.c.paused_until, contact.c.created_at,
)  # fmt: skip


def may_be_reference(said: str) -> bool:
    """Whether somebody can be called so."""
    return len(said) == REFERENCE_LENGTH and said.isalnum() and said.isascii()


def by_reference(tx: Tx, reference: str, most: int = MOST_FOUND) -> list[str]:
    """The residents who are called so, whoever was merged into another by that other's id."""
    rows = select(contact.c.id, contact.c.merged_into).where(contact.c.reference == reference).limit(most)
    return list(dict.fromkeys(into or id for id, into in tx.execute(rows)))


def by_phone(tx: Tx, phone_hash: str) -> list[str]:
    """Whoever holds this phone, and those whom NEW set aside on it."""
    on_it = or_(contact.c.phone_hash == phone_hash, contact.c.shares == phone_hash)
    rows = select(contact.c.id).where(on_it).order_by(contact.c.shares.is_not(None), contact.c.id.desc())
    return list(tx.scalars(rows.limit(MOST_FOUND)))


def is_suppressed(tx: Tx, phone_hash: str) -> bool:
    """Whether the resident of this phone was forgotten."""
    return tx.execute(select(suppression.c.since).where(suppression.c.phone_hash == phone_hash)).first() is not None


def residents(
    tx: Tx, sought: Sought, *, after: Place | None, down: bool, now: datetime, most: int = PER_PAGE
) -> Portion[Any]:  # fmt: skip
    """Residents by when they came: ids are in that order."""
    query = select(*_COLUMNS).where(contact.c.forgotten_at.is_(None), contact.c.merged_into.is_(None))
    return portion(tx, query.where(*_filters(sought, now)), [contact.c.id], after=after, limit=most, down=down)


def _filters(sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    wanted: dict[Any, str] = {
        contact.c.language: sought.language, contact.c.area: sought.area, contact.c.door: sought.door,
    }  # fmt: skip
    conditions: list[ColumnElement[bool]] = [column == value for column, value in wanted.items() if value]
    if sought.ids is not None:
        conditions.append(contact.c.id.in_(sought.ids))
    if sought.state == "left":
        conditions.append(contact.c.left_at.is_not(None))
    elif sought.state == "paused":
        conditions += [contact.c.paused_until > now, contact.c.left_at.is_(None)]
    elif sought.state == "texted":
        conditions += [
            contact.c.left_at.is_(None),
            or_(contact.c.paused_until.is_(None), contact.c.paused_until <= now),
        ]
    return conditions
