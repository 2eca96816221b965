"""Queries about concerns; they take an open transaction first and never commit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import bindparam, func, select, union, update

from bot.concerns.life import CLOSED, Change, Status
from bot.concerns.tables import concern, concern_change, concern_follower
from bot.db.base import Tx
from bot.db.writes import Writer

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


def taken(tx: Tx, references: Collection[str]) -> int:
    """How many of these numbers a concern has."""
    found = select(func.count()).select_from(concern).where(concern.c.reference.in_(references))
    return int(tx.execute(found).scalar_one())


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
