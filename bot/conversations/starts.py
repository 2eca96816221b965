"""Begins a flow for a resident who has not just written: the city has news or asks; it takes no texts.

Everything that begins a flow whose own words leave by themselves begins it here. A broadcast's text is written by the
broadcast, so `broadcasts.openings` only makes the sessions that wait for what is answered to it, a thousand at a time.
"""

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
from bot.people.store import Contact

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
    try:
        begun = begin_flow(
            db, desk, session_id, flow, values, contact=at.contact, conversation_id=at.conversation_id,
            purpose=purpose, may_ask=not at.is_busy(now - TAKEOVER_LASTS), now=now,
        )  # fmt: skip
    except Stale:
        return RetryAt(now, "the resident has just written")
    return Done() if begun else RetryAt(now + NOT_NOW, "the resident is in the middle of something")


def begin_flow(
    db: Database, desk: Desk, session_id: str, flow: str, values: Mapping[str, Any], *, contact: Contact,
    conversation_id: str, purpose: str, may_ask: bool = True, now: datetime,
) -> bool:  # fmt: skip
    """Walk a new session to its first question or its end, and write what it says, for this purpose.

    False, with nothing written, when it asks and it may not. Stale when something else has begun there meanwhile.
    """
    burst, flows = Burst(db), desk.library.flows
    place = Place(contact.id, conversation_id, None, contact.language)
    new = begin(session_id, flow, flows.digests[flow], contact.language, values)
    session, outputs = run(db, burst, desk, new, Begin(), place, new=False, now=now)
    if isinstance(outputs[-1], Wait) and not may_ask:
        return False
    results.write_turn(burst, session, outputs, place, seen=None, flows=flows, now=now, purpose=purpose)
    burst.send(db)
    return True
