"""The hours in which a city sends nothing, made of what its files say; it reads no clock and sends nothing."""

from collections.abc import Callable
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from bot.flowfiles.library import Library
from bot.lib.closed_days import closed_days
from bot.lib.hours import QuietHours


def quiet_hours(library: Library) -> QuietHours:
    """The city's quiet hours in its own zone, with its holidays and closed days."""
    hours = library.city.quiet_hours
    return QuietHours(
        ZoneInfo(library.city.time_zone), hours.begins, hours.ends, hours.ends_on_sunday,
        _closed_days(hours.holidays, hours.closed),
    )  # fmt: skip


@cache
def _closed_days(calendar: str, own: tuple[date, ...]) -> Callable[[date], bool]:
    """Once for each: a calendar is read in half a second."""
    return closed_days(calendar, own)
