"""Quiet hours on every day of a leap year in five zones, the days the clocks change included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.lib.hours import QuietHours

ZONES = ["America/Denver", "America/New_York", "America/Phoenix", "America/St_Johns", "Australia/Lord_Howe"]
HALF = timedelta(minutes=30)


def hours(zone: str, ends: str = "09:00") -> QuietHours:
    return QuietHours(ZoneInfo(zone), time(20), time.fromisoformat(ends), time(12))


def is_open(rule: QuietHours, now: datetime) -> bool:
    """By the clock on the wall, the plainest way to say it."""
    local = now.astimezone(rule.zone)
    return (rule.ends_on_sunday if local.weekday() == 6 else rule.ends) <= local.time() < rule.starts


@pytest.mark.parametrize("zone", ZONES)
def test_a_text_leaves_at_the_first_open_moment_of_every_half_hour_of_a_year(zone: str) -> None:
    rule = hours(zone)
    now = datetime(2029, 1, 3, tzinfo=UTC)
    leaves = next(now + HALF * step for step in range(48) if is_open(rule, now + HALF * step))
    for _ in range(368 * 48):
        now -= HALF
        leaves = now if is_open(rule, now) else leaves
        assert rule.opens_at(now) == leaves, now


@pytest.mark.parametrize(
    ("zone", "day", "opens"),
    [
        ("America/Denver", date(2028, 3, 12), "2028-03-12T18:00"),
        ("America/Denver", date(2028, 3, 13), "2028-03-13T15:00"),
        ("America/Denver", date(2028, 11, 5), "2028-11-05T19:00"),
        ("America/Denver", date(2028, 11, 6), "2028-11-06T16:00"),
        ("America/Phoenix", date(2028, 3, 12), "2028-03-12T19:00"),
    ],
)  # fmt: skip
def test_the_days_the_clocks_change(zone: str, day: date, opens: str) -> None:
    night = datetime.combine(day, time(0, 30), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert hours(zone).opens_at(night) == datetime.fromisoformat(opens).replace(tzinfo=UTC)


def test_the_answer_keeps_the_zone_of_the_question_and_its_seconds() -> None:
    now = datetime(2028, 6, 1, 18, 0, 1, 5, tzinfo=UTC)
    assert hours("America/Denver").opens_at(now) == now
    assert hours("America/Denver").opens_at(now.replace(hour=6)).tzinfo is UTC
