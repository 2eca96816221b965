"""Sends what is queued and takes in what the carrier says became of it; the three steps of the outbox's `send`.

How one text leaves
1. prepare: the send gate decides; an attempt row is committed before anything is sent.
2. call: the carrier is called, with no transaction open; texts of one conversation stay in order.
3. record: the outcome is stored. A text without an outcome (a worker died, the answer was lost) is in doubt: the
   status callback settles it, or the carrier's list does; it is sent again only when that list lacks it twice.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import MessageFailed
from bot.lib.hours import QuietHours
from bot.lib.vault import Vault
from bot.messaging import rules, store
from bot.messaging.carrier import Accepted, Carrier, Letter, NotReached, Rejected, Sent
from bot.outbox import put
from bot.outbox.relay import Done, Item, Outcome, Performer, RetryAt
from bot.people import service as people

log = structlog.get_logger()


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What the carrier said: the ids under which it has the text; None when it could not be asked."""

    carrier_ids: list[str] | None


def sending(
    carrier: Carrier, vault: Vault, quiet: Callable[[], QuietHours], *, wait_for: timedelta, threads: ThreadPoolExecutor
) -> Performer:
    """The performer of `send` items. `wait_for` is how long a lost answer is given before the carrier is asked."""

    def prepare(tx: Tx, items: Sequence[Item], now: datetime) -> list[Work]:
        return plan(tx, items, quiet(), wait_for, now)

    def call(batch: list[Work]) -> dict[str, Sent | Asked]:
        return call_carrier(carrier, vault, batch, threads)

    def record(tx: Tx, batch: list[Work], outcomes: dict[str, Sent | Asked], now: datetime) -> Mapping[int, Outcome]:
        return {work.item.id: _record(tx, work, outcomes, wait_for, now) for work in batch}

    return Performer(prepare, call, record)


def plan(tx: Tx, items: Sequence[Item], quiet: QuietHours, wait_for: timedelta, now: datetime) -> list[Work]:
    """What to do about each message, and the attempt rows of those that are about to be sent."""
    messages = {message.id: message for message in store.outgoing_messages(tx, [item.subject for item in items])}
    batch = [Work(item, each := messages.get(item.subject), _plan(each, quiet, wait_for, now)) for item in items]
    begun = [(work.message.id, work.message.last_attempt + 1) for work in batch if work.message and work.plan == SEND]
    if begun:
        store.begin_attempts(tx, begun, now)
    for work in batch:
        if work.message and isinstance(work.plan, Ask):
            store.set_status(tx, work.message.id, "in_doubt", seen=["sending"])
    return batch


SEND = rules.Send()


def _plan(message: store.Outgoing | None, quiet: QuietHours, wait_for: timedelta, now: datetime) -> Plan:
    if message is None or message.status not in ("queued", "sending", "in_doubt"):
        return Settled()
    if message.status != "queued" and message.started_at is not None:
        asks_at = rules.when_to_ask(message.started_at, message.times_asked, wait_for)
        return Ask() if asks_at <= now else rules.Defer(asks_at, "in doubt")
    return rules.when_to_send(
        message.purpose, message.topic, wishes=message.wishes, answerable=message.answerable, quiet=quiet, now=now
    )


def call_carrier(
    carrier: Carrier, vault: Vault, batch: Sequence[Work], threads: ThreadPoolExecutor
) -> dict[str, Sent | Asked]:
    """Call the carrier for what is to be sent or asked about; message id to what became of it."""
    to_call = [work for work in batch if isinstance(work.plan, (rules.Send, Ask))]
    in_order = sorted(to_call, key=lambda work: work.message.conversation_id if work.message else "")
    threaded = [
        list(group) for _, group in groupby(in_order, key=lambda work: work.message and work.message.conversation_id)
    ]

    def one_conversation(group: list[Work]) -> list[tuple[str, Sent | Asked]]:
        return [(work.item.subject, _call(carrier, vault, work)) for work in group]

    run = map if len(threaded) < 2 else threads.map
    return dict(outcome for outcomes in run(one_conversation, threaded) for outcome in outcomes)


def _call(carrier: Carrier, vault: Vault, work: Work) -> Sent | Asked:
    message = work.message
    assert message is not None  # noqa: S101  for the types: what is not there is not called
    try:
        prefix = "whatsapp:" if message.channel == "whatsapp" else ""
        letter = Letter(message.id, prefix + vault.open(message.phone_sealed), prefix + message.sender, message.body)
    except ValueError as error:
        log.error("cannot open a number", message=message.id, error=str(error))
        return Asked(None) if isinstance(work.plan, Ask) else NotReached("sealed")
    if isinstance(work.plan, Ask):
        return Asked(carrier.find(letter, message.started_at)) if message.started_at else Asked([])
    return carrier.send(letter)


def _record(tx: Tx, work: Work, outcomes: Mapping[str, Sent | Asked], wait_for: timedelta, now: datetime) -> Outcome:
    message = work.message
    if message is None or isinstance(work.plan, Settled):
        return Done()
    if isinstance(work.plan, rules.Defer):
        return RetryAt(work.plan.at, work.plan.why)
    if isinstance(work.plan, rules.Refuse):
        store.set_status(tx, message.id, "refused", seen=["queued"])
        return Done()
    outcome = outcomes[message.id]
    if isinstance(outcome, Asked):
        return _record_asked(tx, message, outcome, wait_for, now)
    number = message.last_attempt + 1
    ended = {"of": message.id, "nth": number, "at": now, "as_": type(outcome).__name__.lower(),
             "code": outcome.code if isinstance(outcome, Rejected) else None}  # fmt: skip
    store.end_attempts(tx, [ended])
    if isinstance(outcome, Accepted):
        store.raise_status(tx, message.id, outcome.status, carrier_id=outcome.carrier_id, code=None, at=now)
        return Done()
    if isinstance(outcome, Rejected):
        return _record_rejected(tx, message, number, outcome, now)
    if isinstance(outcome, NotReached):
        return _retry_or_fail(tx, message, rules.Action.SETTINGS, None, number, None, now)
    store.set_status(tx, message.id, "in_doubt", seen=["sending"])
    return RetryAt(rules.when_to_ask(now, 0, wait_for), "in doubt: " + outcome.why)


def _record_rejected(tx: Tx, message: store.Outgoing, number: int, outcome: Rejected, now: datetime) -> Outcome:
    action = rules.action_for(outcome.code)
    if action is rules.Action.OPTED_OUT and message.wishes.left_at is None:
        _opted_out(tx, message.contact_id, message.id, message.language, now)
    return _retry_or_fail(tx, message, action, outcome.code, number, outcome.retry_after, now)


def _retry_or_fail(
    tx: Tx,
    message: store.Outgoing,
    action: rules.Action,
    code: int | None,
    number: int,
    asked_for: timedelta | None,
    now: datetime,
) -> Outcome:
    """The carrier surely does not have it: queue it again, or call it failed."""
    again_at = rules.next_attempt_at(action, number, now, asked_for)
    if again_at is None:
        if store.set_status(tx, message.id, "failed", seen=["sending", "in_doubt"], code=code):
            put.record(tx, [MessageFailed(message.id, message.language, action, code)], now)
        return Done()
    store.set_status(tx, message.id, "queued", seen=["sending", "in_doubt"], code=code)
    return RetryAt(again_at, f"{action} {code or ''}".strip())


def _record_asked(tx: Tx, message: store.Outgoing, asked: Asked, wait_for: timedelta, now: datetime) -> Outcome:
    """Settle a text in doubt by the carrier's own list; ids of other messages or attempts do not count."""
    if asked.carrier_ids is None:
        return RetryAt(now + wait_for, "in doubt: the carrier could not be asked")
    for carrier_id in asked.carrier_ids:
        if store.message_by_carrier_id(tx, carrier_id) is None:
            store.raise_status(tx, message.id, "accepted", carrier_id=carrier_id, code=None, at=now)
            return Done()
    store.count_asked(tx, message.id, message.last_attempt)
    started_at = message.started_at or now
    if message.times_asked + 1 < rules.ASK_CARRIER_TWICE:
        return RetryAt(max(now, rules.when_to_ask(started_at, message.times_asked + 1, wait_for)), "in doubt")
    store.set_status(tx, message.id, "queued", seen=["in_doubt", "sending"])
    return RetryAt(now, "the carrier never had it")


def record_status(
    db: Database, message_id: str, told: str, *, carrier_id: str, code: int | None, now: datetime
) -> bool:
    """Take in a status callback; late, repeated or disordered ones change nothing. False when nothing changed."""
    status = rules.CARRIER_STATUS.get(told)
    if status is None or not (store.is_id(message_id) and store.is_id(carrier_id)):
        return False
    with db.begin() as tx:
        if not store.raise_status(tx, message_id, status, carrier_id=carrier_id, code=code, at=now):
            return False
        if status in ("undelivered", "failed"):
            _undelivered(tx, message_id, code, now)
        return True


def _undelivered(tx: Tx, message_id: str, code: int | None, now: datetime) -> None:
    message = store.outgoing_messages(tx, [message_id])[0]
    action = rules.action_for(code)
    if action is rules.Action.OPTED_OUT and message.wishes.left_at is None:
        _opted_out(tx, message.contact_id, message_id, message.language, now)
    again_at = rules.next_attempt_at(action, message.last_attempt, now)
    if again_at is None:
        put.record(tx, [MessageFailed(message_id, message.language, action, code)], now)
        return
    store.requeue(tx, message_id)
    put.put(tx, "send", message_id, queue=put.NOW, due_at=again_at)
    put.postpone(tx, "send", message_id, due_at=again_at)


def _opted_out(tx: Tx, contact_id: str, message_id: str, language: str | None, now: datetime) -> None:
    """The carrier blocks texts to this resident because they left there; they have left here too."""
    people.leave(tx, contact_id, source="carrier", words="", message_id=message_id, language=language, now=now)
