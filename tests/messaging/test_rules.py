"""The decisions about texts as plain tables: may it leave now, when is it tried again, when is the carrier asked."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.lib.hours import QuietHours
from bot.messaging import rules
from bot.messaging.rules import Action, Defer, Refuse, Send, Wishes

ZONE = ZoneInfo("America/Denver")
QUIET = QuietHours(ZONE, time(20), time(9), time(12))
NOON, NIGHT = datetime(2026, 5, 12, 12, tzinfo=ZONE), datetime(2026, 5, 12, 22, tzinfo=ZONE)
SUNDAY = datetime(2026, 5, 10, 10, tzinfo=ZONE)
MORNING = datetime(2026, 5, 13, 9, tzinfo=ZONE)
SINCE = datetime(2026, 5, 1, tzinfo=UTC)
LATER = NOON + timedelta(days=9)
NONE, LEFT, PAUSED = Wishes(), Wishes(left_at=SINCE), Wishes(paused_until=LATER)
MONTHLY = Wishes(monthly_since=SINCE, last_unasked_at=NOON - timedelta(days=3))
QUIETER = Wishes(topics_off=frozenset({"surveys"}))
DISCREET = Wishes(discreet_until=LATER)


@pytest.mark.parametrize(
    ("purpose", "wishes", "answerable", "now", "decided"),
    [
        ("reply", NONE, True, NOON, Send()),
        ("reply", NONE, True, NIGHT, Send()),
        ("reply", LEFT, True, NOON, Refuse("left")),
        ("reply", NONE, False, NOON, Refuse("machine")),
        ("confirmation", LEFT, True, NIGHT, Send()),
        ("confirmation", LEFT, False, NOON, Refuse("machine")),
        ("nudge", NONE, True, NOON, Send()),
        ("nudge", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
        ("nudge", NONE, True, SUNDAY, Defer(SUNDAY.replace(hour=12), "quiet hours")),
        ("nudge", LEFT, True, NOON, Refuse("left")),
        ("notice", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
        ("notice", LEFT, True, NIGHT, Refuse("left")),
        ("safety", LEFT, True, NIGHT, Send()),
        ("safety", PAUSED, False, NIGHT, Refuse("machine")),
        ("reply", PAUSED, True, NIGHT, Send()),
        ("notice", PAUSED, True, NOON, Defer(LATER, "paused")),
        ("nudge", PAUSED, True, NOON, Refuse("paused")),
        ("notice", Wishes(paused_until=NOON), True, NOON, Send()),
        ("notice", MONTHLY, True, NOON, Defer(NOON + timedelta(days=27), "monthly")),
        ("nudge", MONTHLY, True, NOON, Refuse("monthly")),
        ("notice", Wishes(monthly_since=SINCE), True, NOON, Send()),
        ("notice", replace(MONTHLY, last_unasked_at=NOON - timedelta(days=30)), True, NOON, Send()),
        ("nudge", QUIETER, True, NOON, Refuse("topic")),
        ("reply", QUIETER, True, NOON, Send()),
        ("notice", QUIETER, True, NOON, Send()),
        ("nudge", DISCREET, True, NOON, Refuse("discreet")),
        ("notice", DISCREET, True, NOON, Send()),
        ("reply", DISCREET, True, NIGHT, Send()),
        ("something new", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
    ],
)
def test_the_send_gate(
    purpose: str, wishes: Wishes, answerable: bool, now: datetime, decided: Send | Defer | Refuse
) -> None:
    topic = "surveys" if purpose != "notice" else "news"
    assert rules.when_to_send(purpose, topic, wishes=wishes, answerable=answerable, quiet=QUIET, now=now) == decided


@pytest.mark.parametrize(
    ("action", "waits"),
    [
        (Action.THROTTLED, [1, 5, 15, 30, None]), (Action.SETTINGS, [1, 5, 15, 30, None]),
        (Action.UNREACHABLE, [1, 5, None]), (Action.UNKNOWN, [1, None]), (Action.OPTED_OUT, [None]),
        (Action.INVALID, [None]), (Action.FILTERED, [None]),
    ],
)  # fmt: skip
def test_the_schedule_of_attempts(action: Action, waits: list[int | None]) -> None:
    for attempt, wait in enumerate(waits, 1):
        expected = None if wait is None else NOON + timedelta(minutes=wait)
        assert rules.next_attempt_at(action, attempt, NOON) == expected
    assert rules.next_attempt_at(action, 99, NOON) is None


@pytest.mark.parametrize(("asked", "waited"), [(3, 3), (3600, 3600), (90_000, 3600)])
def test_the_carriers_own_wish_goes_before_the_schedule_but_not_for_ever(asked: int, waited: int) -> None:
    for attempt in range(1, 5):
        again_at = rules.next_attempt_at(Action.THROTTLED, attempt, NOON, timedelta(seconds=asked))
        assert again_at == NOON + timedelta(seconds=waited)
    assert rules.next_attempt_at(Action.THROTTLED, 5, NOON, timedelta(seconds=asked)) is None


@pytest.mark.parametrize("code", [None, 0, 1, 12345, 99999])
def test_a_code_nobody_knows_is_unknown_and_tried_once_more(code: int | None) -> None:
    assert rules.action_for(code) is Action.UNKNOWN


def test_the_carrier_is_asked_soon_and_then_five_times_as_late() -> None:
    minute = timedelta(minutes=1)
    assert rules.when_to_ask(NOON, 0, minute) == NOON + minute
    assert rules.when_to_ask(NOON, 1, minute) == NOON + 5 * minute


def test_every_word_of_the_carrier_has_a_rank() -> None:
    assert {rules.STATUS_RANK[status] for status in rules.CARRIER_STATUS.values()} <= set(range(6))
