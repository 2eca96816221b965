"""Triage: what waits for a decision, lane by lane, decided one after the other by keys or forms; several at once stands
in triage_together.py, kept views and the map of areas in triage_views.py. What an act means is in bot.concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import gists, lanes, life, readings
from bot.concerns.gists import Gist
from bot.concerns.lanes import Key, Waiting
from bot.concerns.readings import Reading
from bot.concerns.routing import UNKNOWN
from bot.concerns.service import table_of
from bot.concerns.store import Standing
from bot.console import shown, triage_together, triage_views
from bot.console.access import current_staff, may, product
from bot.console.concern_more import agencies
from bot.console.concerns import asked_change, concern_page, departments, kind_names, words_of_fault
from bot.console.triage_acts import (
    ACTS,
    address,
    areas,
    asked,
    done,
    faults_of,
    fitted,
    looked_at,
    standing,
    wants_json,
    words_of,
)
from bot.console.words import city_zone, gettext
from bot.engine.wording import in_language
from bot.messaging import photos
from bot.messaging.photos import First, Photo
from bot.places.drawing import Mark, apart
from bot.staff import audit

blueprint = Blueprint("triage", __name__, url_prefix="/triage")

PER_PAGE = 50
SUGGESTED = 6
"""Departments with a number of their own."""
PROMISED_IN = timedelta(days=7)
"""The day that stands in a form until somebody says another."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One concern of the page, with everything that helps to decide."""

    at: Standing
    guessed: tuple[str, ...]
    is_hidden: bool
    is_late: bool
    reading: Reading | None
    gist: Gist | None
    followers: int
    suggested: Sequence[str]
    agency: str
    possible: Sequence[str]
    mark: Mark | None = None
    photos: Sequence[Photo] = ()
    more_photos: int = 0

    @property
    def is_unknown(self) -> bool:
        """Whether it has no category."""
        return self.at.kind in UNKNOWN


@blueprint.get("")
def triage() -> ResponseReturnValue:
    """A page of what waits."""
    bot, staff = product(), current_staff()
    sought, today = asked(), bot.clock().astimezone(city_zone()).date()
    with bot.db.read() as tx:
        found = lanes.waiting(
            tx, sought, staff.bound_to, today=today, after=_after(sought.lane), most=PER_PAGE + 1
        )  # fmt: skip
        rows = found[:PER_PAGE]
        ids = [each.at.id for each in rows]
        hidden = frozenset() if may("inbox.sensitive") else lanes.hidden(tx, rows)
        known = (readings.readings(tx, ids), gists.gists(tx, ids), lanes.followers(tx, ids))
        pictures = photos.of_sessions(tx, {each.session_id for each in rows if each.at.id not in hidden})
        counts = lanes.counts(tx, sought.department, staff.bound_to, today=today)
        views = lanes.views(tx, staff.id)
        rising = readings.rising(tx) if sought.lane == lanes.NOVEL else []
        names = shown.names(tx, (each.written_by for each in known[1].values()))
    tickets = [_with_photos(_ticket(each, hidden, known, today), pictures.get(each.session_id)) for each in rows]
    marks = [replace(each.mark, words=str(number)) for number, each in enumerate(tickets, 1) if each.mark]
    return render_template(
        "console/triage.html", tickets=tickets, sought=sought, counts=counts, lanes=lanes.LANES, views=views,
        rising=rising, names=names, kind_names=kind_names(), departments=departments(),
        department_names=_department_names(), areas=areas(), address=address, wrong={}, form={},
        picture=bot.picture, marks=apart(marks), counted=lanes.COUNTED, today=today,
        promised_on=today + PROMISED_IN, outcomes=life.OUTCOMES, longest_reason=life.LONGEST_REASON,
        longest_agency=life.LONGEST_AGENCY, longest_gist=gists.LONGEST, spoken=bot.library.city.languages,
        agencies=agencies(), agency_name_of=_agency_names(), is_first=not request.args.get("after"),
        next_after=_told(sought.lane, rows[-1]) if len(found) > PER_PAGE else "",
    )  # fmt: skip


@blueprint.post("/<reference>")
def decide(reference: str) -> ResponseReturnValue:
    """Do something with one concern; a browser with scripts goes on meanwhile, and is told what became of it."""
    act, _, department = request.form.get("do", "").partition(":")
    at = standing(reference)
    if act not in ACTS:
        abort(400)
    what, wrong = asked_change(act, current_staff().id)
    what = fitted(what, department)
    wrong = wrong or faults_of(at, what) or done(at, what, looked_at())
    if wrong:
        said = {each.place: words_of_fault(each) for each in wrong}
        return ({"wrong": said}, 422) if wants_json() else (concern_page(at, act=act, wrong=said), 422)
    told = words_of(at, what)
    if wants_json():
        return {"said": told}
    flash(told, "success")
    return redirect(f"{url_for('console.triage.triage')}?{address(after=request.args.get('after', ''))}", 303)


@blueprint.post("/<reference>/gist")
def gist(reference: str) -> ResponseReturnValue:
    """Keep what it says in a line, as a draft or approved; the words themselves stay as they are."""
    bot, staff, at = product(), current_staff(), standing(reference)
    spoken = bot.library.city.languages
    words = {each: " ".join(request.form.get(f"gist.{each}", "").split())[:400] for each in spoken}
    wrong = {f"gist.{each}": _gist_words(rule) for each, rule in gists.faults(words, spoken).items()}
    if wrong:
        return ({"wrong": wrong}, 422) if wants_json() else (concern_page(at, act="gist", wrong=wrong), 422)
    approved, now = request.form.get("do") == "approve", bot.clock()
    with bot.db.begin() as tx:
        gists.write(tx, at.id, words, approved=approved, by=staff.id, now=now)
        audit.record(tx, staff, "concern.gist_approved" if approved else "concern.gist_drafted", at.id, "", now)
    said = gettext("Kept.") if approved else gettext("Kept as a draft.")
    if wants_json():
        return {"said": said, "gist": words}
    flash(said, "success")
    if request.form.get("from") == "concern":
        return redirect(url_for("console.concerns.concern", reference=at.reference), 303)
    return redirect(f"{url_for('console.triage.triage')}?{address(after=request.args.get('after', ''))}", 303)


@blueprint.post("/<reference>/known")
def known(reference: str) -> ResponseReturnValue:
    """It is nothing new to the city: out of the lane."""
    bot, staff, at = product(), current_staff(), standing(reference)
    with bot.db.begin() as tx:
        if readings.seen(tx, at.id, staff.id, bot.clock()):
            audit.record(tx, staff, "concern.known", at.id, "", bot.clock())
    said = gettext("Report %(number)s is out of the lane.", number=at.reference)
    if wants_json():
        return {"said": said}
    flash(said, "success")
    return redirect(f"{url_for('console.triage.triage')}?{address()}", 303)


_Known = tuple[Mapping[str, Reading], Mapping[str, Gist], Mapping[str, int]]


def _ticket(of: Waiting, hidden: frozenset[str], known: _Known, today: date) -> Ticket:
    at, (read, written, followed) = of.at, known
    reading, is_hidden = read.get(at.id), at.id in hidden
    places = [] if is_hidden else product().picture.marks([(at.reference, at.place, at.area or "", at.reference, "")])
    return Ticket(
        at, of.guessed, is_hidden, life.is_late(at.status, at.promised_on, today), reading, written.get(at.id),
        followed.get(at.id, 0), _suggested(at, reading, of.guessed), reading.agency if reading else "",
        [each for each in ACTS if each in life.NEXT[at.status]], places[0] if places else None,
    )  # fmt: skip


def _with_photos(of: Ticket, found: First | None) -> Ticket:
    """The same with the photos that came with it, if they are for this person to see."""
    return of if found is None or of.is_hidden else replace(of, photos=found.photos, more_photos=found.more)


def _suggested(at: Standing, reading: Reading | None, guessed: Sequence[str]) -> list[str]:
    """The departments that it most likely belongs to, the likeliest first, then others in their order; not its own."""
    owners = table_of(product().library).owners or {}
    kinds = [at.kind, *(code for code, _ in reading.chances), *guessed] if reading else [at.kind, *guessed]
    likely = [owners[kind] for kind in kinds if kind in owners]
    every = [*likely, *product().library.city.departments]
    return [each for each in dict.fromkeys(every) if each != at.department][:SUGGESTED]


def _agency_names() -> dict[str, str]:
    """How each agency is kept, by its code."""
    return {code: in_language(each.name, "en") for code, each in product().library.routing.agencies.items()}


def _department_names() -> dict[str, str]:
    return {code: in_language(each, g.language) for code, each in product().library.city.departments.items()}


def _told(lane: str, last: Waiting) -> str:
    at, id = lanes.key_of(lane, last)
    return f"{at.isoformat()}~{id}"


def _after(lane: str) -> Key | None:
    at, _, id = request.args.get("after", "").partition("~")
    try:
        if lane == lanes.LATE:
            return (date.fromisoformat(at), id[:64]) if id else None
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, id[:64]) if moment.tzinfo and id else None


def _gist_words(rule: str) -> str:
    return {
        "short": gettext("Say in a line what it is about; residents' own words stay as they are."),
        "long": gettext("At most %(most)s letters. Shorten it.", most=gists.LONGEST),
        "number": gettext("There is a telephone number in it. Leave it out."),
    }[rule]


for _rule, _view, _methods in (
    ("/together", triage_together.together, ("POST",)),
    ("/areas", triage_views.area_map, ("GET",)),
    ("/views", triage_views.keep, ("POST",)),
    ("/views/<view_id>/remove", triage_views.remove, ("POST",)),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)
