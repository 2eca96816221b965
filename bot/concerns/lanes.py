"""Queries for triage: what waits for a decision, lane by lane, and the views that people keep; they never commit.

Each lane follows an index: what nobody has decided yet in the order in which it came, of one department or all; what
the resident says is not fixed; promises that are over; and what may be new to the city, the newest first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, or_, select, tuple_

from bot.concerns.life import Status
from bot.concerns.store import Standing
from bot.concerns.tables import PROMISED, REOPENED, UNANSWERED, concern, concern_follower
from bot.concerns.triage_tables import IN_LANE, concern_reading, triage_view
from bot.db.base import Tx
from bot.messaging.tables import conversation, message

WAITING, NOT_FIXED, LATE, NOVEL = "waiting", "not_fixed", "late", "novel"
LANES = (WAITING, NOT_FIXED, LATE, NOVEL)
COUNTED = 500
"""What waits in a lane is counted so far, and no further."""
NEWEST = 2000
"""What may be new to the city is looked at so far back in its lane: nobody reads more, and a filter need not either."""
MOST_VIEWS = 40

Key = tuple[datetime | date, str]
"""Where a page ended: the value that the lane is in order of, and the id."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What to list; each empty value means everything."""

    lane: str = WAITING
    department: str = ""
    language: str = ""
    area: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A concern that waits for a decision; `guessed` are the codes the machine offered the resident, `session_id` is
    where it was told."""

    at: Standing
    guessed: tuple[str, ...]
    message_id: str | None
    session_id: str


_COLUMNS = (
    concern.c.id, concern.c.reference, concern.c.contact_id, concern.c.kind, concern.c.words, concern.c.place,
    concern.c.area, concern.c.language, concern.c.status, concern.c.changes, concern.c.department,
    concern.c.promised_on, concern.c.created_at, concern.c.guessed, concern.c.message_id, concern.c.session_id,
)  # fmt: skip


def waiting(
    tx: Tx, sought: Sought, bound: Collection[str] | None, *, today: date, after: Key | None, most: int
) -> list[Waiting]:
    """So many concerns of the lane from there on."""
    query, order, down = _lane(sought.lane, today)
    query = _narrowed(query, sought, bound)
    if after is not None:
        here = tuple_(*order)
        query = query.where(here < after if down else here > after)
    ordered = [each.desc() for each in order] if down else order
    return [_waiting(row) for row in tx.execute(query.order_by(*ordered).limit(most))]


def _lane(lane: str, today: date) -> tuple[Select[Any], list[Any], bool]:
    """What it shows, by what it is in order, and whether the newest comes first."""
    query = select(*_COLUMNS)
    if lane == NOVEL:
        of = concern_reading.c
        order = (of.created_at.desc(), of.concern_id.desc())
        newest = select(of.concern_id, of.created_at).where(IN_LANE).order_by(*order).limit(NEWEST).subquery()
        found = query.join(newest, newest.c.concern_id == concern.c.id)
        return found, [newest.c.created_at, newest.c.concern_id], True
    if lane == LATE:
        return query.where(PROMISED, concern.c.promised_on < today), [concern.c.promised_on, concern.c.id], False
    oldest = [concern.c.created_at, concern.c.id]
    if lane == NOT_FIXED:
        return query.where(REOPENED), oldest, False
    return query.where(UNANSWERED), oldest, False


def _narrowed(query: Select[Any], sought: Sought, bound: Collection[str] | None) -> Select[Any]:
    """Without what goes on as another report: it is decided there."""
    query = query.where(concern.c.same_as.is_(None))
    if bound is not None:
        listed = sorted(bound)
        # The newest that may be new are few: each is looked up, rather than every report of the department.
        of = func.coalesce(concern.c.department, "") if sought.lane == NOVEL else concern.c.department
        query = query.where(of == listed[0] if len(listed) == 1 else of.in_(listed))
    wanted = {"department": sought.department, "language": sought.language, "area": sought.area}
    for column, value in wanted.items():
        if value:
            query = query.where(concern.c[column] == value)
    if sought.kind:
        kinds = ("", "other") if sought.kind == "none" else (sought.kind,)
        query = query.where(concern.c.kind.in_(kinds))
    return query


def _waiting(row: Any) -> Waiting:
    at = Standing(*(*row[:8], Status(row[8]), *row[9:13]))
    return Waiting(at, tuple((row.guessed or "").split()), row.message_id, row.session_id)


def key_of(lane: str, last: Waiting) -> Key:
    """Where a page that ends with this one ends."""
    at = last.at
    return (at.promised_on, at.id) if lane == LATE and at.promised_on else (at.created_at, at.id)


def counts(tx: Tx, department: str, bound: Collection[str] | None, *, today: date) -> dict[str, int]:
    """How many wait in each lane, of that department when one is named, counted no further than COUNTED."""
    found = {}
    for lane in LANES:
        every = _narrowed(_lane(lane, today)[0], Sought(lane, department), bound)
        query = every.with_only_columns(concern.c.id).limit(COUNTED)
        found[lane] = int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())
    return found


def hidden(tx: Tx, those: Sequence[Waiting]) -> frozenset[str]:
    """The ids of the concerns that were told where something grave was said; where that is not known, none such may be.

    Without the text itself, any conversation of the resident that is hidden hides the concern.
    """
    ids = sorted(each.at.id for each in those)
    if not ids:
        return frozenset()
    told = (
        select(concern.c.id)
        .join(message, message.c.id == concern.c.message_id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(concern.c.id.in_(ids), conversation.c.hidden_since.is_not(None))
    )
    lost = or_(concern.c.message_id.is_(None), ~exists().where(message.c.id == concern.c.message_id))
    theirs = (
        select(concern.c.id)
        .join(conversation, and_(conversation.c.contact_id == concern.c.contact_id))
        .where(concern.c.id.in_(ids), conversation.c.hidden_since.is_not(None), lost)
    )
    return frozenset((*tx.execute(told).scalars(), *tx.execute(theirs).scalars()))


def followers(tx: Tx, concern_ids: Collection[str]) -> Mapping[str, int]:
    """How many said "me too" of each of these."""
    if not concern_ids:
        return {}
    of = concern_follower.c
    query = select(of.concern_id, func.count()).where(of.concern_id.in_(sorted(concern_ids))).group_by(of.concern_id)
    return {row[0]: int(row[1]) for row in tx.execute(query)}


@dataclass(frozen=True, slots=True)
class View:
    """A view that somebody keeps: its name, and the query of its address."""

    id: str
    name: str
    filter: str
    staff_id: str
    shared: bool


def views(tx: Tx, staff_id: str) -> list[View]:
    """The views of this person, and those that are shared, by name."""
    of = triage_view.c
    query = select(of.id, of.name, of.filter, of.staff_id, of.shared)
    query = query.where(or_(of.staff_id == staff_id, of.shared)).order_by(of.name, of.id).limit(MOST_VIEWS)
    return [View(*row) for row in tx.execute(query)]


def keep_view(tx: Tx, view: View, now: datetime) -> bool:
    """Keep a view; False when this person has as many as anybody may."""
    mine = select(func.count()).where(triage_view.c.staff_id == view.staff_id)
    if int(tx.execute(mine).scalar_one()) >= MOST_VIEWS // 2:
        return False
    row = {"id": view.id, "name": view.name, "filter": view.filter, "staff_id": view.staff_id, "shared": view.shared}
    tx.execute(triage_view.insert(), {**row, "created_at": now})
    return True


def view_by_id(tx: Tx, view_id: str) -> View | None:
    """The view with this id."""
    of = triage_view.c
    row = tx.execute(select(of.id, of.name, of.filter, of.staff_id, of.shared).where(of.id == view_id)).first()
    return View(*row) if row else None


def drop_view(tx: Tx, view_id: str) -> None:
    """The view is gone."""
    tx.execute(delete(triage_view).where(triage_view.c.id == view_id))
