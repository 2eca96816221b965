"""Queries for what `GET /requests` of Open311 lists, page by page; nobody's own words are read, nothing is changed.

A page begins after the last one of the page before, which `Link` names: that costs the same however deep it is. A page
that is asked for by its number alone is counted to, which ends at FARTHEST.
"""

from json import loads
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from bot.concerns.life import CLOSED, Status
from bot.concerns.open311_mapping import OTHER, Asked, Published
from bot.concerns.tables import concern, concern_change
from bot.db.base import Tx
from bot.db.paging import Portion
from bot.lib.references import read_reference

_PUBLISHED = select(
    concern.c.reference, concern.c.kind, concern.c.status, concern.c.department, concern.c.area, concern.c.promised_on,
    concern.c.created_at, concern_change.c.outcome, concern_change.c.words, concern_change.c.agency,
    concern_change.c.at,
).select_from(
    concern.outerjoin(
        concern_change, and_(concern_change.c.concern_id == concern.c.id, concern_change.c.nth == concern.c.changes)
    )
)  # fmt: skip


def page(tx: Tx, asked: Asked) -> Portion[Published]:
    """The newest concerns that were asked for, with `updated_after` the last changed, as anybody may see them."""
    skipped = 0 if asked.after else (asked.page - 1) * asked.size
    most = skipped + asked.size + 1
    if asked.updated_after is None:
        found: Any = _ordered(_PUBLISHED, concern.c.created_at, asked, most)
    else:
        # Each half follows an index, and goes as far as this page.
        changed = _PUBLISHED.where(*_between(concern_change.c.at, asked))
        untouched = _PUBLISHED.where(*_between(concern.c.created_at, asked), concern.c.changes == 0)
        halves = (
            _ordered(changed, concern_change.c.at, asked, most).subquery(),
            _ordered(untouched, concern.c.created_at, asked, most).subquery(),
        )
        both = union_all(*(select(each) for each in halves)).subquery()
        found = select(both).order_by(both.c.moment.desc(), both.c.reference.desc()).limit(most)
    rows = tx.execute(found.offset(skipped).limit(asked.size + 1)).all()
    kept = rows[: asked.size]
    goes_on = len(rows) > asked.size
    return Portion([_published(row) for row in kept], (kept[-1].moment, kept[-1].reference) if goes_on else None)


def _ordered(found: Select[Any], moment: ColumnElement[Any], asked: Asked, most: int) -> Select[Any]:
    if asked.after:
        at, reference = asked.after
        found = found.where(moment <= at, or_(moment < at, concern.c.reference < reference))
    for condition in _conditions(asked):
        found = found.where(condition)
    labelled = found.add_columns(moment.label("moment"))
    return labelled.order_by(moment.desc(), concern.c.reference.desc()).limit(most)


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.references:
        known = [reference for each in asked.references if (reference := read_reference(each))]
        found.append(concern.c.reference.in_(known))
    if asked.since:
        found.append(concern.c.created_at >= asked.since)
    if asked.until:
        found.append(concern.c.created_at <= asked.until)
    if asked.codes:
        found.append(concern.c.kind.in_(["" if each == OTHER else each for each in asked.codes]))
    if asked.status:
        closed = concern.c.status.in_(sorted(CLOSED))
        found.append(closed if asked.status == "closed" else ~closed)
    return found


def _between(moment: ColumnElement[Any], asked: Asked) -> list[ColumnElement[bool]]:
    until = [moment <= asked.updated_before] if asked.updated_before else []
    return [moment >= asked.updated_after, *until]


def _published(row: Any) -> Published:
    return Published(
        row.reference, row.kind, Status(row.status), row.department, row.area, row.outcome, loads(row.words or "{}"),
        row.agency, row.promised_on, row.created_at, row.at,
    )  # fmt: skip
