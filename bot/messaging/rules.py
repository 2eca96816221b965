"""Decisions about texts: whether one may leave now, what a status is worth, when a carrier is asked; all pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.lib.hours import Hours, validity_seconds
from bot.messaging.codes import Action, action_for

STATUS_RANK = {
    "queued": 0, "sending": 1, "in_doubt": 1, "accepted": 2, "sent": 3, "unknown": 4,
    "delivered": 5, "undelivered": 5, "failed": 5, "refused": 5, "read": 6,
}  # fmt: skip
"""A message's status only ever rises: carriers send their callbacks late, twice and in any order.

`unknown` is a text that the carrier took and never spoke of again; a receipt that comes all the same still counts.
"""

CARRIER_STATUS = {
    "accepted": "accepted", "scheduled": "accepted", "queued": "accepted", "sending": "accepted", "sent": "sent",
    "delivered": "delivered", "undelivered": "undelivered", "failed": "failed", "canceled": "failed", "read": "read",
}  # fmt: skip
"""Twilio's words (www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks) to ours."""

RECEIPT_WITHIN = timedelta(hours=72)
"""A text without a receipt for so long is `unknown`; carriers give up sooner."""


@dataclass(frozen=True, slots=True)
class Send:
    """It may leave now; after `until` it must not arrive any more, None when it may at any time."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Defer:
    """It may leave then."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """It must not leave at all."""

    why: str


CONFIRMATION, REPLY, NUDGE, SAFETY, EMERGENCY = "confirmation", "reply", "nudge", "safety", "emergency"
"""What a text is for. The confirmation of leaving is the one text that somebody who has left still gets, unless they
write again and are in danger. Whoever queues an emergency records who called it one."""
ASKED_FOR = (CONFIRMATION, REPLY, SAFETY)
"""What answers somebody who has just written: no quiet hours, no pause, nobody too often."""
NOT_COUNTED = (*ASKED_FOR, EMERGENCY)
"""What leaves at any hour."""
NEWS = "news"
"""News of what a resident has reported: in the open hours and not while they pause, however many texts they had."""
UNLIMITED = (*NOT_COUNTED, NEWS)
"""What does not count towards the texts of a month."""
SURVEYS = "surveys"
A_MONTH = timedelta(days=30)
MOST_PARTS = 6
"""A longer text is a letter: it costs seven texts a resident, and phones put it together badly."""

MACHINE, LEFT, TOO_LONG, DEAD, TOPIC, DISCREET = "machine", "left", "too long", "dead number", "topic", "discreet"
PAUSED, MONTHLY, TOO_MANY, QUIET, BUSY, IN_DOUBT = "paused", "monthly", "too many", "quiet hours", "busy", "in doubt"
"""Why a text does not leave, or not yet; messaging.reasons says each in words for staff."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a resident has asked for about texts that they did not ask for."""

    left_at: datetime | None = None
    paused_until: datetime | None = None
    monthly_since: datetime | None = None
    topics_off: frozenset[str] = frozenset()
    discreet_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What became of the texts before this one: when the last ones left that the resident had not asked for, newest
    first, and whether their number is dead."""

    unasked: Sequence[datetime] = ()
    dead: bool = False


NEVER_TEXTED = Past()


def when_to_send(
    purpose: str, topic: str | None, *, wishes: Wishes, answerable: bool, quiet: Hours, now: datetime,
    parts: int = 1, past: Past = NEVER_TEXTED, most_a_month: int = 8,
) -> Send | Defer | Refuse:  # fmt: skip
    """The send gate: every text passes here at the moment of sending, whatever it was when it was queued.

    `quiet` are the hours of this resident (lib.hours.hours_of_contact); `most_a_month` is how many texts the whole
    city, with all its departments, sends a resident in 30 days without being asked.
    """
    if not answerable:
        return Refuse(MACHINE)
    if wishes.left_at is not None and purpose not in (CONFIRMATION, SAFETY):
        return Refuse(LEFT)
    if parts > MOST_PARTS:
        return Refuse(TOO_LONG)
    if purpose in NOT_COUNTED:
        return Send()
    if past.dead:
        return Refuse(DEAD)
    if topic in wishes.topics_off:
        return Refuse(TOPIC)
    if topic == SURVEYS and wishes.discreet_until is not None and now < wishes.discreet_until:
        return Refuse(DISCREET)
    return _not_too_often(purpose, wishes, past, most_a_month, now) or _in_open_hours(quiet, now)


def _not_too_often(purpose: str, wishes: Wishes, past: Past, most_a_month: int, now: datetime) -> Defer | Refuse | None:
    """After the pause, and a month after the last, or the oldest that counts; a reminder is not sent days too late."""
    asked = purpose == NEWS
    for free_at, why in (
        (wishes.paused_until, PAUSED),
        (_a_month_after(past, 1) if wishes.monthly_since and not asked else None, MONTHLY),
        (None if asked else _a_month_after(past, most_a_month), TOO_MANY),
    ):
        if free_at is not None and now < free_at:
            return Refuse(why) if purpose == NUDGE else Defer(free_at, why)
    return None


def _a_month_after(past: Past, nth: int) -> datetime | None:
    """When the nth newest of the texts leaves the window of a month."""
    return past.unasked[nth - 1] + A_MONTH if len(past.unasked) >= nth else None


def _in_open_hours(quiet: Hours, now: datetime) -> Send | Defer:
    """Now, with the end of the open hours as its end; in the last moments before it rather at the next opening."""
    opens_at, closes_at = quiet.opens_at(now), quiet.closes_at(now)
    if opens_at > now:
        return Defer(opens_at, QUIET)
    if validity_seconds(now, closes_at):
        return Send(closes_at)
    return Defer(quiet.opens_at(closes_at), QUIET)


AGAIN_WITHIN = timedelta(days=7)
"""Older words are not sent again: whoever reads them would not know what they are about."""
NOT_LOST, FINAL, ONCE, TOO_OLD, ERASED = "not lost", "final", "once", "too old", "erased"
"""Why a text is not sent again: it may have arrived; it would fail again; it has its moment; it is old; no words."""
_SENT_ONCE = (CONFIRMATION, SAFETY, NUDGE, EMERGENCY)
_TRIED_AGAIN = (Action.FILTERED, Action.THROTTLED, Action.UNREACHABLE, Action.SETTINGS, Action.UNKNOWN)


class Lost(Protocol):
    """A text as `why_not_again` looks at it."""

    purpose: str
    status: str
    error_code: int | None
    body: str
    created_at: datetime


def why_not_again(text: Lost, now: datetime) -> str | None:
    """Why a text is not to be sent once more; None when that is safe.

    One without a receipt may be sent again, and may arrive twice: whoever asks for it is told so.
    """
    if text.status not in ("failed", "undelivered", "refused", "unknown"):
        return NOT_LOST
    if not text.body.strip():
        return ERASED
    if text.purpose in _SENT_ONCE:
        return ONCE
    if now - text.created_at > AGAIN_WITHIN:
        return TOO_OLD
    if text.status == "refused" or (text.status != "unknown" and action_for(text.error_code) not in _TRIED_AGAIN):
        return FINAL
    return None


ASK_CARRIER_TWICE = 2
"""How often the carrier's list must lack a text in doubt before it is sent again."""


def when_to_ask(started_at: datetime, times_asked: int, wait_for: timedelta) -> datetime:
    """When to ask the carrier (again) about a text in doubt: soon, then five times as late."""
    return started_at + wait_for * (1 if times_asked == 0 else 5)
