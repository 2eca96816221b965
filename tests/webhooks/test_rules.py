"""What follows from an answer, as tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.events import EVENTS
from bot.webhooks import rules
from bot.webhooks.rules import Health, Next, Status, Tried

NOW = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KNOWN = [event.type for event in EVENTS]


def tried(answer: int | None, *, wait: timedelta | None = None, at: datetime = NOW) -> Tried:
    return Tried(answer, "", "", 0.1, at, wait)


@pytest.mark.parametrize(
    ("patterns", "event_type", "wanted"),
    [
        (["*"], "concern.created", True),
        (["concern.*"], "concern.created", True),
        (["concern.created"], "concern.created", True),
        (["consent.*", "person.erased"], "person.erased", True),
        (["concern.*"], "consent.revoked", False),
        (["concern"], "concern.created", False),
        ([], "concern.created", False),
        (["*"], "webhook.test", False),
        (["webhook.*"], "webhook.test", False),
    ],
)
def test_patterns(patterns: list[str], event_type: str, wanted: bool) -> None:
    assert rules.matches(patterns, event_type) is wanted


def test_a_pattern_that_nothing_matches_is_told_with_the_nearest_that_does() -> None:
    assert rules.unknown_patterns(["concern.*", "*", "person.erased"], KNOWN) == []
    assert rules.unknown_patterns(["concern.creates"], KNOWN) == [
        "No event is called concern.creates. Do you mean concern.created?"
    ]
    assert len(rules.unknown_patterns(["[c]*", "tickets.*", "webhook.test"], KNOWN)) == 3


@pytest.mark.parametrize("answer", [200, 201, 202, 204, 299])
def test_2xx_is_taken(answer: int) -> None:
    assert rules.next_of(tried(answer), 3, NOW, 0.0) == Next(Status.DELIVERED, NOW, 3)


@pytest.mark.parametrize("answer", [None, 100, 301, 302, 304, 307, 400, 401, 404, 418, 500, 502, 504])
def test_everything_else_is_tried_again_later_and_later_and_then_dead(answer: int | None) -> None:
    waits = []
    for failures in range(len(rules.RETRY_AFTER)):
        after = rules.next_of(tried(answer), failures, NOW, 0.0)
        assert after.status is Status.PENDING and after.failures == failures + 1
        waits.append(after.due_at - NOW)
    assert waits == sorted(waits) and timedelta(days=2, hours=20) < sum(waits, timedelta()) < timedelta(days=3)
    assert rules.next_of(tried(answer), len(waits), NOW, 0.0).status is Status.DEAD


def test_chance_spreads_retries_by_a_fifth_at_most() -> None:
    early, late = (rules.next_of(tried(500), 1, NOW, chance).due_at - NOW for chance in (0.0, 0.999))
    assert early == 5 * MINUTE and 5.9 * MINUTE < late < 6 * MINUTE


def test_asking_for_patience_is_no_failure_for_three_days() -> None:
    asks = tried(429, wait=10 * MINUTE)
    assert rules.next_of(asks, 9, NOW - timedelta(days=2), 0.5) == Next(Status.PENDING, NOW + 10 * MINUTE, 9)
    assert rules.next_of(asks, 9, NOW - timedelta(days=4), 0.5).status is Status.DEAD


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "120", 2 * MINUTE),
        (503, "0", timedelta(seconds=1)),
        (502, " 5 ", timedelta(seconds=5)),
        (504, "Tue, 12 May 2026 18:10:00 GMT", 10 * MINUTE),
        (429, "Tue, 12 May 2026 17:00:00 GMT", timedelta(seconds=1)),
        (429, "99999999999999999999999", timedelta(days=1)),
        (429, "Tue, 12 May 2066 18:10:00 GMT", timedelta(days=1)),
        (429, None, None),
        (429, "soon", None),
        (429, "-5", None),
        (429, "", None),
        (429, "Tue, 12 May 2026 18:10:00", None),
        (500, "120", None),
        (200, "120", None),
    ],
)
def test_retry_after(status: int, header: str | None, wait: timedelta | None) -> None:
    assert rules.retry_after(status, header, NOW) == wait


def test_health_follows_the_batches() -> None:
    well = Health()
    once = rules.health_after(well, [tried(500), tried(None)], NOW)
    assert once == Health(1, NOW, NOW + rules.REST_AFTER[0])
    later = NOW + MINUTE
    twice = rules.health_after(once, [tried(500)], later)
    assert twice == Health(2, NOW, later + rules.REST_AFTER[1])
    assert rules.health_after(twice, [tried(500), tried(200)], later) == well
    assert not twice.is_hopeless(NOW + rules.PAUSE_AFTER - MINUTE) and twice.is_hopeless(NOW + rules.PAUSE_AFTER)


def test_asking_for_patience_rests_without_being_ill() -> None:
    asked = rules.health_after(Health(), [tried(200), tried(429, wait=10 * MINUTE)], NOW)
    assert asked == Health(0, None, NOW + 10 * MINUTE)
    assert not asked.is_hopeless(NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("batch", "stops"),
    [
        ([tried(410)], True),
        ([tried(200), tried(429, wait=MINUTE)], True),
        ([tried(500)] * (rules.BREAK_AFTER - 1), False),
        ([tried(500)] * rules.BREAK_AFTER, True),
        ([tried(200), *[tried(500)] * 20], False),
    ],
)
def test_when_the_rest_of_a_batch_is_not_tried(batch: list[Tried], stops: bool) -> None:
    assert rules.is_to_stop(batch, batch[-1]) is stops
