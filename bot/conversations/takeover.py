"""Staff take a conversation over, answer it, leave remarks on it and give it back; each act is one transaction.

Who may do it is decided by the caller. Nothing here sends: a reply goes through the outbox and the send gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversations import rules
from bot.conversations.staff_tables import canned_reply, care, conversation_label, glance, human_reply, remark
from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import ConversationAnswered, ConversationGivenBack, ConversationTakenOver
from bot.lib import sms
from bot.lib.ids import new_id
from bot.messaging import store as messages
from bot.messaging.outgoing import queue_message
from bot.messaging.rules import LEFT, MACHINE, MOST_PARTS, TOO_LONG
from bot.messaging.tables import conversation, message
from bot.outbox import put
from bot.people.tables import contact

NOTE, TAKEN_OVER, GIVEN_BACK, ASSIGNED, ROUTED = "note", "taken_over", "given_back", "assigned", "routed"
LABELLED, UNLABELLED, UNDONE = "labelled", "unlabelled", "undone"
KINDS = (NOTE, TAKEN_OVER, GIVEN_BACK, ASSIGNED, ROUTED, LABELLED, UNLABELLED, UNDONE)
"""What a remark can be."""
CAN_BE_UNDONE = (TAKEN_OVER, GIVEN_BACK, ASSIGNED, ROUTED)
UNDONE_WITHIN = timedelta(minutes=10)
"""Who did it may take it back for so long, while nothing else was done."""
EMPTY, NOT_THERE = "empty", "not there"
"""Why a reply was not taken, besides the words of messaging.rules."""
LONGEST_NOTE, LONGEST_LABEL, LONGEST_NAME = 2000, 32, 64
HERE_FOR = timedelta(seconds=30)
"""Whoever looked so lately is still there."""
_LOOK_ANEW = timedelta(seconds=10)
_CARE = ("taken_over_by", "assigned_to", "assigned_at", "department", "routed_at")


class ReplyRefused(Exception):
    """The reply cannot be sent; `why` is EMPTY, NOT_THERE or a word of messaging.reasons. Nothing was written."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Overtaken(Exception):
    """`staff_id` answered since the writer looked last. Nothing was written."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(staff_id)
        self.staff_id = staff_id


@dataclass(frozen=True, slots=True)
class _Standing:
    contact_id: str
    answerable: bool
    taken_over_at: datetime | None
    waiting_since: datetime | None
    hidden_since: datetime | None
    left_at: datetime | None
    language: str | None


_STANDING = (
    select(
        conversation.c.contact_id, conversation.c.answerable, conversation.c.taken_over_at,
        conversation.c.waiting_since, conversation.c.hidden_since, contact.c.left_at, contact.c.language,
    )
    .join_from(conversation, contact, contact.c.id == conversation.c.contact_id)
    .where(conversation.c.id == bindparam("of"))
)  # fmt: skip


def take_over(db: Database, conversation_id: str, staff_id: str, *, now: datetime) -> None:
    """The flows are silent from now on; the resident goes on waiting until somebody answers."""
    with db.begin() as tx:
        at = _held(tx, conversation_id)
        before = _before(tx, conversation_id, at)
        messages.take_over(tx, conversation_id, now, since=at.waiting_since)
        _set_care(tx, conversation_id, taken_over_by=staff_id, assigned_to=staff_id, assigned_at=now)
        _remark(tx, conversation_id, staff_id, TAKEN_OVER, "", now, before=before)
        put.record(tx, [ConversationTakenOver(conversation_id, at.language)], now)


def give_back(db: Database, conversation_id: str, staff_id: str, *, now: datetime) -> None:
    """The flows answer the next text; nobody waits, and it is nobody's any more. Twice is once."""
    with db.begin() as tx:
        at = _held(tx, conversation_id)
        if at.taken_over_at is None:
            return
        before = _before(tx, conversation_id, at)
        messages.take_over(tx, conversation_id, None)
        _set_care(tx, conversation_id, taken_over_by=None, assigned_to=None, assigned_at=None)
        _remark(tx, conversation_id, staff_id, GIVEN_BACK, "", now, before=before)
        put.record(tx, [ConversationGivenBack(conversation_id, at.language)], now)


def reply(
    db: Database, conversation_id: str, writer: str, body: str, *, reply_id: str, language: str | None,
    seen_at: datetime | None, now: datetime, assigns: bool = True,
) -> None:  # fmt: skip
    """Queue a person's text and take the conversation over with it; the same `reply_id` twice is one text.

    `writer` is one of the staff, or the key of a system where people answer; such a system has the conversation but is
    not assigned it (`assigns`). `language` is the one it was written in, without it the resident's, which stays as it
    was. `seen_at` is when the writer looked last: somebody else's reply since then makes it Overtaken; None sends it
    all the same. ReplyRefused when the send gate would not let it leave.
    """
    body = body.strip()
    with db.begin() as tx:
        at = _held(tx, conversation_id)
        if tx.execute(select(message.c.id).where(message.c.id == reply_id)).first():
            return
        if why := why_not(body, answerable=at.answerable, left=at.left_at is not None):
            raise ReplyRefused(why)
        if seen_at and (other := _answered_since(tx, conversation_id, writer, seen_at)):
            raise Overtaken(other)
        heard = select(func.max(message.c.created_at)).where(
            message.c.conversation_id == conversation_id, message.c.direction == "in"
        )  # fmt: skip
        heard_at = tx.execute(heard).scalar()
        row = {
            "id": reply_id, "conversation_id": conversation_id, "purpose": rules.purpose_of_answer(heard_at, now),
            "body": body, "language": language or at.language, "staff_id": writer, "created_at": now,
        }  # fmt: skip
        queue_message(tx, row, queue=put.NOW, due_at=now)
        messages.take_over(tx, conversation_id, now)
        _take_if_nobodys(tx, conversation_id, writer, at, now, assigns=assigns)
        if at.waiting_since is not None:
            _add(tx, human_reply, {
                "message_id": reply_id, "conversation_id": conversation_id, "staff_id": writer,
                "language": at.language, "asked_at": at.waiting_since, "answered_at": now,
            })  # fmt: skip
        waited = int((now - at.waiting_since).total_seconds()) if at.waiting_since else None
        put.record(tx, [ConversationAnswered(conversation_id, at.language, waited)], now)


def why_not(body: str, *, answerable: bool, left: bool) -> str | None:
    """Why this reply cannot be sent: EMPTY or a word of messaging.reasons; None when it can."""
    if not answerable:
        return MACHINE
    if left:
        return LEFT
    if not body.strip():
        return EMPTY
    too_long = len(body) > sms.LONGEST or sms.price(body).parts > MOST_PARTS
    return TOO_LONG if too_long else None


def _answered_since(tx: Tx, conversation_id: str, staff_id: str, seen_at: datetime) -> str | None:
    others = select(message.c.staff_id).where(
        message.c.conversation_id == conversation_id, message.c.created_at > seen_at,
        message.c.staff_id.is_not(None), message.c.staff_id != staff_id,
    )  # fmt: skip
    return tx.execute(others.limit(1)).scalar()


def _take_if_nobodys(
    tx: Tx, conversation_id: str, writer: str, at: _Standing, now: datetime, *, assigns: bool
) -> None:  # fmt: skip
    """Whoever answers first has the conversation; a colleague who helps out does not take it away."""
    taken_by = tx.execute(select(care.c.taken_over_by).where(care.c.conversation_id == conversation_id)).scalar()
    if at.taken_over_at is not None and taken_by is not None:
        return
    assigned = {"assigned_to": writer, "assigned_at": now} if assigns else {}
    _set_care(tx, conversation_id, taken_over_by=writer, **assigned)
    _remark(tx, conversation_id, writer, TAKEN_OVER, "", now)
    put.record(tx, [ConversationTakenOver(conversation_id, at.language)], now)


def undo(db: Database, conversation_id: str, staff_id: str, remark_id: str, *, now: datetime) -> bool:
    """Put back what stood before an act of one's own; False when it is too late, or something was done since."""
    with db.begin() as tx:
        at = _held(tx, conversation_id)
        last = last_act(tx, conversation_id)
        if last is None or last.id != remark_id or not last.is_undoable_by(staff_id, now):
            return False
        was = {name: _read(value) for name, value in loads(last.before or "").items()}
        messages.take_over(tx, conversation_id, was.pop("taken_over_at"), since=was.pop("waiting_since"))
        _set_care(tx, conversation_id, **was)
        _remark(tx, conversation_id, staff_id, UNDONE, last.kind, now)
        changed = {TAKEN_OVER: ConversationGivenBack, GIVEN_BACK: ConversationTakenOver}.get(last.kind)
        if changed:
            put.record(tx, [changed(conversation_id, at.language)], now)
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """The last thing that was done with a conversation besides notes and texts."""

    id: str
    staff_id: str
    kind: str
    at: datetime
    before: str | None

    def is_undoable_by(self, staff_id: str, now: datetime) -> bool:
        """Whether this person may take it back now."""
        return self.before is not None and self.staff_id == staff_id and now < self.at + UNDONE_WITHIN


def last_act(tx: Tx, conversation_id: str) -> Act | None:
    """The last act on a conversation that can be undone, unless a text of a person came after it."""
    of = remark.c
    rows = select(of.id, of.staff_id, of.kind, of.at, of.before).where(
        of.conversation_id == conversation_id, of.kind.in_((*CAN_BE_UNDONE, UNDONE))
    )
    row = tx.execute(rows.order_by(of.at.desc(), of.id.desc()).limit(1)).first()
    if row is None:
        return None
    since = select(message.c.id).where(
        message.c.conversation_id == conversation_id, message.c.created_at > row.at, message.c.staff_id.is_not(None)
    )
    return None if tx.execute(since.limit(1)).first() else Act(*row)


def _before(tx: Tx, conversation_id: str, at: _Standing) -> str:
    """What stands now, as `undo` puts it back."""
    of = care.c
    row = tx.execute(select(*(of[name] for name in _CARE)).where(of.conversation_id == conversation_id)).first()
    stands = dict(zip(_CARE, row or [None] * len(_CARE), strict=True))
    stands |= {"taken_over_at": at.taken_over_at, "waiting_since": at.waiting_since}
    told = {name: {"at": value.isoformat()} if isinstance(value, datetime) else value for name, value in stands.items()}
    return dumps(told)


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value


def note(db: Database, conversation_id: str, staff_id: str, words: str, *, now: datetime) -> None:
    """Words for colleagues that the resident never sees; empty ones are nothing."""
    if words.strip():
        with db.begin() as tx:
            _remark(tx, conversation_id, staff_id, NOTE, words.strip()[:LONGEST_NOTE], now)


def assign(db: Database, conversation_id: str, staff_id: str, *, to: str | None, now: datetime) -> None:
    """The conversation is this person's to answer, None: nobody's in particular."""
    with db.begin() as tx:
        before = _before(tx, conversation_id, _held(tx, conversation_id))
        _set_care(tx, conversation_id, assigned_to=to, assigned_at=now if to else None)
        _remark(tx, conversation_id, staff_id, ASSIGNED, to or "", now, before=before)


def route(db: Database, conversation_id: str, staff_id: str, *, department: str | None, now: datetime) -> None:
    """The conversation belongs to this department of city.yaml, whose staff see it from now on."""
    with db.begin() as tx:
        before = _before(tx, conversation_id, _held(tx, conversation_id))
        _set_care(tx, conversation_id, department=department, routed_at=now if department else None)
        _remark(tx, conversation_id, staff_id, ROUTED, department or "", now, before=before)


def label(db: Database, conversation_id: str, staff_id: str, word: str, *, now: datetime) -> None:
    """Put a label on it, in small letters; the one that is there stays."""
    word = " ".join(word.casefold().split())[:LONGEST_LABEL]
    row = {"conversation_id": conversation_id, "label": word, "staff_id": staff_id, "at": now}
    if word:
        with db.begin() as tx:
            if _add(tx, conversation_label, row):
                _remark(tx, conversation_id, staff_id, LABELLED, word, now)


def unlabel(db: Database, conversation_id: str, staff_id: str, word: str, *, now: datetime) -> None:
    """Take a label off."""
    with db.begin() as tx:
        is_it = (conversation_label.c.conversation_id == conversation_id, conversation_label.c.label == word)
        if tx.execute(delete(conversation_label).where(*is_it)).rowcount:
            _remark(tx, conversation_id, staff_id, UNLABELLED, word, now)


def look(db: Database, conversation_id: str, staff_id: str, *, writing: bool, now: datetime) -> None:
    """Somebody has it open, and is `writing` a reply; written down every ten seconds at most."""
    is_it = (glance.c.conversation_id == conversation_id, glance.c.staff_id == staff_id)
    with db.read() as tx:
        seen = tx.execute(select(glance.c.looked_at, glance.c.wrote_at).where(*is_it)).first()
    last = (seen.wrote_at if writing else seen.looked_at) if seen else None
    if last is not None and now - last < _LOOK_ANEW:
        return
    wrote = {"wrote_at": now} if writing else {}
    with db.begin() as tx:
        _put(tx, glance, {"conversation_id": conversation_id, "staff_id": staff_id}, {"looked_at": now, **wrote})


def keep_canned(db: Database, name: str, bodies: Mapping[str, str], staff_id: str, *, now: datetime) -> None:
    """A prepared reply as it is from now on, in these languages; an empty body takes its language out."""
    with db.begin() as tx:
        tx.execute(delete(canned_reply).where(canned_reply.c.name == name))
        for language, body in bodies.items():
            if body.strip():
                _add(tx, canned_reply, {
                    "name": name, "language": language, "body": body.strip(), "changed_by": staff_id,
                    "changed_at": now,
                })  # fmt: skip


def _held(tx: Tx, conversation_id: str) -> _Standing:
    """Where the conversation stands, and nobody else changes that until this transaction ends."""
    row = tx.execute(_STANDING.with_for_update(of=conversation), {"of": conversation_id}).first()
    if row is None:
        raise ReplyRefused(NOT_THERE)
    return _Standing(*row)


def _set_care(tx: Tx, conversation_id: str, **values: Any) -> None:
    _put(tx, care, {"conversation_id": conversation_id}, values)


def _remark(
    tx: Tx, conversation_id: str, staff_id: str, kind: str, body: str, now: datetime, *, before: str | None = None
) -> None:  # fmt: skip
    row = {"id": new_id("rem", now), "conversation_id": conversation_id, "staff_id": staff_id, "kind": kind,
           "body": body, "at": now, "before": before}  # fmt: skip
    tx.execute(remark.insert(), row)


def _add(tx: Tx, table: Table, row: dict[str, Any]) -> bool:
    """One row more, and whether it was not there already."""
    return bool(tx.execute(_insert(tx, table).values(**row).on_conflict_do_nothing()).rowcount)


def _put(tx: Tx, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """The row with that key has these values from now on, whether it was there or not."""
    new = _insert(tx, table).values(**key, **values)
    tx.execute(new.on_conflict_do_update(index_elements=list(key), set_=values))


def _insert(tx: Tx, table: Table) -> Any:
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
