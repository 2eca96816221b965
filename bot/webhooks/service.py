"""What staff and operators do with subscriptions; nothing is sent here, a worker does that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import EVENTS, WebhookTested
from bot.lib import fetch
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.outbox import numbering, put
from bot.outbox.recorded import recorded_after
from bot.webhooks import rules, store
from bot.webhooks.rules import Health, State, Status
from bot.webhooks.signing import new_secret
from bot.webhooks.store import Subscription

DELIVER = "deliver_events"
"""The kind of outbox item; the subject is the subscription."""
CHUNK = 1_000
"""Events that a resend looks at in one transaction."""
_ANY = tuple(State)


class NotPossible(Exception):
    """What was asked for cannot be done; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new subscription asks for, as it was typed: `types` such as concern.created or consent.*."""

    url: str
    types: Sequence[str]
    owner: str
    grants: Sequence[str] = ()


def promise(tx: Tx, subscription_id: str, now: datetime) -> None:
    """Have a worker look at this subscription now."""
    put.put(tx, DELIVER, subscription_id, queue=put.LATER, due_at=now)
    put.postpone(tx, DELIVER, subscription_id, due_at=now)


def subscribe(
    db: Database, vault: Vault, wish: Wish, *, excepted: frozenset[str], now: datetime
) -> tuple[Subscription, str]:
    """A new subscription to what happens from now on, and its secret, which is told once."""
    _check(wish, excepted)
    secret = new_secret()
    with db.begin() as tx:
        made = Subscription(
            new_id("sub", now), wish.url, tuple(wish.types), tuple(wish.grants), wish.owner, State.ACTIVE, None, now,
            numbering.last_number(tx), Health(),
        )  # fmt: skip
        store.add_subscription(tx, made)
        store.add_secret(tx, new_id("wsc", now), made.id, vault.seal(secret), now)
    return made, secret


def _check(wish: Wish, excepted: frozenset[str]) -> None:
    try:
        fetch.check(wish.url, excepted)
    except fetch.Refused as why:
        raise NotPossible(str(why)) from why
    if not wish.types:
        raise NotPossible("Name the events it wants, such as concern.created or consent.*; * is every one.")
    if wrong := rules.unknown_patterns(wish.types, [event.type for event in EVENTS]):
        raise NotPossible(" ".join(wrong) + " docs/events.md lists them.")
    if unknown := [each for each in wish.grants if each not in rules.GRANTS]:
        raise NotPossible(f"There is no grant {unknown[0]}; there is {', '.join(rules.GRANTS)}.")
    name, _, host = wish.owner.partition("@")
    if not name or "." not in host or any(letter.isspace() for letter in wish.owner):
        raise NotPossible(f"{wish.owner or 'Nothing'} is no mail address; name who is told when it stops working.")


def the(tx: Tx, subscription_id: str) -> Subscription:
    """The subscription with this id; NotPossible when there is none."""
    found = store.subscription_by_id(tx, subscription_id)
    if found is None:
        raise NotPossible(f"There is no subscription {subscription_id}; `cabildo webhooks list` shows them.")
    return found


def pause(db: Database, subscription_id: str, *, why: str) -> None:
    """Nothing is sent to it any more; what happens is kept for it."""
    with db.begin() as tx:
        the(tx, subscription_id)
        if not store.set_state(tx, subscription_id, State.PAUSED, seen=[State.ACTIVE], why=why):
            raise NotPossible("It is not active.")


def resume(db: Database, subscription_id: str, *, now: datetime) -> int:
    """What waits for it goes out, from the oldest on; how many deliveries. One that is gone comes back too."""
    with db.begin() as tx:
        the(tx, subscription_id)
        if not store.set_state(tx, subscription_id, State.ACTIVE, seen=[State.PAUSED, State.GONE]):
            raise NotPossible("It is active already.")
        waiting = store.begin_afresh(tx, subscription_id, now)
        promise(tx, subscription_id, now)
    return waiting


def unsubscribe(db: Database, subscription_id: str, *, why: str, now: datetime) -> None:
    """It gets nothing any more, and what waits for it is given up."""
    with db.begin() as tx:
        the(tx, subscription_id)
        store.set_state(tx, subscription_id, State.GONE, seen=_ANY, why=why)
        store.bury_pending(tx, subscription_id, why, now)


def rotate(db: Database, vault: Vault, subscription_id: str, *, at_once: bool, now: datetime) -> str:
    """A new secret, told once; deliveries carry the old one's signature too for OLD_SECRET_FOR, unless `at_once`."""
    secret = new_secret()
    with db.begin() as tx:
        the(tx, subscription_id)
        store.end_secrets(tx, subscription_id, now if at_once else now + rules.OLD_SECRET_FOR)
        store.remove_ended_secrets(tx, now)
        store.add_secret(tx, new_id("wsc", now), subscription_id, vault.seal(secret), now)
    return secret


def test(db: Database, subscription_id: str, *, now: datetime) -> None:
    """Record a test event, which goes to this subscription alone."""
    with db.begin() as tx:
        if the(tx, subscription_id).state is not State.ACTIVE:
            raise NotPossible("It is not active; `cabildo webhooks resume` makes it so.")
        put.record(tx, [WebhookTested(subscription_id, None)], now)
        put.put(tx, numbering.NUMBER, numbering.EVENTS, queue=put.LATER, due_at=now)


def resend(
    db: Database, subscription_id: str, first: int, last: int, *, only: Status | None = None, now: datetime
) -> int:  # fmt: skip
    """Send events from number `first` to `last` once more, also those never sent; how many deliveries.

    With `only`, no more than the deliveries in that status. Each keeps its id, so a consumer can tell that it has it.
    """
    many, after = 0, first - 1
    while after < last:
        with db.begin() as tx:
            wanted = the(tx, subscription_id)
            events = [each for each in recorded_after(tx, after, most=CHUNK) if each.sequence <= last]
            if not events:
                break
            ends = events[-1].sequence
            if only is None:
                missed = [each.sequence for each in events if rules.matches(wanted.types, each.type)]
                store.add_deliveries(tx, wanted.id, missed, now)
            many += store.resend(tx, wanted.id, after + 1, ends, now, only=only)
            if wanted.state is State.ACTIVE:
                promise(tx, wanted.id, now)
            after = ends
    return many
