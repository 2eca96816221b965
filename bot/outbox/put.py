"""Writes promises and events into the transaction that makes them; it performs nothing."""

from collections.abc import Iterable
from datetime import datetime
from json import dumps

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.writes import Writer
from bot.events import Event
from bot.outbox.tables import event, outbox

NOW, BULK, LATER = "now", "bulk", "later"
QUEUES = (NOW, BULK, LATER)
"""By urgency: replies overtake broadcasts, both overtake reports."""

_PUT = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing().inline(),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing().inline(),
}
_RECORD = event.insert().inline()
_POSTPONE = (
    update(outbox)
    .where(outbox.c.kind == bindparam("of_kind"), outbox.c.subject == bindparam("of_subject"))
    .values(due_at=bindparam("at"))
)


def put(tx: Writer, kind: str, subject: str, *, queue: str, due_at: datetime) -> None:
    """Promise to do `kind` for `subject` once `due_at` has come; promised already, it stays as it is."""
    tx.execute(_PUT[tx.dialect.name], {"kind": kind, "subject": subject, "queue": queue, "due_at": due_at})


def postpone(tx: Writer, kind: str, subject: str, *, due_at: datetime) -> None:
    """Move a promise in time."""
    tx.execute(_POSTPONE, {"of_kind": kind, "of_subject": subject, "at": due_at})


def record(tx: Writer, events: Iterable[Event], at: datetime) -> None:
    """Keep what has happened, in this order."""
    rows = [
        {"type": each.type, "version": each.version, "at": at, "subject": each.subject, "language": each.language,
         "area": each.area, "data": dumps(each.data(), ensure_ascii=False)}
        for each in events
    ]  # fmt: skip
    if rows:
        tx.execute(_RECORD, rows if len(rows) > 1 else rows[0])
