"""Wakes sessions that wait: a nudge, or their end; what arrives by text is taken elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversations import results, store
from bot.conversations.arrivals import end, over_in
from bot.conversations.desk import Desk
from bot.conversations.results import Place
from bot.conversations.rules import TAKEOVER_LASTS
from bot.conversations.tables import WAITING
from bot.conversations.turns import run, until_fresh
from bot.db.engine import Database
from bot.db.writes import Burst
from bot.engine.inputs import Silence
from bot.engine.outputs import Wait
from bot.engine.session import Session
from bot.messaging.rules import NUDGE
from bot.outbox.relay import Done, Outcome, RetryAt


def wake(db: Database, desk: Desk, session_id: str, *, now: datetime) -> Outcome:
    """Let the session know that nobody answered; put off when somebody did since this was promised."""
    return until_fresh(lambda tries: _wake(db, desk, session_id, now, tries))


def _wake(db: Database, desk: Desk, session_id: str, now: datetime, tries: int) -> Outcome:
    burst = Burst(db)
    with db.read() as tx:
        at = store.sleeper(tx, session_id)
    if at is None or at.status != WAITING or at.wake_at is None:
        return Done()
    if at.wake_at > now:
        return RetryAt(at.wake_at)
    if over_in(desk, at.session):
        end(burst, at.session, "expired", now)
        burst.send(db)
        return Done()
    waiting, longer = _as_if_heard_later(at)
    if now < at.wake_at + longer:
        return RetryAt(at.wake_at + longer)
    place = Place(at.contact.id, at.conversation_id, None, at.session.language)
    session, outputs = run(db, burst, desk, waiting, Silence(), place, new=False, now=now, tries=tries)
    results.write_turn(
        burst, session, outputs, place, seen=at.session.turn, flows=desk.library.flows, now=now, purpose=NUDGE,
        quiet=at.contact.left_at is not None,
    )  # fmt: skip
    burst.send(db)
    last = outputs[-1]
    return RetryAt(last.wake_at) if isinstance(last, Wait) else Done()


def _as_if_heard_later(at: store.Sleeper) -> tuple[Session, timedelta]:
    """While a person had the conversation the flow did not wait: as if its last text had come later."""
    heard_at = at.session.heard_at
    if at.taken_over_at is None or heard_at is None:
        return at.session, timedelta()
    given_back_at = max(heard_at, at.taken_over_at + TAKEOVER_LASTS)
    return replace(at.session, heard_at=given_back_at), given_back_at - heard_at
