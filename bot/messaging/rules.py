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


CONFIRMATION, REPLY, NUDGE = "confirmation", "reply", "nudge"
"""What a text is for. The confirmation of leaving is the one text that somebody who has left still gets."""


def when_to_send(
    purpose: str, *, left_at: datetime | None, answerable: bool, quiet: QuietHours, now: datetime
) -> Send | Defer | Refuse:
    """The send gate: every text passes here at the moment of sending, whatever it was when it was queued."""
    if not answerable:
        return Refuse("machine")
    if left_at is not None and purpose != CONFIRMATION:
        return Refuse("left")
    if purpose in (REPLY, CONFIRMATION):
        return Send()
    opens_at = quiet.opens_at(now)
    return Send() if opens_at <= now else Defer(opens_at, "quiet hours")


ASK_CARRIER_TWICE = 2
"""How often the carrier's list must lack a text in doubt before it is sent again."""


def when_to_ask(started_at: datetime, times_asked: int, wait_for: timedelta) -> datetime:
    """When to ask the carrier (again) about a text in doubt: soon, then five times as late."""
    return started_at + wait_for * (1 if times_asked == 0 else 5)
