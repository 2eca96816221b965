"""Gives committed events their numbers and hands them, in that order, to those who follow them; it knows no reader.

Transactions commit in another order than they write, so whoever reads "everything after seq 7" may pass 8 by while its
transaction is open. An event therefore gets its `sequence` in a later transaction, once it was committed; those take
turns by the lock on one row of `reading`, so that numbers appear in order and without gaps (docs/adr/0013).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.db.engine import Database
from bot.outbox.recorded import Recorded, recorded_after
from bot.outbox.tables import event, reading

NUMBER = "number_events"
"""The kind of outbox item that does both; its one subject is EVENTS."""
EVENTS, NUMBERING = "events", "numbering"
BATCH = 1_000

Reaction = Callable[[Tx, Sequence[Recorded], datetime], None]
"""Told of events, in order and each once, in the transaction that remembers how far it has come."""

_NEW = {"name": bindparam("of_name"), "sequence": 0}
_BEGIN = {
    "sqlite": sqlite.insert(reading).values(_NEW).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(reading).values(_NEW).on_conflict_do_nothing(),
}
_POSITION = select(reading.c.sequence).where(reading.c.name == bindparam("of_name"))
_MOVE = update(reading).where(reading.c.name == bindparam("of_name")).values(sequence=bindparam("to"))
_UNNUMBERED = select(event.c.seq).where(event.c.sequence.is_(None)).limit(1)
_WAITING = (
    select(event.c.seq, func.row_number().over(order_by=event.c.seq).label("place"))
    .where(event.c.sequence.is_(None))
    .order_by(event.c.seq)
    .limit(BATCH)
    .subquery()
)
_GIVE = (
    update(event).where(event.c.seq == _WAITING.c.seq).values(sequence=bindparam("last") + _WAITING.c.place)
)  # fmt: skip


def are_waiting(tx: Tx) -> bool:
    """Whether any event has no number yet."""
    return tx.execute(_UNNUMBERED).first() is not None


def last_number(tx: Tx) -> int:
    """The number given last; 0 before the first."""
    return tx.execute(_POSITION, {"of_name": NUMBERING}).scalar() or 0


def number(db: Database) -> int:
    """Give the next events that were committed their numbers; how many."""
    with db.begin() as tx:
        last = _taken(tx, NUMBERING)
        given = int(tx.execute(_GIVE, {"last": last}).rowcount)
        if given:
            tx.execute(_MOVE, {"of_name": NUMBERING, "to": last + given})
        return given


def follow(db: Database, name: str, react: Reaction, now: datetime) -> int:
    """Hand the next numbered events to the reaction of that name; how many."""
    with db.begin() as tx:
        after = _taken(tx, name)
        found = recorded_after(tx, after, most=BATCH)
        if found:
            react(tx, found, now)
            tx.execute(_MOVE, {"of_name": name, "to": found[-1].sequence})
        return len(found)


def _taken(tx: Tx, name: str) -> int:
    """How far that reader has come, locked until the transaction ends."""
    of = {"of_name": name}
    found = tx.execute(_POSITION.with_for_update(), of).scalar()
    if found is None:
        tx.execute(_BEGIN[tx.dialect.name], of)
        found = tx.execute(_POSITION.with_for_update(), of).scalar_one()
    return int(found)
