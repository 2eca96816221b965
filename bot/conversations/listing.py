"""Lists conversations for staff, those that wait longest first; every list costs the same few queries, however long.

A list takes one of five ways, each along an index: who waits, whose it is, a label, departments, or the newest texts.
It looks at so many rows of its way and no more: where a filter leaves little of them, the page offers to look further.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip

from bot.conversations.searching import texts_with
from bot.conversations.staff_tables import care, conversation_label, glance
from bot.conversations.takeover import HERE_FOR
from bot.db.base import Tx, Utc
from bot.messaging.tables import conversation, message
from bot.people.tables import contact

NOBODY = "nobody"
PER_PAGE = 25
MOST_LOOKED_AT = 2_000
"""Texts, or conversations with a label or of a department, that a page looks through."""
MOST_COUNTED = 500
"""People who wait that are counted, and that a page looks through; of more it is said that there are more."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: `departments` are all they see (None: everything), `sensitive` whether also what was hidden."""

    staff_id: str
    departments: frozenset[str] | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What to list; each empty value means everything. `view` is waiting, mine or all.

    `held_by` is whose it is, by their id, or NOBODY; `newest`: those that wait the shortest come first.
    """

    view: str = "waiting"
    language: str = ""
    department: str = ""
    label: str = ""
    unanswered: bool = False
    words: str = ""
    held_by: str = ""
    newest: bool = False
    contact_ids: tuple[str, ...] | None = None
    """Residents that a reference stands for; then the words are not looked for."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last text of a conversation; no `body` where this viewer may not read it."""

    body: str | None
    direction: str
    staff_id: str | None
    at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in a list."""

    id: str
    contact_id: str
    language: str | None
    left_at: datetime | None
    waiting_since: datetime | None
    taken_over_at: datetime | None
    hidden_since: datetime | None
    taken_over_by: str | None
    assigned_to: str | None
    department: str | None
    last: Last | None = None
    heard: str | None = None
    """What the resident said last, with the text before where that was hardly a word ("PERSON")."""
    found: str | None = None
    labels: tuple[str, ...] = ()
    here: tuple[str, ...] = ()


Key = tuple[int, datetime, str]
"""Where a page ends: rank, time and id of its last line, in the order of its way."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next page begins; `further`: only that many texts were looked at, there are more."""

    lines: Sequence[Line]
    after: Key | None = None
    further: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """What a list goes along: its own columns of order, newest or longest first.

    `looked` are the rows it looks at, at most so many, with their `at` and `id`.
    """

    rows: Select[Any]
    rank: ColumnElement[int]
    at: ColumnElement[datetime]
    id: ColumnElement[str]
    newest_first: bool
    looked: Subquery | None = None
    most: int = 0


_COLUMNS = (
    conversation.c.id, conversation.c.contact_id, contact.c.language, contact.c.left_at,
    conversation.c.waiting_since, conversation.c.taken_over_at, conversation.c.hidden_since,
    care.c.taken_over_by, care.c.assigned_to, care.c.department,
)  # fmt: skip
_with_all = conversation.join(contact, contact.c.id == conversation.c.contact_id).outerjoin(
    care, care.c.conversation_id == conversation.c.id
)
_none: ColumnElement[int] = literal(0)


def page(
    tx: Tx, sought: Sought, viewer: Viewer, *, after: Key | None = None, now: datetime, most: int = PER_PAGE
) -> Page:
    """One page of conversations."""
    found = (
        texts_with(tx, sought.words, sensitive=viewer.sensitive)
        if sought.words and sought.contact_ids is None
        else None
    )
    ids = None if found is None else tuple(found)
    way = _way(sought, viewer, after, ids)
    query = way.rows.where(*_filters(sought, viewer))
    if after is not None and way.looked is None:
        query = query.where(_beyond(way, after))
    order = (way.at.desc(), way.id.desc()) if way.newest_first else (way.at, way.id)
    query = query.add_columns(way.rank, way.at, way.id).order_by(way.rank, *order).limit(most + 1)
    rows = tx.execute(query).all()
    lines = _told(tx, [Line(*row[: len(_COLUMNS)]) for row in rows[:most]], viewer, found or {}, now)
    if len(rows) > most:
        return Page(lines, tuple(rows[most - 1][len(_COLUMNS) :]))
    stopped = _looked_until(tx, way)
    return Page(lines, stopped, further=stopped is not None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many residents wait for a person, and since when the first of them; `more`: nobody counted any further."""

    count: int
    since: datetime | None
    more: bool = False


def count_waiting(tx: Tx, viewer: Viewer) -> Waiting:
    """Those who wait for a person, among the MOST_COUNTED who wait longest."""
    longest = (
        select(conversation.c.id, conversation.c.contact_id, conversation.c.waiting_since)
        .where(conversation.c.waiting_since.is_not(None))
        .order_by(conversation.c.waiting_since)
        .limit(MOST_COUNTED)
        .subquery()
    )
    rows = select(
        func.count(), func.count(contact.c.id), func.min(case((contact.c.id.is_not(None), longest.c.waiting_since)))
    )
    there = and_(contact.c.id == longest.c.contact_id, contact.c.left_at.is_(None), *_seen_by(viewer))
    cared = longest.outerjoin(care, care.c.conversation_id == longest.c.id).outerjoin(contact, there)
    looked_at, count, since = tx.execute(rows.select_from(cared)).one()
    return Waiting(count, since, more=looked_at == MOST_COUNTED)


def next_waiting(tx: Tx, viewer: Viewer, other_than: str) -> str | None:
    """The conversation that waits longest, another than this one."""
    rows = select(conversation.c.id).select_from(_with_all).where(_waits(), *_filters(Sought(), viewer))
    return tx.execute(
        rows.where(conversation.c.id != other_than).order_by(conversation.c.waiting_since, conversation.c.id).limit(1)
    ).scalar()


def _way(sought: Sought, viewer: Viewer, after: Key | None, ids: tuple[str, ...] | None) -> _Way:
    of, those = conversation_label, conversation
    if ids is not None or sought.contact_ids is not None:
        return _chosen(sought, ids)
    if sought.view == "waiting":
        waiting = _at(those.c.waiting_since, those.c.id).where(those.c.waiting_since.is_not(None))
        unheard = contact.c.left_at.is_(None)
        return _along([waiting], after, MOST_COUNTED, newest_first=sought.newest, which=unheard)
    holder = viewer.staff_id if sought.view == "mine" else sought.held_by
    if holder and holder != NOBODY:
        rank = case((conversation.c.waiting_since.is_(None), 1), else_=0)
        at = func.coalesce(conversation.c.waiting_since, care.c.assigned_at, type_=Utc())
        rows = select(*_COLUMNS).select_from(_with_all).where(care.c.assigned_to == holder)
        return _Way(rows, rank, at, conversation.c.id, newest_first=sought.newest)
    if sought.label:
        return _along([_at(of.c.at, of.c.conversation_id).where(of.c.label == sought.label)], after, MOST_LOOKED_AT)
    if sought.department or viewer.departments is not None:
        departments = sorted({sought.department} if sought.department else viewer.departments or {""})
        routed = _at(care.c.routed_at, care.c.conversation_id)
        return _along([routed.where(care.c.department == each) for each in departments], after, MOST_LOOKED_AT)
    return _newest(after)


def _at(at: ColumnElement[Any], id: ColumnElement[Any]) -> Select[Any]:
    return select(at.label("at"), id.label("id"))


def _along(
    ways: Sequence[Select[Any]], after: Key | None, most: int, *, newest_first: bool = True, which: Any = True
) -> _Way:
    """The conversations along these rows together, looking at `most` of them after that place."""
    first = [_first(each, after, most, newest_first=newest_first) for each in ways]
    looked = first[0].subquery()
    if len(first) > 1:
        together = union_all(*(select(each.subquery()) for each in first)).subquery()
        looked = _first(_at(together.c.at, together.c.id), None, most, newest_first=newest_first).subquery()
    rows = select(*_COLUMNS).select_from(_with_all.join(looked, looked.c.id == conversation.c.id)).where(which)
    return _Way(rows, _none, looked.c.at, looked.c.id, newest_first, looked, most)


def _first(rows: Select[Any], after: Key | None, most: int, *, newest_first: bool) -> Select[Any]:
    at, id = list(rows.selected_columns)[:2]
    if after is not None:
        here, there = tuple_(at, id), tuple_(*after[1:])
        rows = rows.where(here < there if newest_first else here > there)
    return rows.order_by(*((at.desc(), id.desc()) if newest_first else (at, id))).limit(most)


def _chosen(sought: Sought, ids: tuple[str, ...] | None) -> _Way:
    """Those that a search has found already."""
    which = conversation.c.id.in_(ids) if ids is not None else conversation.c.contact_id.in_(sought.contact_ids or ())
    rows = select(*_COLUMNS).select_from(_with_all).where(which)
    rank = case((conversation.c.waiting_since.is_(None), 1), else_=0)
    return _Way(rows, rank, conversation.c.created_at, conversation.c.id, newest_first=True)


def _newest(after: Key | None) -> _Way:
    """By the last text of each resident, among the newest texts."""
    heard = _at(message.c.created_at, message.c.id).add_columns(message.c.conversation_id)
    looked = _first(heard.where(message.c.direction == "in"), after, MOST_LOOKED_AT, newest_first=True).subquery()
    later = message.alias("later")
    is_last = ~exists().where(
        later.c.conversation_id == looked.c.conversation_id, later.c.direction == "in",
        tuple_(later.c.created_at, later.c.id) > tuple_(looked.c.at, looked.c.id),
    )  # fmt: skip
    rows = select(*_COLUMNS).select_from(_with_all.join(looked, looked.c.conversation_id == conversation.c.id))
    return _Way(rows.where(is_last), _none, looked.c.at, looked.c.id, True, looked, MOST_LOOKED_AT)


def _looked_until(tx: Tx, way: _Way) -> Key | None:
    """The last of the rows that were looked at, when there may be more."""
    if way.looked is None:
        return None
    order = (way.at.desc(), way.id.desc()) if way.newest_first else (way.at, way.id)
    last = tx.execute(select(literal(0), way.at, way.id).order_by(*order).offset(way.most - 1).limit(1)).first()
    return (0, last[1], last[2]) if last else None


def _beyond(way: _Way, after: Key) -> ColumnElement[bool]:
    rank, *rest = after
    here, there = tuple_(way.at, way.id), tuple_(*rest)
    return or_(way.rank > rank, and_(way.rank == rank, here < there if way.newest_first else here > there))


def _waits() -> ColumnElement[bool]:
    """Nobody can answer somebody who has left, so they do not wait either."""
    return and_(conversation.c.waiting_since.is_not(None), contact.c.left_at.is_(None))


def _seen_by(viewer: Viewer) -> list[ColumnElement[bool]]:
    if viewer.departments is None:
        return []
    return [care.c.department.in_(sorted(viewer.departments)) if viewer.departments else false()]


def _filters(sought: Sought, viewer: Viewer) -> list[ColumnElement[bool]]:
    conditions = [conversation.c.answerable, *_seen_by(viewer)]
    if sought.language:
        conditions.append(contact.c.language == sought.language)
    if sought.department:
        conditions.append(care.c.department == sought.department)
    if sought.label:
        of = conversation_label.alias("of")
        conditions.append(exists().where(of.c.conversation_id == conversation.c.id, of.c.label == sought.label))
    if sought.held_by == NOBODY:
        conditions.append(care.c.assigned_to.is_(None))
    elif sought.held_by:
        conditions.append(care.c.assigned_to == sought.held_by)
    if sought.unanswered:
        conditions.append(_last(message.c.direction) == "in")
    return conditions


def _last(column: Any, *, heard: bool = False, before: int = 0) -> ColumnElement[Any]:
    """That column of a conversation's last text; of a text and its reply of the same moment, the reply is later.

    `heard`: of the resident's texts only, and the one so many `before` the last.
    """
    query = select(column).where(message.c.conversation_id == conversation.c.id)
    if heard:
        query = query.where(message.c.direction == "in")
    latest = query.order_by(message.c.created_at.desc(), message.c.direction.desc(), message.c.id.desc())
    return latest.limit(1).offset(before).correlate(conversation).scalar_subquery()


def _told(tx: Tx, lines: list[Line], viewer: Viewer, found: Mapping[str, str], now: datetime) -> list[Line]:
    """The same lines with their last texts, labels and who has them open."""
    ids = [each.id for each in lines]
    texts, labels, here = _last_texts(tx, ids), _labels(tx, ids), who_is_here(tx, ids, viewer.staff_id, now)
    told = []
    for each in lines:
        readable = [_readable(text, each, viewer) for text in texts.get(each.id, ())]
        heard = [text.body for text in readable if text.direction == "in"]
        line = replace(each, last=readable[-1] if readable else None, heard=_said(heard), found=found.get(each.id))
        told.append(replace(line, labels=tuple(labels.get(each.id, ())), here=tuple(here.get(each.id, ()))))
    return told


def _readable(text: Last, line: Line, viewer: Viewer) -> Last:
    hidden = line.hidden_since is not None and text.at >= line.hidden_since
    return replace(text, body=None) if hidden and not viewer.sensitive else text


_HARDLY_A_WORD = 12


def _said(heard: Sequence[str | None]) -> str | None:
    """The last of these texts, and the one before it where the last says hardly anything; None where it is hidden."""
    if not heard or heard[-1] is None:
        return None
    short = len(heard[-1]) <= _HARDLY_A_WORD and len(heard) > 1 and heard[-2]
    return f"{heard[-2]} / {heard[-1]}" if short else heard[-1]


def _last_texts(tx: Tx, ids: Sequence[str]) -> dict[str, list[Last]]:
    """By conversation, its last text and the resident's last two, in the order they were said."""
    id = message.c.id
    lasts = [_last(id), _last(id, heard=True), _last(id, heard=True, before=1)]
    newest = union_all(*(select(each).where(conversation.c.id.in_(ids)) for each in lasts))
    columns = (message.c.body, message.c.direction, message.c.staff_id, message.c.created_at, message.c.status)
    rows = tx.execute(
        select(message.c.conversation_id, *columns)
        .where(message.c.id.in_(newest))
        .order_by(message.c.created_at, message.c.direction, message.c.id)
    )
    found: dict[str, list[Last]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Last(*row[1:]))
    return found


def _labels(tx: Tx, ids: Sequence[str]) -> dict[str, list[str]]:
    of = conversation_label
    rows = tx.execute(select(of.c.conversation_id, of.c.label).where(of.c.conversation_id.in_(ids)).order_by(of.c.at))
    return _grouped(rows)


def who_is_here(tx: Tx, ids: Sequence[str], staff_id: str, now: datetime) -> dict[str, list[str]]:
    """By conversation, the colleagues who have it open."""
    rows = tx.execute(
        select(glance.c.conversation_id, glance.c.staff_id).where(
            glance.c.conversation_id.in_(ids), glance.c.staff_id != staff_id, glance.c.looked_at > now - HERE_FOR
        )
    )
    return _grouped(rows)


def _grouped(rows: Iterable[Any]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, value in rows:
        grouped.setdefault(key, []).append(value)
    return grouped
