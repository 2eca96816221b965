"""Decisions about texts: whether one may leave now, what a carrier's code means, when to try again; all pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.lib.hours import QuietHours

STATUS_RANK = {
    "queued": 0, "sending": 1, "in_doubt": 1, "accepted": 2, "sent": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "refused": 4, "read": 5,
}  # fmt: skip
"""A message's status only ever rises: carriers send their callbacks late, twice and in any order."""

CARRIER_STATUS = {
    "accepted": "accepted", "scheduled": "accepted", "queued": "accepted", "sending": "accepted", "sent": "sent",
    "delivered": "delivered", "undelivered": "undelivered", "failed": "failed", "canceled": "failed", "read": "read",
}  # fmt: skip
"""Twilio's words (www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks) to ours."""


class Action(StrEnum):
    """What a carrier's code asks of us."""

    OPTED_OUT = "opted_out"
    INVALID = "invalid"
    FILTERED = "filtered"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    SETTINGS = "settings"
    UNKNOWN = "unknown"


CARRIER_CODES = {
    20003: Action.SETTINGS, 20429: Action.THROTTLED, 14107: Action.FILTERED,
    21211: Action.INVALID, 21408: Action.SETTINGS, 21606: Action.SETTINGS, 21212: Action.SETTINGS,
    21604: Action.INVALID, 21610: Action.OPTED_OUT, 21611: Action.THROTTLED, 21612: Action.INVALID,
    21614: Action.INVALID, 21617: Action.INVALID, 21619: Action.INVALID,
    30001: Action.THROTTLED, 30002: Action.SETTINGS, 30003: Action.UNREACHABLE, 30004: Action.FILTERED,
    30005: Action.INVALID, 30006: Action.INVALID, 30007: Action.FILTERED, 30008: Action.UNKNOWN,
    30034: Action.SETTINGS, 63016: Action.SETTINGS, 63017: Action.THROTTLED, 63018: Action.THROTTLED,
    63024: Action.INVALID, 63038: Action.THROTTLED,
}  # fmt: skip
"""The carrier's code to what it asks of us (www.twilio.com/docs/api/errors); a code not listed is unknown."""

RETRIED = {Action.THROTTLED: 5, Action.UNREACHABLE: 3, Action.SETTINGS: 5, Action.UNKNOWN: 2}
"""How many attempts in all a text gets after such a refusal; actions that are not here are final at once."""

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
"""How long after the first, second ... attempt the next one is made."""

LONGEST_WAIT = timedelta(hours=1)
"""A carrier's Retry-After is honoured up to this."""


def action_for(code: int | None) -> Action:
    """What this code asks of us."""
    return CARRIER_CODES.get(code, Action.UNKNOWN) if code else Action.UNKNOWN


def next_attempt_at(action: Action, attempt: int, now: datetime, asked_for: timedelta | None = None) -> datetime | None:
    """When to try again after attempt number `attempt` (from 1) was refused; None when that was the last."""
    if attempt >= RETRIED.get(action, 1):
        return None
    wait = RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
    if asked_for is not None:
        wait = min(asked_for, LONGEST_WAIT)
    return now + wait


@dataclass(frozen=True, slots=True)
class Send:
    """It may leave now."""


@dataclass(frozen=True, slots=True)
class Defer:
    """It may leave then."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """It must not leave at all."""

    why: str


CONFIRMATION, REPLY, NUDGE, SAFETY = "confirmation", "reply", "nudge", "safety"
"""What a text is for. The confirmation of leaving is the one text that somebody who has left still gets, unless they
write again and are in danger."""
ASKED_FOR = (CONFIRMATION, REPLY, SAFETY)
"""What answers somebody who has just written: no quiet hours, no pause, nobody too often."""
SURVEYS = "surveys"
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a resident has asked for about texts that they did not ask for.

    `last_unasked_at` is when the last such text left, where `monthly_since` is set.
    """

    left_at: datetime | None = None
    paused_until: datetime | None = None
    monthly_since: datetime | None = None
    topics_off: frozenset[str] = frozenset()
    discreet_until: datetime | None = None
    last_unasked_at: datetime | None = None


def when_to_send(
    purpose: str, topic: str | None, *, wishes: Wishes, answerable: bool, quiet: QuietHours, now: datetime
) -> Send | Defer | Refuse:
    """The send gate: every text passes here at the moment of sending, whatever it was when it was queued."""
    if not answerable:
        return Refuse("machine")
    if wishes.left_at is not None and purpose not in (CONFIRMATION, SAFETY):
        return Refuse("left")
    if purpose in ASKED_FOR:
        return Send()
    if topic in wishes.topics_off:
        return Refuse("topic")
    if topic == SURVEYS and wishes.discreet_until is not None and now < wishes.discreet_until:
        return Refuse("discreet")
    return _in_its_time(purpose, wishes, quiet, now)


def _in_its_time(purpose: str, wishes: Wishes, quiet: QuietHours, now: datetime) -> Send | Defer | Refuse:
    """After the pause, a month after the last, outside quiet hours; a reminder is not sent days too late."""
    for free_at, why in (
        (wishes.paused_until, "paused"),
        (wishes.last_unasked_at + A_MONTH if wishes.monthly_since and wishes.last_unasked_at else None, "monthly"),
    ):
        if free_at is not None and now < free_at:
            return Refuse(why) if purpose == NUDGE else Defer(free_at, why)
    opens_at = quiet.opens_at(now)
    return Send() if opens_at <= now else Defer(opens_at, "quiet hours")


ASK_CARRIER_TWICE = 2
"""How often the carrier's list must lack a text in doubt before it is sent again."""


def when_to_ask(started_at: datetime, times_asked: int, wait_for: timedelta) -> datetime:
    """When to ask the carrier (again) about a text in doubt: soon, then five times as late."""
    return started_at + wait_for * (1 if times_asked == 0 else 5)
