"""Decisions about keys: the scopes there are, what a new key may be given, which of its secrets still count; pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SCOPES: Mapping[str, str] = {
    "contacts:read": "Residents by their random id: language, area, consent, the city's own fields; no number.",
    "contacts:numbers": "A resident's phone number; every one that is read is kept with the key's name and purpose.",
    "conversations:read": "Conversations and their messages, in the residents' own words.",
    "conversations:write": "Answer in a conversation.",
    "concerns:read": "What residents reported.",
    "open311:write": "Report over Open311: what an app's users tell becomes a concern without a phone.",
    "surveys:read": "Surveys, their questions and what was answered.",
    "broadcasts:read": "Broadcasts: texts, segments, states, and what came of each by language.",
    "broadcasts:write": "Preview a broadcast, and start one that was approved.",
    "flows:read": "The flows as they are now.",
    "flows:start": "Start a flow with a resident.",
    "directory:read": "Who does what in the city.",
    "events:read": "Everything that has happened, in order.",
    "subscriptions:read": "Subscriptions to events, and what became of each delivery.",
    "subscriptions:write": "Subscribe to events, change and end subscriptions, send again.",
    "key:rotate": "A new secret for the key itself, so that a system can change its own.",
}
"""What a key may be granted, and what each means."""
BY_DEPARTMENT = frozenset({"concerns:read", "directory:read", "flows:read", "key:rotate"})
"""Scopes that a key of some departments may have: what they open belongs to a department, or to everybody."""

PREFIX = "cbd_"
"""How every secret begins, so that whoever finds one in a log or a repository knows what it is."""
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 43
"""Letters drawn after the prefix: 256 bits."""
MOST_LIVE = 2
LONGEST_NAME = 64
LONGEST_FOR = timedelta(days=366)
"""A key without an end of its own ends after so long."""


class NotPossible(Exception):
    """Why a key cannot be made or changed like this, and how to go on."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its bearer is known: `departments` empty means all of the city."""

    id: str
    name: str
    purpose: str
    scopes: frozenset[str]
    departments: frozenset[str]
    made_by: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it counts at this moment."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Secret:
    """One of a key's secrets, by its keyed hash."""

    hash: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it counts at this moment, as far as it is up to the secret."""
        return self.expires_at is None or now < self.expires_at


def problems(key: Key, departments: Collection[str], now: datetime) -> Iterator[str]:
    """Everything that is wrong with a new key; `departments` are the codes of the city."""
    if not (0 < len(key.name) <= LONGEST_NAME and key.name.isprintable()):
        yield f"A name has up to {LONGEST_NAME} letters, all in one line: the system that will use it."
    if not key.purpose.strip():
        yield "Say what the key is for (--for): it is kept beside every phone number that is read with it."
    if not key.made_by.strip():
        yield "Say who makes the key (--as)."
    if not key.scopes:
        yield f"A key without a scope opens nothing. Scopes: {', '.join(SCOPES)}."
    for each in sorted(key.scopes - SCOPES.keys()):
        yield f'There is no scope "{each}". Scopes: {", ".join(SCOPES)}.'
    for each in sorted(key.departments - set(departments)):
        yield f'There is no department "{each}". city.yaml has {", ".join(sorted(departments)) or "none"}.'
    if key.departments and (beyond := sorted((key.scopes & SCOPES.keys()) - BY_DEPARTMENT)):
        yield (
            f"What {', '.join(beyond)} opens belongs to no department. A key of some departments may have "
            f"{', '.join(sorted(BY_DEPARTMENT))}; make another key for the rest, without departments."
        )
    if key.expires_at is not None and key.expires_at <= now:
        yield "It would have ended already. Choose a later day."


def live(secrets: Sequence[Secret], now: datetime) -> list[Secret]:
    """Those that still count, the newest first."""
    return sorted((each for each in secrets if each.is_live(now)), key=lambda each: each.created_at, reverse=True)


def check_rotation(key: Key, secrets: Sequence[Secret], keep_for: timedelta, now: datetime) -> None:
    """NotPossible when the key has ended, or when a third secret would live beside two others."""
    if not key.is_live(now):
        raise NotPossible(f'"{key.name}" has ended; make a new key with `cabildo keys add`.')
    if keep_for and len(live(secrets, now)) >= MOST_LIVE:
        raise NotPossible(
            f'"{key.name}" is being rotated already: two of its secrets are live. Wait until the older one ends, '
            "or end both now with --keep-days 0."
        )
