"""Queries that list concerns, all of them or one resident's; they take an open transaction first and never commit."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.concerns.neighbors import FOLLOWERS
from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place

ORDER = (str,)
_CONCERN = (
    concern.c.id, concern.c.reference, concern.c.contact_id, concern.c.kind, concern.c.words, concern.c.place,
    concern.c.place_status, concern.c.area, concern.c.language, concern.c.status, concern.c.created_at,
    FOLLOWERS.label("followers"),
)  # fmt: skip


def concerns(
    tx: Tx, *, kind: str | None = None, status: str | None = None, area: str | None = None, contact: str | None = None,
    since: datetime | None = None, until: datetime | None = None, kinds: Collection[str] | None = None,
    after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """Concerns by id, with these values where they are given; of `kinds` alone where a key sees no others."""
    query = select(*_CONCERN)
    wanted = {concern.c.kind: kind, concern.c.status: status, concern.c.area: area, concern.c.contact_id: contact}
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if since is not None:
        query = query.where(concern.c.created_at >= since)
    if until is not None:
        query = query.where(concern.c.created_at < until)
    if kinds is not None:
        query = query.where(concern.c.kind.in_(kinds))
    return portion(tx, query, [concern.c.id], after=after, limit=limit)


def concern_by_reference(tx: Tx, reference: str) -> Any | None:
    """The concern that a resident was given this reference for."""
    return tx.execute(select(*_CONCERN).where(concern.c.reference == reference)).first()


def of_resident(tx: Tx, contact_id: str, most: int) -> list[Any]:
    """The newest concerns of a resident: reference, kind, status and when."""
    columns = (concern.c.reference, concern.c.kind, concern.c.status, concern.c.created_at)
    rows = select(*columns).where(concern.c.contact_id == contact_id).order_by(concern.c.created_at.desc())
    return list(tx.execute(rows.limit(most)))


def whose(tx: Tx, reference: str) -> str | None:
    """The id of the resident who opened the concern with this number."""
    return tx.execute(select(concern.c.contact_id).where(concern.c.reference == reference)).scalar()
