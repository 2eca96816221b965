"""Wakes sessions that wait: a nudge, or their end; what arrives by text is taken elsewhere."""

from datetime import datetime

from bot.conversations import results, store
from bot.conversations.results import Place
from bot.conversations.tables import WAITING
from bot.conversations.turns import Desk, run
from bot.db.engine import Database
from bot.db.writes import Burst
from bot.engine.inputs import Silence
from bot.engine.outputs import Wait
from bot.messaging.rules import NUDGE
from bot.outbox.relay import Done, Outcome, RetryAt


def wake(db: Database, desk: Desk, session_id: str, *, now: datetime) -> Outcome:
    """Let the session know that nobody answered; put off when somebody did since this was promised."""
    burst = Burst(db)
    with db.read() as tx:
        at = store.sleeper(tx, session_id)
    if at is None or at.status != WAITING or at.wake_at is None:
        return Done()
    if at.wake_at > now:
        return RetryAt(at.wake_at)
    place = Place(at.contact.id, at.conversation_id, None, at.session.language)
    session, outputs = run(db, burst, desk, at.session, Silence(), place, new=False, now=now)
    results.write_turn(
        burst, session, outputs, place, seen=at.session.turn, flows=desk.library.flows, now=now, purpose=NUDGE,
        quiet=at.contact.left_at is not None,
    )  # fmt: skip
    burst.send(db)
    last = outputs[-1]
    return RetryAt(last.wake_at) if isinstance(last, Wait) else Done()
