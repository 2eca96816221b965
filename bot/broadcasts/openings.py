"""Begins a flow for those who are texted its first question; whoever is in the middle of something is not interrupted.

The session begins in the transaction that writes the text, at the flow's first question, which the text asks in the
flow's place: whatever the resident sends next is heard as its answer. Who was not begun for reads the text all the
same, and the flow's own keyword starts it for them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.broadcasts.rules import Broadcast, City
from bot.broadcasts.texted import REACHED
from bot.conversations.results import WAKE
from bot.conversations.rules import TAKEOVER_LASTS
from bot.conversations.tables import WAITING, session
from bot.db.base import Tx
from bot.engine.advance import advance
from bot.engine.inputs import Begin, Moment
from bot.engine.outputs import Reply, Wait
from bot.engine.session import Session, begin, changed
from bot.lib.ids import new_id
from bot.messaging.tables import conversation, message
from bot.outbox import put

NEVER_ASKED = "never_asked"
"""How a session ends whose first question never reached its resident."""
_BEGUN = 1
"""The turn of a session that has only begun."""
_ADD = {
    "sqlite": sqlite.insert(session).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(session).on_conflict_do_nothing(),
}


def opened(flow_id: str, language: str | None, city: City, now: datetime) -> tuple[Session, datetime] | None:
    """A session that waits at the flow's first question, without an id, and when it wakes.

    None when the flow does not begin with one question and nothing else.
    """
    if flow_id not in city.flows.current:
        return None
    new = begin("", flow_id, city.flows.digests[flow_id], language, {"heard": ""})
    facts = {**city.words.facts, "new": False}
    today = now.astimezone(city.zone).date()
    turn = advance(city.flows, new, Begin(), Moment(now, today, city.words.languages, city.vocabulary, facts))
    match turn.outputs:
        case (Reply(), Wait(wake_at)):
            return turn.session, wake_at
    return None


def begin_for(
    tx: Tx, broadcast: Broadcast, readers: Mapping[str, str | None], city: City, now: datetime
) -> dict[str, str]:
    """Begin the broadcast's flow in these conversations, each in its language: the sessions of those it began in."""
    if not broadcast.flow:
        return {}
    free = readers.keys() - _busy(tx, list(readers), now)
    first = {language: opened(broadcast.flow, language, city, now) for language in {readers[each] for each in free}}
    begun = [
        (each, changed(opening[0], id=new_id("ses", now)), opening[1])
        for each in sorted(free) if (opening := first[readers[each]])
    ]  # fmt: skip
    if not begun:
        return {}
    tx.execute(_ADD[tx.dialect.name], [_row(*each, now) for each in begun])
    return _promised(tx, begun)


def _promised(tx: Tx, begun: Sequence[tuple[str, Session, datetime]]) -> dict[str, str]:
    """Those that are there: a text of the resident may have begun another one meanwhile."""
    ids = select(session.c.id).where(session.c.id.in_([each.id for _, each, _ in begun]))
    there = set(tx.execute(ids).scalars())
    kept = [each for each in begun if each[1].id in there]
    for _, each, wake_at in kept:
        put.put(tx, WAKE, each.id, queue=put.LATER, due_at=wake_at)
    return {conversation_id: each.id for conversation_id, each, _ in kept}


def _busy(tx: Tx, conversation_ids: Sequence[str], now: datetime) -> set[str]:
    """Where a question waits, a person answers, or a safety text was said and "1" would go on from there."""
    waits = exists().where(session.c.conversation_id == conversation.c.id, session.c.status == WAITING)
    taken_over = and_(conversation.c.taken_over_at.is_not(None), conversation.c.taken_over_at > now - TAKEOVER_LASTS)
    busy = select(conversation.c.id).where(
        conversation.c.id.in_(conversation_ids), or_(waits, taken_over, conversation.c.held_message_id.is_not(None))
    )
    return set(tx.execute(busy).scalars())


def _row(conversation_id: str, new: Session, wake_at: datetime, now: datetime) -> dict[str, object]:
    return {
        "id": new.id, "conversation_id": conversation_id, "flow": new.frames[0].flow,
        "flow_version": new.frames[0].digest, "state": new.to_json(), "turn": new.turn, "status": WAITING,
        "wake_at": wake_at, "started_at": now, "updated_at": now,
    }  # fmt: skip


def end_unasked(tx: Tx, broadcast_id: str, now: datetime) -> None:
    """Whose text has not left, or did not arrive, was never asked: nothing they text is an answer."""
    unasked = select(message.c.session_id).where(
        message.c.broadcast_id == broadcast_id, message.c.session_id.is_not(None),
        message.c.status.not_in((*REACHED, "sending", "in_doubt")),
    )  # fmt: skip
    only_begun = (session.c.status == WAITING, session.c.turn == _BEGUN)
    ended = update(session).where(session.c.id.in_(unasked), *only_begun)
    tx.execute(ended.values(status=NEVER_ASKED, updated_at=now))
