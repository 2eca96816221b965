"""Texts that left and what waits to leave, as staff read them; each list follows an index and ends at a bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select, tuple_

from bot.db.base import Tx, Utc
from bot.messaging.outgoing import SEND
from bot.messaging.tables import attempt, conversation, message
from bot.outbox.put import QUEUES
from bot.outbox.tables import outbox
from bot.people.tables import contact

PER_PAGE = 50
MOST_LOOKED_AT = 3_000
"""Texts that a page looks through; a filter that finds nothing among them offers to look further back."""
MOST_COUNTED = 10_000
"""Items of a queue that are counted; beyond that it is "more than"."""

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "leaving": ("queued", "sending", "in_doubt"),
    "sent": ("accepted", "sent"),
    "delivered": ("delivered", "read"),
    "failed": ("failed", "undelivered"),
    "refused": ("refused",),
    "unknown": ("unknown",),
    "lost": ("failed", "undelivered", "refused"),
}
"""What may be asked for, and the statuses that it means."""
_out = message.c.direction == literal_column("'out'")
_lost = message.c.status.in_([literal_column(f"'{each}'") for each in OUTCOMES["lost"]])


@dataclass(frozen=True, slots=True)
class Sought:
    """Which texts; each empty value means all of them. `why` is a carrier's code or a word of messaging.reasons."""

    outcome: str = ""
    sender: str = ""
    language: str = ""
    why: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


Key = tuple[datetime, str]
"""Where a page ends: time and id of its last text."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some texts, newest first, and where the next page begins; `further`: none was left of those looked at."""

    rows: Sequence[Row[Any]]
    after: Key | None = None
    further: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a queue holds: so many items (MOST_COUNTED + 1: more than that), of which are due, and since when."""

    queue: str
    items: int
    due: int
    oldest: datetime | None


def texts(tx: Tx, sought: Sought, *, after: Key | None = None) -> Page:
    """A page of texts that left, or were to leave."""
    columns = (message.c.id, message.c.conversation_id, message.c.purpose, message.c.language, message.c.status,
               message.c.error_code, message.c.decided, message.c.parts, message.c.created_at)  # fmt: skip
    query = select(*columns).where(_out, *_between(sought, after))
    if sought.outcome in ("failed", "refused", "lost"):
        query = query.where(_lost)
    order = (message.c.created_at.desc(), message.c.id.desc())
    looked = query.order_by(*order).limit(MOST_LOOKED_AT).subquery()
    told = (
        select(looked, conversation.c.sender, conversation.c.contact_id)
        .join_from(looked, conversation, conversation.c.id == looked.c.conversation_id)
        .where(*_filters(looked, sought))
        .order_by(looked.c.created_at.desc(), looked.c.id.desc())
    )
    rows = tx.execute(told.limit(PER_PAGE + 1)).all()
    if len(rows) > PER_PAGE:
        last = rows[PER_PAGE - 1]
        return Page(rows[:PER_PAGE], (last.created_at, last.id))
    ends = tx.execute(
        select(looked.c.created_at, looked.c.id).order_by(looked.c.created_at.desc(), looked.c.id.desc())
        .offset(MOST_LOOKED_AT - 1)
    ).first()  # fmt: skip
    return Page(rows, (ends[0], ends[1]) if ends else None, further=ends is not None)


def _between(sought: Sought, after: Key | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.begins:
        conditions.append(message.c.created_at >= sought.begins)
    if sought.ends:
        conditions.append(message.c.created_at < sought.ends)
    if after:
        conditions.append(message.c.created_at <= after[0])
        conditions.append(tuple_(message.c.created_at, message.c.id) < tuple_(*after))
    return conditions


def _filters(looked: Any, sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.outcome:
        conditions.append(looked.c.status.in_(OUTCOMES[sought.outcome]))
    if sought.sender:
        conditions.append(conversation.c.sender == sought.sender)
    if sought.language:
        conditions.append(looked.c.language == sought.language)
    if sought.why.isdecimal():
        conditions.append(looked.c.error_code == int(sought.why))
    elif sought.why:
        conditions.append(looked.c.decided == f'["{sought.why}"]')
    return conditions


def text(tx: Tx, message_id: str) -> Row[Any] | None:
    """One text that left, with its resident and its sender."""
    found = (
        select(message, conversation.c.sender, conversation.c.channel, conversation.c.contact_id,
               conversation.c.hidden_since, conversation.c.answerable, contact.c.left_at)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(message.c.id == message_id, _out)
    )  # fmt: skip
    return tx.execute(found).first()


def exists(tx: Tx, message_id: str) -> bool:
    """Whether there is such a text."""
    return tx.execute(select(message.c.id).where(message.c.id == message_id)).first() is not None


def attempts(tx: Tx, message_id: str) -> Sequence[Row[Any]]:
    """Every call to the carrier for this text, in order."""
    return tx.execute(select(attempt).where(attempt.c.message_id == message_id).order_by(attempt.c.number)).all()


def promise(tx: Tx, message_id: str) -> Row[Any] | None:
    """When a text that waits is due, and the word why it waits."""
    found: Select[Any] = select(outbox.c.due_at, outbox.c.error, outbox.c.attempts)
    return tx.execute(found.where(outbox.c.kind == SEND, outbox.c.subject == message_id)).first()


def waiting(tx: Tx, now: datetime) -> list[Waiting]:
    """What each queue holds."""
    return [_waiting(tx, queue, now) for queue in QUEUES]


def _some(queue: str, *columns: Any) -> Any:
    of = select(*columns).where(outbox.c.queue == queue).order_by(outbox.c.due_at, outbox.c.id)
    return of.limit(MOST_COUNTED + 1).subquery()


def _waiting(tx: Tx, queue: str, now: datetime) -> Waiting:
    some = _some(queue, outbox.c.due_at)
    due = func.count().filter(some.c.due_at <= now)
    row = tx.execute(select(func.count(), due, func.min(some.c.due_at, type_=Utc()))).one()
    return Waiting(queue, row[0], row[1], row[2] if row[1] else None)


def held(tx: Tx, now: datetime) -> list[tuple[str, int, datetime]]:
    """Why texts wait, how many of the first MOST_COUNTED of each queue, and when the first of them goes on."""
    found: dict[str, tuple[int, datetime]] = {}
    for queue in QUEUES:
        some = _some(queue, outbox.c.kind, outbox.c.error, outbox.c.due_at)
        rows = tx.execute(
            select(func.coalesce(some.c.error, ""), func.count(), func.min(some.c.due_at, type_=Utc()))
            .where(some.c.kind == SEND, some.c.due_at > now)
            .group_by(some.c.error)
        )
        for why, many, first in rows:
            before = found.get(why, (0, first))
            found[why] = (before[0] + many, min(before[1], first))
    return sorted(((why, many, first) for why, (many, first) in found.items()), key=lambda each: -each[1])


def in_doubt(tx: Tx, most: int = PER_PAGE) -> Sequence[Row[Any]]:
    """Texts of which nobody knows yet whether they left: id, conversation and when they were written."""
    doubtful = message.c.status == literal_column("'in_doubt'")
    columns = (message.c.id, message.c.conversation_id, message.c.language, message.c.created_at, conversation.c.sender)
    joined = message.join(conversation, conversation.c.id == message.c.conversation_id)
    found: Select[Any] = select(*columns).select_from(joined).where(doubtful).limit(most)
    return tx.execute(found).all()
