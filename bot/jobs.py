"""The functions that RQ calls; each builds the product once per process and does what it is told."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from math import inf

from bot.lib.clock import monotonic
from bot.outbox import relay
from bot.outbox.put import NOW
from bot.outbox.relay import Outcome, Performer, each
from bot.releases.requests import PUBLISH
from bot.settings import read_settings
from bot.wiring import Bot, build


@cache
def bot() -> Bot:
    """The product of this worker process."""
    return build(read_settings())


def performers(product: Bot) -> Mapping[str, Performer]:
    """How each kind of outbox item is done: what the product knows, and publishing, which builds products itself."""

    def publish(subject: str, now: datetime) -> Outcome:
        from bot.publishing.requested import work_off  # Only a worker that publishes needs the check and the towns.

        return work_off(product.db, product.settings, subject, now=now)

    return {**product.performers, PUBLISH: each(publish, product.clock)}


TURN_SECONDS = 1.0
"""How long a job drains before it queues itself again: a broadcast in its pace lasts hours, and answers come first.

When an answer is due the turn ends with the batch at hand.
"""


def drain(queue: str) -> None:
    """Do what is due in this queue, or a turn of it."""
    drain_with(bot(), queue, seconds=TURN_SECONDS)


def drain_with(product: Bot, queue: str, *, seconds: float = inf) -> int:
    """The same for a product at hand, for no longer than so many seconds and a batch; how many items were done."""
    if product.nudger:
        product.nudger.taken(queue)
    total, ends, known = 0, monotonic() + seconds, performers(product)
    while done := relay.drain(product.db, queue, known, clock=product.clock, lease_for=product.lease_for):
        total += done
        if monotonic() >= ends or (seconds < inf and queue != NOW and _somebody_waits(product)):
            if product.nudger:
                product.nudger.nudge(queue)
            break
    return total


def _somebody_waits(product: Bot) -> bool:
    """Whether an answer is due."""
    with product.db.read() as tx:
        return relay.due_count(tx, NOW, product.clock()) > 0
