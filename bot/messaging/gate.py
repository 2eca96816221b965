"""Plans a batch of `send` items: asks the send gate about each text, and commits to what is about to be sent.

The gate itself is a pure decision, rules.when_to_send; here are collected the resident's hours, wishes and past.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.db.base import Tx
from bot.lib.hours import Hours, QuietHours, hours_of_contact
from bot.lib.vault import Vault
from bot.lib.zones import zone_of_number
from bot.messaging import past, rules, store
from bot.messaging.rules import NEVER_TEXTED, Past
from bot.outbox.relay import Item

SOON = timedelta(seconds=1)
"""When a text comes back whose resident another worker was just deciding about."""


HoldsBack = Callable[[Tx, set[str], datetime], Mapping[str, rules.Defer | rules.Refuse]]
"""Told of broadcasts, gives those whose texts may not leave now, and why: they are paused or were stopped."""


def nothing_held(_: Tx, __: set[str], ___: datetime) -> Mapping[str, rules.Defer | rules.Refuse]:
    """Every broadcast is running."""
    return {}


@dataclass(frozen=True, slots=True)
class Policy:
    """What the city has decided about texts that nobody has just asked for."""

    quiet: QuietHours
    most_a_month: int = 8
    holds_back: HoldsBack = nothing_held


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for a batch: the past by contact, missing where another worker decides, and what is held."""

    pasts: dict[str, Past]
    held: Mapping[str, rules.Defer | rules.Refuse]


@dataclass(frozen=True, slots=True)
class Ask:
    """The carrier is to be asked whether it has this text."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Somebody else has settled it already: a callback, or another worker."""


Plan = rules.Send | rules.Defer | rules.Refuse | Ask | Settled


@dataclass(frozen=True, slots=True)
class Work:
    """One message of a batch, what was decided about it, and the item that promises it."""

    item: Item
    message: store.Outgoing | None
    plan: Plan


def plan(tx: Tx, items: Sequence[Item], policy: Policy, vault: Vault, wait_for: timedelta, now: datetime) -> list[Work]:
    """What to do about each message, and the attempt rows of those that are about to be sent."""
    messages = {message.id: message for message in store.outgoing_messages(tx, [item.subject for item in items])}
    plans: dict[str, Plan] = {}
    for item in items:
        if under_way := _under_way(messages.get(item.subject), wait_for, now):
            plans[item.subject] = under_way
    # Before any contact is held: a callback takes the message first and then the contact, too.
    for message_id, each in plans.items():
        if isinstance(each, Ask):
            store.set_status(tx, message_id, "in_doubt", seen=["sending"])
    queued = [message for message in messages.values() if message.id not in plans]
    known = _look_up(tx, queued, policy, now)
    for message in queued:
        plans[message.id] = _gate(message, policy, vault, known, now)
    sends = [message for message in queued if isinstance(plans[message.id], rules.Send)]
    if sends:
        store.begin_attempts(tx, [(message.id, message.last_attempt + 1) for message in sends], now)
    return [Work(item, messages.get(item.subject), plans[item.subject]) for item in items]


def _look_up(tx: Tx, messages: Sequence[store.Outgoing], policy: Policy, now: datetime) -> Known:
    """Two questions for a batch of broadcast texts, none for one of answers."""
    broadcasts = {each.broadcast_id for each in messages if each.broadcast_id}
    contacts = sorted({each.contact_id for each in messages if _is_unasked(each)})
    held = sorted(past.hold(tx, contacts)) if contacts else []
    return Known(
        past.pasts(tx, held, now) if held else {},
        policy.holds_back(tx, broadcasts, now) if broadcasts else {},
    )  # fmt: skip


def _is_unasked(message: store.Outgoing) -> bool:
    return message.purpose not in rules.NOT_COUNTED


def _under_way(message: store.Outgoing | None, wait_for: timedelta, now: datetime) -> Plan | None:
    """What to do about a text that is settled or may have been sent; None for one that is queued."""
    if message is None or message.status not in ("queued", "sending", "in_doubt"):
        return Settled()
    if message.status == "queued" or message.started_at is None:
        return None
    asks_at = rules.when_to_ask(message.started_at, message.times_asked, wait_for)
    return Ask() if asks_at <= now else rules.Defer(asks_at, rules.IN_DOUBT)


def _gate(
    message: store.Outgoing, policy: Policy, vault: Vault, known: Known, now: datetime
) -> rules.Send | rules.Defer | rules.Refuse:
    """Ask the gate; a text that may leave counts at once for those behind it in the batch."""
    if held := known.held.get(message.broadcast_id or ""):
        return held
    before = NEVER_TEXTED
    hours: Hours = policy.quiet
    if unasked := _is_unasked(message):
        if message.contact_id not in known.pasts:
            return rules.Defer(now + SOON, rules.BUSY)
        before, hours = known.pasts[message.contact_id], _hours(message, policy.quiet, vault)
    decided = rules.when_to_send(
        message.purpose, message.topic, wishes=message.wishes, answerable=message.answerable, quiet=hours, now=now,
        parts=message.parts, past=before, most_a_month=policy.most_a_month,
    )  # fmt: skip
    if unasked and message.purpose not in rules.UNLIMITED and isinstance(decided, rules.Send):
        known.pasts[message.contact_id] = replace(before, unasked=(now, *before.unasked))
    return decided


def _hours(message: store.Outgoing, city: QuietHours, vault: Vault) -> Hours:
    """The hours of this resident, by their area code; a number that cannot be opened tells nothing, and is not sent."""
    try:
        guessed = zone_of_number(vault.open(message.phone_sealed))
    except ValueError:
        guessed = None
    return hours_of_contact(city, stated=None, guessed=guessed)
