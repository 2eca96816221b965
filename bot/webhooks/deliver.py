"""Posts what waits for a subscription, in order for each subject, and decides from the answers what comes next.

How a turn goes
1. One transaction takes the subscription for this worker alone and reads up to BATCH deliveries that may be tried.
2. With no transaction open they are posted, side by side for different subjects, one after another for the same one; a
   subject stops at its first failure, the batch stops when the endpoint seems to be down or asks for patience.
3. Meanwhile the next batch is read. When this one is through, the next is begun without the subjects that failed, and
   one transaction keeps the results of this one while the next is posted: neither waits for the other.
4. One transaction keeps the last results and looks for more, until nothing is due or the turn is over.
A worker that dies in between posts up to two batches twice: events keep their ids, and their order for each subject.
While the endpoint fails, one delivery at a time finds out whether it is back.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event

import structlog
from standardwebhooks import Webhook

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.clock import Clock, monotonic
from bot.lib.fetch import Fetch, NoAnswer, Refused
from bot.lib.vault import Vault
from bot.outbox import put
from bot.outbox.recorded import Recorded, recorded
from bot.outbox.relay import Done, Outcome, Performer, RetryAt, each
from bot.webhooks import rules, store
from bot.webhooks.granted import granted
from bot.webhooks.rules import Health, State, Tried
from bot.webhooks.service import DELIVER
from bot.webhooks.signing import body_of, headers_for
from bot.webhooks.store import Subscription, Waiting

log = structlog.get_logger()

TELL_OWNER = "tell_webhook_owner"
"""The kind of outbox item that mails the owner of a subscription that was paused; the subject is the subscription."""
BATCH = 500
"""Deliveries of a batch: each batch costs a commit, and a few idle threads while its last posts are under way."""
SIDE_BY_SIDE = 8
"""Posts to one subscription at a time."""
FEW_LEFT = 0.25
"""The share of a batch during which the next one is read: early enough to be there in time, and seldom in vain."""
TURN_SECONDS = 1.0
"""How long a turn goes on to new batches: other subscriptions wait for the same worker."""
EXCERPT = 500
"""Characters of an answer that are kept."""

Mail = Callable[[str, str, str], None]
"""Sends a mail: to whom, the subject, the text."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one worker has taken of one subscription."""

    subscription: Subscription
    held_until: datetime
    waiting: Sequence[Waiting]
    events: Mapping[int, Recorded]
    secrets: Sequence[Webhook]
    granted: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class _Posting:
    """A batch while it is posted: the subjects nobody has begun with, what was tried, and whether to stop.

    `nearly` is set when only FEW_LEFT of its subjects are left, or it is through.
    """

    batch: Batch
    lanes: deque[list[Waiting]]
    ends: float
    tried: list[tuple[Waiting, Tried]] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    nearly: Event = field(default_factory=Event)
    runs: list[Future[None]] = field(default_factory=list)

    def goes_on(self) -> bool:
        return not self.stopped.is_set() and monotonic() < self.ends

    def add(self, waiting: Waiting, tried: Tried) -> None:
        self.tried.append((waiting, tried))
        if not tried.is_taken and rules.is_to_stop([each for _, each in self.tried], tried):
            self.stopped.set()

    def finish(self) -> None:
        """Wait for the last of it."""
        wait(self.runs)
        for run in self.runs:
            run.result()

    def leads_on(self) -> bool:
        """Whether it went well, so that the next batch may be begun before this one is written down."""
        return self.goes_on() and any(each.is_taken for _, each in self.tried)

    def failed(self) -> set[str]:
        """The subjects whose next event has to wait."""
        return {waiting.subject for waiting, each in self.tried if not each.is_taken}


@dataclass(frozen=True)
class Deliveries:
    """The worker's side of webhooks; `threads` post, `chance` spreads retries, a lease lasts `lease_for`."""

    db: Database
    vault: Vault
    fetch: Fetch
    clock: Clock
    threads: Executor
    chance: Callable[[], float]
    lease_for: timedelta
    batch: int = BATCH

    def performers(self, mail: Mail, side_by_side: Executor) -> dict[str, Performer]:
        """How the outbox items of webhooks are done; several subscriptions at a time."""
        return {
            DELIVER: each(self.deliver, self.clock, threads=side_by_side),
            TELL_OWNER: each(lambda subject, now: self.tell_owner(mail, subject), self.clock),
        }

    def deliver(self, subscription_id: str, now: datetime) -> Outcome:
        """A turn of this subscription; when it has to be looked at again."""
        ends = monotonic() + TURN_SECONDS
        posted: _Posting | None = None
        while True:
            with self.db.begin() as tx:
                now = self.clock()
                if posted is not None:
                    self._settle(tx, posted, now)
                    store.release(tx, subscription_id, posted.batch.held_until)
                    if monotonic() >= ends:
                        return RetryAt(now)
                taken = self.take(tx, subscription_id, now)
            if not isinstance(taken, Batch):
                return taken
            posted = self.post_on(taken, ends)

    def take(self, tx: Tx, subscription_id: str, now: datetime) -> Batch | Outcome:
        """What this worker may post now, held by it alone; else when the subscription has to be looked at again."""
        held_until = now + self.lease_for
        if not store.hold(tx, subscription_id, now=now, until=held_until):
            free_at = store.free_at(tx, subscription_id, now)
            return RetryAt(free_at, "resting, or another worker has it") if free_at else Done()
        wanted = store.subscription_by_id(tx, subscription_id)
        assert wanted is not None  # noqa: S101  for the types; it was just updated
        waiting, next_at = store.due(tx, subscription_id, now, 1 if wanted.health.streak else self.batch)
        if not waiting:
            store.release(tx, subscription_id, held_until)
            return RetryAt(next_at) if next_at else Done()
        return self._batch(tx, wanted, held_until, waiting, now)

    def _batch(
        self, tx: Tx, of: Subscription, held_until: datetime, waiting: Sequence[Waiting], now: datetime
    ) -> Batch:  # fmt: skip
        return Batch(
            of, held_until, waiting, recorded(tx, [each.sequence for each in waiting]),
            [Webhook(self.vault.open(sealed)) for sealed in store.sealed_secrets(tx, of.id, now)],
            granted(tx, self.vault, of.grants, (each.subject for each in waiting)),
        )  # fmt: skip

    def post_on(self, batch: Batch, ends: float) -> _Posting:
        """Post this batch and, while all goes well, those behind it; the last one, which is not written down yet."""
        posting = self._begin(batch, ends)
        try:
            while ahead := self._ahead(posting):
                posting.finish()
                failed = posting.failed()
                left = [each for each in ahead.waiting if each.subject not in failed]
                if not left or not posting.leads_on():
                    return posting
                before, posting = posting, self._begin(replace(ahead, waiting=left), ends)
                with self.db.begin() as tx:
                    self._settle(tx, before, self.clock())
            posting.finish()
            return posting
        except BaseException:
            posting.stopped.set()
            wait(posting.runs)
            raise

    def _ahead(self, posting: _Posting) -> Batch | None:
        """What may be posted behind this batch if all of it is taken; None when there is nothing, or not now."""
        posting.nearly.wait()
        batch = posting.batch
        if len(batch.waiting) < self.batch or not posting.leads_on():
            return None
        with self.db.read() as tx:
            now = self.clock()
            of = store.subscription_by_id(tx, batch.subscription.id)
            if of is None or of.state is not State.ACTIVE:
                return None
            waiting, _ = store.due(tx, of.id, now, self.batch, under_way={each.id for each in batch.waiting})
            # It is begun only when some of the batch before was taken, and then the subscription is well.
            return self._batch(tx, replace(of, health=Health()), batch.held_until, waiting, now) if waiting else None

    def _begin(self, batch: Batch, ends: float) -> _Posting:
        """Have the batch posted, beginning with nothing new once the monotonic clock shows `ends`."""
        lanes: dict[str, list[Waiting]] = {}
        for each_waiting in batch.waiting:
            lanes.setdefault(each_waiting.subject, []).append(each_waiting)
        posting = _Posting(batch, deque(lanes.values()), ends)
        posting.runs += [self.threads.submit(self._post_lanes, posting) for _ in range(min(SIDE_BY_SIDE, len(lanes)))]
        return posting

    def _post_lanes(self, posting: _Posting) -> None:
        few = FEW_LEFT * len(posting.batch.waiting)
        try:
            while posting.goes_on():
                try:
                    lane = posting.lanes.popleft()
                except IndexError:
                    return
                if len(posting.lanes) <= few:
                    posting.nearly.set()
                self._post_lane(posting, lane)
        finally:
            posting.nearly.set()

    def _post_lane(self, posting: _Posting, lane: Sequence[Waiting]) -> None:
        """Post the events of one subject, up to the first that is not taken."""
        for waiting in lane:
            if not posting.goes_on():
                return
            tried = self._post(posting.batch, waiting)
            posting.add(waiting, tried)
            if not tried.is_taken:
                return

    def _post(self, batch: Batch, waiting: Waiting) -> Tried:
        event = batch.events[waiting.sequence]
        body, signed_at = body_of(event, batch.granted.get(event.subject, {})), self.clock()
        try:
            answer = self.fetch.post(
                batch.subscription.url, body.encode(), headers_for(event.id, body, batch.secrets, signed_at)
            )  # fmt: skip
        except Refused as why:
            return Tried(None, f"{rules.REFUSED}{why}"[:200], "", 0.0, signed_at)
        # The end is kept, and how long it took: together they tell the moment that was signed.
        over_at = signed_at + timedelta(milliseconds=round(answer.seconds * 1000))
        if isinstance(answer, NoAnswer):
            return Tried(None, answer.why, "", answer.seconds, over_at)
        return Tried(
            answer.status, rules.what_is_wrong(answer.status), _readable(answer.body), answer.seconds, over_at,
            rules.retry_after(answer.status, answer.headers.get("retry-after"), over_at),
        )  # fmt: skip

    def _settle(self, tx: Tx, posted: _Posting, now: datetime) -> None:
        store.add_tried(
            tx,
            [
                (waiting, each, rules.next_of(each, waiting.failures, waiting.first_at or each.at, self.chance()))
                for waiting, each in posted.tried
            ],
        )
        of, outcomes = posted.batch.subscription, [each for _, each in posted.tried]
        if any(each.is_gone for each in outcomes):
            why = "The consumer answered 410: it wants nothing more."
            store.set_state(tx, of.id, State.GONE, seen=[State.ACTIVE, State.PAUSED], why=why)
            store.bury_pending(tx, of.id, why, now)
        elif outcomes:
            self._judge(tx, of, outcomes, now)

    def _judge(self, tx: Tx, of: Subscription, outcomes: Sequence[Tried], now: datetime) -> None:
        health = rules.health_after(of.health, outcomes, now)
        if health.is_hopeless(now):
            why = f"Every attempt has failed since {health.failing_since:%Y-%m-%d %H:%M} UTC: {outcomes[-1].why}."
            if store.set_state(tx, of.id, State.PAUSED, seen=[State.ACTIVE], why=why):
                put.put(tx, TELL_OWNER, of.id, queue=put.LATER, due_at=now)
                log.warning("a webhook was paused", subscription=of.id, why=outcomes[-1].why)
        elif health != of.health:
            store.set_health(tx, of.id, health)

    def tell_owner(self, mail: Mail, subscription_id: str) -> Outcome:
        """Mail the owner why their subscription was paused, and what to do."""
        with self.db.read() as tx:
            paused = store.subscription_by_id(tx, subscription_id)
        if paused is not None and paused.state is State.PAUSED:
            mail(paused.owner, "Your webhook was paused", rules.PAUSED_MAIL.format(
                url=paused.url, why=paused.why, id=paused.id))  # fmt: skip
        return Done()


def _readable(body: bytes) -> str:
    """How an answer began, without what a screen or a database cannot show."""
    words = body[: 4 * EXCERPT].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in words)[:EXCERPT]
