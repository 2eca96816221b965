"""Queries that list broadcasts, for other systems, for screens and a calendar; they take `tx` first, never commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, and_, literal, or_, select, tuple_

from bot.broadcasts import store
from bot.broadcasts.counts import AUDIENCE, RESULTS
from bot.broadcasts.rules import Broadcast, State
from bot.broadcasts.tables import broadcast, broadcast_count
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.messaging.tables import conversation, message

ORDER = (str,)


def broadcasts(
    tx: Tx, *, state: str | None = None, kind: str | None = None, after: Place | None, limit: int
) -> Portion[Broadcast]:  # fmt: skip
    """Broadcasts by id, in this state and of this kind where one is given."""
    query = select(broadcast.c.id)
    if state is not None:
        query = query.where(broadcast.c.state == state)
    if kind is not None:
        query = query.where(broadcast.c.kind == kind)
    found = portion(tx, query, [broadcast.c.id], after=after, limit=limit)
    return Portion([each for row in found.rows if (each := store.broadcast_by_id(tx, row.id))], found.after)


def received(tx: Tx, contact_id: str, most: int) -> list[Any]:
    """The newest broadcasts that went to a resident: id, name, what became of the text, and when."""
    columns = (broadcast.c.id, broadcast.c.name, message.c.status, message.c.created_at)
    rows = (
        select(*columns)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .join(broadcast, broadcast.c.id == message.c.broadcast_id)
        .where(conversation.c.contact_id == contact_id)
        .order_by(message.c.created_at.desc())
    )
    return list(tx.execute(rows.limit(most)))


@dataclass(frozen=True, slots=True)
class Line:
    """A broadcast in a list: `expected` people before it begins, then `done` of `people`, as they were counted last."""

    id: str
    name: str
    kind: str
    state: str
    created_at: datetime
    starts_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    expected: int | None
    people: int | None
    done: int | None


ORDERS: Mapping[str, Column[Any]] = {"created": broadcast.c.created_at, "name": broadcast.c.name}
"""What a list may be in order of. Its places are ids: a name can have any letters."""
_SEEN, _TOLD = broadcast_count.alias("seen"), broadcast_count.alias("told")
_LINES = (
    select(
        broadcast.c.id, broadcast.c.name, broadcast.c.kind, broadcast.c.state, broadcast.c.created_at,
        broadcast.c.starts_at, broadcast.c.started_at, broadcast.c.finished_at, _SEEN.c.people.label("expected"),
        _TOLD.c.people, _TOLD.c.done,
    )
    .outerjoin(_SEEN, and_(_SEEN.c.broadcast_id == broadcast.c.id, _SEEN.c.what == AUDIENCE))
    .outerjoin(_TOLD, and_(_TOLD.c.broadcast_id == broadcast.c.id, _TOLD.c.what == RESULTS))
)  # fmt: skip


def lines(
    tx: Tx, *, state: str = "", kind: str = "", by: str = "created", down: bool = True, after: str = "", limit: int
) -> tuple[list[Line], str | None]:
    """Those of this state and kind, where they are said, from after the broadcast of this id on; and the last one's id.

    None when the list ends there.
    """
    column = ORDERS[by]
    wanted = ((broadcast.c.state, state), (broadcast.c.kind, kind))
    query = _LINES.where(*(where == value for where, value in wanted if value))
    if after and (last := tx.execute(select(column).where(broadcast.c.id == after)).scalar()) is not None:
        here = tuple_(column, broadcast.c.id)
        there = tuple_(literal(last, column.type), literal(after, broadcast.c.id.type))
        query = query.where(here < there if down else here > there)
    order = [each.desc() if down else each for each in (column, broadcast.c.id)]
    found = [Line(*row) for row in tx.execute(query.order_by(*order).limit(limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


LASTS = timedelta(days=31)
"""So long before a day a broadcast may have begun that still runs on it."""
MOST_SHOWN = 300


def between(tx: Tx, start: datetime, end: datetime) -> list[Line]:
    """What runs, ran or is meant to begin from `start` until before `end`, by the time it begins."""
    begins, ends = broadcast.c.started_at, broadcast.c.finished_at
    ran = and_(begins >= start - LASTS, begins < end, or_(begins >= start, ends >= start,
               broadcast.c.state.in_((State.RUNNING, State.PAUSED))))  # fmt: skip
    planned = and_(begins.is_(None), broadcast.c.starts_at >= start, broadcast.c.starts_at < end,
                   broadcast.c.state != State.STOPPED)  # fmt: skip
    found = [Line(*row) for which in (ran, planned) for row in tx.execute(_LINES.where(which).limit(MOST_SHOWN))]
    return sorted(found, key=lambda each: each.started_at or each.starts_at or each.created_at)
