"""What the send gate asks about a text that is part of a broadcast: whether that is running; it sends nothing."""

from datetime import datetime, timedelta

from bot.broadcasts import store
from bot.broadcasts.rules import State
from bot.db.base import Tx
from bot.messaging.rules import Defer, Refuse

ASKED_AGAIN_IN = timedelta(minutes=10)
"""How long a text of a paused broadcast is put off; going on makes it due at once."""


def holds_back(tx: Tx, broadcast_ids: set[str], now: datetime) -> dict[str, Defer | Refuse]:
    """Those of the broadcasts whose texts may not leave now, and why.

    What is not here is running, or is finished and a text that did not arrive is tried again.
    """
    states = store.states_of(tx, broadcast_ids) if broadcast_ids else {}
    held: dict[str, Defer | Refuse] = {}
    for each in broadcast_ids:
        state = states.get(each)
        if state is State.PAUSED:
            held[each] = Defer(now + ASKED_AGAIN_IN, "broadcast paused")
        elif state not in (State.RUNNING, State.FINISHED):
            held[each] = Refuse(f"broadcast {state or 'unknown'}")
    return held
