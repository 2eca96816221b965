"""Tells whoever follows a concern what became of it, by beginning the flow that says so; it changes no concern."""

from collections.abc import Sequence
from datetime import datetime

from bot.concerns import store
from bot.concerns.life import Status, mark_of
from bot.concerns.neighbors import SAME
from bot.conversations.desk import Desk
from bot.conversations.starts import start
from bot.db.engine import Database
from bot.messaging.rules import NEWS
from bot.outbox.relay import Done, Outcome, RetryAt

REPORT_NEWS = "report_news"
"""The flow that tells it."""


def tell(db: Database, desk: Desk, subject: str, *, now: datetime) -> Outcome:
    """Tell everybody who follows a concern of one change, unless another change has overtaken it.

    Who made the change by a word of their own, named after its number, has read of it already. That a concern is the
    same as another is told as long as it is so: what is done since then is told under the other's number.
    """
    concern_id, nth, *said_by = subject.split(":")
    with db.read() as tx:
        at = store.standing_by_id(tx, concern_id)
        followers = store.followers(tx, concern_id)
        made = store.change_of(tx, concern_id, int(nth))
    is_same = at is not None and made is not None and made.act == SAME and at.same_as is not None
    if at is None or (at.changes != int(nth) and not is_same):
        return Done()
    news = f"{concern_id}:{nth}"
    return _soonest([_say(db, desk, each, news, now) for each in followers if mark_of(each) not in said_by])


def ask_again(db: Database, desk: Desk, subject: str, *, now: datetime) -> Outcome:
    """Two weeks after it was done, ask who opened it once more, unless anything has been said or done since."""
    concern_id, _, nth = subject.partition(":")
    with db.read() as tx:
        at = store.standing_by_id(tx, concern_id)
    if at is None or at.changes != int(nth) or at.status is not Status.DONE:
        return Done()
    return _say(db, desk, at.contact_id, f"{subject}:again", now)


def _say(db: Database, desk: Desk, contact_id: str, news: str, now: datetime) -> Outcome:
    """Once for each resident, however often it is tried."""
    return start(db, desk, contact_id, REPORT_NEWS, {"heard": "", "news": news}, of=news, purpose=NEWS, now=now)


def _soonest(outcomes: Sequence[Outcome]) -> Outcome:
    """Tried again when the first of those who could not be told yet may be."""
    later = [each for each in outcomes if isinstance(each, RetryAt)]
    return min(later, key=lambda each: each.at) if later else Done()
