"""Removes the words of texts that are older than the city keeps them; the rows stay, so that every count stays right.

Once a day a run is promised for the stretch of time between the end of the last run and the day that the retention now
reaches to. A worker goes through it window by window, oldest first, a batch in each transaction, and puts the rest off:
neither a turn nor a broadcast ever waits for it. What is not settled yet (a text still on its way) keeps its words
until the next run that covers it, which begins a few days before the end of the last.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.clock import Clock
from bot.lib.ids import new_id
from bot.messaging import photos
from bot.messaging.rules import STATUS_RANK
from bot.messaging.tables import conversation, message, retention, simulated_text
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt
from bot.staff.audit import record

RETAIN = "retention"
"""The kind of outbox item that does a piece of a run; its subject is the id of the run."""
WINDOW = timedelta(days=1)
BATCH = 1_000
"""Texts emptied in one transaction."""
MOST, STEPS = 10_000, 200
"""Texts and transactions of one item, which must be done before its lease is over."""
AGAIN = timedelta(days=7)
"""How far each run looks back over what the last one has done: texts that were on their way then."""
COUNTED = 10_000
"""Nobody needs to know more exactly how many texts are to go."""
SETTLED = tuple(status for status, rank in STATUS_RANK.items() if rank >= STATUS_RANK["unknown"])

_HEARD = message.c.direction == "in"
_HAS_WORDS = or_(
    message.c.body != "", message.c.media.is_not(None), message.c.location.is_not(None),
    and_(_HEARD, message.c.decided.is_not(None)),
)  # fmt: skip
"""Of a text that came in, `decided` tells what it answered; of one that went out, why it was refused: that may stay."""
_IS_SETTLED = or_(_HEARD, message.c.status.in_(SETTLED))
_WORDLESS: dict[str, Any] = {
    "body": "", "media": None, "location": None,
    "decided": case((_HEARD, None), else_=message.c.decided),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One removal: for how many days texts were kept, which stretch it covers, and how far it is."""

    id: str
    days: int
    begins_at: datetime
    ends_at: datetime
    done_until: datetime
    removed: int
    started_at: datetime
    finished_at: datetime | None


def promise(tx: Tx, days: int, now: datetime) -> None:
    """Have a worker remove the words of what is older than that; nothing while a run is under way, or to be done."""
    last = last_run(tx)
    if last and last.finished_at is None:
        put.put(tx, RETAIN, last.id, queue=put.LATER, due_at=now)
        return
    begins, ends = _begins(tx, last), now - timedelta(days=days)
    if begins is None or begins >= ends:
        return
    run_id = new_id("ret", now)
    row = {
        "id": run_id, "days": days, "begins_at": begins, "ends_at": ends, "done_until": begins, "removed": 0,
        "started_at": now,
    }  # fmt: skip
    tx.execute(retention.insert(), row)
    put.put(tx, RETAIN, run_id, queue=put.LATER, due_at=now)


def perform(db: Database, run_id: str, clock: Clock) -> Outcome:
    """A piece of the run, and the rest a moment later."""
    emptied = 0
    for _ in range(STEPS):
        with db.begin() as tx:
            run = _run(tx, retention.c.id == run_id)
            if run is None or run.finished_at:
                return Done()
            emptied += _step(tx, run, clock())
        if emptied >= MOST:
            break
    return RetryAt(clock(), "there is more")


def last_run(tx: Tx) -> Run | None:
    """The newest run; None before the first."""
    return _run(tx, None)


def would_go(tx: Tx, days: int, now: datetime) -> int:
    """How many texts still have words that would go if texts were kept for so many days; counted up to COUNTED + 1."""
    found = select(message.c.id).where(message.c.created_at < now - timedelta(days=days), _HAS_WORDS).limit(COUNTED + 1)
    begins = _begins(tx, last_run(tx))
    if begins is not None:
        found = found.where(message.c.created_at >= begins)
    return tx.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def _run(tx: Tx, which: Any) -> Run | None:
    query = select(retention).order_by(retention.c.started_at.desc()).limit(1)
    row = tx.execute(query if which is None else query.where(which)).first()
    return Run(*row) if row else None


def _begins(tx: Tx, last: Run | None) -> datetime | None:
    """From when on a text may still have words: where the last run ended, or when the first conversation began."""
    if last and last.finished_at is None:
        return last.done_until
    if last:
        return max(last.begins_at, last.ends_at - AGAIN)
    first = tx.execute(select(func.min(conversation.c.created_at))).scalar()
    return None if first is None else first.astimezone(UTC) - WINDOW


def _step(tx: Tx, run: Run, now: datetime) -> int:
    """Empty a batch, and write down how far the run is; how many texts it was."""
    until = min(run.done_until + WINDOW, run.ends_at)
    within = (message.c.created_at >= run.done_until, message.c.created_at < until)
    ids = list(tx.scalars(select(message.c.id).where(*within, _HAS_WORDS, _IS_SETTLED).limit(BATCH)))
    if ids:
        tx.execute(update(message).where(message.c.id.in_(ids)).values(_WORDLESS))
        photos.leave(tx, ids, now)
        tx.execute(update(simulated_text).where(simulated_text.c.message_id.in_(ids)).values(body=""))
    values: dict[str, Any] = {"removed": run.removed + len(ids)}
    if len(ids) < BATCH:
        values["done_until"] = until
        if until == run.ends_at:
            values["finished_at"] = now
            if values["removed"]:
                why = f"{values['removed']} texts older than {run.days} days"
                record(tx, "retention", "messages.emptied", run.id, why, now)
    tx.execute(update(retention).where(retention.c.id == run.id).values(values))
    return len(ids)
