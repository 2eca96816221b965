"""When a broadcast will be through and what it will cost, from pace, caps, quiet hours and prices; pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.lib.hours import Hours
from bot.lib.pace import Cap

MOST_DAYS = 366
"""Days ahead that are looked at; a broadcast that takes longer is said to take that long."""


@dataclass(frozen=True, slots=True)
class Line:
    """The people of one variant and language (None: the bilingual text), their parts, and US dollars."""

    variant: str
    language: str | None
    people: int
    parts: int
    money: Decimal


def finishes_at(parts: int, rate: float, quiet: Hours, starts_at: datetime, cap: Cap | None = None) -> datetime:
    """When so many parts have left at `rate` parts a second, in the open hours from `starts_at` on.

    Of each of the carrier's days it takes what `cap` leaves to broadcasts, all of it: what else is sent that day is
    not known beforehand.
    """
    left = timedelta(seconds=parts / rate)
    a_day = timedelta(seconds=cap.for_broadcasts / rate) if cap else timedelta.max
    opens = quiet.opens_at(starts_at.astimezone(UTC))
    today, spare = _day(cap, opens), a_day
    for _ in range(MOST_DAYS):
        ends = _ends(cap, quiet, opens)
        runs = min(ends - opens, spare)
        if left <= runs:
            break
        left -= runs
        spare -= runs
        opens = quiet.opens_at(cap.resets_at(opens) if cap and not spare else ends)
        if _day(cap, opens) != today:
            today, spare = _day(cap, opens), a_day
    return opens + left


def _day(cap: Cap | None, now: datetime) -> date | None:
    return cap.day(now) if cap else None


def _ends(cap: Cap | None, quiet: Hours, opens: datetime) -> datetime:
    """When the open hours are over, or the carrier's day."""
    closes = quiet.closes_at(opens)
    return min(closes, cap.resets_at(opens)) if cap else closes
