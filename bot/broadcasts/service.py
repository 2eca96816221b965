"""What staff do with a broadcast: draft, preview, approve, start, pause, resume, stop; each one transaction."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from bot.broadcasts import counts, emergency, faults, launch, openings, recipients, rules, store
from bot.broadcasts.emergency import Override
from bot.broadcasts.freezing import reach
from bot.broadcasts.previews import Preview, preview, preview_of
from bot.broadcasts.rules import FLOW, SURVEY, SURVEYS, Broadcast, City, NotAllowed, Problem, State
from bot.broadcasts.segments import parse
from bot.broadcasts.tree import spelled
from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import BroadcastApproved, BroadcastOverride, BroadcastPaused, BroadcastStopped
from bot.lib.ids import new_id
from bot.messaging.outgoing import SEND
from bot.outbox import put
from bot.staff import audit
from bot.staff.rules import Staff

MOVED = "Somebody else has just changed it; look at it again."
LONGEST_NAME, LONGEST_VARIANT = 64, 32
CLEAR_LINE = "clear_broadcast_line"
"""The outbox item that leaves out who is still in line of a stopped broadcast."""


class CannotBeSent(NotAllowed):
    """Everything that keeps a broadcast from being sent: `problems`."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        said = "\n".join([f'"{name}" cannot be sent yet:', *(f"- {problem}" for problem in problems)])
        super().__init__(said, "problems")
        self.problems = tuple(problems)


class SaidAlready(NotAllowed):
    """The same people read the same words a little while ago; whoever means it says so."""

    def __init__(self, said: str) -> None:
        super().__init__(said, "said-already")


def _kept(tx: Tx, by: Staff | None, act: str, of: Broadcast, now: datetime) -> None:
    """Who did it stands in the audit log, when they were signed in."""
    if by:
        audit.record(tx, by, f"broadcast.{act}", of.id, of.name, now)


def found(tx: Tx, name: str) -> Broadcast:
    """The broadcast of that name; NotAllowed when there is none."""
    broadcast = store.broadcast_by_name(tx, name)
    if broadcast is None:
        raise NotAllowed(f'There is no broadcast "{name}"; `cabildo broadcast list` shows those that are.', "gone")
    return broadcast


def draft(
    db: Database, city: City, broadcast: Broadcast, *, now: datetime, by: Staff | None = None, seen: str | None = None
) -> Broadcast:  # fmt: skip
    """Keep a new draft, or an edit of one that has not begun, which voids its approval.

    NotARule when a segment cannot be read, NotAllowed when it has begun, the name is taken, or it is not any more what
    its writer had `seen`, by its fingerprint. At the console its audience is counted at once.
    """
    said = _canonical(broadcast, city)
    if by:
        said = replace(said, written_by=(*said.written_by, by.id))
    try:
        with db.begin() as tx:
            return _drafted(tx, said, now, by, seen)
    except IntegrityError as error:
        taken = f'There is a broadcast "{said.name}" already; choose another name.'
        raise NotAllowed(taken, "taken") from error


def _drafted(tx: Tx, said: Broadcast, now: datetime, by: Staff | None, seen: str | None) -> Broadcast:
    before = store.broadcast_by_id(tx, said.id)
    if before is None:
        after = said
        store.add(tx, said, now)
    else:
        if seen and seen != rules.fingerprint(before):
            raise NotAllowed(MOVED, "moved")
        writers = tuple(dict.fromkeys((*before.written_by, *said.written_by)))
        after = rules.edited(replace(said, state=before.state, written_by=writers))
        if not store.save(tx, after, seen=before.state):
            raise NotAllowed(MOVED, "moved")
    if by:
        counts.ask(tx, after, counts.AUDIENCE, now)
    _kept(tx, by, "written" if before else "drafted", after, now)
    return after


def withdraw(db: Database, name: str, *, now: datetime, by: Staff) -> None:
    """Make it a draft again, without its approval: nothing begins by itself any more."""
    with db.begin() as tx:
        broadcast = found(tx, name)
        if not store.save(tx, rules.edited(broadcast), seen=broadcast.state):
            raise NotAllowed(MOVED, "moved")
        _kept(tx, by, "withdrawn", broadcast, now)


def duplicate(db: Database, city: City, of: Broadcast, *, now: datetime, by: Staff) -> Broadcast:
    """A new draft with the same words for the same people, that promises nothing yet; its name has a number."""
    with db.read() as tx:
        name = next(
            each for number in range(2, 1000)
            if not store.broadcast_by_name(tx, each := f"{of.name[: LONGEST_NAME - 4]} {number}")
        )  # fmt: skip
    copy = Broadcast(
        new_id("bro", now), name, of.segment, of.variants, kind=of.kind, topic=of.topic, level=of.level,
        hold_out=of.hold_out, parts=of.parts, flow=of.flow, audience_of=of.audience_of, report=of.report,
    )  # fmt: skip
    return draft(db, city, copy, now=now, by=by)


def discard(db: Database, name: str, *, now: datetime, by: Staff) -> None:
    """Take out a draft that nothing of was ever sent; NotAllowed for anything else."""
    with db.begin() as tx:
        broadcast = found(tx, name)
        if broadcast.state is not State.DRAFT:
            raise NotAllowed(f'"{name}" is {broadcast.state}. Only a draft can be deleted.', "cannot-discard")
        _kept(tx, by, "discarded", broadcast, now)
        counts.forget(tx, broadcast.id)
        store.remove(tx, broadcast.id)


def _canonical(broadcast: Broadcast, city: City) -> Broadcast:
    """Segments as the city writes its names; the topic of a survey or a flow; no empty texts, no flow of a notice."""
    for name, most in [(broadcast.name, LONGEST_NAME), *((each.name, LONGEST_VARIANT) for each in broadcast.variants)]:
        if len(name) > most or not name.isprintable():
            raise NotAllowed(f'"{name}" cannot be a name: use up to {most} letters, all in one line.', "name")
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


def approve(
    db: Database, city: City, name: str, *, who: str, now: datetime, override: Override | None = None,
    by: Staff | None = None, seen: str | None = None,
) -> Preview:  # fmt: skip
    """Say that it may be sent as it stands; CannotBeSent, or NotAllowed when that takes somebody else.

    An emergency takes an `override`, which is kept as an event. Somebody signed in (`by`) approves what was counted for
    them to look at, and has `seen` it by its fingerprint; they never wait for a count.
    """
    with db.begin() as tx:
        broadcast = found(tx, name)
        state = rules.state_after(name, broadcast.state, "approve")
        if seen and seen != rules.fingerprint(broadcast):
            raise NotAllowed(MOVED, "moved")
        looked_at = _looked_at(tx, broadcast, city, now) if by else preview(tx, broadcast, city, now)
        why = rules.who_may_approve(broadcast, who, looked_at.people, city, store.names_of(tx, broadcast, who))
        called = emergency.problems(broadcast.kind, override)
        if problems := [*looked_at.problems, *([why] if why else []), *called]:
            raise CannotBeSent(name, problems)
        values = {"approved": rules.fingerprint(broadcast), "approved_by": who, "note": None}
        if not store.move(tx, broadcast.id, broadcast.state, state, values):
            raise NotAllowed(MOVED, "moved")
        put.record(tx, [BroadcastApproved(broadcast.id, None, looked_at.people)], now)
        if override:
            put.record(tx, [BroadcastOverride(broadcast.id, None, override.by, override.role, override.reason)], now)
        _kept(tx, by, "approved", broadcast, now)
    return looked_at


def _looked_at(tx: Tx, broadcast: Broadcast, city: City, now: datetime) -> Preview:
    count = counts.counted_reach(tx, broadcast, now)
    return preview_of(broadcast, count.reach, count.samples, city, now)


def start(
    db: Database, city: City, name: str, *, now: datetime, again: bool = False, by: Staff | None = None
) -> datetime:
    """Promise that it begins, at its time or now; when that is. CannotBeSent, or NotAllowed without an approval.

    SaidAlready when the same people read the same words in the last two days, unless they are meant to `again`.
    """
    with db.begin() as tx:
        broadcast = found(tx, name)
        state = rules.state_after(name, broadcast.state, "start")
        if not rules.is_approved(broadcast):
            changed = f'"{name}" was changed after it was approved. Have it approved again.'
            raise NotAllowed(changed, "changed")
        reached = counts.counted_reach(tx, broadcast, now).reach if by else reach(tx, broadcast, city, now)
        if problems := faults.problems(broadcast, reached.audience, city, now):
            raise CannotBeSent(name, problems)
        if not again and (twins := list(faults.twins(reached.audience))):
            raise SaidAlready("\n".join(str(each) for each in twins))
        if not store.move(tx, broadcast.id, broadcast.state, state):
            raise NotAllowed(MOVED, "moved")
        begins_at = broadcast.starts_at or now
        put.put(tx, launch.LAUNCH, broadcast.id, queue=put.BULK, due_at=begins_at)
        put.postpone(tx, launch.LAUNCH, broadcast.id, due_at=begins_at)
        _kept(tx, by, "started", broadcast, now)
    return begins_at


def pause(db: Database, name: str, *, now: datetime, by: Staff | None = None) -> None:
    """Nothing more of it leaves, from this moment on."""
    with db.begin() as tx:
        broadcast = _moved(tx, name, "pause")
        put.record(tx, [BroadcastPaused(broadcast.id, None)], now)
        _kept(tx, by, "paused", broadcast, now)


def resume(db: Database, name: str, *, now: datetime, by: Staff | None = None) -> None:
    """It goes on where it was."""
    with db.begin() as tx:
        broadcast = _moved(tx, name, "resume")
        launch.promise_next(tx, broadcast.id, now)
        recipients.wake_queued(tx, broadcast.id, SEND, now)
        _kept(tx, by, "resumed", broadcast, now)


def stop(db: Database, name: str, *, now: datetime, by: Staff | None = None) -> int:
    """Whoever has not been texted yet never is; how many were still in line.

    The line is cleared after the stop has been committed: that of a whole city takes seconds, and nothing may leave in
    them. Somebody at the console does not wait for it.
    """
    with db.begin() as tx:
        broadcast = _moved(tx, name, "stop")
        unsent = recipients.count_pending(tx, broadcast.id)
        recipients.wake_queued(tx, broadcast.id, SEND, now)
        put.record(tx, [BroadcastStopped(broadcast.id, None, unsent)], now)
        _kept(tx, by, "stopped", broadcast, now)
        if by:
            put.put(tx, CLEAR_LINE, broadcast.id, queue=put.BULK, due_at=now)
    if not by:
        clear_line(db, broadcast.id, now=now)
    return unsent


def clear_line(db: Database, broadcast_id: str, *, now: datetime) -> None:
    """Leave out who is still in line of one that was stopped."""
    with db.begin() as tx:
        recipients.leave_out_pending(tx, broadcast_id, "stopped")
        openings.end_unasked(tx, broadcast_id, now)


def _moved(tx: Tx, name: str, act: str) -> Broadcast:
    broadcast = found(tx, name)
    if not store.move(tx, broadcast.id, broadcast.state, rules.state_after(name, broadcast.state, act)):
        raise NotAllowed(MOVED, "moved")
    return broadcast
