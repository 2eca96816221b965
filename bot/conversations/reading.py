"""What staff read of one conversation, and of all of them at a glance; queries only, nothing is decided or changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, true

from bot.conversations.listing import Viewer
from bot.conversations.staff_tables import canned_reply, care, conversation_label, glance, human_reply, remark
from bot.conversations.tables import WAITING, safety_hit, session
from bot.conversations.takeover import HERE_FOR
from bot.conversations.waits import Wait
from bot.db.base import Tx
from bot.engine.session import Session
from bot.messaging.tables import conversation, message
from bot.people.tables import contact

TEXTS_AT_ONCE = 60
LOST = ("failed", "undelivered", "refused")
MOST_LOST = 2_000
"""Texts that did not arrive which are counted: of a broadcast to everybody many thousands do not."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: whose it is, who answers, what waits in it."""

    id: str
    contact_id: str
    sender: str
    answerable: bool
    taken_over_at: datetime | None
    waiting_since: datetime | None
    hidden_since: datetime | None
    language: str | None
    language_source: str | None
    left_at: datetime | None
    began_at: datetime
    taken_over_by: str | None
    assigned_to: str | None
    department: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the thread; no `body` where this viewer may not read it. `decided` is JSON as in messaging.tables."""

    id: str
    direction: str
    purpose: str
    body: str | None
    language: str | None
    flow: str | None
    staff_id: str | None
    media: str | None
    decided: str | None
    parts: int | None
    encoding: str | None
    status: str
    error_code: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A note or a mark between the texts; `kind` is of takeover.KINDS."""

    id: str
    staff_id: str
    kind: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Here:
    """A colleague who has it open; `writing` when they wrote in its reply box just now."""

    staff_id: str
    writing: bool


_TALK = (
    select(
        conversation.c.id, conversation.c.contact_id, conversation.c.sender, conversation.c.answerable,
        conversation.c.taken_over_at, conversation.c.waiting_since, conversation.c.hidden_since, contact.c.language,
        contact.c.language_source, contact.c.left_at, conversation.c.created_at, care.c.taken_over_by,
        care.c.assigned_to, care.c.department,
    )
    .select_from(
        conversation.join(contact, contact.c.id == conversation.c.contact_id).outerjoin(
            care, care.c.conversation_id == conversation.c.id
        )
    )
)  # fmt: skip


def talk(tx: Tx, conversation_id: str) -> Talk | None:
    """The conversation with this id."""
    row = tx.execute(_TALK.where(conversation.c.id == conversation_id)).first()
    return Talk(*tuple(row)) if row else None


def texts(tx: Tx, of: Talk, viewer: Viewer, *, before: datetime | None = None) -> list[Said]:
    """The newest texts (older than `before`), in the order they were said; at most TEXTS_AT_ONCE."""
    columns = (
        message.c.id, message.c.direction, message.c.purpose, message.c.body, message.c.language, message.c.flow,
        message.c.staff_id, message.c.media, message.c.decided, message.c.parts, message.c.encoding,
        message.c.status, message.c.error_code, message.c.created_at,
    )  # fmt: skip
    query = select(*columns).where(message.c.conversation_id == of.id)
    if before is not None:
        query = query.where(message.c.created_at < before)
    rows = tx.execute(
        query.order_by(message.c.created_at.desc(), message.c.direction.desc(), message.c.id.desc()).limit(
            TEXTS_AT_ONCE
        )
    ).all()
    return [_readable(Said(*row), of, viewer) for row in reversed(rows)]


def _readable(said: Said, of: Talk, viewer: Viewer) -> Said:
    if viewer.sensitive or of.hidden_since is None or said.at < of.hidden_since:
        return said
    return replace(said, body=None, decided=None, media=None)


def remarks(tx: Tx, conversation_id: str, *, since: datetime | None, before: datetime | None = None) -> list[Remark]:
    """The notes and marks of that time, oldest first."""
    query = select(remark.c.id, remark.c.staff_id, remark.c.kind, remark.c.body, remark.c.at)
    query = query.where(remark.c.conversation_id == conversation_id)
    if since is not None:
        query = query.where(remark.c.at >= since)
    if before is not None:
        query = query.where(remark.c.at < before)
    rows = tx.execute(query.order_by(remark.c.at.desc(), remark.c.id.desc()).limit(2 * TEXTS_AT_ONCE)).all()
    return [Remark(*row) for row in reversed(rows)]


def labels(tx: Tx, conversation_id: str) -> list[str]:
    """The labels on it, the first one first."""
    of = conversation_label
    return list(tx.scalars(select(of.c.label).where(of.c.conversation_id == conversation_id).order_by(of.c.at)))


def here(tx: Tx, conversation_id: str, staff_id: str, now: datetime) -> list[Here]:
    """The colleagues who have it open, who writes first."""
    rows = tx.execute(
        select(glance.c.staff_id, glance.c.wrote_at).where(
            glance.c.conversation_id == conversation_id, glance.c.staff_id != staff_id,
            glance.c.looked_at > now - HERE_FOR,
        )
    )  # fmt: skip
    found = [Here(row[0], row[1] is not None and row[1] > now - HERE_FOR) for row in rows]
    return sorted(found, key=lambda each: not each.writing)


def waiting_step(tx: Tx, conversation_id: str) -> tuple[str, str] | None:
    """The flow and step that the next text goes to once it is given back; None: it begins anew."""
    waits = (session.c.conversation_id == conversation_id, session.c.status == WAITING)
    state = tx.execute(select(session.c.state).where(*waits)).scalar()
    frame = Session.from_json(state).frame if state else None
    return (frame.flow, frame.step) if frame else None


def canned_replies(tx: Tx) -> dict[str, dict[str, str]]:
    """Every prepared reply by name and language."""
    found: dict[str, dict[str, str]] = {}
    rows = select(canned_reply.c.name, canned_reply.c.language, canned_reply.c.body)
    for name, language, body in tx.execute(rows.order_by(canned_reply.c.name, canned_reply.c.language)):
        found.setdefault(name, {})[language] = body
    return found


def sealed_number(tx: Tx, contact_id: str) -> bytes | None:
    """The resident's number, sealed; empty when nothing leads to it any more, None when there is no such resident."""
    return tx.execute(select(contact.c.phone_sealed).where(contact.c.id == contact_id)).scalar()


@dataclass(frozen=True, slots=True)
class Danger:
    """A text that spoke of danger."""

    conversation_id: str
    contact_id: str
    danger: str
    at: datetime
    hidden: bool


def dangers(tx: Tx, viewer: Viewer, since: datetime, most: int) -> list[Danger]:
    """The texts that were answered with a safety text since then, newest first; hidden ones only for who may read."""
    query = (
        select(safety_hit.c.conversation_id, safety_hit.c.contact_id, safety_hit.c["class"], safety_hit.c.at,
               conversation.c.hidden_since.is_not(None))
        .join_from(safety_hit, conversation, conversation.c.id == safety_hit.c.conversation_id)
        .outerjoin(care, care.c.conversation_id == conversation.c.id)
        .where(safety_hit.c.at >= since, _open_to(viewer))
    )  # fmt: skip
    if not viewer.sensitive:
        query = query.where(or_(conversation.c.hidden_since.is_(None), conversation.c.hidden_since > safety_hit.c.at))
    return [Danger(*row) for row in tx.execute(query.order_by(safety_hit.c.at.desc()).limit(most))]


def _open_to(viewer: Viewer) -> Any:
    return true() if viewer.departments is None else care.c.department.in_(sorted(viewer.departments))


@dataclass(frozen=True, slots=True)
class Lost:
    """So many texts did not reach anybody, for the same reason."""

    status: str
    error_code: int | None
    decided: str | None
    count: int


def lost(tx: Tx, since: datetime) -> list[Lost]:
    """What did not arrive since then, by reason, the commonest first; of more than MOST_LOST the newest."""
    why = (message.c.status, message.c.error_code, message.c.decided)
    newest = select(*why).where(message.c.status.in_(LOST), message.c.created_at >= since)
    each = newest.order_by(message.c.created_at.desc()).limit(MOST_LOST).subquery()
    query = select(*each.c, func.count()).group_by(*each.c).order_by(func.count().desc())
    return [Lost(*tuple(row)) for row in tx.execute(query)]


def waits(tx: Tx, since: datetime, now: datetime, most: int = 1_000) -> list[Wait]:
    """How long residents waited for a person's first answer since then, those included who still wait."""
    of = human_reply
    answered = select(of.c.language, of.c.asked_at, of.c.answered_at).where(of.c.answered_at >= since)
    found = [
        Wait(row[0], row[2] - row[1]) for row in tx.execute(answered.order_by(of.c.answered_at.desc()).limit(most))
    ]
    waiting = select(conversation.c.contact_id, conversation.c.waiting_since).where(
        conversation.c.waiting_since >= since
    )
    first = waiting.order_by(conversation.c.waiting_since.desc()).limit(most).subquery()
    still = select(contact.c.language, first.c.waiting_since).join(contact, contact.c.id == first.c.contact_id)
    rows = tx.execute(still.where(contact.c.left_at.is_(None)))
    return found + [Wait(row[0], now - row[1], open=True) for row in rows]
