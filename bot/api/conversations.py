"""Conversations over the API: their messages in the residents' own words, and an answer by a person."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.api.problems import Refused
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Id, Language, ListQuery, Model, Moment, Page, Truth
from bot.conversations import history
from bot.conversations.service import CannotAnswer, answer_conversation


class Conversation(Model):
    """Everything between one resident and one number of the city."""

    id: str
    contact: str
    channel: Annotated[str, Field(description="sms or whatsapp")]
    sender: Annotated[str, Field(description="the city's own number")]
    answerable: Annotated[bool, Field(description="false for machines")]
    taken_over_at: Annotated[Moment | None, Field(description="since when a person answers instead of the flows")]
    created_at: Moment


class ConversationPage(Page[Conversation]):
    """Some conversations."""


class Message(Model):
    """A text, in or out."""

    id: str
    conversation: str
    direction: Literal["in", "out"]
    purpose: str
    topic: str | None
    body: str
    language: str | None
    flow: str | None
    flow_version: str | None
    step: str | None
    broadcast: str | None
    parts: Annotated[int | None, Field(description="SMS parts")]
    status: str
    error_code: Annotated[int | None, Field(description="the carrier's")]
    created_at: Moment
    sent_at: Moment | None


class MessagePage(Page[Message]):
    """Some messages."""


class ConversationsQuery(ListQuery):
    """Which conversations."""

    contact: Annotated[Id | None, Field(description="With this resident.")] = None
    channel: Annotated[Literal["sms", "whatsapp"] | None, Field(description="On this channel.")] = None
    taken_over: Annotated[Truth | None, Field(description="Only those a person has taken over, or those not.")] = None


class MessagesQuery(ListQuery):
    """Which messages."""

    direction: Annotated[Literal["in", "out"] | None, Field(description="Only what came in, or went out.")] = None
    since: Annotated[Moment | None, Field(description="Written then or later.")] = None
    until: Annotated[Moment | None, Field(description="Written before then.")] = None


_IN_LINE = r"[^\x00-\x09\x0b-\x1f\x7f]*"
Body = Annotated[
    str, StringConstraints(min_length=1, max_length=918, pattern=rf"^{_IN_LINE}[^\x00-\x20\x7f\s]{_IN_LINE}$")
]
"""Words, with line breaks and no other control letters; six parts of GSM-7 are 918 letters."""


class NewMessage(Model):
    """What a person answers; `language` is that of the words, if not the resident's own."""

    body: Annotated[Body, Field(description="Up to six SMS parts.")]
    language: Language | None = None


def list_conversations(call: Call, query: ConversationsQuery) -> ConversationPage:
    """Conversations, oldest first; those that only some staff may read are not among them."""
    with call.bot.db.read() as tx:
        found = history.conversations(
            tx, contact=query.contact, channel=query.channel, is_taken_over=query.taken_over,
            after=place_in(query.cursor, history.CONVERSATIONS_ORDER), limit=query.limit,
        )  # fmt: skip
    return ConversationPage(data=[_conversation(row) for row in found.rows], next=next_cursor(found.after))


def get_conversation(call: Call, conversation: Id) -> Conversation:
    """One conversation."""
    with call.bot.db.read() as tx:
        return _conversation(there(history.conversation_by_id(tx, conversation), "conversation"))


def list_messages(call: Call, conversation: Id, query: MessagesQuery) -> MessagePage:
    """The messages of a conversation, oldest first."""
    with call.bot.db.read() as tx:
        there(history.conversation_by_id(tx, conversation), "conversation")
        found = history.messages(
            tx, conversation, direction=query.direction, since=query.since, until=query.until,
            after=place_in(query.cursor, history.MESSAGES_ORDER), limit=query.limit,
        )  # fmt: skip
    return MessagePage(data=[_message(call, row) for row in found.rows], next=next_cursor(found.after))


def get_message(call: Call, conversation: Id, message: Id) -> Message:
    """One message, with what became of it."""
    with call.bot.db.read() as tx:
        return _message(call, there(history.message_by_id(tx, conversation, message), "message"))


def post_message(call: Call, conversation: Id, body: NewMessage) -> Message:
    """Answer a resident; from now on a person has the conversation, and the flows are silent in it.

    While they have written within a day it is a reply, which leaves at once. Later it is a notice, which keeps to the
    city's quiet hours, its monthly limit, and what the resident asked for.
    """
    with call.bot.db.read() as tx:
        there(history.conversation_by_id(tx, conversation), "conversation")
    try:
        message_id = answer_conversation(
            call.bot.db, conversation, body.body, body.language, writer=call.key.id,
            token=f"{call.key.id}.{call.request}", now=call.now,
        )  # fmt: skip
    except CannotAnswer as refused:
        raise Refused("not-now", str(refused)) from refused
    if call.bot.nudger:
        call.bot.nudger.nudge_soon("now")
    return get_message(call, conversation, message_id)


def _conversation(row: Any) -> Conversation:
    return Conversation(
        id=row.id, contact=row.contact_id, channel=row.channel, sender=row.sender, answerable=row.answerable,
        taken_over_at=row.taken_over_at, created_at=row.created_at,
    )  # fmt: skip


def _message(call: Call, row: Any) -> Message:
    return Message(
        id=row.id, conversation=row.conversation_id, direction=row.direction, purpose=row.purpose, topic=row.topic,
        body=call.words(row.body), language=row.language, flow=row.flow, flow_version=row.flow_version, step=row.step,
        broadcast=row.broadcast_id, parts=row.parts, status=row.status, error_code=row.error_code,
        created_at=row.created_at, sent_at=row.sent_at,
    )  # fmt: skip


_EXAMPLE = {
    "id": "cnv_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "contact": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "channel": "sms",
    "sender": "+15055550100", "answerable": True, "taken_over_at": None, "created_at": "2026-03-10T16:00:40.000000Z",
}  # fmt: skip
_WRITTEN = {
    "id": "msg_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "conversation": _EXAMPLE["id"], "direction": "out", "purpose": "reply",
    "topic": None, "body": "Gracias. Vamos a verlo hoy.", "language": "es", "flow": None, "flow_version": None,
    "step": None, "broadcast": None, "parts": 1, "status": "queued", "error_code": None,
    "created_at": "2026-03-10T16:02:00.000000Z", "sent_at": None,
}  # fmt: skip
ROUTES = (
    Route("GET", "/conversations", "conversations:read", list_conversations, ConversationPage,
          query=ConversationsQuery, example={"data": [_EXAMPLE], "next": None},
          leads={"conversation": "/data/0/id"}),
    Route("GET", "/conversations/{conversation}", "conversations:read", get_conversation, Conversation,
          example=_EXAMPLE),
    Route("GET", "/conversations/{conversation}/messages", "conversations:read", list_messages, MessagePage,
          query=MessagesQuery, example={"data": [_WRITTEN], "next": None}),
    Route("POST", "/conversations/{conversation}/messages", "conversations:write", post_message, Message,
          body=NewMessage, status=202, changes=True, refuses=True, example=_WRITTEN,
          asks={"body": "Gracias. Vamos a verlo hoy.", "language": "es"}),
    Route("GET", "/conversations/{conversation}/messages/{message}", "conversations:read", get_message, Message,
          example=_WRITTEN),
)  # fmt: skip
