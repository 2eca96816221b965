"""Queries about sessions, answers and pinned flows; they take an open transaction first and never commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversations.tables import WAITING, answer, flow_version, safety_hit, session
from bot.db.base import Tx, Utc
from bot.db.engine import Database
from bot.db.prepared import first_row
from bot.db.writes import Burst, Writer
from bot.engine.flow import Flow
from bot.engine.session import Session
from bot.messaging.rules import Wishes
from bot.messaging.tables import conversation, message
from bot.people.store import Contact
from bot.people.tables import contact


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a resident stands when a text arrives: who they are, the conversation, the session that waits."""

    contact: Contact | None
    conversation_id: str | None
    session: Session | None
    wake_at: datetime | None
    taken_over_at: datetime | None
    held_message_id: str | None
    seen_message_id: str | None
    same_texts: int = 0
    texts: int = 0
    """How often they have written these very words lately, and how often anything."""


STRANGER = Standing(None, None, None, None, None, None, None)
"""Somebody whom nothing is known about."""
_SEEN = select(message.c.id).where(message.c.carrier_id == bindparam("sid"))
_MANY = 1_000_000
"""Two counts in one number, so that the texts are gone through once: how many are the same, times this, and all."""
_LATELY = (
    select(func.count() + _MANY * func.count(case((message.c.body == bindparam("body"), 1))))
    .where(
        message.c.conversation_id == conversation.c.id, message.c.created_at > bindparam("since", type_=Utc()),
        message.c.direction == literal_column("'in'"),
    )
    .correlate(conversation)
)  # fmt: skip
_STANDING = (
    select(
        contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at, conversation.c.id,
        session.c.state, session.c.wake_at, conversation.c.taken_over_at, conversation.c.held_message_id,
        _SEEN.scalar_subquery(), _LATELY.scalar_subquery(),
    )
    .select_from(
        contact.outerjoin(
            conversation,
            and_(
                conversation.c.contact_id == contact.c.id, conversation.c.channel == bindparam("channel"),
                conversation.c.sender == bindparam("sender"),
            ),
        ).outerjoin(session, and_(session.c.conversation_id == conversation.c.id, session.c.status == WAITING))
    )
    .where(contact.c.phone_hash == bindparam("hash"))
)  # fmt: skip


def standing(
    db: Database, *, phone_hash: str, channel: str, sender: str, carrier_id: str, body: str, since: datetime
) -> Standing:
    """Everything a turn needs to know, in one query; also whether this text has been seen before.

    `body` are the words that are counted from `since` on.
    """
    named = {"hash": phone_hash, "channel": channel, "sender": sender, "sid": carrier_id, "body": body, "since": since}
    row = first_row(db, _STANDING, named)
    if row is None:
        seen = first_row(db, _SEEN, {"sid": carrier_id})
        return replace(STRANGER, seen_message_id=seen[0] if seen else None)
    state = Session.from_json(row[5]) if row[5] else None
    return Standing(Contact(*row[:4]), row[4], state, *row[6:10], *divmod(row[10] or 0, _MANY))


_ADD_SESSION = session.insert()
_waiting = session.c.status == literal_column(f"'{WAITING}'")
_SAVE_SESSION = (
    update(session)
    .where(session.c.id == bindparam("of"), session.c.turn == bindparam("seen"), _waiting)
    .values(
        flow=bindparam("to_flow"), state=bindparam("to_state"), turn=bindparam("to_turn"),
        status=bindparam("to_status"), wake_at=bindparam("to_wake_at"), updated_at=bindparam("at"),
    )
)  # fmt: skip


def add_session(burst: Burst, row: dict[str, Any]) -> None:
    """A new session; the burst is stale when another one waits in the conversation already."""
    burst.must(_ADD_SESSION, row)


def save_session(
    burst: Burst, after: Session, *, seen: int, status: str, wake_at: datetime | None, at: datetime
) -> None:
    """The session after a turn; stale when somebody else took that turn first (compare-and-set on its number)."""
    burst.must(
        _SAVE_SESSION,
        {"of": after.id, "seen": seen, "to_flow": after.frames[0].flow, "to_state": after.to_json(),
         "to_turn": after.turn, "to_status": status, "to_wake_at": wake_at, "at": at},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A session that may have to be woken, with whom it is and where."""

    session: Session
    status: str
    wake_at: datetime | None
    conversation_id: str
    taken_over_at: datetime | None
    contact: Contact


_SLEEPER = (
    select(
        session.c.state, session.c.status, session.c.wake_at, session.c.conversation_id,
        conversation.c.taken_over_at, contact.c.id,
        contact.c.language, contact.c.language_source, contact.c.left_at,
    )
    .select_from(
        session.join(conversation, conversation.c.id == session.c.conversation_id).join(
            contact, contact.c.id == conversation.c.contact_id
        )
    )
    .where(session.c.id == bindparam("of"))
)  # fmt: skip


def sleeper(tx: Tx, session_id: str) -> Sleeper | None:
    """The session with this id."""
    row = tx.execute(_SLEEPER, {"of": session_id}).first()
    return Sleeper(Session.from_json(row[0]), row[1], row[2], row[3], row[4], Contact(*row[5:])) if row else None


@dataclass(frozen=True, slots=True)
class Reachable:
    """A resident in the conversation they used last; `waits` is whether a session waits in it."""

    contact: Contact
    conversation_id: str
    waits: bool
    taken_over_at: datetime | None

    def is_busy(self, taken_over_since: datetime) -> bool:
        """Whether something waits for their answer, or a person talks with them."""
        return self.waits or (self.taken_over_at is not None and self.taken_over_at > taken_over_since)


_REACHABLE = (
    select(
        contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at, conversation.c.id,
        session.c.id.is_not(None), conversation.c.taken_over_at,
    )
    .select_from(
        contact.join(conversation, conversation.c.contact_id == contact.c.id).outerjoin(
            session, and_(session.c.conversation_id == conversation.c.id, session.c.status == WAITING)
        )
    )
    .where(contact.c.id == bindparam("of"), contact.c.left_at.is_(None), conversation.c.answerable)
    .order_by(conversation.c.created_at.desc())
    .limit(1)
)  # fmt: skip


def reachable(tx: Tx, contact_id: str) -> Reachable | None:
    """The resident in the newest conversation with them; None when they have left or were never written to."""
    row = tx.execute(_REACHABLE, {"of": contact_id}).first()
    return Reachable(Contact(*row[:4]), row[4], bool(row[5]), row[6]) if row else None


_ADD_ANSWERS = answer.insert()


def add_answers(tx: Writer, rows: Sequence[dict[str, Any]]) -> None:
    """What was understood in a turn."""
    for row in rows:
        tx.execute(_ADD_ANSWERS, row)


_ADD_VERSION = {
    "sqlite": sqlite.insert(flow_version).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(flow_version).on_conflict_do_nothing(),
}
_VERSION = select(flow_version.c.form).where(flow_version.c.digest == bindparam("of"))


def keep_versions(tx: Tx, flows: Sequence[Flow], at: datetime) -> None:
    """Keep these versions for the sessions that begin on them."""
    for flow in flows:
        row = {"digest": flow.digest(), "flow": flow.id, "form": dumps(flow.to_json()), "first_seen_at": at}
        tx.execute(_ADD_VERSION[tx.dialect.name], row)


def kept_version(tx: Tx, digest: str) -> Flow | None:
    """The version of a flow that was kept under this digest."""
    form = tx.execute(_VERSION, {"of": digest}).scalar()
    return Flow.from_json(loads(form)) if form else None


_UNHANDLED = (
    select(
        message.c.body, message.c.media, message.c.location, message.c.carrier_id, conversation.c.channel,
        conversation.c.sender, conversation.c.answerable, contact.c.phone_sealed,
    )
    .select_from(
        message.join(conversation, conversation.c.id == message.c.conversation_id).join(
            contact, contact.c.id == conversation.c.contact_id
        )
    )
    .where(message.c.id == bindparam("of"), message.c.status == "received")
)  # fmt: skip
_HANDLED = (
    update(message)
    .where(message.c.id == bindparam("of"), message.c.status == "received")
    .values(status="handled", decided=bindparam("to_decided"), session_id=bindparam("to_session"))
)


def unhandled_message(tx: Tx, message_id: str) -> Any | None:
    """A text stored when its turn failed: body, media, location, carrier id, channel, sender, answerable, number."""
    return tx.execute(_UNHANDLED, {"of": message_id}).first()


_ADD_HIT = safety_hit.insert()
_WARNED = select(safety_hit.c["class"], safety_hit.c.went_on).where(
    safety_hit.c.contact_id == bindparam("who"), safety_hit.c.at > bindparam("since")
)
_WENT_ON = update(safety_hit).where(safety_hit.c.message_id == bindparam("of")).values(went_on=True)


def add_hit(burst: Burst, row: dict[str, Any]) -> None:
    """A text was answered with a safety text."""
    burst.execute(_ADD_HIT, row)


def warned(tx: Tx, contact_id: str, since: datetime) -> dict[str, bool]:
    """The classes whose safety text this resident has been told since then, and whether they went on each time."""
    told: dict[str, bool] = {}
    for danger, went_on in tx.execute(_WARNED, {"who": contact_id, "since": since}):
        told[danger] = told.get(danger, True) and bool(went_on)
    return told


def let_go_on(burst: Burst, message_id: str) -> None:
    """The resident said that this text was no emergency, or went on all the same."""
    burst.execute(_WENT_ON, {"of": message_id})


@dataclass(frozen=True, slots=True)
class Held:
    """A text that a safety text held back: its words, and when it came."""

    body: str
    at: datetime


_HELD = select(message.c.body, message.c.created_at).where(message.c.id == bindparam("of"))


def held(tx: Tx, message_id: str) -> Held | None:
    """The text that waits to go on."""
    row = tx.execute(_HELD, {"of": message_id}).first()
    return Held(*row) if row else None


def mark_handled(burst: Burst, message_id: str, *, decided: str, session_id: str | None) -> None:
    """The text has had its turn; stale when it had it already."""
    burst.must(_HANDLED, {"of": message_id, "to_decided": decided, "to_session": session_id})


@dataclass(frozen=True, slots=True)
class Reached:
    """A conversation as somebody needs it who wants to write in it: with whom, and what stands in the way."""

    id: str
    contact: Contact
    answerable: bool
    taken_over_at: datetime | None
    waiting: str | None
    heard_at: datetime | None
    phone_sealed: bytes
    wishes: Wishes


_heard_at = (
    select(func.max(message.c.created_at))
    .where(message.c.conversation_id == conversation.c.id, message.c.direction == "in")
    .correlate(conversation)
    .scalar_subquery()
)
_REACHED = (
    select(
        conversation.c.id, contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at,
        conversation.c.answerable, conversation.c.taken_over_at, session.c.flow, _heard_at, contact.c.phone_sealed,
        contact.c.left_at, contact.c.paused_until, contact.c.monthly_since, contact.c.topics_off,
        contact.c.discreet_until,
    )
    .select_from(
        conversation.join(contact, contact.c.id == conversation.c.contact_id).outerjoin(
            session, and_(session.c.conversation_id == conversation.c.id, session.c.status == WAITING)
        )
    )
    .where(conversation.c.hidden_since.is_(None), contact.c.shares.is_(None))
    .order_by(conversation.c.created_at.desc(), conversation.c.id.desc())
)  # fmt: skip


def reached(tx: Tx, conversation_id: str) -> Reached | None:
    """The conversation with this id; None where there is none, or not everybody may read it."""
    return _reached(tx.execute(_REACHED.where(conversation.c.id == conversation_id)).first())


def reached_last(tx: Tx, contact_id: str) -> Reached | None:
    """The newest conversation of this resident; None when they have none."""
    return _reached(tx.execute(_REACHED.where(contact.c.id == contact_id).limit(1)).first())


def _reached(row: Any | None) -> Reached | None:
    if row is None:
        return None
    wishes = Wishes(row[10], row[11], row[12], frozenset((row[13] or "").split()), row[14])
    answerable, taken_over_at, waiting, heard_at, sealed = row[5:10]
    return Reached(row[0], Contact(*row[1:5]), answerable, taken_over_at, waiting, heard_at, sealed, wishes)


def session_begun(tx: Tx, session_id: str) -> tuple[str, datetime] | None:
    """Flow version and beginning of the session with this id."""
    row = tx.execute(select(session.c.flow_version, session.c.started_at).where(session.c.id == session_id)).first()
    return (row[0], row[1]) if row else None
