"""What concerns a whole audience and no page waits for: counting it, its results, clearing the line; workers do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.broadcasts import counts, previews, recipients, service, store
from bot.broadcasts.freezing import Reach, be_patient, reach
from bot.broadcasts.rules import Audience, City
from bot.broadcasts.tokens import NotARule
from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.clock import Clock, monotonic
from bot.outbox import relay
from bot.outbox.relay import Done, Outcome, Performer


def count_audience(db: Database, city: City, broadcast_id: str, *, now: datetime) -> Outcome:
    """Whom it would reach now, why others are left out, and what some of them would read."""
    began = monotonic()
    with _patiently(db) as tx:
        broadcast = store.broadcast_by_id(tx, broadcast_id)
        if broadcast is None:
            return Done()
        try:
            reached = reach(tx, broadcast, city, now) if broadcast.has_audience else Reach(Audience({}), {})
            samples, why = previews.samples(tx, broadcast, city, now), ""
        except NotARule as error:
            why = str(error)
    with db.begin() as tx:
        if why:
            counts.keep_failure(tx, broadcast, counts.AUDIENCE, why, now)
        else:
            counts.keep_audience(tx, broadcast, reached, samples, now=now, took_ms=_since(began))
    return Done()


def count_results(db: Database, broadcast_id: str, *, now: datetime) -> Outcome:
    """How far it is, and what became of its recipients."""
    began = monotonic()
    with _patiently(db) as tx:
        broadcast = store.broadcast_by_id(tx, broadcast_id)
        if broadcast is None:
            return Done()
        figures = recipients.figures(tx, broadcast_id)
    with db.begin() as tx:
        counts.keep_results(tx, broadcast, figures, now=now, took_ms=_since(began))
    return Done()


def clear_line(db: Database, broadcast_id: str, *, now: datetime) -> Outcome:
    """What a stop leaves to be done."""
    service.clear_line(db, broadcast_id, now=now)
    return Done()


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


@contextmanager
def _patiently(db: Database) -> Iterator[Tx]:
    """Reads that may take minutes on PostgreSQL; SQLite's writers are not kept waiting."""
    with db.read() if db.is_sqlite else db.begin() as tx:
        be_patient(tx)
        yield tx


def performers(db: Database, city: Callable[[], City], clock: Clock) -> dict[str, Performer]:
    """How each kind of count is done."""
    return {
        counts.COUNT_AUDIENCE: relay.each(
            lambda subject, now: count_audience(db, city(), subject, now=now), clock
        ),
        counts.COUNT_RESULTS: relay.each(lambda subject, now: count_results(db, subject, now=now), clock),
        service.CLEAR_LINE: relay.each(lambda subject, now: clear_line(db, subject, now=now), clock),
    }  # fmt: skip
