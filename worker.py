"""Starts one RQ worker of Cabildo: SimpleWorker, JSON jobs, everything imported before the first job."""

import signal
import sys
import time

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from bot import jobs
from bot.logs import set_up
from bot.outbox.put import QUEUES
from bot.settings import SettingsError, read_settings

AGAIN_AFTER_SECONDS = 1.0


def main() -> int:
    """Work until told to stop; when Redis goes away, wait for it (the clock does the work in the meantime)."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not settings.redis_url:
        sys.stderr.write("REDIS_URL is not set: the worker needs it. `cabildo up` sets it for its own Redis.\n")
        return 2
    set_up(settings.log_level)
    product = jobs.bot()
    _ = product.performers  # Twilio's client is imported here and not in a resident's first reply.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        try:
            redis = Redis.from_url(settings.redis_url)
            queues = [Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES]
            worker = SimpleWorker(queues, connection=redis, serializer=JSONSerializer)
            worker.max_connection_wait_time = AGAIN_AFTER_SECONDS  # RQ would look away for up to a minute.
            worker.work(logging_level="WARNING", with_scheduler=False)
            return 0
        except (RedisError, OSError):
            time.sleep(AGAIN_AFTER_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
