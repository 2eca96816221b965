"""Begins a flow for a resident who has not just written: the city has news or asks; it takes no texts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.conversations import results, store
from bot.conversations.desk import Desk
from bot.conversations.results import Place
from bot.conversations.rules import TAKEOVER_LASTS
from bot.conversations.turns import run
from bot.db.engine import Database
from bot.db.writes import Burst, Stale
from bot.engine.inputs import Begin
from bot.engine.outputs import Wait
from bot.engine.session import begin
from bot.outbox.relay import Done, Outcome, RetryAt

NOT_NOW = timedelta(hours=1)
"""How long a question waits while the resident is in the middle of something else, or talks with a person."""


def start(
    db: Database, desk: Desk, contact_id: str, flow: str, values: Mapping[str, Any], *, of: str, purpose: str,
    now: datetime,
) -> Outcome:  # fmt: skip
    """Begin `flow` with these values in the resident's latest conversation; `of` names the occasion, which is once.

    A flow that only tells goes out at once; one that asks waits until nothing else does.
    """
    session_id = f"ses_{sha256(f'{of}:{contact_id}'.encode()).hexdigest()[:26]}"
    with db.read() as tx:
        at = store.reachable(tx, contact_id)
        began = store.sleeper(tx, session_id) is not None
    if at is None or began:
        return Done()
    burst = Burst(db)
    new = begin(session_id, flow, desk.library.flows.digests[flow], at.contact.language, values)
    place = Place(at.contact.id, at.conversation_id, None, at.contact.language)
    session, outputs = run(db, burst, desk, new, Begin(""), place, new=False, now=now)
    if isinstance(outputs[-1], Wait) and at.is_busy(now - TAKEOVER_LASTS):
        return RetryAt(now + NOT_NOW, "the resident is in the middle of something")
    results.write_turn(burst, session, outputs, place, seen=None, flows=desk.library.flows, now=now, purpose=purpose)
    try:
        burst.send(db)
    except Stale:
        return RetryAt(now, "the resident has just written")
    return Done()
