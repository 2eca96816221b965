"""What staff do with a broadcast: draft, preview, approve, start, pause, resume, stop; each one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.broadcasts import emergency, launch, openings, recipients, rules, store, texts
from bot.broadcasts.emergency import Override
from bot.broadcasts.freezing import reach, standing
from bot.broadcasts.planning import Line, finishes_at
from bot.broadcasts.rules import FLOW, SURVEY, SURVEYS, Broadcast, City, NotAllowed, Problem
from bot.broadcasts.segments import parse
from bot.broadcasts.tree import spelled
from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import BroadcastApproved, BroadcastOverride, BroadcastPaused, BroadcastStopped
from bot.lib import sms
from bot.messaging.outgoing import SEND
from bot.outbox import put

MOVED = "Somebody else has just changed it; look at it again."
SAMPLES = 3
LONGEST_NAME, LONGEST_VARIANT = 64, 32


class CannotBeSent(NotAllowed):
    """Everything that keeps a broadcast from being sent: `problems`."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        super().__init__("\n".join([f'"{name}" cannot be sent yet:', *(f"- {problem}" for problem in problems)]))
        self.problems = tuple(problems)


class SaidAlready(NotAllowed):
    """The same people read the same words a little while ago; whoever means it says so."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen if it began at `begins_at`: `lines` of people, parts and money, who is left out and why.

    `held_out` is about how many get nothing for comparison; they are part of `people`, and not of the lines.
    """

    people: int
    held_out: int
    left_out: Mapping[str, int]
    lines: tuple[Line, ...]
    begins_at: datetime
    ends_at: datetime
    samples: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def parts(self) -> int:
        """SMS parts in all."""
        return sum(each.parts for each in self.lines)

    @property
    def money(self) -> Decimal:
        """US dollars in all."""
        return sum((each.money for each in self.lines), Decimal())


def found(tx: Tx, name: str) -> Broadcast:
    """The broadcast of that name; NotAllowed when there is none."""
    broadcast = store.broadcast_by_name(tx, name)
    if broadcast is None:
        raise NotAllowed(f'There is no broadcast "{name}"; `cabildo broadcast list` shows those that are.')
    return broadcast


def draft(db: Database, city: City, broadcast: Broadcast, *, now: datetime) -> Broadcast:
    """Keep a new draft, or an edit of one that has not begun, which voids its approval.

    NotARule when a segment cannot be read, NotAllowed when it has begun or the name is taken.
    """
    said = _canonical(broadcast, city)
    with db.begin() as tx:
        before = store.broadcast_by_id(tx, said.id)
        if before is None:
            try:
                store.add(tx, said, now)
            except IntegrityError as error:
                raise NotAllowed(f'There is a broadcast "{said.name}" already; choose another name.') from error
            return said
        writers = tuple(dict.fromkeys((*before.written_by, *said.written_by)))
        after = rules.edited(replace(said, state=before.state, written_by=writers))
        if not store.save(tx, after, seen=before.state):
            raise NotAllowed(MOVED)
    return after


def _canonical(broadcast: Broadcast, city: City) -> Broadcast:
    """Segments as the city writes its names; the topic of a survey or a flow; no empty texts, no flow of a notice."""
    for name, most in [(broadcast.name, LONGEST_NAME), *((each.name, LONGEST_VARIANT) for each in broadcast.variants)]:
        if len(name) > most or not name.isprintable():
            raise NotAllowed(f'"{name}" cannot be a name: use up to {most} letters, all in one line.')
    variants = tuple(
        replace(
            each, segment=_rule(each.segment, city), texts={k: v.strip() for k, v in each.texts.items() if v.strip()}
        )
        for each in broadcast.variants
    )
    flow = broadcast.flow if broadcast.kind == FLOW else None
    topic = broadcast.topic or _topic_of(broadcast.kind, flow, city)
    return replace(broadcast, segment=_rule(broadcast.segment, city), variants=variants, topic=topic, flow=flow)


def _topic_of(kind: str, flow: str | None, city: City) -> str | None:
    if kind == SURVEY:
        return SURVEYS
    begins = city.flows.current.get(flow or "")
    return (begins.topic or None) if begins else None


def _rule(written: str, city: City) -> str:
    return spelled(parse(written, city.names), "en") if written else ""


def preview(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> Preview:
    """Whom it would reach, what it would cost, when it would be through, and what is wrong with it."""
    reached = reach(tx, broadcast, city, now) if broadcast.has_audience else None
    audience = reached.audience if reached else rules.Audience({})
    lines = tuple(_lines(broadcast, audience, city))
    parts = sum(each.parts for each in lines)
    hours = emergency.hours_of(broadcast.kind, city.quiet)
    begins_at = hours.opens_at(max(now, broadcast.starts_at or now))
    return Preview(
        audience.total, audience.total * broadcast.hold_out // 100, reached.left_out if reached else {}, lines,
        begins_at, finishes_at(parts, city.rate, hours, begins_at, city.cap),
        _samples(tx, broadcast, city, now), tuple(rules.problems(broadcast, audience, city, now)),
        tuple(rules.warnings(broadcast, audience, city)),
    )  # fmt: skip


def _lines(broadcast: Broadcast, audience: rules.Audience, city: City) -> list[Line]:
    words = {each.name: each.texts for each in broadcast.variants}
    lines = []
    for (variant, language), people in sorted(audience.people.items(), key=str):
        bodies = words.get(variant, {})
        if bodies if language is None else language in bodies:
            texted = people - people * broadcast.hold_out // 100
            parts = texted * sms.price(launch.body_for(bodies, language, city, {})).parts
            lines.append(Line(variant, language, texted, parts, parts * city.price))
    return lines


def _samples(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> tuple[str, ...]:
    """The texts of three residents, of different languages and variants as far as there are some."""
    if not broadcast.has_audience:
        return ()
    each = standing(broadcast, city, now).subquery()
    mixed = select(each.c.id, each.c.variant, each.c.language).where(each.c.reason.is_(None))
    rows: list[Any] = []
    for variant in broadcast.variants:
        for language in (*variant.texts, None):
            one = mixed.where(each.c.variant == variant.name, each.c.language.is_not_distinct_from(language))
            rows += tx.execute(one.order_by(each.c.id).limit(SAMPLES)).all()
    first = {(row.variant, row.language): row for row in reversed(rows)}
    chosen = [*first.values(), *(row for row in rows if row not in first.values())][:SAMPLES]
    words = {variant.name: variant.texts for variant in broadcast.variants}
    named = {name for bodies in words.values() for body in bodies.values() for name in texts.fields_in(body)}
    known = recipients.fields_of(tx, [row.id for row in chosen], named)
    return tuple(launch.body_for(words[row.variant], row.language, city, known.get(row.id, {})) for row in chosen)


def approve(
    db: Database, city: City, name: str, *, who: str, now: datetime, override: Override | None = None
) -> Preview:
    """Say that it may be sent as it stands; CannotBeSent, or NotAllowed when that takes somebody else.

    An emergency takes an `override`, which is kept as an event.
    """
    with db.begin() as tx:
        broadcast = found(tx, name)
        state = rules.state_after(name, broadcast.state, "approve")
        looked_at = preview(tx, broadcast, city, now)
        why = rules.who_may_approve(broadcast, who, looked_at.people, city)
        called = emergency.problems(broadcast.kind, override)
        if problems := [*looked_at.problems, *([why] if why else []), *called]:
            raise CannotBeSent(name, problems)
        values = {"approved": rules.fingerprint(broadcast), "approved_by": who, "note": None}
        if not store.move(tx, broadcast.id, broadcast.state, state, values):
            raise NotAllowed(MOVED)
        put.record(tx, [BroadcastApproved(broadcast.id, None, looked_at.people)], now)
        if override:
            put.record(tx, [BroadcastOverride(broadcast.id, None, override.by, override.role, override.reason)], now)
    return looked_at


def start(db: Database, city: City, name: str, *, now: datetime, again: bool = False) -> datetime:
    """Promise that it begins, at its time or now; when that is. CannotBeSent, or NotAllowed without an approval.

    SaidAlready when the same people read the same words in the last two days, unless they are meant to `again`.
    """
    with db.begin() as tx:
        broadcast = found(tx, name)
        state = rules.state_after(name, broadcast.state, "start")
        if not rules.is_approved(broadcast):
            raise NotAllowed(f'"{name}" was changed after it was approved. Have it approved again.')
        reached = reach(tx, broadcast, city, now)
        if problems := rules.problems(broadcast, reached.audience, city, now):
            raise CannotBeSent(name, problems)
        if not again and (twins := list(rules.twins(reached.audience))):
            raise SaidAlready("\n".join(str(each) for each in twins))
        if not store.move(tx, broadcast.id, broadcast.state, state):
            raise NotAllowed(MOVED)
        begins_at = broadcast.starts_at or now
        put.put(tx, launch.LAUNCH, broadcast.id, queue=put.BULK, due_at=begins_at)
        put.postpone(tx, launch.LAUNCH, broadcast.id, due_at=begins_at)
    return begins_at


def pause(db: Database, name: str, *, now: datetime) -> None:
    """Nothing more of it leaves, from this moment on."""
    with db.begin() as tx:
        broadcast = _moved(tx, name, "pause")
        put.record(tx, [BroadcastPaused(broadcast.id, None)], now)


def resume(db: Database, name: str, *, now: datetime) -> None:
    """It goes on where it was."""
    with db.begin() as tx:
        broadcast = _moved(tx, name, "resume")
        launch.promise_next(tx, broadcast.id, now)
        recipients.wake_queued(tx, broadcast.id, SEND, now)


def stop(db: Database, name: str, *, now: datetime) -> int:
    """Whoever has not been texted yet never is; how many were still in line.

    The line is cleared after the stop has been committed: that of a whole city takes seconds, and nothing may leave
    in them.
    """
    with db.begin() as tx:
        broadcast = _moved(tx, name, "stop")
        unsent = recipients.count_pending(tx, broadcast.id)
        recipients.wake_queued(tx, broadcast.id, SEND, now)
        put.record(tx, [BroadcastStopped(broadcast.id, None, unsent)], now)
    with db.begin() as tx:
        recipients.leave_out_pending(tx, broadcast.id, "stopped")
        openings.end_unasked(tx, broadcast.id, now)
    return unsent


def _moved(tx: Tx, name: str, act: str) -> Broadcast:
    broadcast = found(tx, name)
    if not store.move(tx, broadcast.id, broadcast.state, rules.state_after(name, broadcast.state, act)):
        raise NotAllowed(MOVED)
    return broadcast
