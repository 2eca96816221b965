"""Surveys: the list of them, and for each when it is open; writing one and its results are in the files beside this."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import survey_drafts, survey_publishing, survey_results
from bot.console.access import current_staff, may, product
from bot.console.survey_words import refusals, state_names
from bot.console.words import city_zone
from bot.console.words import gettext as _
from bot.engine.flow import Flow
from bot.engine.wording import in_language
from bot.surveys import answers, service, store
from bot.surveys.rules import Opening
from bot.surveys.service import Refused
from bot.surveys.store import Draft

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")

PER_PAGE = 50
STATES = ("draft", "open", "waits", "closed", "gone")
SORTS = ("title", "state", "changed", "answered")
FINISH_FOR = {"all": None, "none": timedelta(0), "day": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Line:
    """One survey of the list: a draft, or what residents meet, or both."""

    survey: str
    title: str
    state: str
    draft: Draft | None = None
    answered_at: datetime | None = None

    @property
    def changed_at(self) -> datetime | None:
        """When its draft was changed last."""
        return self.draft.updated_at if self.draft else None


@blueprint.get("")
def surveys() -> ResponseReturnValue:
    """All of them, by state, with what is being written."""
    asked = {name: request.args.get(name, "") for name in ("state", "words", "sort", "page")}
    lines = _sorted(_matching(_lines(), asked["state"], asked["words"]), asked["sort"])
    page = int(asked["page"]) if asked["page"].isdigit() else 0
    return render_template(
        "console/surveys.html", lines=lines[page * PER_PAGE : (page + 1) * PER_PAGE], asked=asked, states=STATES,
        state_names=state_names(), sorts=SORTS, page=page, more=len(lines) > (page + 1) * PER_PAGE,
    )  # fmt: skip


def _lines() -> list[Line]:
    bot, now = product(), product().clock()
    live = live_surveys()
    with bot.db.read() as tx:
        written = {each.flow: each for each in store.drafts(tx)}
        openings = store.openings(tx)
        known = answers.answered_surveys(tx)
        last = answers.last_answers(tx, {*known, *live})
    found = [
        Line(name, title_of(flows), openings.get(name, Opening()).state(now), written.get(name), last.get(name))
        for name, flows in live.items()
    ]
    found += [
        Line(name, _draft_title(each), "draft", each) for name, each in written.items()
        if name not in live and name not in known
    ]  # fmt: skip
    gone = (name for name in known if name not in live)
    found += [Line(name, _draft_title(written.get(name)) or name, "gone", written.get(name), last.get(name))
              for name in gone]  # fmt: skip
    return found


def live_surveys() -> dict[str, list[Flow]]:
    """The surveys of the live release, each with the flows that ask it."""
    found: dict[str, list[Flow]] = {}
    for flow in product().library.flows.current.values():
        if flow.survey:
            found.setdefault(flow.survey, []).append(flow)
    return found


def title_of(flows: Sequence[Flow]) -> str:
    """What a survey is called, in the reader's language."""
    return next((in_language(flow.title, _reader()) for flow in flows if flow.title), flows[0].id)


def _reader() -> str:
    return current_staff().language


def _draft_title(draft: Draft | None) -> str:
    if draft is None:
        return ""
    return draft.document.title.get(_reader()) or service.title_of(draft.document) or draft.flow


def _matching(lines: Sequence[Line], state: str, words: str) -> list[Line]:
    sought = words.casefold().strip()
    return [
        each for each in lines
        if state in ("", each.state) and (sought in each.title.casefold() or sought in each.survey)
    ]  # fmt: skip


def _sorted(lines: Sequence[Line], sort: str) -> list[Line]:
    name = sort.removeprefix("-")
    long_ago = datetime(1, 1, 1, tzinfo=UTC)
    keys: Mapping[str, Callable[[Line], tuple[object, ...]]] = {
        "title": lambda each: (each.title.casefold(), each.survey),
        "state": lambda each: (STATES.index(each.state), each.title.casefold()),
        "changed": lambda each: (each.changed_at or long_ago, each.survey),
        "answered": lambda each: (each.answered_at or long_ago, each.survey),
    }
    return sorted(lines, key=keys.get(name, keys["state"]), reverse=sort.startswith("-"))


@blueprint.get("/<survey>")
def survey(survey: str) -> ResponseReturnValue:
    """One survey: what it asks now, and when it takes answers."""
    return _page(survey)


def _page(survey: str, wrong: str = "") -> ResponseReturnValue:
    bot, flows = product(), live_surveys().get(survey)
    with bot.db.read() as tx:
        draft = store.draft_of(tx, survey)
        if flows is None and draft is None and survey not in answers.answered_surveys(tx):
            abort(404)
        opening = store.opening_of(tx, survey)
    now = bot.clock()
    state = opening.state(now) if flows else "gone"
    page = render_template(
        "console/survey.html", survey=survey, flows=flows or [], draft=draft, opening=opening, state=state,
        state_names=state_names(), is_over=opening.is_over(now), local=_local, wrong=wrong, asked=request.form,
        title=title_of(flows) if flows else _draft_title(draft) or survey, spoken=bot.library.city.languages,
        zone=bot.library.city.time_zone, may_publish=may("surveys.publish"),
    )  # fmt: skip
    return (page, 422) if wrong else page


@blueprint.post("/<survey>/opening")
def opening(survey: str) -> ResponseReturnValue:
    """Open it, close it, or set the days on which that happens by itself."""
    bot = product()
    if survey not in live_surveys():
        abort(404)
    now, act = bot.clock(), request.form.get("act", "")
    with bot.db.read() as tx:
        before = store.opening_of(tx, survey)
    try:
        if act == "open":
            after = service.opened_now(now)
        elif act == "close":
            finish = FINISH_FOR.get(request.form.get("finish", "all"))
            after = service.closed_now(before, now, finish_for=finish)
        else:
            after = _dates()
        service.set_opening(bot.db, bot.library, survey, after, by=current_staff(), now=now)
    except Refused as refused:
        return _page(survey, refusals()[refused.why])
    bot.closures.look()
    told = {"open": _("It is open."), "closed": _("It is closed. Its words now answer that it has ended."),
            "waits": _("It opens by itself.")}  # fmt: skip
    flash(told[after.state(now)], "success")
    return redirect(url_for("console.surveys.survey", survey=survey), 303)


def _dates() -> Opening:
    """The times of the form, in the city's zone; Refused when one is none."""
    opens, closes = _time("opens_at"), _time("closes_at")
    finish = FINISH_FOR.get(request.form.get("finish", "all"))
    return Opening(opens, closes, closes + finish if closes and finish is not None else None)


def _time(name: str) -> datetime | None:
    given = request.form.get(name, "").strip()
    if not given:
        return None
    try:
        written = datetime.fromisoformat(given)
    except ValueError:
        raise Refused("time") from None
    return (written if written.tzinfo else written.replace(tzinfo=city_zone())).astimezone(UTC)


def _local(at: datetime | None) -> str:
    """The time as a browser's field has it, in the city's zone."""
    return f"{at.astimezone(city_zone()):%Y-%m-%dT%H:%M}" if at else ""


blueprint.add_url_rule("/<survey>/results", "results", survey_results.survey_results)
for _rule, _view, _methods in (
    ("/<survey>/results/words", survey_results.own_words, ("GET",)),
    ("/<survey>/results/export", survey_results.export, ("POST",)),
    ("/<survey>/results/files/<file_id>", survey_results.download, ("GET",)),
    ("/new", survey_drafts.new, ("GET", "POST")),
    ("/drafts/<draft_id>", survey_drafts.draft, ("GET",)),
    ("/drafts/<draft_id>", survey_drafts.save, ("POST",)),
    ("/drafts/<draft_id>/check", survey_drafts.check, ("POST",)),
    ("/drafts/<draft_id>/trial", survey_drafts.trial, ("POST",)),
    ("/drafts/<draft_id>/publish", survey_publishing.publish, ("POST",)),
    ("/drafts/<draft_id>/copy", survey_drafts.copy, ("POST",)),
    ("/drafts/<draft_id>/remove", survey_drafts.remove_draft, ("POST",)),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)
