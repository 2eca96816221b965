"""Decisions of the simulator: which numbers may play a phone, and when its next day begins; pure."""

import re
from datetime import datetime, timedelta

from bot.lib.hours import QuietHours

FIRST_PHONES = (("+15055550101", "es"), ("+15055550102", "en"))
"""The phones that stand there at first, and the language their residents write."""

_FICTION = re.compile(r"\+1[2-9]\d{2}55501\d{2}")


def is_made_up(number: str) -> bool:
    """Whether nobody can own this number: 555-0100 to 555-0199 are set apart for fiction.

    Only these may be played and read, so that an open simulator shows no real resident to anybody.
    """
    return _FICTION.fullmatch(number) is not None


def next_day(now: datetime, quiet: QuietHours) -> datetime:
    """The same time tomorrow; in quiet hours the end of them, or what was due in the day could never arrive."""
    return quiet.opens_at(now + timedelta(days=1))
