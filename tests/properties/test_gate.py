"""The send gate over everything a resident can wish for: nothing passes that should not, and replies always do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.lib.hours import QuietHours
from bot.messaging.rules import A_MONTH, Defer, Refuse, Send, Wishes, when_to_send

QUIET = QuietHours(ZoneInfo("America/Denver"), time(20), time(9), time(12))
moments = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
purposes = st.sampled_from(["reply", "confirmation", "safety", "nudge", "notice", "broadcast"])
topics = st.sampled_from([None, "surveys", "news", "boards"])
wishes = st.builds(
    Wishes,
    left_at=st.none() | moments, paused_until=st.none() | moments, monthly_since=st.none() | moments,
    topics_off=st.frozensets(st.sampled_from(["surveys", "news"])), discreet_until=st.none() | moments,
    last_unasked_at=st.none() | moments,
)  # fmt: skip


@given(purposes, topics, wishes, st.booleans(), moments)
def test_nothing_passes_that_the_resident_does_not_want(
    purpose: str, topic: str | None, wished: Wishes, answerable: bool, now: datetime
) -> None:
    decided = when_to_send(purpose, topic, wishes=wished, answerable=answerable, quiet=QUIET, now=now)
    if isinstance(decided, Defer):
        assert decided.at > now and decided.why and purpose not in ("reply", "confirmation", "safety")
    if isinstance(decided, Refuse):
        assert decided.why
    if not isinstance(decided, Send):
        return
    assert answerable
    assert wished.left_at is None or purpose in ("confirmation", "safety")
    if purpose in ("reply", "confirmation", "safety"):
        return
    local = now.astimezone(QUIET.zone)
    assert 9 <= local.hour < 20 and (local.weekday() != 6 or local.hour >= 12)
    assert topic not in wished.topics_off
    assert wished.paused_until is None or wished.paused_until <= now
    assert not (topic == "surveys" and wished.discreet_until and now < wished.discreet_until)
    assert not (wished.monthly_since and wished.last_unasked_at and now < wished.last_unasked_at + A_MONTH)


@given(purposes, topics, wishes, moments)
def test_what_is_put_off_passes_in_the_end(purpose: str, topic: str | None, wished: Wishes, now: datetime) -> None:
    for _ in range(6):
        decided = when_to_send(purpose, topic, wishes=wished, answerable=True, quiet=QUIET, now=now)
        if not isinstance(decided, Defer):
            return
        assert decided.at - now <= timedelta(days=400)
        now = decided.at
    raise AssertionError("put off again and again")


@given(wishes, moments)
def test_an_answer_to_somebody_who_is_there_always_leaves(wished: Wishes, now: datetime) -> None:
    decided = when_to_send("reply", None, wishes=wished, answerable=True, quiet=QUIET, now=now)
    assert isinstance(decided, Send) == (wished.left_at is None)
