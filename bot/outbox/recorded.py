"""Recorded events as others read them: in the order of their numbers, each with its id; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any

from sqlalchemy import func, select

from bot.db.base import Tx
from bot.db.listed import listed
from bot.lib.ids import number_in, numbered_id
from bot.outbox.tables import event

KIND = "evt"
_COLUMNS = (
    event.c.sequence, event.c.seq, event.c.type, event.c.version, event.c.at, event.c.subject, event.c.language,
    event.c.area, event.c.data,
)  # fmt: skip
_NUMBERED = {
    dialect: select(*_COLUMNS).where(listed(event.c.sequence, "these", dialect)) for dialect in ("sqlite", "postgresql")
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that was committed and numbered; `data` is the JSON of the fields of its kind."""

    sequence: int
    seq: int
    type: str
    version: int
    at: datetime
    subject: str
    language: str | None
    area: str | None
    data: str

    @property
    def id(self) -> str:
        """Made of its time and place in the table: the same whoever asks, another after a backup was played back."""
        return numbered_id(KIND, self.at, self.seq)

    def as_json(self) -> dict[str, Any]:
        """What others get, on every way the same: docs/events.schema.json describes it."""
        return {
            "id": self.id, "type": self.type, "version": self.version,
            "timestamp": self.at.isoformat(timespec="microseconds").replace("+00:00", "Z"), "sequence": self.sequence,
            "subject": self.subject, "language": self.language, "area": self.area, "data": loads(self.data),
        }  # fmt: skip


def recorded_after(
    tx: Tx, after: int, *, most: int, types: Sequence[str] | None = None, subject: str | None = None
) -> list[Recorded]:
    """The next events whose number is above `after`, of these types and this subject when named; at most so many."""
    found = select(*_COLUMNS).where(event.c.sequence > after).order_by(event.c.sequence).limit(most)
    if types is not None:
        found = found.where(event.c.type.in_(types))
    if subject is not None:
        found = found.where(event.c.subject == subject)
    return [Recorded(*row) for row in tx.execute(found)]


def recorded(tx: Tx, sequences: Sequence[int]) -> dict[int, Recorded]:
    """The events with these numbers."""
    if not sequences:
        return {}
    return {row.sequence: Recorded(*row) for row in tx.execute(_NUMBERED[tx.dialect.name], {"these": sequences})}


def recorded_by_id(tx: Tx, event_id: str) -> Recorded | None:
    """The event with this id; None for an id that is none of ours, or whose event has no number yet."""
    seq = number_in(event_id)
    if seq is None:
        return None
    row = tx.execute(select(*_COLUMNS).where(event.c.seq == seq, event.c.sequence.is_not(None))).first()
    found = Recorded(*row) if row else None
    return found if found and found.id == event_id else None


def number_at(tx: Tx, at: datetime) -> int:
    """The number of the first event that happened then or later; one above the last when there is none.

    Numbers are given in the order of commits, which is that of time but for moments: halving finds it by their index.
    """
    low, high = 1, (tx.execute(select(func.max(event.c.sequence))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        found = tx.execute(select(event.c.at).where(event.c.sequence == middle)).scalar()
        if found is not None and found < at:
            low = middle + 1
        else:
            high = middle
    return low
