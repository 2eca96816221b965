"""The calendar of broadcasts: a month of days, or a week of hours, what is closed shaded; a free hour is a link."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton
from flask import g, render_template, request

from bot.broadcasts import listing, store
from bot.broadcasts.emergency import hours_of
from bot.broadcasts.listing import Line
from bot.broadcasts.rules import City, State
from bot.console import broadcast_words as words
from bot.console import shown
from bot.console.access import product
from bot.lib.hours import Hours, NeverOpen
from bot.wiring import broadcast_city

A_DAY, A_WEEK, AN_HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
SUNDAY_FIRST = 6
FURTHEST = 730
"""Days before and after today that the calendar shows."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day: open from when until when in words (empty: closed all day), and what begins or runs on it."""

    on: date
    is_other: bool
    is_today: bool
    is_past: bool
    opens: str
    closes: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a day of the week: whether anything may leave in it, and what begins in it."""

    at: datetime
    is_open: bool
    is_past: bool
    lines: tuple[Line, ...]


def calendar() -> str:
    """A month, or with `?view=week` a week, around the day of the address; for one broadcast, or a new one."""
    bot = product()
    city, now = broadcast_city(bot), bot.clock()
    today = now.astimezone(city.zone).date()
    day = _day(today)
    view = "week" if request.args.get("view") == "week" else "month"
    weeks = Calendar(SUNDAY_FIRST).monthdatescalendar(day.year, day.month)
    if view == "week":
        weeks = [next((each for each in weeks if day in each), weeks[0])]
    start, end = (_midnight(each, city) for each in (weeks[0][0], weeks[-1][-1] + A_DAY))
    with bot.db.read() as tx:
        lines = listing.between(tx, start, end)
        of = store.broadcast_by_id(tx, request.args.get("for", "")[:40])
    if of is not None and of.state not in (State.DRAFT, State.APPROVED, State.SCHEDULED):
        of = None
    hours = hours_of(of.kind if of else "", city.quiet)
    days = [[_told(each, day, today, lines, hours, city) for each in week] for week in weeks]
    return render_template(
        "console/broadcast_calendar.html", view=view, day=day, weeks=days, of=of, states=words.states(),
        title=_title(view, weeks, day), names=[format_date(each, "EEE", locale=g.language) for each in weeks[0]],
        full_names=[format_date(each, "EEEE", locale=g.language) for each in weeks[0]],
        before=_moved(view, day, weeks, -1), after=_moved(view, day, weeks, 1), today=today,
        hours=_hours(weeks[0], lines, hours, city, now) if view == "week" else [],
    )  # fmt: skip


def _day(today: date) -> date:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if abs((day - today).days) <= FURTHEST else today


def _midnight(day: date, city: City) -> datetime:
    return datetime.combine(day, time(), city.zone).astimezone(UTC)


def _moved(view: str, day: date, weeks: Sequence[Sequence[date]], by: int) -> date:
    if view == "week":
        return day + by * A_WEEK
    return (day.replace(day=1) - A_DAY).replace(day=1) if by < 0 else (day.replace(day=28) + 4 * A_DAY).replace(day=1)


def _title(view: str, weeks: Sequence[Sequence[date]], day: date) -> str:
    if view == "month":
        return format_skeleton("yMMMM", day, locale=g.language)
    first, last = (format_skeleton("yMMMd", each, locale=g.language) for each in (weeks[0][0], weeks[0][-1]))
    return f"{first} - {last}"


def _told(day: date, shown_day: date, today: date, lines: Sequence[Line], hours: Hours, city: City) -> Day:
    start, end = _midnight(day, city), _midnight(day + A_DAY, city)
    open_hours = _openings(start, end, hours)
    opens, closes = (shown.hour(open_hours[0][0]), shown.hour(open_hours[-1][1])) if open_hours else ("", "")
    return Day(
        day, day.month != shown_day.month, day == today, day < today, opens, closes,
        tuple(each for each in lines if _runs(each, start, end)),
    )  # fmt: skip


def _openings(start: datetime, end: datetime, hours: Hours) -> list[tuple[datetime, datetime]]:
    """When anything may leave from `start` until `end`; nothing on a closed day."""
    found, at = [], start
    while at < end:
        try:
            opens, closes = hours.opens_at(at), hours.closes_at(at)
        except NeverOpen:
            break
        if opens < end:
            found.append((opens, min(closes, end)))
        at = closes + timedelta(microseconds=1)
    return found


def _runs(each: Line, start: datetime, end: datetime) -> bool:
    """Whether it begins on that day, or ran on it."""
    begins = each.started_at or each.starts_at
    if begins is None or begins >= end:
        return False
    if begins >= start:
        return True
    return each.started_at is not None and each.finished_at is not None and each.finished_at >= start


def _hours(
    week: Sequence[date], lines: Sequence[Line], hours: Hours, city: City, now: datetime
) -> list[tuple[str, list[Hour]]]:
    """24 rows of seven hours; each with its words."""
    open_hours = _openings(_midnight(week[0], city), _midnight(week[-1] + A_DAY, city), hours)
    table = []
    for number in range(24):
        row = []
        for day in week:
            at = datetime.combine(day, time(number), city.zone)
            began = at.astimezone(UTC)
            until = began + AN_HOUR
            here = tuple(each for each in lines if began <= (each.started_at or each.starts_at or now) < until)
            row.append(Hour(at, any(opens <= began < closes for opens, closes in open_hours), began <= now, here))
        table.append((shown.hour(datetime.combine(week[0], time(number), city.zone)), row))
    return table
