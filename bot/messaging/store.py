"""Queries about conversations, messages and attempts; they take an open transaction first and never commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx, Utc
from bot.db.writes import Burst, Writer
from bot.messaging.rules import STATUS_RANK, Wishes
from bot.messaging.tables import attempt, conversation, message
from bot.people.tables import contact

_ADD_CONVERSATION = conversation.insert()
_ADD_MESSAGE = {
    "sqlite": sqlite.insert(message).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(message).on_conflict_do_nothing(),
}
_ADD_TEXT = message.insert()
_BY_CARRIER_ID = select(message.c.id).where(message.c.carrier_id == bindparam("sid"))
_BY_CARRIER_IDS = select(message.c.carrier_id, message.c.id, message.c.status).where(
    message.c.carrier_id.in_(bindparam("sids", expanding=True))
)


def add_conversation(burst: Burst, row: dict[str, Any]) -> None:
    """A new conversation; the burst is stale when it was there already."""
    burst.must(_ADD_CONVERSATION, row)


_since = func.coalesce(conversation.c.waiting_since, bindparam("at", type_=Utc()))
_HAND_OFF = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(taken_over_at=bindparam("at", type_=Utc()), waiting_since=_since)
)
_WAIT = update(conversation).where(conversation.c.id == bindparam("of")).values(waiting_since=_since)
_TAKE_OVER = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(taken_over_at=bindparam("at"), waiting_since=bindparam("since"))
)
_HOLD = update(conversation).where(conversation.c.id == bindparam("of")).values(held_message_id=bindparam("held"))
_HIDE = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(
        held_message_id=bindparam("held"),
        hidden_since=func.coalesce(conversation.c.hidden_since, bindparam("at", type_=Utc())),
    )
)


def hand_off(tx: Writer, conversation_id: str, at: datetime) -> None:
    """The flows are silent from now on, and the resident waits for a person."""
    tx.execute(_HAND_OFF, {"of": conversation_id, "at": at})


def wait_for_person(tx: Writer, conversation_id: str, at: datetime) -> None:
    """The resident wrote to the person who answers; since the first such text without an answer, they wait."""
    tx.execute(_WAIT, {"of": conversation_id, "at": at})


def take_over(tx: Writer, conversation_id: str, at: datetime | None, *, since: datetime | None = None) -> None:
    """A person answers in this conversation from now on; None: the flows do again. `since` the resident waits."""
    tx.execute(_TAKE_OVER, {"of": conversation_id, "at": at, "since": since})


def hold(tx: Writer, conversation_id: str, message_id: str | None) -> None:
    """The text that waits for "1" to go on; None when none does."""
    tx.execute(_HOLD, {"of": conversation_id, "held": message_id})


def hold_and_hide(tx: Writer, conversation_id: str, message_id: str, at: datetime) -> None:
    """The same, and ordinary staff may not read the conversation any more."""
    tx.execute(_HIDE, {"of": conversation_id, "held": message_id, "at": at})


LONGEST_ID = 64
"""Characters of the longest id, ours or the carrier's, as the table holds it."""


def add_text(burst: Burst, row: dict[str, Any]) -> None:
    """A text that came in; the burst is stale when the carrier's id was there already."""
    burst.must(_ADD_TEXT, row)


def add_message(tx: Writer, row: dict[str, Any]) -> None:
    """A message that is to leave; the same id twice is one."""
    tx.execute(_ADD_MESSAGE[tx.dialect.name], row)


def is_id(given: str) -> bool:
    """Whether this can be the id of a message, ours or the carrier's; PostgreSQL refuses to look for what cannot."""
    return 0 < len(given) <= LONGEST_ID and given.isprintable()


def message_by_carrier_id(tx: Tx, carrier_id: str) -> str | None:
    """The id of the message the carrier knows by this id."""
    return tx.execute(_BY_CARRIER_ID, {"sid": carrier_id}).scalar()


def messages_by_carrier_ids(tx: Tx, carrier_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Those of the carrier's ids that are of messages of ours: to the message's id and status."""
    return {sid: (id, status) for sid, id, status in tx.execute(_BY_CARRIER_IDS, {"sids": list(carrier_ids)})}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything needed to send one message, the number still sealed."""

    id: str
    conversation_id: str
    purpose: str
    body: str
    language: str | None
    status: str
    channel: str
    sender: str
    answerable: bool
    contact_id: str
    phone_sealed: bytes
    phone_hash: str
    topic: str | None
    broadcast_id: str | None
    parts: int
    last_attempt: int
    started_at: datetime | None
    times_asked: int
    wishes: Wishes


_last = (
    select(func.max(attempt.c.number)).where(attempt.c.message_id == message.c.id).correlate(message).scalar_subquery()
)
_OUTGOING = (
    select(
        message.c.id, message.c.conversation_id, message.c.purpose, message.c.body, message.c.language,
        message.c.status, conversation.c.channel, conversation.c.sender, conversation.c.answerable, contact.c.id,
        contact.c.phone_sealed, contact.c.phone_hash, message.c.topic, message.c.broadcast_id,
        func.coalesce(message.c.parts, 1), func.coalesce(attempt.c.number, 0), attempt.c.started_at,
        func.coalesce(attempt.c.times_asked, 0), contact.c.left_at, contact.c.paused_until, contact.c.monthly_since,
        contact.c.topics_off, contact.c.discreet_until,
    )
    .select_from(
        message.join(conversation, conversation.c.id == message.c.conversation_id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .outerjoin(attempt, and_(attempt.c.message_id == message.c.id, attempt.c.number == _last))
    )
    .where(message.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(message.c.created_at, message.c.id)
)  # fmt: skip


def outgoing_messages(tx: Tx, ids: Sequence[str]) -> list[Outgoing]:
    """These messages with what sending needs, oldest first."""
    return [_outgoing(*row) for row in tx.execute(_OUTGOING, {"ids": list(ids)})]


def _outgoing(*row: Any) -> Outgoing:
    left_at, paused_until, monthly_since, off, discreet_until = row[-5:]
    wishes = Wishes(left_at, paused_until, monthly_since, frozenset((off or "").split()), discreet_until)
    return Outgoing(*[*row[:-5], wishes])


_BEGIN_ATTEMPT = attempt.insert()
_SENDING = update(message).where(message.c.id.in_(bindparam("ids", expanding=True))).values(status="sending")
_END_ATTEMPT = (
    update(attempt)
    .where(attempt.c.message_id == bindparam("of"), attempt.c.number == bindparam("nth"))
    .values(finished_at=bindparam("at"), outcome=bindparam("as_"), error_code=bindparam("code"))
)
_DROP_ATTEMPT = attempt.delete().where(attempt.c.message_id == bindparam("of"), attempt.c.number == bindparam("nth"))
_ASKED = (
    update(attempt)
    .where(attempt.c.message_id == bindparam("of"), attempt.c.number == bindparam("nth"))
    .values(times_asked=attempt.c.times_asked + 1)
)


def add_attempt(tx: Writer, message_id: str, now: datetime) -> None:
    """The first attempt of a message that the carrier is being handed."""
    tx.execute(_BEGIN_ATTEMPT, {"message_id": message_id, "number": 1, "started_at": now, "times_asked": 0})


def begin_attempts(tx: Tx, attempts: Sequence[tuple[str, int]], now: datetime) -> None:
    """Say, before the carrier is called, that these messages (id, number of the attempt) are about to be sent."""
    rows = [{"message_id": id, "number": number, "started_at": now, "times_asked": 0} for id, number in attempts]
    tx.execute(_BEGIN_ATTEMPT, rows)
    tx.execute(_SENDING, {"ids": [id for id, _ in attempts]})


def end_attempts(tx: Writer, rows: Sequence[dict[str, Any]]) -> None:
    """What became of attempts: rows of of, nth, at, as_, code."""
    tx.execute(_END_ATTEMPT, list(rows))


def take_back_attempt(tx: Tx, message_id: str, number: int) -> None:
    """The carrier was not called after all: the message is queued as if it had never been taken up."""
    if set_status(tx, message_id, "queued", seen=["sending"]):
        tx.execute(_DROP_ATTEMPT, {"of": message_id, "nth": number})


def count_asked(tx: Tx, message_id: str, number: int) -> None:
    """The carrier was asked about this attempt once more."""
    tx.execute(_ASKED, {"of": message_id, "nth": number})


_UNDER_WAY = ("queued", "sending", "in_doubt")
"""In these states `carrier_id` is none, or that of the attempt before, which the carrier gave back."""


def _written(words: Iterable[str]) -> list[ColumnElement[str]]:
    """Our own words written into a statement, so that it can be sent once for many rows."""
    return [literal_column(f"'{word}'") for word in words]


_ranks: list[ColumnElement[int]] = [literal_column(str(rank)) for rank in STATUS_RANK.values()]
_rank = case(
    *((message.c.status == word, rank) for word, rank in zip(_written(STATUS_RANK), _ranks, strict=True)),
    else_=literal_column("0"),
)
_handed = _written(_UNDER_WAY[1:])
_other = message.alias("other")
_taken_by_another = exists().where(_other.c.carrier_id == bindparam("sid"), _other.c.id != bindparam("of"))
_RAISE = (
    update(message)
    .where(
        message.c.id == bindparam("of"),
        ~_taken_by_another,
        _rank < bindparam("rank"),
        or_(
            and_(message.c.carrier_id == bindparam("sid"), message.c.status.not_in(_written(_UNDER_WAY))),
            and_(message.c.carrier_id.is_distinct_from(bindparam("sid")), message.c.status.in_(_handed)),
        ),
    )
    .values(
        status=bindparam("to"), carrier_id=bindparam("sid"), error_code=bindparam("code"),
        sent_at=func.coalesce(message.c.sent_at, bindparam("at", type_=message.c.sent_at.type)),
    )
)  # fmt: skip
_SET = (
    update(message)
    .where(message.c.id == bindparam("of"), message.c.status.in_(bindparam("seen", expanding=True)))
    .values(status=bindparam("to"), error_code=bindparam("code"))
)
_REFUSE = (
    update(message)
    .where(message.c.id == bindparam("of"), message.c.status == "queued")
    .values(status="refused", decided=bindparam("why"))
)
_REQUEUE = update(message).where(message.c.id == bindparam("of")).values(status="queued", sent_at=None)


def raise_status(tx: Tx, message_id: str, status: str, *, carrier_id: str, code: int | None, at: datetime) -> bool:
    """The carrier told of a message: take its status when it is higher than what is known; False when it is not.

    Told of an attempt that was given up (another carrier id), it changes nothing; nor does an id that another message
    has: of two equal texts in doubt, the carrier's list cannot tell which is which.
    """
    return bool(tx.execute(_RAISE, _raised(message_id, status, carrier_id, code, at)).rowcount)


def was_taken(tx: Writer, message_id: str, status: str, *, carrier_id: str, at: datetime) -> None:
    """The same when the carrier answers the call that sent it: a callback that overtook the answer may know more."""
    tx.execute(_RAISE, _raised(message_id, status, carrier_id, None, at))


def _raised(message_id: str, status: str, carrier_id: str, code: int | None, at: datetime) -> dict[str, Any]:
    return {"of": message_id, "to": status, "rank": STATUS_RANK[status], "sid": carrier_id, "code": code, "at": at}


def set_status(tx: Tx, message_id: str, status: str, *, seen: Sequence[str], code: int | None = None) -> bool:
    """Our own decision about a message; False when its status was not among those seen."""
    row = {"of": message_id, "to": status, "seen": list(seen), "code": code}
    return bool(tx.execute(_SET, row).rowcount)


def refuse(tx: Tx, message_id: str, why: str) -> None:
    """The send gate did not let it leave; the word of messaging.reasons stays in `decided`."""
    tx.execute(_REFUSE, {"of": message_id, "why": dumps([why])})


def requeue(tx: Tx, message_id: str) -> None:
    """The carrier gave this message back undelivered; it is to be sent again as a new attempt.

    It keeps its carrier's id until then, so that late news of the attempt before is not taken for the new one's.
    """
    tx.execute(_REQUEUE, {"of": message_id})


_IN_DOUBT = (
    select(message.c.id, message.c.created_at)
    .where(message.c.status == literal_column("'in_doubt'"))
    .order_by(message.c.id)
    .limit(bindparam("most"))
)


def messages_in_doubt(tx: Tx, most: int = 100) -> list[tuple[str, datetime]]:
    """Messages that may or may not have reached the carrier: id and when they were queued."""
    return [(row[0], row[1]) for row in tx.execute(_IN_DOUBT, {"most": most})]


_NO_NEWS = (
    update(message)
    .where(message.c.status.in_(("accepted", "sent")), message.c.sent_at < bindparam("before", type_=Utc()))
    .values(status="unknown")
)


def mark_unknown(tx: Tx, before: datetime) -> int:
    """Texts that the carrier took before then, and of which no receipt came, are unknown; how many those were."""
    return int(tx.execute(_NO_NEWS, {"before": before}).rowcount)
