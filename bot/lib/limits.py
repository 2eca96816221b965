"""Asks Redis how fast each sender may text, for all workers together; what may be texted at all is decided elsewhere.

Policy: Redis away means slower, never a flood. Each worker then keeps to its own share of the rate, asks Redis again
after SHUN_FOR_SECONDS, and goes back to the common pace by itself. A call waits 0.25 s for Redis, and as long again to
connect; it is not tried twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Literal

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from bot.lib import pace
from bot.lib.clock import monotonic
from bot.lib.pace import Granted, Line, Rate, Request, Standing, Terms, WaitUntil

log = structlog.get_logger()

SCRIPT = Path(__file__).with_name("pace.lua")
TIMEOUT_SECONDS = 0.25
SHUN_FOR_SECONDS = 2.0
"""How long Redis is left alone after it failed, so that not every batch waits for it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHAT = (pace.GRANTED, pace.PACE, pace.THROTTLED, pace.DAILY_CAP)
"""The numbers of the script."""


class Pace:
    """The pace of every sender, shared by all workers that use the same Redis; safe to use from threads.

    `rates` are by sender: an address, or the id of a messaging service that chooses among several; a sender that is not
    there gets DEFAULT_RATE. Without an address for Redis the worker is alone with its share of the rates.
    `clock`: whose moment counts. Workers' clocks differ, so it is that of Redis; tests pass their own `now` through.
    """

    def __init__(
        self,
        redis_url: str,
        rates: Mapping[str, Rate],
        *,
        workers_expected: int = 1,
        clock: Literal["redis", "caller"] = "redis",
    ) -> None:
        self._rates = dict(rates)
        self._workers = max(1, workers_expected)
        self._clock = clock
        self._redis = redis_url and Redis.from_url(
            redis_url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )  # fmt: skip
        self._script = self._redis and self._redis.register_script(SCRIPT.read_text(encoding="utf-8"))
        self._shun_until = 0.0
        self._lock = Lock()
        self._alone: dict[str, Line] = {}
        self._counted: dict[str, tuple[date, int]] = {}

    def take(self, sender: str, segments: int, now: datetime, *, answers: bool = False) -> Granted | WaitUntil:
        """A moment for one text of so many segments; `answers`: it answers somebody who has just written."""
        return self.take_many(sender, [Request(segments, answers)], now)[0]

    def take_many(self, sender: str, requests: Sequence[Request], now: datetime) -> list[Granted | WaitUntil]:
        """Moments for a whole batch of one sender, in its order and in one call; never raises for want of Redis."""
        return self._serve(sender, requests, now, timedelta())

    def throttle(self, sender: str, for_: timedelta, now: datetime) -> None:
        """The carrier has asked this sender to slow down: nothing of it leaves for so long; others are not touched."""
        self._serve(sender, [], now, for_)

    def rate(self, sender: str) -> Rate:
        """What this sender may send."""
        return self._rates.get(sender, pace.DEFAULT_RATE)

    def standing(self, sender: str, now: datetime) -> Standing | None:
        """How busy the sender is, for somebody who looks; None when Redis cannot be asked. Nothing is changed."""
        cap = self.rate(sender).cap
        if not self._redis or monotonic() < self._shun_until:
            return None
        try:
            free, closed = self._redis.hmget(f"cabildo:pace:{sender}", "free", "closed")
            sent = self._redis.get(f"cabildo:pace:cap:{cap.name}:{cap.day(now)}") if cap else None
        except (RedisError, OSError):
            self._shun_until = monotonic() + SHUN_FOR_SECONDS
            return None
        at = _microseconds(now)
        busy, rests = (timedelta(microseconds=max(int(each or 0) - at, 0)) for each in (free, closed))
        return Standing(busy, rests, int(sent or 0), cap.segments if cap else 0)

    def _serve(
        self, sender: str, requests: Sequence[Request], now: datetime, close_for: timedelta
    ) -> list[Granted | WaitUntil]:
        rate = self._rates.get(sender, pace.DEFAULT_RATE)
        with self._lock:
            if close_for:
                # Also remembered here, should Redis go before the time is over.
                line, at = self._alone.get(sender, Line()), _microseconds(now)
                self._alone[sender] = pace.close(line, at + close_for // timedelta(microseconds=1))
        places = self._ask(sender, rate, requests, now, close_for)
        if places is None:
            places = self._serve_alone(sender, rate, requests, now)
        return [_answer(rate, what, from_now, now) for what, from_now in places]

    def _ask(
        self, sender: str, rate: Rate, requests: Sequence[Request], now: datetime, close_for: timedelta
    ) -> list[pace.Place] | None:
        """What Redis says; None when it cannot be asked."""
        if not self._script or monotonic() < self._shun_until:
            return None
        keys = [f"cabildo:pace:{sender}"]
        if rate.cap:
            keys.append(f"cabildo:pace:cap:{rate.cap.name}:{rate.cap.day(now)}")
        arguments: list[int | float | str] = [
            _microseconds(now) if self._clock == "caller" else "",
            rate.segments_per_second,
            rate.cap.for_broadcasts if rate.cap else -1,
            close_for // timedelta(microseconds=1),
            pace.CREDIT, pace.AHEAD, pace.EARLY, pace.OVERTAKE, pace.FORGOTTEN,
        ]  # fmt: skip
        for request in requests:
            arguments += (request.segments, int(request.answers))
        try:
            free, sent, *places = self._script(keys, arguments)
        except (RedisError, OSError) as error:
            self._shun_until = monotonic() + SHUN_FOR_SECONDS
            log.warning("redis away, every worker keeps to its share of the pace", error=str(error))
            return None
        self._remember(sender, rate, _microseconds(now) + free, sent, now)
        return [(_WHAT[what], from_now) for what, from_now in zip(places[::2], places[1::2], strict=True)]

    def _remember(self, sender: str, rate: Rate, free: int, sent: int, now: datetime) -> None:
        """Where everybody stands, so that a worker left alone does not begin afresh."""
        with self._lock:
            self._alone[sender] = Line(free, self._alone.get(sender, Line()).closed)
            if rate.cap:
                self._counted[rate.cap.name] = (rate.cap.day(now), sent)

    def _serve_alone(self, sender: str, rate: Rate, requests: Sequence[Request], now: datetime) -> list[pace.Place]:
        """This worker's share of the rate; the day's count goes on as if every other worker sent as much."""
        cap = rate.cap
        terms = Terms(rate.segments_per_second / self._workers, slowest=pace.SLOWEST // timedelta(microseconds=1))
        if cap:
            terms = replace(terms, cap=cap.for_broadcasts, counted=self._workers)
        with self._lock:
            day, sent = self._counted.get(cap.name, (None, 0)) if cap else (None, 0)
            line = self._alone.get(sender, Line())
            line = replace(line, sent=sent if cap and day == cap.day(now) else 0)
            self._alone[sender], places = pace.serve(line, terms, requests, _microseconds(now))
            if cap:
                self._counted[cap.name] = (cap.day(now), self._alone[sender].sent)
        return places


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _answer(rate: Rate, what: str, from_now: int, now: datetime) -> Granted | WaitUntil:
    if what == pace.DAILY_CAP and rate.cap:
        return WaitUntil(rate.cap.resets_at(now), what)
    at = now + timedelta(microseconds=from_now)
    return Granted(at) if what == pace.GRANTED else WaitUntil(at, what)
