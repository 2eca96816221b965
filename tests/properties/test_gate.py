"""The send gate over everything a resident can wish for: nothing passes that should not, and replies always do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.closed_days import closed_days
from bot.lib.hours import BEFORE_CLOSING, Hours, QuietHours, hours_of_contact
from bot.messaging.rules import A_MONTH, MOST_PARTS, Defer, Past, Refuse, Send, Wishes, when_to_send

CITIES = ("America/Denver", "America/New_York", "America/Los_Angeles")
GUESSES = (
    None, "America/Denver", "America/Phoenix", "America/New_York", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "America/Puerto_Rico", "America/St_Johns",
)  # fmt: skip
OWN = frozenset({date(2026, 5, 12), date(2026, 5, 13), date(2026, 12, 31)})
CLOSED = closed_days("US-NM", OWN)
ANSWERS, UNCOUNTED = ("reply", "confirmation", "safety"), ("reply", "confirmation", "safety", "emergency")
YEAR = datetime(2026, 1, 1, tzinfo=UTC)

moments = st.integers(0, 366 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))
purposes = st.sampled_from([*UNCOUNTED, "nudge", "notice", "broadcast"])
topics = st.sampled_from([None, "surveys", "news", "boards"])
zones = st.tuples(st.sampled_from(CITIES), st.sampled_from(GUESSES))
wishes = st.builds(
    Wishes,
    left_at=st.none() | moments, paused_until=st.none() | moments, monthly_since=st.none() | moments,
    topics_off=st.frozensets(st.sampled_from(["surveys", "news"])), discreet_until=st.none() | moments,
)  # fmt: skip
pasts = st.builds(
    Past,
    unasked=st.lists(moments, max_size=12).map(lambda left: tuple(sorted(left, reverse=True))),
    dead=st.booleans(),
)  # fmt: skip


def quiet_in(zone: str) -> QuietHours:
    return QuietHours(ZoneInfo(zone), time(20), time(9), time(12), CLOSED)


def hours(zones: tuple[str, str | None]) -> Hours:
    city, guessed = zones
    return hours_of_contact(quiet_in(city), stated=None, guessed=ZoneInfo(guessed) if guessed else None)


def is_day(now: datetime, zone: str) -> bool:
    """By the clock on the wall there; written another way than the code that is tested."""
    local = now.astimezone(ZoneInfo(zone))
    if local.date() in OWN or CLOSED(local.date()):
        return False
    return (12 if local.strftime("%a") == "Sun" else 9) <= local.hour < 20


def holds(now: datetime, zones: tuple[str, str | None]) -> bool:
    """Day in the city and, where the number is from elsewhere, there too."""
    return all(is_day(now, zone) for zone in zones if zone)


@given(purposes, topics, wishes, pasts, st.integers(1, 9), st.booleans(), zones, moments, st.integers(1, 9))
def test_nothing_passes_that_the_resident_does_not_want(
    purpose: str, topic: str | None, wished: Wishes, past: Past, parts: int, answerable: bool,
    zones: tuple[str, str | None], now: datetime, most: int,
) -> None:  # fmt: skip
    decided = when_to_send(
        purpose, topic, wishes=wished, answerable=answerable, quiet=hours(zones), now=now, parts=parts, past=past,
        most_a_month=most,
    )  # fmt: skip
    if isinstance(decided, Defer):
        assert decided.at > now and decided.why and purpose not in UNCOUNTED
    if isinstance(decided, Refuse):
        assert decided.why
    if not isinstance(decided, Send):
        return
    assert answerable and parts <= MOST_PARTS
    assert wished.left_at is None or purpose in ("confirmation", "safety")
    if purpose in UNCOUNTED:
        assert decided.until is None
        return
    assert holds(now, zones)
    assert decided.until and now + BEFORE_CLOSING < decided.until
    assert holds(decided.until - timedelta(seconds=1), zones), "what leaves now is not on its way in the night"
    assert topic not in wished.topics_off and not past.dead
    assert wished.paused_until is None or wished.paused_until <= now
    assert not (topic == "surveys" and wished.discreet_until and now < wished.discreet_until)
    recent = [left for left in past.unasked if left > now - A_MONTH]
    assert len(recent) < (1 if wished.monthly_since else most)


@given(purposes, topics, wishes, pasts, zones, moments)
def test_what_is_put_off_passes_in_the_end(
    purpose: str, topic: str | None, wished: Wishes, past: Past, zones: tuple[str, str | None], now: datetime
) -> None:
    refused = False
    for _ in range(8):
        decided = when_to_send(
            purpose, topic, wishes=wished, answerable=True, quiet=hours(zones), now=now, past=past
        )  # fmt: skip
        if not isinstance(decided, Defer):
            refused = isinstance(decided, Refuse)
            break
        assert decided.at - now <= timedelta(days=400)
        now = decided.at
    else:
        raise AssertionError("put off again and again")
    wanted = (
        wished.left_at is None and topic not in wished.topics_off and not past.dead
        and (topic != "surveys" or wished.discreet_until is None)
    )  # fmt: skip
    assert not (wanted and purpose in ("notice", "broadcast") and refused), "waiting never turns into a refusal"


@given(wishes, pasts, zones, moments)
def test_an_answer_to_somebody_who_is_there_always_leaves(
    wished: Wishes, past: Past, zones: tuple[str, str | None], now: datetime
) -> None:
    for purpose in ("reply", "emergency"):
        decided = when_to_send(
            purpose, None, wishes=wished, answerable=True, quiet=hours(zones), now=now, past=past
        )  # fmt: skip
        assert decided == (Send() if wished.left_at is None else Refuse("left"))


@pytest.mark.parametrize("zones", [(city, guessed) for city in CITIES for guessed in (None, "Pacific/Honolulu")])
@pytest.mark.parametrize("day", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1)])
def test_the_days_around_both_changes_of_the_clocks_minute_by_minute(zones: tuple[str, str | None], day: date) -> None:
    """Noon on those Sundays is one hour nearer, or farther, than twelve hours after midnight."""
    begins = datetime.combine(day, time(), tzinfo=ZoneInfo(zones[0])).astimezone(UTC)
    for minutes in range(0, 26 * 60, 5):
        now = begins + timedelta(minutes=minutes)
        decided = when_to_send("notice", None, wishes=Wishes(), answerable=True, quiet=hours(zones), now=now)
        assert isinstance(decided, Send) == holds(now, zones), now


@pytest.mark.slow
@pytest.mark.parametrize("zones", [("America/Denver", guessed) for guessed in GUESSES])
def test_every_hour_of_366_days(zones: tuple[str, str | None]) -> None:
    quiet, passed = hours(zones), 0
    for hour in range(366 * 24):
        now = YEAR + timedelta(hours=hour, minutes=hour % 60)
        decided = when_to_send("notice", None, wishes=Wishes(), answerable=True, quiet=quiet, now=now)
        assert isinstance(decided, Send) == holds(now, zones), now
        passed += isinstance(decided, Send)
        if isinstance(decided, Defer):
            assert holds(decided.at, zones)
    assert passed > 1000
