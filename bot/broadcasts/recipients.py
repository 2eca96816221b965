"""Queries about recipients: whose turn it is, what they are known by, and what became of their texts; no commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.broadcasts.freezing import HELD_OUT, LEFT_OUT, PENDING, QUEUED, be_patient
from bot.broadcasts.tables import recipient
from bot.broadcasts.texted import MESSAGE_ID, REACHED, UNDER_WAY
from bot.db.base import Tx
from bot.lib.ids import new_id
from bot.messaging.codes import action_for
from bot.messaging.tables import conversation, message
from bot.outbox.tables import outbox
from bot.people.tables import contact, contact_field

ANSWERED_WITHIN = timedelta(hours=72)
"""What a recipient texts for so long counts as an answer to the broadcast."""
CHANNEL = "sms"


@dataclass(frozen=True, slots=True)
class Taken:
    """A recipient whose turn it is: how they were written down, and what is known of them now."""

    contact_id: str
    variant: str
    frozen_language: str | None
    language: str | None
    is_here: bool


def first_pending(tx: Tx, broadcast_id: str) -> str | None:
    """The next resident in line."""
    pending = (recipient.c.broadcast_id == broadcast_id, recipient.c.status == PENDING)
    return tx.execute(
        select(recipient.c.contact_id).where(*pending).order_by(recipient.c.contact_id).limit(1)
    ).scalar()  # fmt: skip


def take(tx: Tx, broadcast_id: str, most: int) -> list[Taken]:
    """Call the next ones in line; whoever another worker is calling at this moment is passed over."""
    line = (
        select(recipient.c.contact_id)
        .where(recipient.c.broadcast_id == broadcast_id, recipient.c.status == PENDING)
        .order_by(recipient.c.contact_id).limit(most).with_for_update(skip_locked=True).cte("line")
    )  # fmt: skip
    rows = tx.execute(
        update(recipient)
        .where(recipient.c.broadcast_id == broadcast_id, recipient.c.contact_id.in_(select(line.c.contact_id)))
        .values(status=QUEUED)
        .returning(recipient.c.contact_id, recipient.c.variant, recipient.c.language)
    ).all()
    is_here = and_(contact.c.left_at.is_(None), contact.c.shares.is_(None))
    known = {
        who: (language, bool(here))
        for who, language, here in tx.execute(
            select(contact.c.id, contact.c.language, is_here).where(contact.c.id.in_([row[0] for row in rows]))
        )
    }
    return [
        Taken(who, variant, frozen, *known.get(who, (None, False))) for who, variant, frozen in sorted(rows, key=_id)
    ]


def _id(row: Sequence[Any]) -> str:
    return str(row[0])


def leave_out(tx: Tx, broadcast_id: str, contact_ids: Sequence[str], reason: str) -> None:
    """These get nothing after all."""
    tx.execute(
        update(recipient)
        .where(recipient.c.broadcast_id == broadcast_id, recipient.c.contact_id.in_(contact_ids))
        .values(status=LEFT_OUT, reason=reason)
    )


def count_pending(tx: Tx, broadcast_id: str) -> int:
    """How many are still in line."""
    pending = (recipient.c.broadcast_id == broadcast_id, recipient.c.status == PENDING)
    return int(tx.execute(select(func.count()).select_from(recipient).where(*pending)).scalar_one())


def count_lines(tx: Tx, broadcast_ids: Sequence[str], most: int) -> dict[str, int]:
    """How many are still in line of each of these; nobody counts beyond `most`."""
    of = recipient.c
    lines = [
        (each, select(of.contact_id).where(of.broadcast_id == each, of.status == PENDING).limit(most).subquery())
        for each in broadcast_ids
    ]
    counts = [select(literal(each), func.count()).select_from(line) for each, line in lines]
    return {row[0]: row[1] for row in tx.execute(union_all(*counts))} if counts else {}


def leave_out_pending(tx: Tx, broadcast_id: str, reason: str) -> None:
    """Whoever is still in line gets nothing."""
    be_patient(tx)
    pending = (recipient.c.broadcast_id == broadcast_id, recipient.c.status == PENDING)
    tx.execute(update(recipient).where(*pending).values(status=LEFT_OUT, reason=reason))


def set_languages(tx: Tx, broadcast_id: str, languages: Mapping[str, str | None]) -> None:
    """The languages that these residents chose since they were written down."""
    for contact_id, language in languages.items():
        whom = (recipient.c.broadcast_id == broadcast_id, recipient.c.contact_id == contact_id)
        tx.execute(update(recipient).where(*whom).values(language=language))


def fields_of(tx: Tx, contact_ids: Sequence[str], names: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the city knows about these residents, of these fields."""
    found: dict[str, dict[str, str]] = {}
    if wanted := list(names):
        rows = select(contact_field.c.contact_id, contact_field.c.name, contact_field.c.value).where(
            contact_field.c.contact_id.in_(contact_ids), contact_field.c.name.in_(wanted)
        )
        for contact_id, name, value in tx.execute(rows):
            found.setdefault(contact_id, {})[name] = value
    return found


_ADD_CONVERSATION = {
    "sqlite": sqlite.insert(conversation).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(conversation).on_conflict_do_nothing(),
}


def conversations_with(tx: Tx, contact_ids: Sequence[str], sender: str, now: datetime) -> dict[str, str]:
    """The conversation of each of these residents with this sender; one is made where there was none."""
    with_them = select(conversation.c.contact_id, conversation.c.id).where(
        conversation.c.contact_id.in_(contact_ids), conversation.c.channel == CHANNEL, conversation.c.sender == sender
    )
    found = dict(tx.execute(with_them).all())
    rows = [
        {"id": new_id("cnv", now), "contact_id": each, "channel": CHANNEL, "sender": sender, "answerable": True,
         "created_at": now}
        for each in contact_ids if each not in found
    ]  # fmt: skip
    if not rows:
        return found
    tx.execute(_ADD_CONVERSATION[tx.dialect.name], rows)
    return dict(tx.execute(with_them).all())


def texts_under_way(tx: Tx, broadcast_id: str) -> int:
    """How many of its messages have not left yet."""
    ours = (message.c.broadcast_id == broadcast_id, message.c.status.in_(UNDER_WAY))
    return int(tx.execute(select(func.count()).select_from(message).where(*ours)).scalar_one())


def message_counts(tx: Tx, broadcast_id: str) -> dict[str, int]:
    """How many messages of the broadcast have which status."""
    counted = select(message.c.status, func.count()).where(message.c.broadcast_id == broadcast_id)
    return dict(tx.execute(counted.group_by(message.c.status)).all())


def last_written_at(tx: Tx, broadcast_id: str) -> datetime | None:
    """When the last of its messages was written."""
    return tx.execute(select(func.max(message.c.created_at)).where(message.c.broadcast_id == broadcast_id)).scalar()


def refuse_queued(tx: Tx, broadcast_id: str) -> None:
    """What has waited too long does not leave any more; the promise to send it finds it settled."""
    waiting = (message.c.broadcast_id == broadcast_id, message.c.status == "queued")
    tx.execute(update(message).where(*waiting).values(status="refused"))


def wake_queued(tx: Tx, broadcast_id: str, kind: str, now: datetime) -> None:
    """What was put off because the broadcast was paused is due again."""
    ours = select(message.c.id).where(message.c.broadcast_id == broadcast_id, message.c.status == "queued")
    tx.execute(update(outbox).where(outbox.c.kind == kind, outbox.c.subject.in_(ours)).values(due_at=now))


@dataclass(slots=True)
class Figures:
    """What became of the recipients of one language; `failed` and `left_out` by reason."""

    people: int = 0
    pending: int = 0
    under_way: int = 0
    sent: int = 0
    delivered: int = 0
    replied: int = 0
    opted_out: int = 0
    held_out: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


def figures(tx: Tx, broadcast_id: str) -> dict[str | None, Figures]:
    """By language (None: the bilingual text), how far it is; sent counts what the carrier took, delivered included."""
    counted: dict[str | None, Figures] = {}
    replied, opted_out = _flag(_replied(tx)), _flag(_opted_out(tx))
    columns: list[Any] = [recipient.c.language, recipient.c.status, recipient.c.reason, message.c.status,
                          message.c.error_code]  # fmt: skip
    rows = tx.execute(
        select(*columns, func.count(), func.sum(replied), func.sum(opted_out))
        .select_from(recipient.outerjoin(message, message.c.id == MESSAGE_ID))
        .join(contact, contact.c.id == recipient.c.contact_id)
        .where(recipient.c.broadcast_id == broadcast_id)
        .group_by(*columns)
    )
    for row in rows:
        language, status, reason, told, code, count, replies, gone = tuple(row)
        _add(counted.setdefault(language, Figures()), status, reason, told, code, count)
        counted[language].replied += int(replies)
        counted[language].opted_out += int(gone)
    return counted


def _add(to: Figures, status: str, reason: str | None, told: str | None, code: int | None, count: int) -> None:
    if status == LEFT_OUT:
        to.left_out[reason or ""] = to.left_out.get(reason or "", 0) + count
        return
    to.people += count
    if status == HELD_OUT:
        to.held_out += count
    elif status == PENDING or told is None:
        to.pending += count
    elif told in UNDER_WAY:
        to.under_way += count
    elif told in REACHED:
        to.sent += count
        to.delivered += count * (told in ("delivered", "read"))
    else:
        why = "refused by the gate" if told == "refused" else action_for(code).value
        to.failed[why] = to.failed.get(why, 0) + count


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _replied(tx: Tx) -> ColumnElement[bool]:
    """Whether the resident wrote within 72 hours after the text left."""
    heard = message.alias("heard")
    return exists().where(heard.c.conversation_id == message.c.conversation_id, *_answers(tx, heard))


def _answers(tx: Tx, heard: FromClause) -> tuple[ColumnElement[bool], ...]:
    """A text that came in within 72 hours after `message` left."""
    return heard.c.direction == "in", heard.c.created_at > message.c.sent_at, heard.c.created_at <= _until(tx)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recipient wrote, when, and the language that they read."""

    at: datetime
    language: str | None
    body: str


def replies(tx: Tx, broadcast_id: str) -> Iterator[Heard]:
    """What recipients wrote within 72 hours after the text left, oldest first; never what few may read."""
    heard = message.alias("heard")
    rows = (
        select(heard.c.created_at, recipient.c.language, heard.c.body)
        .select_from(recipient)
        .join(message, message.c.id == MESSAGE_ID)
        .join(heard, and_(heard.c.conversation_id == message.c.conversation_id, *_answers(tx, heard)))
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(
            recipient.c.broadcast_id == broadcast_id,
            or_(conversation.c.hidden_since.is_(None), heard.c.created_at < conversation.c.hidden_since),
        )
        .order_by(heard.c.created_at, heard.c.id)
    )
    for row in tx.execute(rows):
        yield Heard(*row)


def _opted_out(tx: Tx) -> ColumnElement[bool]:
    """Whether the resident left within that time, and has not come back."""
    return and_(contact.c.left_at > message.c.sent_at, contact.c.left_at <= _until(tx))


def _until(tx: Tx) -> ColumnElement[Any]:
    """72 hours after the text left, as the database writes times."""
    hours = int(ANSWERED_WITHIN.total_seconds()) // 3600
    if tx.dialect.name == "postgresql":
        return message.c.sent_at + literal_column(f"interval '{hours} hours'")
    # SQLite keeps times as text with six digits after the point, of which its own functions write three.
    return func.strftime("%Y-%m-%d %H:%M:%f", message.c.sent_at, f"+{hours} hours").concat("999")
