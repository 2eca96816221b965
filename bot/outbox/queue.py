"""Wakes RQ workers, best effort: the outbox is the truth, so every failure here only makes things slower."""

from datetime import timedelta
from queue import SimpleQueue
from threading import Thread
from time import sleep

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from bot.lib.clock import monotonic

log = structlog.get_logger()

JOB = "bot.jobs.drain"
GATHER_SECONDS = 0.01
"""How long nudges are gathered after one was given: a hundred Redis calls a second at most."""
NUDGED_FOR_MS = 5_000
"""A nudge counts for this long; should the job it queued be lost, the next one queues another."""
SHUN_FOR_SECONDS = 2.0
"""How long Redis is left alone after it failed, so that a resident's text does not wait for it again and again."""


class Nudger:
    """Queues one RQ job per queue however often it is nudged; the job clears the mark and drains until all is done.

    Policy: Redis away means a nudge is dropped (the clock sweeps the outbox); connecting gives up in 200 ms.
    """

    def __init__(self, redis_url: str) -> None:
        self.redis = Redis.from_url(
            redis_url, socket_connect_timeout=0.2, socket_timeout=1.0, retry=Retry(NoBackoff(), 0)
        )
        self._shun_until = 0.0
        self._wanted: SimpleQueue[str] = SimpleQueue()
        self._thread: Thread | None = None

    def nudge_soon(self, queue: str) -> None:
        """Nudge from a thread of its own, so that whoever asks does not wait for Redis; many at once are one."""
        if self._thread is None:
            self._thread = Thread(target=self._nudge_wanted, name="nudger", daemon=True)
            self._thread.start()
        self._wanted.put(queue)

    def _nudge_wanted(self) -> None:
        while True:
            queues = {self._wanted.get()}
            while not self._wanted.empty():
                queues.add(self._wanted.get())
            for queue in queues:
                self.nudge(queue)
            sleep(GATHER_SECONDS)

    def nudge(self, queue: str) -> bool:
        """Have a worker drain this queue soon; False when Redis could not be asked."""
        if monotonic() < self._shun_until:
            return False
        try:
            if self.redis.set(_mark(queue), "1", nx=True, px=NUDGED_FOR_MS):
                Queue(queue, connection=self.redis, serializer=JSONSerializer).enqueue(
                    JOB, queue, result_ttl=0, failure_ttl=int(timedelta(days=1).total_seconds()), job_timeout=600
                )
        except (RedisError, OSError) as error:
            self._shun_until = monotonic() + SHUN_FOR_SECONDS
            log.warning("redis away, the clock will sweep", queue=queue, error=str(error))
            return False
        return True

    def taken(self, queue: str) -> None:
        """The queued job has begun: a nudge from now on queues another one."""
        try:
            self.redis.delete(_mark(queue))
        except (RedisError, OSError):
            log.warning("redis away while draining", queue=queue)

    def is_there(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self.redis.ping())
        except (RedisError, OSError):
            return False

    def waiting_jobs(self, queue: str) -> int:
        """How many jobs of this queue RQ holds; 0 when Redis does not answer."""
        try:
            return int(Queue(queue, connection=self.redis, serializer=JSONSerializer).count)
        except (RedisError, OSError):
            return 0


def _mark(queue: str) -> str:
    return f"cabildo:nudged:{queue}"
