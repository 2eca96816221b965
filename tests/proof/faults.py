"""What breaks during the proof and when: a seeded plan by progress, and what carries it out; nothing is judged here."""

import random  # noqa: TID251  seeded: the same plan every time
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from tests.faults.city import City
from tests.proof.town import WORKERS

AWAY = 3.0
"""Seconds that a stopped server is away."""
BACK_TO_WORK = 3.0
"""Seconds after which everybody has noticed that it is back: RQ looks every second, Redis is shunned for two."""
FIRST, LAST = 0.04, 0.85
"""The shares of the audience between which things break: a fault before or after would strike nobody."""


@dataclass(frozen=True)
class Breakage:
    """How often what breaks."""

    kills: int = 10
    redis_stops: int = 2
    postgres_restarts: int = 1


@dataclass(frozen=True, order=True)
class Event:
    """One thing that breaks, once so large a share of the audience has been texted."""

    at: float
    name: str
    act: Callable[[], None] = field(compare=False)
    lasts: bool = field(default=False, compare=False)
    """Whether other things break while it goes on."""


@dataclass
class Breaker:
    """Breaks things as planned; `away` are times (perf_counter_ns) without a server, `done` counts what was done."""

    city: City
    people: int
    breakage: Breakage
    seed: int
    away: list[tuple[int, int]] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._one_at_a_time = {each: Lock() for each in ("redis", "postgres")}
        self.plan = sorted([*self._ours(), *self._carrier()])

    def _ours(self) -> Iterator[Event]:
        for name, times, act, lasts in (
            ("worker killed", self.breakage.kills, self.kill_a_worker, False),
            ("Redis stopped", self.breakage.redis_stops, self.stop_redis, True),
            ("PostgreSQL restarted", self.breakage.postgres_restarts, self.restart_postgres, True),
        ):
            for _ in range(times):
                yield Event(self.random.uniform(FIRST, LAST), name, act, lasts)

    def _carrier(self) -> Iterator[Event]:
        """The stand-in's verbs, each for the next requests, whosever they are."""
        carrier, people = self.city.carrier, self.people
        for name, times, act in (
            ("taken, no answer", people // 1000, carrier.lose_next),
            ("not taken, no answer", people // 1000, carrier.drop_next),
            ("taken, 500", people // 1000, lambda: carrier.fail_next(500, taken=True)),
            ("not taken, 503", people // 1000, lambda: carrier.fail_next(503)),
            ("429", max(2, people // 5000), lambda: carrier.throttle_next(retry_after=1, times=3)),
            ("a second late", people // 2000, lambda: carrier.delay_next(1.0)),
            ("taken, timed out", max(1, people // 20_000), lambda: carrier.lose_next(hang=True)),
            ("not taken, timed out", max(1, people // 20_000), lambda: carrier.drop_next(hang=True)),
        ):
            for _ in range(max(1, times)):
                yield Event(self.random.uniform(FIRST, LAST), name, act)

    def carry_out(self, texted: Callable[[], int], over: Callable[[], bool]) -> None:
        """Until the plan is done, or it is over."""
        with ThreadPoolExecutor(4, thread_name_prefix="servers") as hands:
            lasting = []
            for event in self.plan:
                while texted() < event.at * self.people:
                    if over():
                        return
                    self.city.start(*WORKERS, "clock")  # As a supervisor does: none starts while PostgreSQL is away.
                    time.sleep(0.01)
                if event.lasts:
                    lasting.append(hands.submit(event.act))
                else:
                    event.act()
                self.done[event.name] = self.done.get(event.name, 0) + 1
            for each in lasting:
                each.result()

    def kill_a_worker(self) -> None:
        """With -9, in the middle of whatever it does; its supervisor starts it again."""
        name = self.random.choice(WORKERS)
        self.city.kill(name)
        self.city.start(name)

    def stop_redis(self) -> None:
        with self._one_at_a_time["redis"], self._a_server_away():
            self.city.redis.stop()
            time.sleep(AWAY)
            self.city.redis.start()

    def restart_postgres(self) -> None:
        assert self.city.cluster
        with self._one_at_a_time["postgres"], self._a_server_away():
            self.city.cluster.stop()
            time.sleep(AWAY)
            self.city.cluster.start()

    @contextmanager
    def _a_server_away(self) -> Iterator[None]:
        began = time.perf_counter_ns()
        yield
        self.away.append((began, time.perf_counter_ns() + int(BACK_TO_WORK * 1e9)))

    def was_away(self, start: int, end: int) -> bool:
        """Whether a server was away at any time between these."""
        return any(start < back and end > gone for gone, back in self.away)
