"""What workers do for Open311, by the kind of outbox item; what each means stands in the modules that do it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.concerns.service import City
from bot.db.engine import Database
from bot.open311 import following, sending
from bot.open311.sending import Office
from bot.outbox.relay import Outcome

Perform = Callable[[str, datetime], Outcome]


def later(db: Database, office: Callable[[], Office], city: Callable[[], City]) -> Mapping[str, Perform]:
    """Sending one concern, and asking after those that are there."""
    return {
        sending.SEND: lambda subject, now: sending.send(db, office(), subject, now),
        sending.FOLLOW: lambda _, now: following.follow(db, office(), city(), now),
    }


def offering(db: Database, office: Callable[[], Office], perform: Perform) -> Perform:
    """The same, and besides the concern goes to the city's other system, where it is one of those that do."""

    def performed(subject: str, now: datetime) -> Outcome:
        outcome = perform(subject, now)
        sending.offer(db, office().to, subject.partition(":")[0], now)
        return outcome

    return performed
