"""Queries that list concerns, all of them or one resident's; they take an open transaction first and never commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from bot.concerns.neighbors import FOLLOWERS
from bot.concerns.tables import concern, concern_change
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place

ORDER = (str,)
MOST_CHANGES = 200
_CONCERN = (
    concern.c.id, concern.c.reference, concern.c.contact_id, concern.c.kind, concern.c.words, concern.c.place,
    concern.c.place_status, concern.c.area, concern.c.language, concern.c.status, concern.c.created_at,
    concern.c.department, concern.c.promised_on, FOLLOWERS.label("followers"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """What a key of some departments sees: what they were given, and of these kinds what nobody was given yet."""

    departments: Collection[str]
    kinds: Collection[str]


def concerns(
    tx: Tx, *, kind: str | None = None, status: str | None = None, area: str | None = None, contact: str | None = None,
    language: str | None = None, since: datetime | None = None, until: datetime | None = None,
    bound: Bound | None = None, after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """Concerns by id, with these values where they are given; `bound` where a key sees no others."""
    query = select(*_CONCERN)
    wanted = {concern.c.kind: kind, concern.c.status: status, concern.c.area: area, concern.c.contact_id: contact,
              concern.c.language: language}  # fmt: skip
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if since is not None:
        query = query.where(concern.c.created_at >= since)
    if until is not None:
        query = query.where(concern.c.created_at < until)
    if bound is not None:
        unassigned = and_(concern.c.department.is_(None), concern.c.kind.in_(bound.kinds))
        query = query.where(or_(concern.c.department.in_(bound.departments), unassigned))
    return portion(tx, query, [concern.c.id], after=after, limit=limit)


def concern_by_reference(tx: Tx, reference: str) -> Any | None:
    """The concern that a resident was given this reference for."""
    return tx.execute(select(*_CONCERN).where(concern.c.reference == reference)).first()


def changes(tx: Tx, concern_id: str) -> list[Any]:
    """What was done with a concern, in order, with the reasons residents read; not by whom."""
    columns = (
        concern_change.c.nth, concern_change.c.act, concern_change.c.status, concern_change.c.department,
        concern_change.c.outcome, concern_change.c.words, concern_change.c.promised_on, concern_change.c.agency,
        concern_change.c.at,
    )  # fmt: skip
    rows = select(*columns).where(concern_change.c.concern_id == concern_id).order_by(concern_change.c.nth)
    return list(tx.execute(rows.limit(MOST_CHANGES)))


def of_resident(tx: Tx, contact_id: str, most: int) -> list[Any]:
    """The newest concerns of a resident: reference, kind, status and when."""
    columns = (concern.c.reference, concern.c.kind, concern.c.status, concern.c.created_at)
    rows = select(*columns).where(concern.c.contact_id == contact_id).order_by(concern.c.created_at.desc())
    return list(tx.execute(rows.limit(most)))


def whose(tx: Tx, reference: str) -> str | None:
    """The id of the resident who opened the concern with this number."""
    return tx.execute(select(concern.c.contact_id).where(concern.c.reference == reference)).scalar()
