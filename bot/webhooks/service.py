"""What staff and operators do with subscriptions; nothing is sent here, a worker does that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import EVENTS, WebhookTested
from bot.lib import fetch
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.outbox import numbering, put
from bot.outbox.recorded import recorded_after
from bot.outbox.relay import Done, Outcome
from bot.webhooks import rules, store
from bot.webhooks.rules import Health, State, Status
from bot.webhooks.signing import new_secret
from bot.webhooks.store import Subscription

DELIVER = "deliver_events"
"""The kind of outbox item; the subject is the subscription."""
REPLAY = "replay_events"
"""The kind that sends a long stretch of events once more, a chunk at a time; its subject as `Stretch` writes it."""
CHUNK = 1_000
"""Events that a resend looks at in one transaction."""
_ANY = tuple(State)

Also = Callable[[Tx, str], None]
"""What belongs into the same transaction, told the subscription: a line of the audit log."""


def nothing_else(_: Tx, __: str) -> None:
    """Nobody has to be told."""


class NotPossible(Exception):
    """What was asked for cannot be done; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new subscription asks for, as it was typed: `types` such as concern.created or consent.*."""

    url: str
    types: Sequence[str]
    owner: str
    grants: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a wish: its field, a code for whoever has words of their own, a sentence, what it names."""

    field: str
    code: str
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of a subscription that are to be sent once more: from number `first` to `last`, of one status when named.

    As an outbox item names it, so that what is left of it can be seen there.
    """

    subscription_id: str
    first: int
    last: int
    only: Status | None = None

    def __str__(self) -> str:
        return f"{self.subscription_id}:{self.first}:{self.last}:{self.only or ''}"

    @classmethod
    def read(cls, subject: str) -> "Stretch":
        """What `str` has written."""
        of, first, last, only = subject.split(":")
        return cls(of, int(first), int(last), Status(only) if only else None)


def promise(tx: Tx, subscription_id: str, now: datetime) -> None:
    """Have a worker look at this subscription now."""
    put.put(tx, DELIVER, subscription_id, queue=put.LATER, due_at=now)
    put.postpone(tx, DELIVER, subscription_id, due_at=now)


def subscribe(
    db: Database, vault: Vault, wish: Wish, *, excepted: frozenset[str], now: datetime, key_id: str | None = None,
    also: Also = nothing_else,
) -> tuple[Subscription, str]:  # fmt: skip
    """A new subscription to what happens from now on, and its secret, which is told once; `key_id` is who asks."""
    _check(wish, excepted)
    secret = new_secret()
    with db.begin() as tx:
        made = Subscription(
            new_id("sub", now), wish.url, tuple(wish.types), tuple(wish.grants), wish.owner, State.ACTIVE, None, now,
            numbering.last_number(tx), Health(), key_id,
        )  # fmt: skip
        store.add_subscription(tx, made)
        store.add_secret(tx, new_id("wsc", now), made.id, vault.seal(secret), now)
        also(tx, made.id)
    return made, secret


def change(
    db: Database, subscription_id: str, wish: Wish, *, excepted: frozenset[str], also: Also = nothing_else
) -> None:  # fmt: skip
    """Another address, other events, grants or owner; what waits goes to the new address."""
    _check(wish, excepted)
    with db.begin() as tx:
        the(tx, subscription_id)
        store.change_subscription(
            tx, subscription_id, url=wish.url, types=wish.types, grants=wish.grants, owner=wish.owner
        )
        also(tx, subscription_id)


def mistakes(wish: Wish, excepted: frozenset[str]) -> list[Mistake]:
    """Everything that is wrong with what somebody asks for."""
    found = []
    try:
        fetch.check(wish.url, excepted)
    except fetch.Refused as why:
        found.append(Mistake("url", "address", str(why)))
    if not wish.types:
        words = "Name the events it wants, such as concern.created or consent.*; * is every one."
        found.append(Mistake("types", "none", words))
    if wrong := rules.unknown_patterns(wish.types, [event.type for event in EVENTS]):
        found.append(Mistake("types", "unknown", " ".join(wrong) + " docs/events.md lists them."))
    if unknown := [each for each in wish.grants if each not in rules.GRANTS]:
        words = f"There is no grant {unknown[0]}; there is {', '.join(rules.GRANTS)}."
        found.append(Mistake("grants", "unknown", words, unknown[0]))
    name, _, host = wish.owner.partition("@")
    if not name or "." not in host or any(letter.isspace() for letter in wish.owner):
        words = f"{wish.owner or 'Nothing'} is no mail address; name who is told when it stops working."
        found.append(Mistake("owner", "address", words, wish.owner))
    return found


def _check(wish: Wish, excepted: frozenset[str]) -> None:
    if wrong := mistakes(wish, excepted):
        raise NotPossible(wrong[0].words)


def the(tx: Tx, subscription_id: str) -> Subscription:
    """The subscription with this id; NotPossible when there is none."""
    found = store.subscription_by_id(tx, subscription_id)
    if found is None:
        raise NotPossible(f"There is no subscription {subscription_id}; `cabildo webhooks list` shows them.")
    return found


def pause(db: Database, subscription_id: str, *, why: str, also: Also = nothing_else) -> None:
    """Nothing is sent to it any more; what happens is kept for it."""
    with db.begin() as tx:
        the(tx, subscription_id)
        if not store.set_state(tx, subscription_id, State.PAUSED, seen=[State.ACTIVE], why=why):
            raise NotPossible("It is not active.")
        also(tx, subscription_id)


def resume(db: Database, subscription_id: str, *, now: datetime, also: Also = nothing_else) -> int:
    """What waits for it goes out, from the oldest on; how many deliveries. One that is gone comes back too."""
    with db.begin() as tx:
        the(tx, subscription_id)
        if not store.set_state(tx, subscription_id, State.ACTIVE, seen=[State.PAUSED, State.GONE]):
            raise NotPossible("It is active already.")
        waiting = store.begin_afresh(tx, subscription_id, now)
        promise(tx, subscription_id, now)
        also(tx, subscription_id)
    return waiting


def unsubscribe(
    db: Database, subscription_id: str, *, why: str, now: datetime, also: Also = nothing_else
) -> None:  # fmt: skip
    """It gets nothing any more, and what waits for it is given up."""
    with db.begin() as tx:
        the(tx, subscription_id)
        store.set_state(tx, subscription_id, State.GONE, seen=_ANY, why=why)
        store.bury_pending(tx, subscription_id, why, now)
        also(tx, subscription_id)


def rotate(
    db: Database, vault: Vault, subscription_id: str, *, at_once: bool = False,
    keep_for: timedelta = rules.OLD_SECRET_FOR, now: datetime, also: Also = nothing_else,
) -> str:  # fmt: skip
    """A new secret, told once; deliveries carry the old one's signature too for `keep_for`, unless `at_once`."""
    secret = new_secret()
    with db.begin() as tx:
        the(tx, subscription_id)
        store.end_secrets(tx, subscription_id, now if at_once else now + keep_for)
        store.remove_ended_secrets(tx, now)
        store.add_secret(tx, new_id("wsc", now), subscription_id, vault.seal(secret), now)
        also(tx, subscription_id)
    return secret


def test(db: Database, subscription_id: str, *, now: datetime, also: Also = nothing_else) -> None:  # noqa: PT028  It is no test.
    """Record a test event, which goes to this subscription alone."""
    with db.begin() as tx:
        if the(tx, subscription_id).state is not State.ACTIVE:
            raise NotPossible("It is not active; `cabildo webhooks resume` makes it so.")
        put.record(tx, [WebhookTested(subscription_id, None)], now)
        put.put(tx, numbering.NUMBER, numbering.EVENTS, queue=put.LATER, due_at=now)
        also(tx, subscription_id)


def resend(
    db: Database, subscription_id: str, first: int, last: int, *, only: Status | None = None, now: datetime
) -> int:  # fmt: skip
    """Send events from number `first` to `last` once more, also those never sent; how many deliveries.

    With `only`, no more than the deliveries in that status. Each keeps its id, so a consumer can tell that it has it.
    """
    many, left = 0, Stretch(subscription_id, first, last, only) if first <= last else None
    while left:
        with db.begin() as tx:
            sent, left = _resend_some(tx, left, now)
            many += sent
    return many


def replay(db: Database, stretch: Stretch, *, now: datetime, also: Also = nothing_else) -> None:
    """Promise the same: a worker does it, a chunk at a time."""
    with db.begin() as tx:
        the(tx, stretch.subscription_id)
        put.put(tx, REPLAY, str(stretch), queue=put.LATER, due_at=now)
        also(tx, stretch.subscription_id)


def replay_some(db: Database, subject: str, now: datetime) -> Outcome:
    """Do a chunk of a stretch that was promised, and promise the rest of it."""
    with db.begin() as tx:
        _, left = _resend_some(tx, Stretch.read(subject), now)
        if left:
            put.put(tx, REPLAY, str(left), queue=put.LATER, due_at=now)
    return Done()


def _resend_some(tx: Tx, asked: Stretch, now: datetime) -> tuple[int, Stretch | None]:
    """Send a chunk of a stretch once more: how many deliveries, and what is left of it."""
    wanted = the(tx, asked.subscription_id)
    events = [each for each in recorded_after(tx, asked.first - 1, most=CHUNK) if each.sequence <= asked.last]
    if not events:
        return 0, None
    ends = events[-1].sequence
    if asked.only is None:
        missed = [each.sequence for each in events if rules.matches(wanted.types, each.type)]
        store.add_deliveries(tx, wanted.id, missed, now)
    many = store.resend(tx, wanted.id, asked.first, ends, now, only=asked.only)
    if wanted.state is State.ACTIVE:
        promise(tx, wanted.id, now)
    return many, replace(asked, first=ends + 1) if ends < asked.last else None
