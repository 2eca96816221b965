"""Takes due items from the outbox and sees them done, in batches, each at least once; what is done it does not know.

How a batch goes
1. One transaction takes the due items (their `due_at` moves a lease ahead) and lets each kind prepare its work.
2. The work that touches the network is done with no transaction open.
3. One transaction records the results and deletes, or postpones, the items it still holds: an item that another worker
   took up in the meantime, or that somebody moved in time, is no longer this worker's to settle.
A worker that dies in between leaves items that come due again when the lease is over; step 1 can tell that they were
begun before from what step 1 itself committed.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, func, select, update

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.clock import Clock
from bot.outbox.tables import outbox

log = structlog.get_logger()

BATCH = 64
"""Items taken at once: four calls for each of sixteen threads, so that even calls that time out end within a lease."""
GIVE_UP_AFTER = 12
"""Attempts after which an item that keeps raising is left where it is, a day apart, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Item:
    """A promise that has come due; `attempts` counts this time too."""

    id: int
    kind: str
    subject: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Try again then. Whoever says so is at work, so attempts are counted anew; `failed` where it broke instead."""

    at: datetime
    why: str = ""
    failed: bool = False


Outcome = Done | RetryAt


@dataclass(frozen=True, slots=True)
class Performer:
    """How one kind of item is done: the three steps of a batch; `call` may touch the network, the others may not."""

    prepare: Callable[[Tx, Sequence[Item], datetime], Any]
    call: Callable[[Any], Any]
    record: Callable[[Tx, Any, Any, datetime], Mapping[int, Outcome]]


def each(
    perform: Callable[[str, datetime], Outcome], clock: Clock, *, threads: Executor | None = None
) -> Performer:  # fmt: skip
    """A performer for a kind whose items are done one by one, or side by side, in transactions of their own."""

    def call(items: Sequence[Item]) -> dict[int, Outcome]:
        at_once = threads.map if threads and len(items) > 1 else map
        outcomes = at_once(lambda item: _guarded(perform, item, clock()), items)
        return {item.id: outcome for item, outcome in zip(items, outcomes, strict=True)}

    return Performer(lambda tx, items, now: items, call, lambda tx, items, outcomes, now: outcomes)


def _guarded(perform: Callable[[str, datetime], Outcome], item: Item, now: datetime) -> Outcome:
    try:
        return perform(item.subject, now)
    except Exception as error:  # One item that fails must not keep the others of its batch waiting.
        log.exception("outbox item failed", kind=item.kind, subject=item.subject, attempts=item.attempts)
        return RetryAt(now + _patience(item.attempts), f"{type(error).__name__}: {error}", failed=True)


def _patience(attempts: int) -> timedelta:
    return timedelta(days=1) if attempts >= GIVE_UP_AFTER else timedelta(seconds=min(5 * 2**attempts, 3600))


_DUE = (
    select(outbox.c.id)
    .where(outbox.c.queue == bindparam("of_queue"), outbox.c.due_at <= bindparam("now"))
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
)
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(_DUE.with_for_update(skip_locked=True).scalar_subquery()))
    .values(due_at=bindparam("again_at"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id, outbox.c.kind, outbox.c.subject, outbox.c.attempts)
)
_HELD = outbox.c.due_at == bindparam("held_until")
_DELETE = delete(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True)), _HELD)
_AGAIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("item"), _HELD)
    .values(due_at=bindparam("at"), error=bindparam("why"), attempts=outbox.c.attempts * bindparam("still"))
)
_WAITING = (
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.queue == bindparam("of_queue"), outbox.c.due_at <= bindparam("now"))
)


def drain(db: Database, queue: str, performers: Mapping[str, Performer], *, clock: Clock, lease_for: timedelta) -> int:
    """Do one batch of what is due in the queue; the number of items taken."""
    now = clock()
    held_until = now + lease_for
    with db.begin() as tx:
        items = _take(tx, queue, now, held_until)
        by_kind = _by_kind(items, performers)
        work = {kind: performers[kind].prepare(tx, batch, now) for kind, batch in by_kind.items()}
    if not items:
        return 0
    results = {kind: performers[kind].call(work[kind]) for kind in work}
    now = clock()
    with db.begin() as tx:
        for kind in work:
            _settle(tx, performers[kind].record(tx, work[kind], results[kind], now), held_until)
    return len(items)


def _take(tx: Tx, queue: str, now: datetime, again_at: datetime) -> list[Item]:
    rows = tx.execute(_TAKE, {"of_queue": queue, "now": now, "most": BATCH, "again_at": again_at})
    return sorted((Item(*row) for row in rows), key=lambda item: item.id)


def _by_kind(items: Sequence[Item], performers: Mapping[str, Performer]) -> dict[str, list[Item]]:
    """The items of each kind that this program performs; others (of a newer version) come due again with the lease."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        if item.kind in performers:
            by_kind.setdefault(item.kind, []).append(item)
        else:
            log.error("nobody performs this kind of outbox item", kind=item.kind, subject=item.subject)
    return by_kind


def _settle(tx: Tx, outcomes: Mapping[int, Outcome], held_until: datetime) -> None:
    done = [item for item, outcome in outcomes.items() if isinstance(outcome, Done)]
    again = [
        {"item": item, "held_until": held_until, "at": outcome.at, "why": outcome.why or None,
         "still": int(outcome.failed)}
        for item, outcome in outcomes.items()
        if isinstance(outcome, RetryAt)
    ]  # fmt: skip
    if done:
        tx.execute(_DELETE, {"ids": done, "held_until": held_until})
    if again:
        tx.execute(_AGAIN, again)


def due_count(tx: Tx, queue: str, now: datetime) -> int:
    """How many items of the queue are due."""
    return int(tx.execute(_WAITING, {"of_queue": queue, "now": now}).scalar_one())
