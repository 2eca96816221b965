"""The functions that RQ calls; each builds the product once per process and does what it is told."""

from functools import cache
from math import inf

from bot.lib.clock import monotonic
from bot.outbox import relay
from bot.outbox.put import NOW
from bot.settings import read_settings
from bot.wiring import Bot, build


@cache
def bot() -> Bot:
    """The product of this worker process."""
    return build(read_settings())


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
    total, ends = 0, monotonic() + seconds
    while done := relay.drain(product.db, queue, product.performers, clock=product.clock, lease_for=product.lease_for):
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
