"""Sends what is queued and takes in what the carrier says became of it; the three steps of the outbox's `send`.

How one text leaves
1. prepare (gate): the send gate decides; an attempt row is committed before anything is sent.
2. call (pacing): the carrier is called, with no transaction open; each sender keeps its pace.
3. record: the outcome is stored. A text without an outcome (a worker died, the answer was lost) is in doubt: the
   status callback settles it, or the carrier's list does; it is sent again only when that list lacks it twice.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.db.base import Tx
from bot.db.engine import Database
from bot.db.writes import Gathered
from bot.events import MessageFailed
from bot.lib.clock import Clock
from bot.lib.vault import Vault
from bot.messaging import codes, rules, store
from bot.messaging.calls import HaveLeft, nobody_left
from bot.messaging.carrier import Accepted, Carrier, NotReached, Rejected
from bot.messaging.codes import Action
from bot.messaging.gate import Policy, Settled, Work, plan
from bot.messaging.outgoing import REST, SEND
from bot.messaging.pacing import Asked, Called, Held, Paced, address_of, call_carrier
from bot.messaging.reconcile import settle
from bot.outbox import put
from bot.outbox.relay import Done, Item, Outcome, Performer, RetryAt
from bot.people import service as people


def sending(
    carrier: Carrier, vault: Vault, policy: Callable[[], Policy], *, wait_for: timedelta, threads: ThreadPoolExecutor,
    clock: Clock, paced: Callable[[], Paced | None] = lambda: None, have_left: HaveLeft = nobody_left,
) -> Performer:  # fmt: skip
    """The performer of `send` items. `wait_for` is how long a lost answer is given before the carrier is asked.

    Without a pace texts leave as fast as the carrier takes them: for the simulator, and for tests.
    """

    def prepare(tx: Tx, items: Sequence[Item], now: datetime) -> list[Work]:
        return plan(tx, items, policy(), vault, wait_for, now)

    def call(batch: list[Work]) -> dict[str, Called]:
        return call_carrier(carrier, vault, batch, threads, clock, paced(), have_left)

    def record(tx: Tx, batch: list[Work], outcomes: dict[str, Called], now: datetime) -> Mapping[int, Outcome]:
        taken = Gathered(tx)
        found = {work.item.id: _record(tx, taken, work, outcomes, wait_for, now) for work in batch}
        taken.send()
        return found

    return Performer(prepare, call, record)


def _record(
    tx: Tx, taken: Gathered, work: Work, outcomes: Mapping[str, Called], wait_for: timedelta, now: datetime
) -> Outcome:
    """Store what became of one text; what the carrier took goes to `taken`, a whole batch of it at once."""
    message = work.message
    if message is None or isinstance(work.plan, Settled):
        return Done()
    if isinstance(work.plan, rules.Defer):
        return RetryAt(work.plan.at, work.plan.why)
    if isinstance(work.plan, rules.Refuse):
        store.refuse(tx, message.id, work.plan.why)
        return Done()
    outcome = outcomes[message.id]
    if isinstance(outcome, Asked):
        return _record_asked(tx, message, outcome, wait_for, now)
    number = message.last_attempt + 1
    if isinstance(outcome, Held):
        store.take_back_attempt(tx, message.id, number)
        return RetryAt(outcome.at, outcome.why)
    ended = {"of": message.id, "nth": number, "at": now, "as_": type(outcome).__name__.lower(),
             "code": outcome.code if isinstance(outcome, Rejected) else None}  # fmt: skip
    store.end_attempts(taken, [ended])
    if isinstance(outcome, Accepted):
        store.was_taken(taken, message.id, outcome.status, carrier_id=outcome.carrier_id, at=now)
        return Done()
    if isinstance(outcome, Rejected):
        return _record_rejected(tx, message, number, outcome, now)
    if isinstance(outcome, NotReached):
        return _retry_or_fail(tx, message, Action.SETTINGS, None, number, None, now)
    store.set_status(tx, message.id, "in_doubt", seen=["sending"])
    return RetryAt(rules.when_to_ask(now, 0, wait_for), "in doubt: " + outcome.why)


def _record_rejected(tx: Tx, message: store.Outgoing, number: int, outcome: Rejected, now: datetime) -> Outcome:
    action = codes.action_for(outcome.code)
    if action is Action.OPTED_OUT and message.wishes.left_at is None:
        _opted_out(tx, message.contact_id, message.id, message.language, now)
    return _retry_or_fail(tx, message, action, outcome.code, number, outcome.retry_after, now)


def _retry_or_fail(
    tx: Tx,
    message: store.Outgoing,
    action: Action,
    code: int | None,
    number: int,
    asked_for: timedelta | None,
    now: datetime,
) -> Outcome:
    """The carrier surely does not have it: queue it again, or call it failed."""
    again_at = codes.next_attempt_at(action, number, now, asked_for)
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
    if settle(tx, message.id, asked.carrier_ids, now):
        return Done()
    store.count_asked(tx, message.id, message.last_attempt)
    started_at = message.started_at or now
    if message.times_asked + 1 < rules.ASK_CARRIER_TWICE:
        return RetryAt(max(now, rules.when_to_ask(started_at, message.times_asked + 1, wait_for)), "in doubt")
    store.set_status(tx, message.id, "queued", seen=["in_doubt", "sending"])
    return RetryAt(now, "the carrier never had it")


def record_status(
    db: Database, message_id: str, told: str, *, carrier_id: str, code: int | None, now: datetime, late: bool = False
) -> bool:
    """Take in a status callback; late, repeated or disordered ones change nothing. False when nothing changed.

    `late`: nobody told us; it was found on the carrier's list, too long after for sending again or resting.
    """
    status = rules.CARRIER_STATUS.get(told)
    if status is None or not (store.is_id(message_id) and store.is_id(carrier_id)):
        return False
    with db.begin() as tx:
        if not store.raise_status(tx, message_id, status, carrier_id=carrier_id, code=code, at=now):
            return False
        if status in ("undelivered", "failed"):
            _undelivered(tx, message_id, code, now, late=late)
        return True


def _undelivered(tx: Tx, message_id: str, code: int | None, now: datetime, *, late: bool) -> None:
    message = store.outgoing_messages(tx, [message_id])[0]
    action = codes.action_for(code)
    if codes.rest_after(code) and not late:
        put.put(tx, REST, f"{code} {address_of(message)}", queue=put.NOW, due_at=now)
    if action is Action.OPTED_OUT and message.wishes.left_at is None:
        _opted_out(tx, message.contact_id, message_id, message.language, now)
    again_at = None if late else codes.next_attempt_at(action, message.last_attempt, now)
    if again_at is None:
        put.record(tx, [MessageFailed(message_id, message.language, action, code)], now)
        return
    store.requeue(tx, message_id)
    put.put(tx, SEND, message_id, queue=put.NOW, due_at=again_at)
    put.postpone(tx, SEND, message_id, due_at=again_at)


def give_up_waiting(tx: Tx, now: datetime) -> int:
    """Say of texts whose receipt has not come in RECEIPT_WITHIN that nobody knows; how many. Call it once a day."""
    return store.mark_unknown(tx, now - rules.RECEIPT_WITHIN)


def _opted_out(tx: Tx, contact_id: str, message_id: str, language: str | None, now: datetime) -> None:
    """The carrier blocks texts to this resident because they left there; they have left here too."""
    people.leave(tx, contact_id, source="carrier", words="", message_id=message_id, language=language, now=now)
