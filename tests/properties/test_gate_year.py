"""Every day of a leap year in six zones: the send gate against an oracle that only reads the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.closed_days import closed_days
from bot.lib.hours import LONGEST_VALIDITY, QuietHours, hours_of_contact, validity_seconds
from bot.messaging.rules import Defer, Past, Refuse, Send, Wishes, when_to_send

pytestmark = pytest.mark.slow  # Tens of thousands of decisions.

ZONES = [
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "Pacific/Honolulu",
]  # fmt: skip
YEAR = datetime(2028, 1, 1, tzinfo=UTC)
DAYS = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]
SPRING, AUTUMN = date(2028, 3, 12), date(2028, 11, 5)
"""The clocks change; both are Sundays."""
OWN = frozenset({date(2028, 4, 21), date(2028, 12, 26)})
IS_CLOSED = closed_days("US-NM", OWN)
AROUND = [DAYS[0] + timedelta(days=number) for number in range(-31, 2 * 366)]
HOLIDAYS = frozenset(day for day in AROUND if IS_CLOSED(day))
MONTH = timedelta(days=30)

Case = dict[str, Any]


def decide(case: Case, now: datetime) -> Send | Defer | Refuse:
    city, stated, guessed = case["zones"]
    quiet = QuietHours(ZoneInfo(city), time(20), time(9), time(12), IS_CLOSED)
    return when_to_send(
        case["purpose"], case["topic"], wishes=case["wishes"], answerable=case["answerable"], now=now,
        quiet=hours_of_contact(
            quiet, stated=ZoneInfo(stated) if stated else None, guessed=ZoneInfo(guessed) if guessed else None
        ),
        parts=case["parts"], past=case["past"], most_a_month=case["most"],
    )  # fmt: skip


# The oracle.


def is_day(now: datetime, zone: str, *, leaving: bool = False) -> bool:
    """By date, weekday and seconds on the wall clock there; `leaving`: with time enough left to arrive."""
    there = now.astimezone(ZoneInfo(zone))
    if there.date() in HOLIDAYS:
        return False
    second = there.hour * 3600 + there.minute * 60 + there.second
    return (43_200 if there.isoweekday() == 7 else 32_400) <= second <= (71_969 if leaving else 71_999)


def zones_that_count(case: Case) -> list[str]:
    city, stated, guessed = case["zones"]
    return [stated] if stated else [city, guessed or city]


def in_the_way(case: Case, now: datetime) -> str | None:
    """The first of these that is so is why it does not leave now."""
    purpose, wished, left = case["purpose"], case["wishes"], [at for at in case["past"].unasked if at > now - MONTH]
    asked_for = purpose in ("reply", "confirmation", "safety", "emergency")
    reasons = {
        "machine": not case["answerable"],
        "left": wished.left_at and purpose not in ("confirmation", "safety"),
        "too long": case["parts"] > 6,
        "": asked_for,
        "dead number": case["past"].dead,
        "topic": case["topic"] in wished.topics_off,
        "discreet": case["topic"] == "surveys" and wished.discreet_until and wished.discreet_until > now,
        "paused": wished.paused_until and wished.paused_until > now,
        "monthly": wished.monthly_since and left,
        "too many": len(left) >= case["most"],
        "quiet hours": not all(is_day(now, zone, leaving=True) for zone in zones_that_count(case)),
    }
    return next((why for why, is_so in reasons.items() if is_so), "") or None


def first_day_moment(case: Case, after: datetime) -> datetime:
    """The first full hour after this that is day everywhere it has to be; openings are at full hours."""
    hour = after.replace(minute=0, second=0, microsecond=0)
    while not (hour > after and all(is_day(hour, zone) for zone in zones_that_count(case))):
        hour += timedelta(hours=1)
    return hour


def assert_right(case: Case, now: datetime) -> Send | Defer | Refuse:
    decided, why = decide(case, now), in_the_way(case, now)
    if isinstance(decided, Send):
        assert why is None, f"{why}, and it leaves at {now}"
        assert_arrives_by_day(case, now, decided)
        return decided
    assert decided.why == why
    waits = {"paused", "monthly", "too many"} if case["purpose"] != "nudge" else set()
    assert isinstance(decided, Defer) == (why in waits | {"quiet hours"})
    if isinstance(decided, Defer):
        assert decided.at > now
        if why == "quiet hours":
            assert decided.at == first_day_moment(case, now)
        else:
            assert in_the_way(case, decided.at) != why, "it is over by then"
            assert in_the_way(case, decided.at - timedelta(seconds=1)) == why, "and no sooner"
    return decided


def assert_arrives_by_day(case: Case, now: datetime, decided: Send) -> None:
    """From now until its validity is over it is day, to the second, wherever it has to be."""
    if decided.until is None:
        assert case["purpose"] in ("reply", "confirmation", "safety", "emergency")
        return
    seconds = validity_seconds(now, decided.until)
    assert 1 <= seconds <= LONGEST_VALIDITY
    dead_at = now + timedelta(seconds=seconds)
    moments = [now + timedelta(minutes=10) * number for number in range(seconds // 600 + 1)]
    assert all(is_day(moment, zone) for moment in (*moments, dead_at) for zone in zones_that_count(case))
    assert dead_at <= decided.until - timedelta(seconds=30)
    assert not all(is_day(decided.until, zone) for zone in zones_that_count(case)), "not a second is given away"


NOTICE: Case = {
    "purpose": "notice", "topic": None, "wishes": Wishes(), "past": Past(), "parts": 1, "answerable": True, "most": 8,
}  # fmt: skip
EDGES = [
    "00:00:00", "01:30:00", "02:30:00", "08:59:59", "09:00:00", "11:59:59", "12:00:00", "15:00:00", "19:59:29",
    "19:59:30", "19:59:59", "20:00:00", "23:59:59",
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_the_edges_of_every_day_of_a_year(zone: str) -> None:
    case = NOTICE | {"zones": (zone, None, None)}
    left = dict.fromkeys(DAYS, 0)
    for day in DAYS:
        for edge in EDGES:
            for fold in (0, 1):  # In autumn an hour comes twice; one that spring leaves out is read as another.
                wall = datetime.combine(day, time.fromisoformat(edge), tzinfo=ZoneInfo(zone)).replace(fold=fold)
                left[day] += isinstance(assert_right(case, wall.astimezone(UTC)), Send)
    closed = sum(day in HOLIDAYS for day in DAYS)
    sundays = sum(day.isoweekday() == 7 and day not in HOLIDAYS for day in DAYS)
    counted = [sum(count == times for count in left.values()) for times in (0, 6, 10)]
    assert counted == [closed, sundays, 366 - closed - sundays]
    assert left[SPRING] == left[AUTUMN] == 6, "the days of 23 and of 25 hours are Sundays like any other"


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2028, 7, 4), date(2028, 11, 23), date(2028, 12, 25)], ids=str)
@pytest.mark.parametrize("city", ZONES)
def test_every_five_minutes_of_the_days_that_differ_for_numbers_from_everywhere(city: str, day: date) -> None:
    for guessed in ZONES:
        case = NOTICE | {"zones": (city, None, guessed)}
        begins = datetime.combine(day, time(), tzinfo=ZoneInfo(city)).astimezone(UTC)
        for minutes in range(0, 26 * 60, 5):
            assert_right(case, begins + timedelta(minutes=minutes))


moments = st.integers(0, 366 * 86_400).map(lambda seconds: YEAR + timedelta(seconds=seconds))
days_that_differ = st.sampled_from([SPRING, AUTUMN, *sorted(HOLIDAYS)]).flatmap(
    lambda day: st.integers(-6 * 3600, 36 * 3600).map(
        lambda seconds: datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)
    )
)
wishes = st.builds(
    Wishes,
    left_at=st.none() | st.none() | moments, paused_until=st.none() | moments, monthly_since=st.none() | moments,
    topics_off=st.frozensets(st.sampled_from(["surveys", "news"])), discreet_until=st.none() | moments,
)  # fmt: skip
cases = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(
            ["notice", "notice", "survey", "nudge", "reply", "confirmation", "safety", "emergency"]
        ),
        "topic": st.sampled_from([None, None, "surveys", "news", "boards"]),
        "wishes": st.just(Wishes()) | wishes,
        "past": st.just(Past()) | st.builds(
            Past, st.lists(moments, max_size=12).map(lambda left: tuple(sorted(left, reverse=True))), st.booleans()
        ),
        "parts": st.integers(1, 7), "answerable": st.sampled_from([True, True, True, False]),
        "zones": st.tuples(
            st.sampled_from(ZONES), st.sampled_from([None, None, *ZONES]), st.sampled_from([None, *ZONES])
        ),
        "most": st.integers(1, 9),
    }
)  # fmt: skip


@given(cases, moments | days_that_differ)
@settings(max_examples=1500)
def test_whatever_it_is_and_whoever_gets_it_it_leaves_when_it_may_and_not_before(case: Case, now: datetime) -> None:
    for _ in range(12):
        decided = assert_right(case, now)
        if not isinstance(decided, Defer):
            return
        if decided.why == "quiet hours":
            assert isinstance(decide(case, decided.at), Send) or in_the_way(case, decided.at) not in (
                None,
                "quiet hours",
            )
        now = decided.at
    raise AssertionError("put off again and again")
