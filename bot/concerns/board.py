"""Queries for the list of concerns that staff work from; they take an open transaction first and never commit.

Each page follows an index: what is open in the order in which it came, of one department, of one area, or by the day
that was promised. A department's staff see theirs and nothing else: `bound` names them, None for everybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, func, literal_column, select, tuple_

from bot.concerns.life import CLOSED, Status
from bot.concerns.neighbors import FOLLOWERS, followers_of
from bot.concerns.tables import OPEN, PROMISED, concern
from bot.db.base import Tx
from bot.db.search import Wanted, is_in, matches
from bot.messaging.tables import conversation, message

ORDERS = ("oldest", "newest", "promised")
COUNTED = 1000
"""Late promises are counted so far, and no further."""
NEAR = 8_000
"""Rows in order that are looked through for words before their index is asked. Words that fill a page within these need
no index; words that do not are so rare that sorting all that the index finds takes no time."""

Key = tuple[datetime | date, str]
"""Where a page ended: the value that the list is in order of, and the id."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What to list: each empty value means everything. `status` may be "open", or one of life.Status."""

    status: str = "open"
    department: str = ""
    language: str = ""
    area: str = ""
    late: bool = False
    order: str = "oldest"
    words: Wanted = ()
    """What they tell of, as bot.concerns.searching reads a search."""


@dataclass(frozen=True, slots=True)
class Line:
    """One concern in the list."""

    id: str
    reference: str
    kind: str
    status: Status
    department: str | None
    promised_on: date | None
    language: str | None
    area: str | None
    created_at: datetime
    followers: int


@dataclass(frozen=True, slots=True)
class Told:
    """Where a concern was told: the conversation, and since when that is hidden from most staff."""

    conversation_id: str | None
    hidden_since: datetime | None


_OWN = (
    concern.c.id, concern.c.reference, concern.c.kind, concern.c.status, concern.c.department, concern.c.promised_on,
    concern.c.language, concern.c.area, concern.c.created_at,
)  # fmt: skip
_LINE = (*_OWN, FOLLOWERS.label("followers"))


def lines(
    tx: Tx, sought: Sought, bound: Collection[str] | None, *, today: date, after: Key | None, most: int
) -> list[Line]:
    """So many concerns from there on, of those with the words where there are any."""
    query, column = _from_there(select(*_LINE), sought, bound, today, after)
    newest = sought.order == "newest" and column is concern.c.created_at
    order: tuple[Any, Any] = (column.desc(), concern.c.id.desc()) if newest else (column, concern.c.id)
    if not sought.words:
        return [_line(row) for row in tx.execute(query.order_by(*order).limit(most))]
    if tx.dialect.name != "sqlite":
        # What is late is the beginning of what is promised. A database that is told the end of it as well takes it for
        # little, and sorts all of it instead of following the index as far as it has to.
        wider = replace(sought, late=False, status="open", order="promised") if sought.late else sought
        looked, _ = _from_there(select(*_OWN, concern.c.contact_id), wider, bound, today, after)
        first = looked.add_columns(literal_column("concern.search").label("search")).order_by(*order).limit(NEAR)
        near = first.subquery("near")
        among = _among(near, sought.words, column.name, newest=newest)
        if sought.late:
            among = among.where(near.c.promised_on < today)
        found = tx.execute(among.limit(most)).all()
        if len(found) == most:
            return [_line(row) for row in found]
        # Sorted by a value that no index is in order of: the words' own index has to find the rows.
        order = (func.coalesce(column, column).desc() if newest else func.coalesce(column, column), order[1])
    found = tx.execute(query.where(matches(tx.dialect, concern, sought.words)).order_by(*order).limit(most)).all()
    return [_line(row) for row in found]


def _from_there(
    query: Select[Any], sought: Sought, bound: Collection[str] | None, today: date, after: Key | None
) -> tuple[Select[Any], Any]:
    """What is asked for, from there on, and the column that it is in order of."""
    query = _sought(query, sought, bound, today)
    column = concern.c.promised_on if sought.order == "promised" or sought.late else concern.c.created_at
    if column is concern.c.promised_on:
        # What is closed promises nothing any more, and the index of promises knows what is open alone.
        query = query.where(OPEN, column.is_not(None))
    newest = sought.order == "newest" and column is concern.c.created_at
    if after is not None:
        here = tuple_(column, concern.c.id)
        query = query.where(here < after if newest else here > after)
    return query, column


def _among(near: Subquery, words: Wanted, column: str, *, newest: bool) -> Select[Any]:
    """Those of the first rows that have the words: what many have written is found there, at little cost."""
    order = (near.c[column].desc(), near.c.id.desc()) if newest else (near.c[column], near.c.id)
    own = (near.c[each.name] for each in _OWN)
    return select(*own, followers_of(near.c.id, near.c.contact_id)).where(is_in(near.c.search, words)).order_by(*order)


def _line(row: Any) -> Line:
    return Line(row.id, row.reference, row.kind, Status(row.status), *row[4:])


def _sought(query: Select[Any], sought: Sought, bound: Collection[str] | None, today: date) -> Select[Any]:
    query = query.where(concern.c.same_as.is_(None))
    if sought.late:
        query = query.where(PROMISED, concern.c.promised_on < today)
    elif sought.status == "open":
        query = query.where(OPEN)
    elif sought.status == "closed":
        query = query.where(concern.c.status.in_(sorted(CLOSED)))
    elif sought.status:
        query = query.where(concern.c.status == sought.status)
    if bound is not None:
        query = query.where(_one_of(sorted(bound)))
    for column, value in (("department", sought.department), ("language", sought.language), ("area", sought.area)):
        if value:
            query = query.where(concern.c[column] == value)
    return query


def _one_of(departments: Sequence[str]) -> Any:
    """Of one department the index can be followed in order."""
    return (
        concern.c.department == departments[0] if len(departments) == 1 else concern.c.department.in_(departments)
    )  # fmt: skip


def late(tx: Tx, bound: Collection[str] | None, *, today: date, most: int) -> tuple[list[Line], int]:
    """The promises that are over longest, and how many there are, counted no further than COUNTED."""
    sought = Sought(late=True)
    found = lines(tx, sought, bound, today=today, after=None, most=most)
    if len(found) < most:
        return found, len(found)
    counted = _sought(select(concern.c.id), sought, bound, today).limit(COUNTED).subquery()
    return found, int(tx.execute(select(func.count()).select_from(counted)).scalar_one())


def told_in(tx: Tx, message_id: str | None, contact_id: str) -> Told:
    """Where a concern was told; the resident's last conversation when the text is not known any more."""
    columns = (conversation.c.id, conversation.c.hidden_since)
    row = None
    if message_id:
        of = select(*columns).join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        row = tx.execute(of.where(message.c.id == message_id)).first()
    if row is None:
        last = select(*columns).where(conversation.c.contact_id == contact_id)
        row = tx.execute(last.order_by(conversation.c.created_at.desc()).limit(1)).first()
    return Told(row.id, row.hidden_since) if row else Told(None, None)


def departments_of(tx: Tx, session_id: str) -> list[str | None]:
    """Who has what was told in a session: a department for each concern of it."""
    return list(tx.execute(select(concern.c.department).where(concern.c.session_id == session_id).limit(10)).scalars())


def message_of(tx: Tx, concern_id: str) -> str | None:
    """The text that told it."""
    found: str | None = tx.execute(select(concern.c.message_id).where(concern.c.id == concern_id)).scalar()
    return found
