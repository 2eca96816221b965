"""The figures about concerns, worked out by hand: what became of each, and medians of Kaplan and Meier."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from json import dumps, loads
from zoneinfo import ZoneInfo

import pytest

from bot.concerns.figures import (
    BROKEN,
    CONFIRMED,
    KEPT,
    LATE,
    NOT_FIXED,
    TO_COME,
    UNSAID,
    Did,
    Figures,
    Reported,
    Tally,
    coarse,
    fact,
    median_wait,
    ratios,
    read,
)  # fmt: skip

ZONE = ZoneInfo("America/Denver")
BEGAN = datetime(2026, 3, 2, 16, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 16, tzinfo=UTC)
OF = Reported("public_works", "Midtown", "es", BEGAN)
DAY = date(2026, 3, 10)
STATUS = {"assign": "assigned", "answer": "answered", "begin": "in_work", "finish": "done", "confirm": "confirmed",
          "reopen": "reopened", "hand_over": "handed_over"}  # fmt: skip


def did(act: str, hours: float, by: str = "stf_ana", promised_on: date | None = None) -> Did:
    return Did(act, STATUS[act], by, BEGAN + timedelta(hours=hours), promised_on)


def at(day: int, hour: int = 18) -> float:
    """Hours from the report until then, of March, in UTC."""
    return (datetime(2026, 3, day, hour, tzinfo=UTC) - BEGAN) / timedelta(hours=1)


def test_the_first_reply_is_a_persons() -> None:
    routed = did("assign", 0.1, "routing")
    assert not fact(OF, [routed], ZONE, NOW).is_replied
    found = fact(OF, [routed, did("assign", 5), did("answer", 9)], ZONE, NOW)
    assert (found.is_replied, found.minutes) == (True, 300)
    assert fact(OF, [], ZONE, BEGAN + timedelta(hours=3)).minutes == 180
    closed = fact(OF, [did("confirm", 2, "resident")], ZONE, NOW)
    assert (closed.is_replied, closed.minutes) == (False, 120)


@pytest.mark.parametrize(
    ("done", "promise"),
    [
        ([did("finish", at(10))], KEPT),
        ([did("finish", at(11, 5))], KEPT),  # Still the 10th in Denver.
        ([did("finish", at(11, 8))], LATE),
        ([did("hand_over", at(9))], KEPT),
        ([], BROKEN),
        ([did("answer", at(9), promised_on=date(2026, 4, 1))], BROKEN),
        ([did("answer", at(9), promised_on=date(2026, 4, 1)), did("finish", at(15))], LATE),
        ([did("finish", at(10)), did("reopen", at(12), "resident")], KEPT),
    ],
)
def test_the_first_day_that_was_told_is_the_promise(done: list[Did], promise: str) -> None:
    assert fact(OF, [did("answer", 20, promised_on=DAY), *done], ZONE, NOW).promise == promise


def test_a_promise_that_is_not_due_is_to_come_and_no_promise_is_none() -> None:
    assert fact(OF, [did("answer", 20, promised_on=date(2026, 3, 20))], ZONE, NOW).promise == TO_COME
    assert fact(OF, [did("finish", 20)], ZONE, NOW).promise == ""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([], UNSAID),
        ([did("confirm", 30, "resident")], CONFIRMED),
        ([did("reopen", 30, "resident")], NOT_FIXED),
        ([did("reopen", 30, "resident"), did("finish", 40), did("confirm", 50, "resident")], CONFIRMED),
        ([did("reopen", 30)], UNSAID),
    ],
)
def test_a_fix_is_confirmed_by_the_resident_alone(said: list[Did], verdict: str) -> None:
    assert fact(OF, [did("finish", 20), *said], ZONE, NOW).verdict == verdict
    assert fact(OF, [did("answer", 20)], ZONE, NOW).verdict == ""


@pytest.mark.parametrize(
    ("replied", "waiting", "median"),
    [
        ([10, 20, 30], [], 20), ([10, 20], [], 10), ([], [5, 6], None), ([], [], None),
        ([10], [20, 30], None), ([10, 20], [5], 10), ([10, 20, 30, 40], [1, 2, 3], 20), ([60], [10, 20, 30], 60),
    ],
)  # fmt: skip
def test_the_median_counts_who_still_waits(replied: list[int], waiting: list[int], median: float | None) -> None:
    assert median_wait(Counter(replied), Counter(waiting)) == median


def test_a_wait_is_cut_by_less_than_a_hundredth_and_not_at_all_below_four_hours() -> None:
    assert [coarse(each) for each in (0, 1, 59, 240, 255, 300, 600)] == [0, 1, 59, 240, 255, 300, 600]
    for minutes in range(256, 600_000, 97):
        assert 0 <= minutes - coarse(minutes) < minutes / 100
    assert len({coarse(each) for each in range(600_000)}) < 1_800


@pytest.mark.parametrize(
    ("incidents", "rate"),
    [
        # Days that each was open, and the days after its report on which others told of the same.
        ([(10, [1, 9]), (20, [])], 2 / 30),
        ([(None, [2, 17])], 2 / 18),  # Open still, since 18 days.
        ([(10, [1, 11])], 1 / 10),  # The second came when it was closed.
        ([(45, [29, 31, 44])], 1 / 30),  # Observed for 30 days and no longer.
        ([(0, [0])], 1 / (1 / 24)),  # Never less than an hour.
        ([(10, [-1, 3])], 1 / 10),
        ([(10, []), (5, [])], 0.0),
        ([(10, [1, 2, 3]), (30, [5]), ("same", [])], 4 / 40),  # What goes on as another is no incident.
    ],
)
def test_the_reporting_rate_is_duplicates_by_days_observed(incidents: list, rate: float) -> None:
    tally = Tally()
    for days, again in incidents:
        of = Reported("water", "Midtown", "es", BEGAN, [BEGAN + timedelta(days=each) for each in again], days == "same")
        done = [did("finish", 24 * days)] if isinstance(days, int) else []
        tally.add(of, fact(of, done, ZONE, BEGAN + timedelta(days=60) if done else BEGAN + timedelta(days=18)))
    assert tally.groups()["area"]["Midtown"].rate == pytest.approx(rate)
    assert tally.groups()["area"]["Midtown"].reports == len(incidents)


def test_the_ratio_is_to_the_citys_own_language() -> None:
    assert ratios({"en": 100.0, "es": 125.0, "fr": None}, "en") == {"es": 1.25}
    assert ratios({"en": None, "es": 125.0}, "en") == {} and ratios({"es": 1.0}, "en") == {}


def test_facts_are_counted_together_and_apart_and_survive_as_plain_values() -> None:
    tally = Tally()
    for hours, language, area in ((1, "es", "Midtown"), (3, "es", "Midtown"), (9, "en", "")):
        of = Reported("water", area, language, BEGAN, [BEGAN + timedelta(hours=1)] * 2)
        tally.add(of, fact(of, [did("answer", hours, promised_on=DAY), did("finish", at(9))], ZONE, NOW))
    groups = tally.groups()
    assert groups["all"][""].reports == 3 and groups["all"][""].median_minutes == 180
    assert groups["language"]["es"].median_minutes == 60 and groups["area"][""].reports == 1
    assert groups["department"]["water"].promises == {KEPT: 3, LATE: 0, BROKEN: 0, TO_COME: 0}
    assert groups["all"][""].duplicates == 6 and groups["all"][""].rate == pytest.approx(
        6 / groups["all"][""].observed_days
    )
    found = Figures(DAY, DAY, groups, tally.crossed, {("Midtown", "water"): (4, 1)})
    assert read(found.told()) == found


def test_a_tally_that_is_put_aside_counts_on() -> None:
    whole, first = Tally(), Tally()
    counted = []
    for number in range(60):
        of = Reported("water" if number % 2 else "", "Midtown", "es" if number % 3 else "en", BEGAN, [BEGAN])
        counted.append((of, fact(of, [did("answer", number * 7)] if number % 4 else [], ZONE, NOW)))
    for each in counted:
        whole.add(*each)
    for each in counted[:25]:
        first.add(*each)
    second = Tally.read(loads(dumps(first.told())))
    for each in counted[25:]:
        second.add(*each)
    assert second.groups() == whole.groups() and second.crossed == whole.crossed
