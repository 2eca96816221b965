"""Calls the carrier for a batch: each text leaves in its sender's pace, texts of one conversation in their order.

No transaction is open here. What may be texted at all was decided before; what is recorded, delivery decides.
1. The texts of each sender ask for their moments in one call; those that have to wait are Held.
2. One loop hands the others to the threads as their moments come.
3. A sender that the carrier asks to rest takes its remaining texts of the batch home; other senders go on.
4. Right before a text leaves it is asked once more whether its resident has left.
5. A call that takes longer than PATIENCE_SECONDS is left to itself, and its text is in doubt: answers to residents must
   not wait behind it.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

import structlog

from bot.flowfiles.city import Sender
from bot.lib import pace
from bot.lib.clock import Clock
from bot.lib.hours import validity_seconds
from bot.lib.limits import Pace
from bot.lib.pace import SEGMENTS_PER_SECOND, Cap, Granted, Rate, Request, WaitUntil
from bot.lib.vault import Vault
from bot.messaging import codes, rules, store
from bot.messaging.calls import Calls, Goodbyes, HaveLeft, nobody_left
from bot.messaging.carrier import Carrier, Letter, Lost, NotReached, Rejected, Sent
from bot.messaging.gate import Ask, Work
from bot.outbox.relay import Done

log = structlog.get_logger()

WHATSAPP = Rate(80.0)
"""Messages a second of a WhatsApp sender (www.twilio.com/docs/whatsapp/api, rate limits)."""

PATIENCE_SECONDS = 1.5
"""How long a batch waits for the carrier's answers after its last text was handed over; Twilio needs a tenth of it."""

AT_ONCE = datetime.min.replace(tzinfo=UTC)
"""The moment of a text that nobody makes wait."""


@dataclass(frozen=True, slots=True)
class Held:
    """The carrier was not called; the text may try again then. `why` is a word of messaging.reasons."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the carrier said: the ids under which it has the text; None when it could not be asked."""

    carrier_ids: list[str] | None


Called = Sent | Asked | Held


@dataclass(frozen=True, slots=True)
class Paced:
    """The pace of the senders; with a messaging service, that of the service, which chooses among them itself.

    `sleep` waits so many seconds, for moments that are granted a little ahead.
    """

    pace: Pace
    service: str = ""
    sleep: Callable[[float], None] = time.sleep

    def sender_of(self, address: str) -> str:
        """By what name the pace knows this sender: the service when there is one."""
        return self.service or address


def rates_of(senders: Sequence[Sender], daily_caps: Mapping[str, int], service: str) -> dict[str, Rate]:
    """The rate of every sender of city.yaml, and of the messaging service that chooses among them, if any."""
    texting = {
        each.address: Rate(_segments(each), Cap(each.brand, daily_caps[each.brand]) if each.brand else None)
        for each in senders
    }
    whatsapp = {f"whatsapp:{address}": WHATSAPP for address in texting}
    return {**texting, **whatsapp, **({service: pace.together(texting)} if service and texting else {})}


def _segments(sender: Sender) -> float:
    return sender.rate or SEGMENTS_PER_SECOND.get(sender.kind or "", pace.DEFAULT_RATE.segments_per_second)


def address_of(message: store.Outgoing) -> str:
    """The sender's address as the carrier writes it."""
    return _prefix(message) + message.sender


def phone_of(message: store.Outgoing, vault: Vault) -> str:
    """The resident's; ValueError when the number cannot be opened."""
    return _prefix(message) + vault.open(message.phone_sealed)


def _prefix(message: store.Outgoing) -> str:
    return "whatsapp:" if message.channel == "whatsapp" else ""


def call_carrier(
    carrier: Carrier, vault: Vault, batch: Sequence[Work], threads: ThreadPoolExecutor, clock: Clock,
    paced: Paced | None = None, have_left: HaveLeft = nobody_left,
) -> dict[str, Called]:  # fmt: skip
    """Call the carrier for what is to be sent or asked about; message id to what became of it."""
    to_call = [(work, work.message) for work in batch if work.message and isinstance(work.plan, (rules.Send, Ask))]
    moments, held = _moments([each for each in to_call if isinstance(each[0].plan, rules.Send)], paced, clock())
    called = [(work, message) for work, message in to_call if message.id not in held]
    goodbyes = Goodbyes(have_left, {message.contact_id for _, message in called})
    calls = _Calls(carrier, vault, clock, paced, moments, goodbyes)
    return held | calls.all(called, threads)


Text = tuple[Work, store.Outgoing]


def _moments(
    texts: Sequence[Text], paced: Paced | None, now: datetime
) -> tuple[dict[str, datetime], dict[str, Called]]:
    """Message id to the moment at which it leaves, and to how long it is held instead."""
    if paced is None or not texts:
        return {}, {}
    leaves, held = dict[str, datetime](), dict[str, Called]()
    by_sender: dict[str, list[store.Outgoing]] = {}
    for _, message in texts:
        by_sender.setdefault(paced.sender_of(address_of(message)), []).append(message)
    for sender, messages in by_sender.items():
        requests = [Request(each.parts, answers=each.purpose in rules.ASKED_FOR) for each in messages]
        for message, answer in zip(messages, paced.pace.take_many(sender, requests, now), strict=True):
            place = _past_the_cap(paced, sender, message, answer, now)
            if isinstance(place, Granted):
                leaves[message.id] = place.at
            else:
                held[message.id] = Held(place.at, place.why)
    return leaves, held


def _past_the_cap(
    paced: Paced, sender: str, message: store.Outgoing, answer: Granted | WaitUntil, now: datetime
) -> Granted | WaitUntil:
    """An emergency may use the part of the daily cap that is kept for answers; it does not overtake them otherwise."""
    if message.purpose == rules.EMERGENCY and isinstance(answer, WaitUntil) and answer.why == pace.DAILY_CAP:
        return paced.pace.take(sender, message.parts, now, answers=True)
    return answer


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls of one batch. `resting` are the senders that the carrier asked to slow down meanwhile, until when."""

    carrier: Carrier
    vault: Vault
    clock: Clock
    paced: Paced | None
    moments: Mapping[str, datetime]
    goodbyes: Goodbyes
    resting: dict[str, datetime] = field(default_factory=dict)
    calls: Calls[Called] = field(default_factory=Calls)

    def all(self, texts: Sequence[Text], threads: ThreadPoolExecutor) -> dict[str, Called]:
        """One conversation after the other at its moment, each in its order and on a thread of its own."""
        in_order = sorted(texts, key=lambda each: each[1].conversation_id)
        groups = [list(group) for _, group in groupby(in_order, key=lambda each: each[1].conversation_id)]
        begun: list[Future[None]] = []
        try:
            for group in sorted(groups, key=lambda group: self.moments.get(group[0][1].id, AT_ONCE)):
                self.wait(group[0][1])
                begun.append(threads.submit(self.conversation, group))
            for future in wait(begun, PATIENCE_SECONDS).done:
                future.result()
        finally:
            for future in begun:
                future.cancel()
        return self.outcomes(texts)

    def outcomes(self, texts: Sequence[Text]) -> dict[str, Called]:
        """What it came to: a text that still waits for its answer is in doubt, one that was never begun comes again."""
        ended, waiting, unbegun = self.calls.close(message.id for _, message in texts)
        told: dict[str, Called] = dict(ended)
        for work, message in texts:
            if message.id in waiting:
                told[message.id] = Asked(None) if isinstance(work.plan, Ask) else Lost("no answer yet")
            elif message.id in unbegun:
                told[message.id] = Asked(None) if isinstance(work.plan, Ask) else Held(self.clock(), pace.PACE)
        return told

    def conversation(self, texts: Iterable[Text]) -> None:
        """The texts of one conversation, one after the other."""
        for work, message in texts:
            self.calls.end(message.id, self.one(work, message))

    def wait(self, message: store.Outgoing) -> None:
        """Until the moment of this text; never longer than moments are granted ahead, should a clock be set back."""
        left = self.moments.get(message.id, AT_ONCE) - self.clock()
        if self.paced and left > timedelta():
            self.paced.sleep(min(left.total_seconds(), pace.AHEAD / pace.SECOND))

    def one(self, work: Work, message: store.Outgoing) -> Called:
        """Ask about this text or send it, unless its sender rests or its hours have closed by now."""
        asks = isinstance(work.plan, Ask)
        until = work.plan.until if isinstance(work.plan, rules.Send) else None
        if not asks:
            self.wait(message)
            if held := self.held(message, until):
                return held
        validity = validity_seconds(self.clock(), until) if until and message.channel == "sms" else None
        try:
            phone = phone_of(message, self.vault)
        except ValueError as error:
            log.error("cannot open a number", message=message.id, error=str(error))
            return Asked(None) if asks else NotReached("sealed")
        letter = Letter(message.id, phone, address_of(message), message.body, validity)
        if not self.calls.begin(message.id):
            return Asked(None) if asks else Held(self.clock(), pace.PACE)
        if asks:
            return Asked(self.carrier.find(letter, message.started_at)) if message.started_at else Asked([])
        sent = self.carrier.send(letter)
        if isinstance(sent, Rejected):
            self.rest(message, sent)
        return sent

    def held(self, message: store.Outgoing, until: datetime | None) -> Held | None:
        """Why this text does not leave at its moment after all."""
        now = self.clock()
        if self.paced and (resting_until := self.resting.get(self.paced.sender_of(address_of(message)))):
            return Held(max(resting_until, now), pace.THROTTLED)
        if until and not validity_seconds(now, until):
            return Held(now, rules.QUIET)
        if message.purpose not in rules.ASKED_FOR and (gone := self.goodbyes.include(message.contact_id)) is not False:
            return Held(now, rules.LEFT if gone else rules.BUSY)
        return None

    def rest(self, message: store.Outgoing, refused: Rejected) -> None:
        """Let the sender of this text rest, when that is what the refusal asks for."""
        if self.paced and (rest := codes.rest_after(refused.code, refused.retry_after)):
            sender, now = self.paced.sender_of(address_of(message)), self.clock()
            self.resting[sender] = now + rest
            self.paced.pace.throttle(sender, rest, now)


def rest(paced: Callable[[], Paced | None], subject: str, now: datetime) -> Done:
    """What a callback asked for: `subject` is the code and the sender's address, apart by a space."""
    code, _, address = subject.partition(" ")
    among, for_ = paced(), codes.rest_after(int(code))
    if among and for_:
        among.pace.throttle(among.sender_of(address), for_, now)
    return Done()
