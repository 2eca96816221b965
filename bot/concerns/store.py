"""Queries about concerns; they take an open transaction first and never commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import and_, bindparam, select, union, union_all, update

from bot.concerns.life import CLOSED, Change, Status
from bot.concerns.open311_mapping import FARTHEST, OTHER, Asked, Published
from bot.concerns.tables import concern, concern_change, concern_follower
from bot.db.base import Tx
from bot.db.writes import Writer
from bot.lib.references import read_reference

_ADD = concern.insert()


def add_concern(tx: Writer, row: dict[str, Any]) -> None:
    """A new concern; its reference is unique."""
    tx.execute(_ADD, row)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a concern stands: `changes` counts what was done with it so far."""

    id: str
    reference: str
    contact_id: str
    kind: str
    words: str
    place: str
    area: str | None
    language: str | None
    status: Status
    changes: int
    department: str | None
    promised_on: date | None
    created_at: datetime
    same_as: str | None = None


_COLUMNS = (
    concern.c.id, concern.c.reference, concern.c.contact_id, concern.c.kind, concern.c.words, concern.c.place,
    concern.c.area, concern.c.language, concern.c.status, concern.c.changes, concern.c.department,
    concern.c.promised_on, concern.c.created_at, concern.c.same_as,
)  # fmt: skip
_STANDING = select(*_COLUMNS).where(concern.c.reference == bindparam("of"))
_STANDING_BY_ID = select(*_COLUMNS).where(concern.c.id == bindparam("of"))
_SAVE = (
    update(concern)
    .where(concern.c.id == bindparam("of"), concern.c.changes == bindparam("seen"))
    .values(
        status=bindparam("to_status"), changes=bindparam("nth"), department=bindparam("to_department"),
        promised_on=bindparam("to_promised_on"),
    )
)  # fmt: skip
_ADD_CHANGE = concern_change.insert()
_CHANGE = select(concern_change).where(
    concern_change.c.concern_id == bindparam("of"), concern_change.c.nth == bindparam("nth")
)
_CHANGES = select(concern_change).where(concern_change.c.concern_id == bindparam("of")).order_by(concern_change.c.nth)
_FOLLOWERS = union(
    select(concern.c.contact_id).where(concern.c.id == bindparam("of")),
    select(concern_follower.c.contact_id).where(concern_follower.c.concern_id == bindparam("of")),
)


def standing(tx: Tx, reference: str) -> Standing | None:
    """The concern with this reference."""
    row = tx.execute(_STANDING, {"of": reference}).first()
    return _standing(row) if row else None


def standing_by_id(tx: Tx, concern_id: str) -> Standing | None:
    """The concern with this id."""
    row = tx.execute(_STANDING_BY_ID, {"of": concern_id}).first()
    return _standing(row) if row else None


def _standing(row: Any) -> Standing:
    return Standing(*(*row[:8], Status(row[8]), *row[9:]))


def save_change(tx: Tx, at: Standing, change: Change, status: Status, now: datetime) -> bool:
    """The concern after a change, and the change itself; False when somebody else changed it first."""
    nth = at.changes + 1
    department = change.department or at.department
    promised_on = None if status in CLOSED else change.promised_on or at.promised_on
    saved = tx.execute(
        _SAVE, {"of": at.id, "seen": at.changes, "nth": nth, "to_status": status, "to_department": department,
                "to_promised_on": promised_on},
    )  # fmt: skip
    if saved.rowcount == 0:
        return False
    tx.execute(
        _ADD_CHANGE,
        {"concern_id": at.id, "nth": nth, "act": change.act, "status": status, "by": change.by,
         "department": department, "outcome": change.outcome or None, "promised_on": change.promised_on,
         "words": dumps(dict(change.words), ensure_ascii=False) if change.words else None,
         "agency": change.agency or None, "at": now},
    )  # fmt: skip
    return True


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as it was made."""

    nth: int
    act: str
    status: Status
    by: str
    department: str | None
    outcome: str | None
    words: Mapping[str, str]
    promised_on: date | None
    agency: str | None
    at: datetime


def change_of(tx: Tx, concern_id: str, nth: int) -> Changed | None:
    """The nth change of a concern."""
    row = tx.execute(_CHANGE, {"of": concern_id, "nth": nth}).first()
    return _changed(row) if row else None


def last_answer(tx: Tx, concern_id: str) -> Changed | None:
    """The newest change that answered it, or gave it to somebody else."""
    answers = [each for each in changes_of(tx, concern_id) if each.act in ("answer", "hand_over")]
    return answers[-1] if answers else None


def changes_of(tx: Tx, concern_id: str) -> list[Changed]:
    """Every change of a concern, the oldest first."""
    return [_changed(row) for row in tx.execute(_CHANGES, {"of": concern_id})]


def _changed(row: Any) -> Changed:
    return Changed(
        row.nth, row.act, Status(row.status), row.by, row.department, row.outcome, loads(row.words or "{}"),
        row.promised_on, row.agency, row.at,
    )  # fmt: skip


def followers(tx: Tx, concern_id: str) -> list[str]:
    """Whoever reads news of a concern: who opened it, and who said "me too"."""
    return sorted(tx.execute(_FOLLOWERS, {"of": concern_id}).scalars())


def concerns_in(tx: Tx, statuses: frozenset[Status], *, department: str | None, most: int) -> list[Standing]:
    """The oldest concerns in these statuses, of one department when named."""
    found = select(*_COLUMNS).where(concern.c.status.in_(sorted(statuses)))
    if department is not None:
        found = found.where(concern.c.department == department)
    return [_standing(row) for row in tx.execute(found.order_by(concern.c.created_at, concern.c.id).limit(most))]


_PUBLISHED = (
    select(
        concern.c.reference, concern.c.kind, concern.c.status, concern.c.department, concern.c.area,
        concern.c.promised_on, concern.c.created_at, concern_change.c.outcome, concern_change.c.words,
        concern_change.c.agency, concern_change.c.at,
    )
    .select_from(
        concern.outerjoin(
            concern_change,
            and_(concern_change.c.concern_id == concern.c.id, concern_change.c.nth == concern.c.changes),
        )
    )
    .order_by(concern.c.created_at.desc(), concern.c.id)
)  # fmt: skip


def published(tx: Tx, asked: Asked) -> list[Published]:
    """The newest concerns that were asked for, as anybody may see them."""
    found = _PUBLISHED.limit(asked.size).offset((asked.page - 1) * asked.size)
    if asked.references:
        known = [reference for each in asked.references if (reference := read_reference(each))]
        found = found.where(concern.c.reference.in_(known))
    if asked.since:
        found = found.where(concern.c.created_at >= asked.since)
    if asked.until:
        found = found.where(concern.c.created_at <= asked.until)
    if asked.updated_after:
        found = found.where(concern.c.id.in_(_updated(asked.updated_after, asked.updated_before)))
    if asked.codes:
        found = found.where(concern.c.kind.in_(["" if each == OTHER else each for each in asked.codes]))
    if asked.status:
        closed = concern.c.status.in_(sorted(CLOSED))
        found = found.where(closed if asked.status == "closed" else ~closed)
    return [
        Published(
            row.reference, row.kind, Status(row.status), row.department, row.area, row.outcome,
            loads(row.words or "{}"), row.agency, row.promised_on, row.created_at, row.at,
        )
        for row in tx.execute(found)
    ]  # fmt: skip


def _updated(after: datetime, before: datetime | None) -> Any:
    """The ids of concerns whose last change, or whose beginning where nothing was done yet, lies between the two.

    Each half follows an index and names at most FARTHEST.
    """
    changed = (
        select(concern_change.c.concern_id)
        .join(concern, and_(concern.c.id == concern_change.c.concern_id, concern.c.changes == concern_change.c.nth))
        .where(concern_change.c.at >= after)
    )
    untouched = select(concern.c.id).where(concern.c.created_at >= after, concern.c.changes == 0)
    if before is not None:
        changed, untouched = (
            changed.where(concern_change.c.at <= before),
            untouched.where(concern.c.created_at <= before),
        )
    newest = (
        changed.order_by(concern_change.c.at.desc()).limit(FARTHEST).subquery(),
        untouched.order_by(concern.c.created_at.desc()).limit(FARTHEST).subquery(),
    )
    return union_all(*(select(each) for each in newest))
