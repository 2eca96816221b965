"""When a broadcast will be through and what it will cost, from pace, quiet hours and prices; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.lib.hours import Hours

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


def finishes_at(parts: int, rate: float, quiet: Hours, starts_at: datetime) -> datetime:
    """When so many parts have left at `rate` parts a second, in the open hours from `starts_at` on."""
    left = timedelta(seconds=parts / rate)
    opens = quiet.opens_at(starts_at.astimezone(UTC))
    for _ in range(MOST_DAYS):
        closes = quiet.closes_at(opens)
        if opens + left <= closes:
            break
        left -= closes - opens
        opens = quiet.opens_at(closes)
    return opens + left
