"""Queries that list conversations, messages and answers for other systems; nothing that only some staff may read."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.conversations.tables import answer, session
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.messaging.tables import conversation, message

CONVERSATIONS_ORDER = (str,)
MESSAGES_ORDER = ANSWERS_ORDER = (datetime, str)
_CONVERSATION = (
    conversation.c.id, conversation.c.contact_id, conversation.c.channel, conversation.c.sender,
    conversation.c.answerable, conversation.c.taken_over_at, conversation.c.created_at,
)  # fmt: skip
_MESSAGE = (
    message.c.id, message.c.conversation_id, message.c.direction, message.c.purpose, message.c.topic, message.c.body,
    message.c.language, message.c.flow, message.c.flow_version, message.c.step, message.c.broadcast_id,
    message.c.parts, message.c.status, message.c.error_code, message.c.created_at, message.c.sent_at,
)  # fmt: skip
_ANSWER = (
    answer.c.id, answer.c.session_id, answer.c.contact_id, answer.c.survey, answer.c.flow, answer.c.flow_version,
    answer.c.step, answer.c.status, answer.c.codes, answer.c.words, answer.c.language, answer.c.at,
)  # fmt: skip
_OPEN = conversation.c.hidden_since.is_(None)


def conversations(
    tx: Tx, *, contact: str | None = None, channel: str | None = None, is_taken_over: bool | None = None,
    after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """Conversations by id, of one resident or channel where named, those a person has taken over or those not."""
    query = select(*_CONVERSATION).where(_OPEN)
    if contact is not None:
        query = query.where(conversation.c.contact_id == contact)
    if channel is not None:
        query = query.where(conversation.c.channel == channel)
    if is_taken_over is not None:
        over = conversation.c.taken_over_at
        query = query.where(over.is_not(None) if is_taken_over else over.is_(None))
    return portion(tx, query, [conversation.c.id], after=after, limit=limit)


def conversation_by_id(tx: Tx, conversation_id: str) -> Any | None:
    """The conversation with this id."""
    return tx.execute(select(*_CONVERSATION).where(conversation.c.id == conversation_id, _OPEN)).first()


def messages(
    tx: Tx, conversation_id: str, *, direction: str | None = None, since: datetime | None = None,
    until: datetime | None = None, after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """The messages of a conversation, oldest first."""
    query = (
        select(*_MESSAGE)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.conversation_id == conversation_id, _OPEN)
    )
    if direction is not None:
        query = query.where(message.c.direction == direction)
    if since is not None:
        query = query.where(message.c.created_at >= since)
    if until is not None:
        query = query.where(message.c.created_at < until)
    return portion(tx, query, [message.c.created_at, message.c.id], after=after, limit=limit)


def message_by_id(tx: Tx, conversation_id: str, message_id: str) -> Any | None:
    """A message of this conversation."""
    query = (
        select(*_MESSAGE)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.id == message_id, message.c.conversation_id == conversation_id, _OPEN)
    )
    return tx.execute(query).first()


def answers(
    tx: Tx, survey: str, *, step: str | None = None, status: str | None = None, contact: str | None = None,
    since: datetime | None = None, until: datetime | None = None, after: Place | None, limit: int,
) -> Portion[Any]:  # fmt: skip
    """What was answered in a survey, one row for each answer, oldest first."""
    query = (
        select(*_ANSWER)
        .join_from(answer, session, session.c.id == answer.c.session_id)
        .join(conversation, conversation.c.id == session.c.conversation_id)
        .where(answer.c.survey == survey, answer.c.survey != "", _OPEN)
    )
    wanted = {answer.c.step: step, answer.c.status: status, answer.c.contact_id: contact}
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if since is not None:
        query = query.where(answer.c.at >= since)
    if until is not None:
        query = query.where(answer.c.at < until)
    return portion(tx, query, [answer.c.at, answer.c.id], after=after, limit=limit)
