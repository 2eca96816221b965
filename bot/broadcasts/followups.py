"""What follows a broadcast, for those who got it: reminders before a date, and the report of what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.broadcasts import service
from bot.broadcasts.rules import NOTICE, Broadcast, City, NotAllowed, Variant
from bot.db.engine import Database
from bot.lib.ids import new_id
from bot.staff.rules import Staff


def report_name(name: str) -> str:
    """The name of the broadcast that tells what came of this one."""
    return f"{name} report"


def report(
    db: Database, city: City, name: str, *, who: str, now: datetime, by: Staff | None = None
) -> Broadcast:  # fmt: skip
    """Draft what came of it, in the words that were prepared; NotAllowed while nobody got it, or twice."""
    origin = _sent(db, name)
    texts = Variant("", dict(origin.report or {}))
    follows = _follows(origin, report_name(name), texts, who, now)
    return service.draft(db, city, replace(follows, kind=NOTICE, flow=None, level="inform"), now=now, by=by)


def remind(
    db: Database, city: City, name: str, texts: Mapping[str, str], *, event_at: datetime,
    before: Sequence[timedelta], who: str, now: datetime, by: Staff | None = None,
) -> list[Broadcast]:  # fmt: skip
    """Draft one reminder for each time before `event_at`, in these words; nobody in two of them is a stranger to it.

    NotAllowed when one would be in the past, or nobody got the broadcast yet.
    """
    origin = _sent(db, name)
    drafts = []
    for each in before:
        at = remind_at(event_at, each)
        if at <= now:
            raise NotAllowed(f"{spoken(each)} before is over already. Choose a shorter time with --before.", "before")
        follows = _follows(origin, f"{name}-{spoken(each)}", Variant("", dict(texts)), who, now)
        drafts.append(replace(follows, starts_at=at))
    return [service.draft(db, city, each, now=now, by=by) for each in drafts]


def _sent(db: Database, name: str) -> Broadcast:
    with db.read() as tx:
        origin = service.found(tx, name)
    if origin.started_at is None:
        raise NotAllowed(f'"{name}" has not begun, so nobody got it yet. Start it first.', "not-begun")
    return origin


def _follows(origin: Broadcast, name: str, texts: Variant, who: str, now: datetime) -> Broadcast:
    """Whoever wrote the first one wrote at this one: its words, or its choice of people, are theirs."""
    return Broadcast(
        new_id("bro", now), name, "", (texts,), kind=origin.kind, topic=origin.topic, level=origin.level,
        parts=origin.parts, written_by=tuple(dict.fromkeys((*origin.written_by, who))), flow=origin.flow,
        audience_of=origin.id,
    )  # fmt: skip


def remind_at(event_at: datetime, before: timedelta) -> datetime:
    """So long before: days by the clock on the wall, shorter times by the hour; `event_at` is in the city's zone."""
    if before % timedelta(days=1):
        return (event_at.astimezone(UTC) - before).astimezone(event_at.tzinfo)
    return event_at - before


def spoken(before: timedelta) -> str:
    """7d, 2h, 30m."""
    for letter, unit in (("d", timedelta(days=1)), ("h", timedelta(hours=1))):
        if before >= unit and not before % unit:
            return f"{before // unit}{letter}"
    return f"{before // timedelta(minutes=1)}m"


def report_due(broadcast: Broadcast, among: Sequence[Broadcast], today: date) -> str:
    """When residents are to hear what came of it, in words; empty while it has not begun, or once they have."""
    told = any(each.name == report_name(broadcast.name) and each.started_at for each in among)
    if told or broadcast.started_at is None or broadcast.report_on is None or broadcast.audience_of:
        return ""
    days = (broadcast.report_on - today).days
    when = "today" if not days else f"in {_days(days)}" if days > 0 else f"{_days(-days)} late"
    return f"report back due on {broadcast.report_on}, {when}"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
