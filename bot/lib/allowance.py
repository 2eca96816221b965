"""How many requests each caller may still make in this minute, for all processes together; it answers nobody.

Policy: Redis away means that every process counts alone, and asks Redis again after SHUN_FOR_SECONDS. A call waits
0.25 s for Redis and is not tried twice: nobody's request fails for want of it.
"""

from dataclasses import dataclass
from math import ceil

import structlog
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.lib.clock import monotonic, system_clock

log = structlog.get_logger()

TIMEOUT_SECONDS = 0.25
SHUN_FOR_SECONDS = 2.0
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Left:
    """Whether this request is within the allowance, how many more are, and in how many seconds it is whole again."""

    is_within: bool
    limit: int
    remaining: int
    seconds: int


class Allowance:
    """So many requests a minute for each caller, in a window that slides; safe to use from threads."""

    def __init__(self, redis_url: str, per_minute: int) -> None:
        self._each = RateLimitItemPerMinute(per_minute)
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = redis_url and SlidingWindowCounterRateLimiter(
            RedisStorage(
                redis_url, key_prefix="cabildo:allowance", wrap_exceptions=True, retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
                socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS,
            )
        )  # fmt: skip
        self._shun_until = 0.0

    def take(self, caller: str) -> Left:
        """Count a request of this caller; never raises for want of Redis."""
        if self._shared and monotonic() >= self._shun_until:
            try:
                return self._counted(self._shared, caller)
            except StorageError as error:
                self._shun_until = monotonic() + SHUN_FOR_SECONDS
                log.warning("redis away, every process counts requests alone", error=str(error))
        return self._counted(self._alone, caller)

    def _counted(self, limiter: SlidingWindowCounterRateLimiter, caller: str) -> Left:
        is_within = limiter.hit(self._each, caller)
        stats = limiter.get_window_stats(self._each, caller)
        seconds = max(1, ceil(stats.reset_time - system_clock().timestamp()))
        return Left(is_within, self._each.amount, max(0, stats.remaining), min(seconds, WINDOW_SECONDS))
