"""Queries for the simulator's phones: what a phone wrote, what the carrier brought it, what is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, select

from bot.conversations.tables import session
from bot.db.base import Tx
from bot.messaging.tables import conversation, message, simulated_text
from bot.people.tables import contact

MOST_TEXTS = 200
"""How far back a phone shows texts, in each direction."""


@dataclass(frozen=True, slots=True)
class Resident:
    """What the city knows about whoever holds the phone."""

    id: str
    language: str | None
    language_source: str | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """A text of the resident as the city took it; `carrier_id` is the id the phone sent it under."""

    carrier_id: str
    body: str
    at: datetime
    status: str
    decided: str | None
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Brought:
    """A text of the city that the carrier has delivered, with what the city knows about it."""

    carrier_id: str
    body: str
    at: datetime
    queued_at: datetime
    sender: str
    status: str
    purpose: str
    parts: int | None
    encoding: str | None
    error_code: int | None
    language: str | None
    flow: str | None
    flow_version: str | None
    step: str | None
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Walk:
    """A session as it is now."""

    id: str
    flow: str
    state: str
    turn: int
    status: str
    wake_at: datetime | None


@dataclass(frozen=True, slots=True)
class Promised:
    """A text of the city that no phone has yet, or never will; its words stay with the city."""

    status: str
    purpose: str
    error_code: int | None
    queued_at: datetime
    session_id: str | None


_RESIDENT = select(contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at).where(
    contact.c.phone_hash == bindparam("hash")
)
_WRITTEN = (
    select(
        message.c.carrier_id, message.c.body, message.c.created_at, message.c.status, message.c.decided,
        message.c.session_id,
    )
    .select_from(message.join(conversation, conversation.c.id == message.c.conversation_id))
    .where(conversation.c.contact_id == bindparam("who"), message.c.direction == "in")
    .order_by(message.c.created_at.desc())
    .limit(MOST_TEXTS)
)  # fmt: skip
_BROUGHT = (
    select(
        simulated_text.c.carrier_id, simulated_text.c.body, simulated_text.c.at, message.c.created_at,
        conversation.c.sender, message.c.status, message.c.purpose, message.c.parts, message.c.encoding,
        message.c.error_code, message.c.language, message.c.flow, message.c.flow_version, message.c.step,
        message.c.session_id,
    )
    .select_from(
        simulated_text.join(message, message.c.id == simulated_text.c.message_id).join(
            conversation, conversation.c.id == message.c.conversation_id
        )
    )
    .where(simulated_text.c.phone_hash == bindparam("hash"))
    .order_by(simulated_text.c.at.desc())
    .limit(MOST_TEXTS)
)  # fmt: skip
_PROMISED = (
    select(message.c.status, message.c.purpose, message.c.error_code, message.c.created_at, message.c.session_id)
    .select_from(message.join(conversation, conversation.c.id == message.c.conversation_id))
    .where(
        and_(
            conversation.c.contact_id == bindparam("who"),
            message.c.direction == "out",
            ~exists().where(simulated_text.c.message_id == message.c.id),
        )
    )
    .order_by(message.c.created_at.desc())
    .limit(MOST_TEXTS)
)
_WALKS = select(
    session.c.id, session.c.flow, session.c.state, session.c.turn, session.c.status, session.c.wake_at
).where(session.c.id.in_(bindparam("ids", expanding=True)))


def resident(tx: Tx, phone_hash: str) -> Resident | None:
    """Who holds this phone, once they have written."""
    row = tx.execute(_RESIDENT, {"hash": phone_hash}).first()
    return Resident(*row) if row else None


def written(tx: Tx, contact_id: str) -> list[Written]:
    """What the resident wrote, oldest first."""
    return [Written(*row) for row in reversed(tx.execute(_WRITTEN, {"who": contact_id}).all())]


def brought(tx: Tx, phone_hash: str) -> list[Brought]:
    """What the carrier brought to this phone, oldest first."""
    return [Brought(*row) for row in reversed(tx.execute(_BROUGHT, {"hash": phone_hash}).all())]


def promised(tx: Tx, contact_id: str) -> list[Promised]:
    """The city's texts that have not reached this phone, oldest first."""
    return [Promised(*row) for row in reversed(tx.execute(_PROMISED, {"who": contact_id}).all())]


def walks(tx: Tx, ids: Sequence[str]) -> dict[str, Walk]:
    """These sessions by id."""
    return {row[0]: Walk(*row) for row in tx.execute(_WALKS, {"ids": list(ids)})} if ids else {}
