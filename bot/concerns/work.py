"""What happens later with concerns, apart from any page: each kind of outbox item, and who does it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.concerns import counting, publishing, reactions, rising, service
from bot.concerns.service import Judge, city_of
from bot.conversations.desk import Desk
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.outbox.relay import Outcome

__all__ = ["SENT_ON", "city_of", "later"]

SENT_ON = (service.NEWS, service.ROUTED)
"""The kinds of item after which a concern may go to another system too."""


def later(
    db: Database, desk: Callable[[], Desk], library: Callable[[], Library], judge: Callable[[], Judge]
) -> Mapping[str, Callable[[str, datetime], Outcome]]:
    """How each kind of item is done."""

    def city() -> service.City:
        return city_of(library())

    return {
        service.NEWS: lambda subject, now: reactions.tell(db, desk(), subject, now=now),
        service.ASKED_AGAIN: lambda subject, now: reactions.ask_again(db, desk(), subject, now=now),
        service.PROMISED: lambda subject, now: service.promised(db, city(), subject, now=now),
        service.VERDICT: lambda subject, now: service.verdict(db, city(), subject, now=now),
        service.FIXED: lambda subject, now: service.fixed(db, city(), subject, now=now),
        service.ROUTED: lambda subject, now: service.routed(
            db, city(), service.table_of(library()), judge(), subject, now=now
        ),
        rising.COUNT: lambda _, now: rising.perform(db, now),
        counting.COUNT: lambda _, now: counting.perform(db, library(), now),
        publishing.PUBLISH: lambda _, now: publishing.perform(db, library(), now),
    }
