"""What is true of quiet hours at every quarter of an hour of a leap year, and on the days the clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.hours import Hours, InBoth, QuietHours

ZONES = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
         "America/Puerto_Rico"]  # fmt: skip
QUARTER = timedelta(minutes=15)
CLOSED = frozenset({date(2028, 1, 1), date(2028, 7, 4), date(2028, 11, 23), date(2028, 11, 24), date(2028, 12, 25)})
EVENING, MORNING, SUNDAY_MORNING = time(20), time(9), time(12, 30)


def rule_in(zone: str) -> QuietHours:
    return QuietHours(ZoneInfo(zone), EVENING, MORNING, SUNDAY_MORNING, CLOSED.__contains__)


def is_open(zone: ZoneInfo, now: datetime) -> bool:
    """By the calendar and the clock on the wall there, the plainest way to say it."""
    there = now.astimezone(zone)
    morning = SUNDAY_MORNING if there.strftime("%A") == "Sunday" else MORNING
    return there.date() not in CLOSED and morning <= there.time() < EVENING


def quarters(first: datetime, last: datetime, *zones: ZoneInfo) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Each quarter from last to first; with the first open one from it on, and the first closed one after that."""
    now = last + timedelta(days=6)
    opens = closes = quiet = now
    while now > first:
        now -= QUARTER
        if all(is_open(zone, now) for zone in zones):
            opens, closes = now, quiet
        else:
            quiet = now
        if now < last:
            yield now, opens, closes


def assert_holds(rule: Hours, first: datetime, last: datetime, *zones: ZoneInfo) -> None:
    """No quiet moment is allowed; what is said is the first allowed moment, never past, and stays said."""
    seen = 0
    for now, opens, closes in quarters(first, last, *zones):
        assert rule.opens_at(now) == opens, now
        assert rule.closes_at(now) == closes, now
        seen += 1
    assert seen == (last - first) // QUARTER


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_a_year(zone: str) -> None:
    first = datetime(2028, 1, 1, tzinfo=UTC)
    assert_holds(rule_in(zone), first, first + timedelta(days=366), ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2028, 3, 12), date(2028, 11, 5), date(2028, 11, 23), date(2028, 12, 31)], ids=str)
def test_every_quarter_around_the_days_that_differ(zone: str, day: date) -> None:
    first = datetime.combine(day, time(), tzinfo=UTC) - timedelta(days=1)
    assert_holds(rule_in(zone), first, first + timedelta(days=4), ZoneInfo(zone))


@pytest.mark.parametrize(("one", "other"), [(ZONES[0], ZONES[4]), (ZONES[2], ZONES[3]), (ZONES[5], ZONES[1])])
@pytest.mark.parametrize("day", [date(2028, 3, 12), date(2028, 11, 5), date(2028, 11, 23)], ids=str)
def test_every_quarter_where_two_zones_must_be_open(one: str, other: str, day: date) -> None:
    first = datetime.combine(day, time(), tzinfo=UTC) - timedelta(days=1)
    both = InBoth(rule_in(one), rule_in(other))
    assert_holds(both, first, first + timedelta(days=4), ZoneInfo(one), ZoneInfo(other))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("America/Denver", date(2028, 3, 12), 23), ("America/Denver", date(2028, 11, 5), 25),
     ("America/Phoenix", date(2028, 3, 12), 24)],
)  # fmt: skip
def test_a_day_is_as_long_as_it_is(zone: str, day: date, hours: int) -> None:
    """From one evening to the next, which a count of 24 hours from midnight gets wrong."""
    before = datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=6)
    evenings = [rule_in(zone).closes_at(before + timedelta(days=days)) for days in (0, 1, 2)]
    assert [later - sooner for sooner, later in pairwise(evenings)] == [timedelta(hours=hours), timedelta(days=1)]


moments = st.integers(0, 10 * 366 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
clocks = st.integers(0, 12 * 60).map(lambda minutes: time(minutes // 60, minutes % 60))
evenings = st.integers(12 * 60 + 1, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))


@given(moments, st.sampled_from(ZONES), evenings, clocks, clocks)
def test_an_opening_is_open_and_is_said_again(
    now: datetime, zone: str, evening: time, morning: time, sunday: time
) -> None:
    rule = QuietHours(ZoneInfo(zone), evening, morning, sunday)
    opens, closes = rule.opens_at(now), rule.closes_at(now)
    assert now <= opens < closes
    assert rule.opens_at(opens) == opens
    assert rule.closes_at(opens) == closes
    assert rule.opens_at(closes) > closes
    last = closes - timedelta(microseconds=1)
    assert rule.opens_at(last) == last
    assert opens == now or rule.opens_at(opens - timedelta(microseconds=1)) == opens
