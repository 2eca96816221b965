"""The decisions about texts as plain tables: may it leave now, when is it tried again, when is the carrier asked."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.lib import pace
from bot.lib.hours import QuietHours, hours_of_contact
from bot.messaging import codes, rules
from bot.messaging.codes import Action
from bot.messaging.reasons import REASONS
from bot.messaging.rules import Defer, Past, Refuse, Send, Wishes

ZONE = ZoneInfo("America/Denver")
HOLIDAY = date(2026, 5, 25)
QUIET = QuietHours(ZONE, time(20), time(9), time(12), closed_days=lambda day: day == HOLIDAY)
NOON, NIGHT = datetime(2026, 5, 12, 12, tzinfo=ZONE), datetime(2026, 5, 12, 22, tzinfo=ZONE)
SUNDAY = datetime(2026, 5, 10, 10, tzinfo=ZONE)
MEMORIAL = datetime(2026, 5, 25, 12, tzinfo=ZONE)
MORNING, CLOSES = datetime(2026, 5, 13, 9, tzinfo=ZONE), datetime(2026, 5, 12, 20, tzinfo=ZONE)
LAST_MOMENT = CLOSES - timedelta(seconds=30)
SINCE = datetime(2026, 5, 1, tzinfo=UTC)
LATER = NOON + timedelta(days=9)
DAY, TODAY = timedelta(days=1), Send(CLOSES)
"""What may leave at noon may arrive until the evening; an answer may at any time."""
NONE, LEFT, PAUSED = Wishes(), Wishes(left_at=SINCE), Wishes(paused_until=LATER)
MONTHLY = Wishes(monthly_since=SINCE)
QUIETER = Wishes(topics_off=frozenset({"surveys"}))
DISCREET = Wishes(discreet_until=LATER)
RECENT = (NOON - 3 * DAY,)
EIGHT = tuple(NOON - days * DAY for days in range(2, 10))


@pytest.mark.parametrize(
    ("purpose", "wishes", "answerable", "now", "decided"),
    [
        ("reply", NONE, True, NOON, Send()),
        ("reply", NONE, True, NIGHT, Send()),
        ("reply", NONE, True, MEMORIAL, Send()),
        ("reply", LEFT, True, NOON, Refuse("left")),
        ("reply", NONE, False, NOON, Refuse("machine")),
        ("confirmation", LEFT, True, NIGHT, Send()),
        ("confirmation", LEFT, False, NOON, Refuse("machine")),
        ("nudge", NONE, True, NOON, TODAY),
        ("nudge", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
        ("nudge", NONE, True, SUNDAY, Defer(SUNDAY.replace(hour=12), "quiet hours")),
        ("nudge", LEFT, True, NOON, Refuse("left")),
        ("notice", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
        ("notice", NONE, True, MEMORIAL, Defer(MEMORIAL.replace(day=26, hour=9), "quiet hours")),
        ("notice", NONE, True, CLOSES, Defer(MORNING, "quiet hours")),
        ("notice", NONE, True, LAST_MOMENT, Defer(MORNING, "quiet hours")),
        ("notice", NONE, True, LAST_MOMENT - timedelta(seconds=1), TODAY),
        ("notice", LEFT, True, NIGHT, Refuse("left")),
        ("safety", LEFT, True, NIGHT, Send()),
        ("safety", PAUSED, False, NIGHT, Refuse("machine")),
        ("reply", PAUSED, True, NIGHT, Send()),
        ("notice", PAUSED, True, NOON, Defer(LATER, "paused")),
        ("nudge", PAUSED, True, NOON, Refuse("paused")),
        ("notice", Wishes(paused_until=NOON), True, NOON, TODAY),
        ("nudge", QUIETER, True, NOON, Refuse("topic")),
        ("reply", QUIETER, True, NOON, Send()),
        ("notice", QUIETER, True, NOON, TODAY),
        ("nudge", DISCREET, True, NOON, Refuse("discreet")),
        ("notice", DISCREET, True, NOON, TODAY),
        ("reply", DISCREET, True, NIGHT, Send()),
        ("emergency", NONE, True, NIGHT, Send()),
        ("emergency", PAUSED, True, MEMORIAL, Send()),
        ("emergency", QUIETER, True, SUNDAY, Send()),
        ("emergency", LEFT, True, NOON, Refuse("left")),
        ("emergency", NONE, False, NOON, Refuse("machine")),
        ("something new", NONE, True, NIGHT, Defer(MORNING, "quiet hours")),
    ],
)
def test_the_send_gate(
    purpose: str, wishes: Wishes, answerable: bool, now: datetime, decided: Send | Defer | Refuse
) -> None:
    topic = "surveys" if purpose != "notice" else "news"
    assert rules.when_to_send(purpose, topic, wishes=wishes, answerable=answerable, quiet=QUIET, now=now) == decided


@pytest.mark.parametrize(
    ("purpose", "wishes", "past", "decided"),
    [
        ("notice", MONTHLY, Past(RECENT), Defer(NOON + 27 * DAY, "monthly")),
        ("nudge", MONTHLY, Past(RECENT), Refuse("monthly")),
        ("notice", MONTHLY, Past(), TODAY),
        ("notice", MONTHLY, Past((NOON - 30 * DAY,)), TODAY),
        ("notice", NONE, Past(RECENT), TODAY),
        ("notice", NONE, Past(EIGHT[:-1]), TODAY),
        ("notice", NONE, Past(EIGHT), Defer(NOON + 21 * DAY, "too many")),
        ("notice", NONE, Past((NOON, *EIGHT)), Defer(NOON + 22 * DAY, "too many")),
        ("nudge", NONE, Past(EIGHT), Refuse("too many")),
        ("emergency", MONTHLY, Past(EIGHT), Send()),
        ("reply", MONTHLY, Past(EIGHT), Send()),
        ("notice", NONE, Past(dead=True), Refuse("dead number")),
        ("reply", NONE, Past(dead=True), Send()),
        ("notice", LEFT, Past(dead=True), Refuse("left")),
    ],
)
def test_nobody_is_texted_too_often_and_no_dead_number_at_all(
    purpose: str, wishes: Wishes, past: Past, decided: Send | Defer | Refuse
) -> None:
    assert rules.when_to_send(
        purpose, None, wishes=wishes, answerable=True, quiet=QUIET, now=NOON, past=past
    ) == decided  # fmt: skip


def test_the_oldest_text_that_counts_makes_room_for_the_next() -> None:
    def gate(past: Past, most: int, now: datetime) -> Send | Defer | Refuse:
        return rules.when_to_send(
            "notice", None, wishes=NONE, answerable=True, quiet=QUIET, now=now, past=past, most_a_month=most
        )

    decided = gate(Past(EIGHT), 3, NOON)
    assert decided == Defer(EIGHT[2] + 30 * DAY, "too many")
    assert isinstance(gate(Past(EIGHT), 3, decided.at), Send)


@pytest.mark.parametrize("purpose", ["reply", "confirmation", "safety", "notice", "emergency"])
def test_a_text_of_more_than_six_parts_is_refused_whatever_it_is_for(purpose: str) -> None:
    decided = [
        rules.when_to_send(purpose, None, wishes=NONE, answerable=True, quiet=QUIET, now=NOON, parts=parts)
        for parts in (1, 6, 7)
    ]
    assert [isinstance(each, Send) for each in decided] == [True, True, False]
    assert decided[2] == Refuse("too long")


@pytest.mark.parametrize(
    ("guessed", "hour", "opens", "closes"),
    [
        ("America/New_York", 8, 9, 18),  # Ten there, eight here: not yet day in both.
        ("America/New_York", 12, 12, 18),
        ("America/Los_Angeles", 9, 10, 20),
        ("America/Phoenix", 9, 10, 20),  # No summer time there.
    ],
)
def test_a_number_from_elsewhere_is_texted_when_it_is_day_in_both(
    guessed: str, hour: int, opens: int, closes: int
) -> None:
    hours = hours_of_contact(QUIET, stated=None, guessed=ZoneInfo(guessed))
    now = NOON.replace(hour=hour)
    decided = rules.when_to_send("notice", None, wishes=NONE, answerable=True, quiet=hours, now=now)
    if hour < opens:
        assert decided == Defer(now.replace(hour=opens), "quiet hours")
        decided = rules.when_to_send("notice", None, wishes=NONE, answerable=True, quiet=hours, now=decided.at)
    assert decided == Send(NOON.replace(hour=closes))


def test_every_reason_is_in_plain_words_in_both_languages() -> None:
    words = {value for name, value in vars(rules).items() if name in (
        "MACHINE", "LEFT", "TOO_LONG", "DEAD", "TOPIC", "DISCREET", "PAUSED", "MONTHLY", "TOO_MANY", "QUIET", "BUSY",
        "IN_DOUBT",
    )}  # fmt: skip
    of_broadcasts = {"broadcast paused", "broadcast stopped"}
    assert words | of_broadcasts | {pace.PACE, pace.THROTTLED, pace.DAILY_CAP, "unknown"} == set(REASONS)
    said = [*REASONS.values(), *(code.words for code in codes.CARRIER_CODES.values()), codes.UNKNOWN.words]
    for each in said:
        assert set(each) == {"en", "es"}
        assert each["en"] != each["es"]
        assert all(text[0].isupper() and text.endswith(".") for text in each.values())


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
        assert codes.next_attempt_at(action, attempt, NOON) == expected
    assert codes.next_attempt_at(action, 99, NOON) is None


@pytest.mark.parametrize(("asked", "waited"), [(3, 3), (3600, 3600), (90_000, 3600)])
def test_the_carriers_own_wish_goes_before_the_schedule_but_not_for_ever(asked: int, waited: int) -> None:
    for attempt in range(1, 5):
        again_at = codes.next_attempt_at(Action.THROTTLED, attempt, NOON, timedelta(seconds=asked))
        assert again_at == NOON + timedelta(seconds=waited)
    assert codes.next_attempt_at(Action.THROTTLED, 5, NOON, timedelta(seconds=asked)) is None


@pytest.mark.parametrize("code", [None, 0, 1, 12345, 99999])
def test_a_code_nobody_knows_is_unknown_and_tried_once_more(code: int | None) -> None:
    assert codes.action_for(code) is Action.UNKNOWN


def test_the_carrier_is_asked_soon_and_then_five_times_as_late() -> None:
    minute = timedelta(minutes=1)
    assert rules.when_to_ask(NOON, 0, minute) == NOON + minute
    assert rules.when_to_ask(NOON, 1, minute) == NOON + 5 * minute


def test_every_word_of_the_carrier_has_a_rank() -> None:
    assert {rules.STATUS_RANK[status] for status in rules.CARRIER_STATUS.values()} <= set(range(7))


@pytest.mark.parametrize(
    ("code", "asked_for", "rests"),
    [
        (20429, None, 5), (20429, 40, 40), (20429, 90_000, 3600), (30001, None, 60), (30022, None, 60),
        (21611, None, 600), (63038, None, None), (21610, 30, None), (30003, None, None), (None, 30, None),
    ],
)  # fmt: skip
def test_how_long_a_sender_rests(code: int | None, asked_for: int | None, rests: int | None) -> None:
    wish = None if asked_for is None else timedelta(seconds=asked_for)
    assert codes.rest_after(code, wish) == (None if rests is None else timedelta(seconds=rests))


def test_a_receipt_that_comes_late_still_counts() -> None:
    ranks = rules.STATUS_RANK
    assert ranks["accepted"] < ranks["sent"] < ranks["unknown"] < min(ranks["delivered"], ranks["undelivered"])
