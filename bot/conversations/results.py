"""Gathers what a turn decided for writing: session, answers, replies, events; it decides nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps

from bot.conversations import rules, store
from bot.conversations.tables import WAITING
from bot.db.writes import Burst
from bot.engine.flow import Flows
from bot.engine.outputs import Answered, Completed, Effect, Finished, Output, Reply, Wait
from bot.engine.session import Session
from bot.events import AnswerGiven, ConversationStopped, Event, SurveyCompleted
from bot.lib.sms import LONGEST
from bot.messaging.outgoing import queue_message
from bot.messaging.rules import CONFIRMATION, REPLY
from bot.outbox import put

WAKE = "wake"
"""The kind of outbox item that wakes a session which waits."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose turn it is: contact, conversation, the text that led to it (None for silence), the language."""

    contact_id: str
    conversation_id: str
    message_id: str | None
    language: str | None


def write_turn(
    burst: Burst,
    session: Session,
    outputs: Sequence[Output],
    place: Place,
    *,
    seen: int | None,
    flows: Flows,
    now: datetime,
    woken_at: datetime | None = None,
    quiet: bool = False,
    purpose: str = REPLY,
    notice: str = "",
) -> tuple[list[str], bool]:
    """Gather everything; what was decided, in short lines, and whether a text is to leave.

    `seen` is the turn the session was at before, None for a new session; not there any more, the burst is stale.
    """
    answers = [output for output in outputs if isinstance(output, Answered)]
    _write_session(burst, session, outputs, place, seen, woken_at, now)
    store.add_answers(burst, [_answer_row(each, session, place, now) for each in answers])
    replies = [] if quiet else [output for output in outputs if isinstance(output, Reply)]
    _write_replies(burst, replies, session, place, flows, purpose, now, notice=notice)
    put.record(burst, _events(outputs, answers, session, place, flows), now)
    return [line for output in outputs if (line := _decision(output))], bool(replies)


def _write_session(
    burst: Burst,
    session: Session,
    outputs: Sequence[Output],
    place: Place,
    seen: int | None,
    woken_at: datetime | None,
    now: datetime,
) -> None:
    last = outputs[-1]
    status = WAITING if isinstance(last, Wait) else last.how if isinstance(last, Finished) else "done"
    wake_at = last.wake_at if isinstance(last, Wait) else None
    if seen is not None:
        store.save_session(burst, session, seen=seen, status=status, wake_at=wake_at, at=now)
        if wake_at is not None and woken_at is not None and wake_at < woken_at:
            put.postpone(burst, WAKE, session.id, due_at=wake_at)
        return
    outermost = session.frames[0]
    row = {
        "id": session.id, "conversation_id": place.conversation_id, "flow": outermost.flow,
        "flow_version": outermost.digest, "state": session.to_json(), "turn": session.turn, "status": status,
        "wake_at": wake_at, "started_at": now, "updated_at": now,
    }  # fmt: skip
    store.add_session(burst, row)
    if wake_at is not None:
        # Later turns mostly only move `wake_at` on: when this item comes due too early it puts itself off.
        put.put(burst, WAKE, session.id, queue=put.LATER, due_at=wake_at)


def _answer_row(answered: Answered, session: Session, place: Place, now: datetime) -> dict[str, object]:
    return {
        "id": f"ans_{answered.id.partition('_')[2]}", "session_id": session.id, "contact_id": place.contact_id,
        "message_id": place.message_id, "flow": answered.flow, "flow_version": answered.digest,
        "survey": answered.survey, "step": answered.step, "status": answered.status,
        "codes": dumps(answered.codes), "words": answered.words, "language": session.language, "at": now,
    }  # fmt: skip


def _write_replies(
    burst: Burst,
    replies: Sequence[Reply],
    session: Session,
    place: Place,
    flows: Flows,
    purpose: str,
    now: datetime,
    *,
    notice: str,
) -> None:
    """All texts of the turn as one message; its id follows from the session and the turn, so it cannot be doubled."""
    if not replies:
        return
    asked = replies[-1]
    pinned = (frame.digest for frame in session.frames if frame.flow == asked.flow)
    digest = next(pinned, flows.digests.get(asked.flow))  # An inner flow that has ended began on the current version.
    if any(reply.flow in (rules.LEAVE, rules.WRONG_NUMBER) for reply in replies):
        purpose = CONFIRMATION
    flow = flows.version(asked.flow, digest or "")
    texts = [notice, *(reply.text for reply in replies)] if notice else [reply.text for reply in replies]
    for number, body in enumerate(rules.merged(texts, LONGEST)):
        row = {
            "id": f"msg_{session.id.partition('_')[2]}.{session.turn}.{number}",
            "conversation_id": place.conversation_id, "purpose": purpose,
            "topic": flow.topic if flow else None, "body": body, "language": asked.language,
            "flow": asked.flow, "flow_version": digest, "step": asked.step, "session_id": session.id,
            "created_at": now,
        }  # fmt: skip
        queue_message(burst, row, queue=put.NOW, due_at=now)


def _events(
    outputs: Sequence[Output], answers: Sequence[Answered], session: Session, place: Place, flows: Flows
) -> list[Event]:
    who, language = place.contact_id, session.language
    events: list[Event] = [
        AnswerGiven(who, language, each.flow, each.step, each.status, each.codes, each.survey) for each in answers
    ]
    events += [
        SurveyCompleted(who, language, each.survey, each.digest) for each in outputs if isinstance(each, Completed)
    ]
    last = outputs[-1]
    if isinstance(last, Finished) and last.how in ("expired", "runaway"):
        events.append(ConversationStopped(session.id, language, last.how, session.frames[0].flow))
    return events


def _decision(output: Output) -> str:
    """One line for staff and the simulator: what was understood, done or decided."""
    if isinstance(output, Answered):
        understood = ", ".join(output.codes) or output.words or "-"
        return f"{output.flow}.{output.step}: {output.status} {understood}"
    if isinstance(output, Effect):
        return f"do {output.verb}"
    if isinstance(output, Reply):
        return f"say {output.flow}.{output.step} ({output.language or 'both'})"
    if isinstance(output, Finished):
        return f"finished: {output.how}"
    return ""
