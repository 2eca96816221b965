"""What is counted and written of surveys apart from any page: each kind of outbox item, and who does it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.outbox.relay import Outcome
from bot.surveys import counting, files


def later(db: Database, library: Callable[[], Library]) -> Mapping[str, Callable[[str, datetime], Outcome]]:
    """How each kind of item is done."""
    return {
        counting.COUNT: lambda subject, now: counting.perform(db, library(), subject, now=now),
        files.WRITE: lambda subject, now: files.write(db, subject, now=now),
        files.DROP: lambda subject, now: files.drop(db, subject, now=now),
    }
