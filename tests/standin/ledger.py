"""What the stand-in remembers and what it decides for the next request; no sockets and no HTTP here."""

import os
import random
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tests.standin.media import Media
from tests.standin.resources import Message, fits, refusal_of
from tests.standin.signing import ACCOUNT, TOKEN


@dataclass
class Rules:
    """Everything `/__config` can set. Callbacks are off, so that a bench measures the product and not us."""

    latency_ms: float = 0.0
    rate_429: float = 0.0
    rate_500: float = 0.0
    max_rps: float = 0.0
    burst: float = 1.0
    retry_after: float = 1.0
    seed: int = 1
    callbacks: int = 0
    callback_after_ms: float = 20.0
    callback_late_ms: float = 0.0  # how much longer a late callback takes
    callback_late: float = 0.0  # shares, drawn from the seed
    callback_lost: float = 0.0
    callback_reordered: float = 0.0
    undelivered: float = 0.0
    undelivered_code: int = 30003
    callback_base: str = ""  # where the product listens, when its public address is not on this machine


@dataclass(frozen=True)
class Fault:
    """What happens to one coming request: it answers `status`, or (`lost`) there is no answer at all."""

    status: int = 201
    code: int = 0
    delay: float = 0.0
    retry_after: float = 0.0
    taken: bool = True
    lost: bool = False
    hang: bool = False
    fails_with: int = 0


class Ledger:
    """One account at the carrier: messages by sid and by number, a log of every attempt, the faults to come."""

    def __init__(self, account: str = ACCOUNT, token: str = TOKEN) -> None:
        self.account, self.token = account, token
        self.rules = Rules()
        self._prefix = os.urandom(8).hex()
        self._number = 0  # never starts again: a sid stays unique over a reset
        self.reset()

    def reset(self) -> None:
        self.messages: dict[str, Message] = {}
        self.media: dict[str, Media] = {}  # by the path of its address
        self.by_number: dict[str, list[Message]] = {}
        self.log: list[tuple[int, int, str, str, str]] = []  # arrived_ns, HTTP status, to, body, sid
        self.counts: Counter[int] = Counter()
        self.faults: deque[Fault] = deque()
        self.blocked: dict[str, int] = {}
        self.callbacks: list[tuple[str, str, str]] = []  # sid, message status, what became of the callback
        self._start_drawing()

    def configure(self, changes: Mapping[str, object]) -> dict[str, object]:
        """Set rules by name; text (from a query) becomes what the rule holds. The draw starts again from the seed."""
        for name, value in changes.items():
            kind = type(getattr(self.rules, name))
            setattr(self.rules, name, kind(value))
        self._start_drawing()
        return asdict(self.rules)

    def _start_drawing(self) -> None:
        self.random = random.Random(self.rules.seed)
        self._tokens = self.rules.burst
        self._filled_at = time.perf_counter()

    def next_fault(self) -> Fault | None:
        """Verbs first, in the order they were called; then the pace; then the seeded shares."""
        if self.faults:
            return self.faults.popleft()
        rules = self.rules
        if rules.max_rps and not self._take_token():
            return Fault(429, 20429, retry_after=rules.retry_after, taken=False)
        if rules.rate_429 or rules.rate_500:
            drawn = self.random.random()
            if drawn < rules.rate_429:
                return Fault(429, 20429, retry_after=rules.retry_after, taken=False)
            if drawn < rules.rate_429 + rules.rate_500:
                return Fault(500, 20500, taken=False)
        return None

    def _take_token(self) -> bool:
        now, rules = time.perf_counter(), self.rules
        self._tokens = min(rules.burst, self._tokens + (now - self._filled_at) * rules.max_rps)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def refusal(self, form: Mapping[str, str]) -> int:
        return refusal_of(form, self.blocked)

    def take(self, form: Mapping[str, str], arrived_ns: int) -> Message:
        self._number += 1
        message = Message(
            sid=f"SM{self._prefix}{self._number:016x}",
            to=form["To"],
            from_=form.get("From", ""),
            service=form.get("MessagingServiceSid", ""),
            body=form.get("Body", ""),
            callback=form.get("StatusCallback", ""),
            at=time.time(),
            arrived_ns=arrived_ns,
            status="queued" if form.get("From") else "accepted",
        )
        self.messages[message.sid] = message
        self.by_number.setdefault(message.to, []).append(message)
        return message

    def note(self, arrived_ns: int, status: int, form: Mapping[str, str], sid: str = "") -> None:
        self.counts[status] += 1
        self.log.append((arrived_ns, status, form.get("To", ""), form.get("Body", ""), sid))

    def found(self, query: Mapping[str, str]) -> list[Message]:
        pool = self.by_number.get(query["To"], []) if "To" in query else list(self.messages.values())
        return [message for message in reversed(pool) if fits(message, query)]

    def forget(self, message: Message) -> None:
        del self.messages[message.sid]
        self.by_number[message.to].remove(message)

    def stats(self) -> dict[str, object]:
        arrived = [row[0] for row in self.log if row[4]]
        bins = Counter((at - arrived[0]) // 100_000_000 for at in arrived)
        return {
            "total": len(self.log),
            "by_status": self.counts,
            "accepted": len(arrived),
            "distinct_to": len({row[2] for row in self.log if row[4]}),
            "first_ns": arrived[0] if arrived else None,
            "last_ns": arrived[-1] if arrived else None,
            "per_100ms": [bins.get(i, 0) for i in range(max(bins) + 1)] if bins else [],
            "callbacks": Counter(outcome for _, _, outcome in self.callbacks),
        }
