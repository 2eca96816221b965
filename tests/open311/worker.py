"""The process of a worker that sends to another system, for tests that kill it: `python -m tests.open311.worker`.

Arguments: the database, the other system's address, the time, and "dies" to be killed by itself as soon as that
system has answered, before a line of the answer is kept.
"""

import os
import signal
import sys
from datetime import datetime
from typing import Any

from bot.flowfiles.open311 import Open311, SendsTo
from tests.open311.test_sending import KEY, town_of


def main(url: str, other: str, now: str, *dies: str) -> None:
    town = town_of(url, Open311(sends_to=SendsTo({"en": "Work orders"}, other, {"pothole": "001"})), KEY)
    town.now = datetime.fromisoformat(now)
    if dies:
        fetch = town.bot.other_office().fetch
        post = fetch.post

        def once(*given: Any, **more: Any) -> Any:
            post(*given, **more)
            os.kill(os.getpid(), signal.SIGKILL)

        fetch.post = once  # type: ignore[method-assign]
    town.drain()
    town.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
