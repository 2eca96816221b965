"""Who is in the audience of a broadcast and why somebody is not: counted before, written down once it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    true,
    update,
)

from bot.broadcasts import rules, store
from bot.broadcasts.audience import matching
from bot.broadcasts.rules import FLOW, SURVEY, SURVEYS, Audience, Broadcast, City
from bot.broadcasts.segments import parse
from bot.broadcasts.tables import recipient
from bot.broadcasts.texted import got
from bot.db.base import Tx
from bot.engine.vocabulary import fold
from bot.messaging.rules import A_MONTH, EMERGENCY, UNLIMITED
from bot.messaging.tables import conversation, message
from bot.people.tables import contact

PENDING, QUEUED, HELD_OUT, LEFT_OUT = "pending", "queued", "held_out", "left_out"
TWINS_FOR = timedelta(days=2)
BATCH = 10_000
"""Recipients whose lot is drawn at once."""
_PATIENCE = text("SET LOCAL statement_timeout = '10min'")
_LOOK = text("ANALYZE (SKIP_LOCKED) recipient")
"""PostgreSQL knows nothing yet of rows this new: it would read all of them for every batch of lots, and of texts."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a broadcast would reach now, and how many it would not, by reason."""

    audience: Audience
    left_out: Mapping[str, int]


def standing(broadcast: Broadcast, city: City, now: datetime) -> Select[Any]:
    """Everybody whom the segment finds: id, variant, language (None: unknown here), reason why they are left out.

    NotARule when a segment cannot be read any more. A language that the city does not speak is one that is not known.
    """
    named = [(each.name, parse(each.segment, city.names)) for each in broadcast.variants if each.name]
    variant: ColumnElement[str] = literal("")
    if named:
        variant = case(*((matching(each, now, city.zone), literal(name)) for name, each in named), else_=literal(""))
    language = case((contact.c.language.in_(city.words.languages), contact.c.language))
    inside = (
        select(
            contact.c.id, variant.label("variant"), language.label("language"),
            _own_wish(broadcast, city, now).label("reason"),
        )
        .where(_holds_a_phone(), contact.c.left_at.is_(None), _meant(broadcast, city, now))
        .subquery("inside")
    )  # fmt: skip
    reads = func.coalesce(inside.c.language, "")
    lacking = [
        and_(inside.c.variant == each.name, reads.not_in([*each.texts, *([""] if each.texts else [])]))
        for each in broadcast.variants
    ]
    reason = func.coalesce(inside.c.reason, case((or_(*lacking), "no_text")))
    return select(inside.c.id, inside.c.variant, inside.c.language, reason.label("reason"))


def _meant(broadcast: Broadcast, city: City, now: datetime) -> ColumnElement[bool]:
    """Whether the broadcast is for them: whom the segment finds, among those who got the one that it follows."""
    found = matching(parse(broadcast.segment, city.names), now, city.zone) if broadcast.segment else true()
    return and_(found, got(broadcast.audience_of)) if broadcast.audience_of else found


def _holds_a_phone() -> ColumnElement[bool]:
    return contact.c.shares.is_(None)


def _own_wish(broadcast: Broadcast, city: City, now: datetime) -> ColumnElement[str]:
    """Why the resident gets nothing now; the send gate asks again when the text leaves."""
    here = conversation.c.contact_id == contact.c.id
    machine = exists().where(here, not_(conversation.c.answerable))
    if broadcast.kind == EMERGENCY:
        return case((machine, literal("machine")), else_=null())
    reasons: list[tuple[ColumnElement[bool], str]] = [(machine, "machine"), (contact.c.paused_until > now, "paused")]
    if broadcast.topic:
        padded = literal(" ").concat(func.coalesce(contact.c.topics_off, "")).concat(" ")
        reasons.append((padded.contains(f" {broadcast.topic} ", autoescape=True), "topic"))
    if broadcast.topic == SURVEYS or broadcast.kind in (SURVEY, FLOW):
        reasons.append((contact.c.discreet_until > now, "discreet"))
    reasons.append((and_(contact.c.monthly_since.is_not(None), contact.c.id.in_(_texted(1, now))), "monthly"))
    reasons.append((contact.c.id.in_(_texted(city.most_a_month, now)), "too_many"))
    return case(*((when, literal(why)) for when, why in reasons), else_=null())


def _texted(times: int, now: datetime) -> Select[Any]:
    """Who got so many texts in the last 30 days without asking, from all departments together."""
    return (
        select(conversation.c.contact_id)
        .join_from(conversation, message, message.c.conversation_id == conversation.c.id)
        .where(
            message.c.direction == "out", message.c.purpose.not_in(UNLIMITED), message.c.sent_at > now - A_MONTH,
            message.c.status.not_in(("queued", "failed", "undelivered", "refused")),
        )
        .group_by(conversation.c.contact_id).having(func.count() >= times)
    )  # fmt: skip


def reach(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> Reach:
    """Who would get it if it began now."""
    be_patient(tx)
    each = standing(broadcast, city, now).subquery()
    rows = tx.execute(
        select(each.c.variant, each.c.language, each.c.reason, func.count())
        .group_by(each.c.variant, each.c.language, each.c.reason)
    ).all()  # fmt: skip
    people: dict[tuple[str, str | None], int] = {}
    left_out: dict[str, int] = {}
    for variant, language, reason, count in rows:
        if reason is None or reason == "no_text":
            people[variant, language] = people.get((variant, language), 0) + count
        else:
            left_out[reason] = left_out.get(reason, 0) + count
    meant = _meant(broadcast, city, now)
    gone = _count(tx, select(contact.c.id).where(
        _holds_a_phone(), contact.c.left_at.is_not(None), meant
    ))  # fmt: skip
    if gone:
        left_out["left"] = gone
    everybody = _count(tx, select(contact.c.id).where(_holds_a_phone(), contact.c.left_at.is_(None)))
    return Reach(Audience(people, everybody, _twins(tx, broadcast, meant, now)), left_out)


def _count(tx: Tx, found: Select[Any]) -> int:
    return int(tx.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def _twins(tx: Tx, broadcast: Broadcast, meant: ColumnElement[bool], now: datetime) -> dict[str, int]:
    """Broadcasts of the last two days that said the same in some language, and how many people got both."""
    ours, here = _said(broadcast), and_(_holds_a_phone(), contact.c.left_at.is_(None))
    found = {}
    for each in store.started_since(tx, now - TWINS_FOR, other_than=broadcast.id):
        if not ours.isdisjoint(_said(each)):
            same = select(recipient.c.contact_id).where(
                recipient.c.broadcast_id == each.id, recipient.c.status.in_((PENDING, QUEUED)),
                recipient.c.contact_id.in_(select(contact.c.id).where(here, meant)),
            )  # fmt: skip
            if both := _count(tx, same):
                found[each.name] = both
    return found


def _said(broadcast: Broadcast) -> set[str]:
    return {fold(body) for each in broadcast.variants for body in each.texts.values()}


@dataclass(frozen=True, slots=True)
class Frozen:
    """How many people get it, are held out, and are left out."""

    people: int
    held_out: int
    left_out: int


def freeze(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> Frozen:
    """Write the audience down, one row per person; who is there already stays as they are."""
    be_patient(tx)
    each = standing(broadcast, city, now).subquery()
    status = case((each.c.reason.is_(None), PENDING), else_=LEFT_OUT)
    columns = ("broadcast_id", "contact_id", "status", "reason", "variant", "language")
    chosen = select(literal(broadcast.id), each.c.id, status, each.c.reason, each.c.variant, each.c.language)
    tx.execute(insert(recipient).from_select(columns, chosen))
    if tx.dialect.name == "postgresql":
        tx.execute(_LOOK)
    if broadcast.hold_out:
        _hold_out(tx, broadcast)
    ours = select(recipient.c.status, func.count()).where(recipient.c.broadcast_id == broadcast.id)
    counts: dict[str, int] = dict(tx.execute(ours.group_by(recipient.c.status)).all())
    return Frozen(counts.get(PENDING, 0), counts.get(HELD_OUT, 0), counts.get(LEFT_OUT, 0))


def be_patient(tx: Tx) -> None:
    """What concerns a whole city takes longer than any other query may."""
    if tx.dialect.name == "postgresql":
        tx.execute(_PATIENCE)


def _hold_out(tx: Tx, broadcast: Broadcast) -> None:
    """Draw the lots, in the order of ids and a batch at a time, so that memory stays small."""
    # Only the primary key is asked for: its order is the line's, whatever the statuses are.
    ours, last = recipient.c.broadcast_id == broadcast.id, ""
    while batch := tx.execute(
        select(recipient.c.contact_id, recipient.c.status).where(ours, recipient.c.contact_id > last)
        .order_by(recipient.c.contact_id).limit(BATCH)
    ).all():  # fmt: skip
        held = [
            each for each, status in batch
            if status == PENDING and rules.is_held_out(broadcast.id, each, broadcast.hold_out)
        ]  # fmt: skip
        for start in range(0, len(held), 500):
            some = recipient.c.contact_id.in_(held[start : start + 500])
            tx.execute(update(recipient).where(ours, some).values(status=HELD_OUT))
        last = batch[-1][0]
