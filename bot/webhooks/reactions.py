"""Turns what has happened into deliveries, one for each subscription that wants it; nothing is sent here."""

from collections.abc import Sequence
from datetime import datetime

from bot.db.base import Tx
from bot.outbox.recorded import Recorded
from bot.webhooks import rules, store
from bot.webhooks.rules import State
from bot.webhooks.service import promise
from bot.webhooks.store import Subscription


def fan_out(tx: Tx, events: Sequence[Recorded], now: datetime) -> None:
    """Keep a delivery for everybody who wants one of these events; told twice of an event, it keeps one."""
    for each in store.listening(tx):
        wanted = [event.sequence for event in events if wants(each, event)]
        if wanted:
            store.add_deliveries(tx, each.id, wanted, now)
            if each.state is State.ACTIVE:
                promise(tx, each.id, now)


def wants(subscription: Subscription, event: Recorded) -> bool:
    """Whether this event goes to this subscription."""
    if event.type == rules.TEST:
        return event.subject == subscription.id
    return event.sequence > subscription.after and rules.matches(subscription.types, event.type)
