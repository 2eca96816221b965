"""What a subscription may ask for, and what follows from an answer; nothing is called or stored here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from enum import StrEnum
from fnmatch import fnmatchcase

TEST = "webhook.test"
"""The type of a test event; it goes to the subscription that is its subject, whatever that asks for."""
GRANTS = {"phone": "the telephone number of the resident an event is about"}
"""What a delivery may hold beyond the event itself, by code."""

RETRY_AFTER = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=20),
)  # fmt: skip
"""How long after each failure a delivery is tried again: ten attempts in three days, as Standard Webhooks has it."""
JITTER = 0.2
"""A wait is longer by up to this share of itself, so that those who failed together do not come back together."""
THROTTLED_FOR = timedelta(days=3)
"""How long a consumer may ask for patience before that counts as a failure."""
LONGEST_REST = timedelta(days=1)
"""A Retry-After beyond this is not believed."""
REST_AFTER = (
    timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2),
    timedelta(minutes=5), timedelta(minutes=10),
)  # fmt: skip
"""How long a subscription is left alone after so many batches in a row in which every attempt failed."""
BREAK_AFTER = 4
"""Failures in a batch without a success after which the rest of the batch is not tried."""
PAUSE_AFTER = timedelta(hours=24)
"""A subscription of which every attempt has failed for so long is paused, and its owner told."""
PAUSED_MAIL = """Cabildo has stopped posting events to {url}.

{why}

Nothing is lost: events are kept for you. Mend the endpoint, then ask the city to run

    cabildo webhooks resume {id}

and everything that waits arrives in order.
"""
REFUSED = "refused: "
"""How the reason begins when the guard did not make the call."""
MOST_TRIES = 20
"""Calls of a delivery whose answers are kept, the latest ones."""
OLD_SECRET_FOR = timedelta(hours=24)
"""After a rotation, how long deliveries are signed with the old secret too."""


class State(StrEnum):
    """Of a subscription. Events for a paused one wait; one that is gone gets none."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


class Status(StrEnum):
    """Of a delivery; a dead one is tried again only when somebody asks for it."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Tried:
    """One call: the HTTP status (None: nothing came back), what was wrong, how the answer began, its Retry-After.

    `at` is when it was over, to the millisecond so many `seconds` after it was signed.
    """

    answer: int | None
    why: str
    excerpt: str
    seconds: float
    at: datetime
    retry_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the consumer has it: 2xx and nothing else."""
        return self.answer is not None and 200 <= self.answer < 300

    @property
    def is_gone(self) -> bool:
        """Whether the consumer wants nothing more."""
        return self.answer == 410


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a delivery: its status, when it is due, and how many failures it has had."""

    status: Status
    due_at: datetime
    failures: int


@dataclass(frozen=True, slots=True)
class Health:
    """Of a subscription: batches that failed in a row, since when, and until when it is left alone."""

    streak: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None

    def is_hopeless(self, now: datetime) -> bool:
        """Whether it is to be paused."""
        return self.failing_since is not None and now - self.failing_since >= PAUSE_AFTER


def matches(patterns: Iterable[str], event_type: str) -> bool:
    """Whether a subscription to these wants an event of this type; no pattern brings another's test."""
    return event_type != TEST and any(fnmatchcase(event_type, each) for each in patterns)


def unknown_patterns(patterns: Iterable[str], known: Sequence[str]) -> list[str]:
    """A sentence for each pattern that no event will ever match."""
    found = []
    for each in patterns:
        is_plain = all(letter.isalnum() or letter in "._*" for letter in each)
        if not is_plain or not any(matches([each], event_type) for event_type in known):
            near = get_close_matches(each, known, 1)
            found.append(f"No event is called {each}." + (f" Do you mean {near[0]}?" if near else ""))
    return found


def next_of(tried: Tried, failures: int, first_at: datetime, chance: float) -> Next:
    """What follows from this attempt, after so many failures; `chance` is a number from 0 up to 1."""
    if tried.is_taken:
        return Next(Status.DELIVERED, tried.at, failures)
    if tried.retry_after is not None and tried.at - first_at < THROTTLED_FOR:
        return Next(Status.PENDING, tried.at + tried.retry_after, failures)
    if failures >= len(RETRY_AFTER):
        return Next(Status.DEAD, tried.at, failures + 1)
    wait = RETRY_AFTER[failures] * (1 + JITTER * chance)
    return Next(Status.PENDING, tried.at + max(wait, tried.retry_after or wait), failures + 1)


def health_after(before: Health, batch: Sequence[Tried], now: datetime) -> Health:
    """How a subscription is after these attempts; asking for patience is no failure."""
    asked = [each.at + each.retry_after for each in batch if each.retry_after is not None]
    rests_until = max(asked, default=None)
    if any(each.is_taken for each in batch):
        return Health(0, None, rests_until)
    if not any(each.retry_after is None for each in batch):
        return Health(before.streak, before.failing_since, rests_until)
    rest = now + REST_AFTER[min(before.streak, len(REST_AFTER) - 1)]
    return Health(
        min(before.streak + 1, len(REST_AFTER)), before.failing_since or now, max(rest, rests_until or rest)
    )  # fmt: skip


def is_to_stop(batch: Sequence[Tried], last: Tried) -> bool:
    """Whether, after `last`, the rest of the batch is better not tried now."""
    if last.is_gone or last.retry_after is not None:
        return True
    return len(batch) >= BREAK_AFTER and not any(each.is_taken for each in batch)


def retry_after(status: int, header: str | None, now: datetime) -> timedelta | None:
    """For how long a consumer asks to be left alone; None when it does not, or not in a way that is understood."""
    if header is None or status not in (429, 502, 503, 504):
        return None
    try:
        if header.strip().isdigit():
            wait = timedelta(seconds=min(int(header), int(LONGEST_REST.total_seconds())))
        else:
            wait = parsedate_to_datetime(header) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(seconds=1)), LONGEST_REST)


def what_is_wrong(status: int) -> str:
    """The reason of an answer that is not 2xx, in a few words; empty for one that is."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"HTTP {status}: redirects are not followed"
    return f"HTTP {status}"
