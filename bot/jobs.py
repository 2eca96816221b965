"""The functions that RQ calls; each builds the product once per process and does what it is told."""

from functools import cache

from bot.outbox import relay
from bot.settings import read_settings
from bot.wiring import Bot, build


@cache
def bot() -> Bot:
    """The product of this worker process."""
    return build(read_settings())


def drain(queue: str) -> None:
    """Do everything that is due in this queue."""
    drain_with(bot(), queue)


def drain_with(product: Bot, queue: str) -> int:
    """The same for a product at hand; how many items were done."""
    if product.nudger:
        product.nudger.taken(queue)
    total = 0
    while done := relay.drain(product.db, queue, product.performers, clock=product.clock, lease_for=product.lease_for):
        total += done
    return total
