"""When a broadcast will be through: by pace, open hours and the carrier's daily cap; without a database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.planning import finishes_at
from bot.lib.hours import Hours, QuietHours
from bot.lib.pace import Cap

ZONE = ZoneInfo("America/Denver")
DAY = QuietHours(ZONE, time(20), time(9), time(12))


@pytest.mark.parametrize(
    ("parts", "rate", "starts", "ends"),
    [
        (3600, 1.0, "2026-03-10 10:00", "2026-03-10 11:00"),
        (3600, 1.0, "2026-03-10 19:30", "2026-03-11 09:30"),
        (3600, 1.0, "2026-03-10 22:00", "2026-03-11 10:00"),
        (86_400, 1.0, "2026-03-10 09:00", "2026-03-12 11:00"),
        (7200, 1.0, "2026-03-07 19:00", "2026-03-08 13:00"),
        (200_000, 100.0, "2026-03-10 10:00", "2026-03-10 10:33"),
        (0, 1.0, "2026-03-10 10:00", "2026-03-10 10:00"),
    ],
)
def test_when_it_will_be_through(parts: int, rate: float, starts: str, ends: str) -> None:
    """In the open hours only: Sundays begin at noon, and on the eighth of March the clocks go forward."""
    at = datetime.strptime(starts, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert f"{finishes_at(parts, rate, DAY, at).astimezone(ZONE):%Y-%m-%d %H:%M}" == ends


@pytest.mark.parametrize(
    ("parts", "starts", "ends"),
    [
        (1800, "2026-03-10 10:00", "2026-03-10 10:30"),
        (1801, "2026-03-10 10:00", "2026-03-11 09:00"),
        (4500, "2026-03-10 10:00", "2026-03-12 09:15"),
        (3600, "2026-03-10 19:50", "2026-03-12 09:20"),
        (3600, "2026-03-06 12:00", "2026-03-07 09:30"),
        (5400, "2026-03-06 12:00", "2026-03-08 12:30"),
    ],
)
def test_a_day_takes_what_its_cap_leaves_to_broadcasts(parts: int, starts: str, ends: str) -> None:
    """Of 2,000 segments a day 1,800, at one a second; the last of a day that closes early goes on in the morning."""
    at = datetime.strptime(starts, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    through = finishes_at(parts, 1.0, DAY, at, Cap("city", 2000)).astimezone(ZONE)
    assert f"{through:%Y-%m-%d %H:%M}" == ends


STEP = timedelta(minutes=10)
ZONES = ("America/Denver", "America/New_York", "Pacific/Honolulu", "UTC", "Asia/Tokyo")


def step_by_step(parts: int, quiet: Hours, starts_at: datetime, cap: Cap) -> datetime:
    """One part every ten minutes: it leaves when the hours are open and its day has room, else it waits."""
    now, sent = starts_at, dict[object, int]()
    while parts:
        day = cap.day(now)
        if quiet.opens_at(now) == now and sent.get(day, 0) < cap.for_broadcasts:
            sent[day] = sent.get(day, 0) + 1
            parts -= 1
        now += STEP
    return now


@given(
    parts=st.integers(1, 150), segments=st.integers(2, 80), zone=st.sampled_from(ZONES),
    opens=st.integers(0, 11), sunday=st.integers(0, 13), closes=st.integers(14, 23),
    start=st.integers(0, 6 * 24 * 300), closed=st.frozensets(st.integers(0, 6), max_size=3),
)  # fmt: skip
def test_it_is_through_when_a_simulation_is(
    parts: int, segments: int, zone: str, opens: int, sunday: int, closes: int, start: int, closed: frozenset[int]
) -> None:
    """Any open hours, in any zone, with days closed: also hours that the carrier's midnight divides."""
    quiet = QuietHours(ZoneInfo(zone), time(closes), time(opens), time(sunday), lambda day: day.weekday() in closed)
    cap, at = Cap("city", segments), datetime(2026, 1, 1, tzinfo=UTC) + start * STEP
    assert finishes_at(parts, 1 / STEP.total_seconds(), quiet, at, cap) == step_by_step(parts, quiet, at, cap)


def test_a_cap_that_leaves_nothing_takes_longer_than_anybody_looks_ahead() -> None:
    at = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert finishes_at(10, 1.0, DAY, at, Cap("city", 1)) > at + timedelta(days=300)
