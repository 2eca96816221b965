"""Bringing a list of residents in: the file, what its columns mean, a trial, and the import as it goes; no parsing."""

from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import shown
from bot.console.access import current_staff, product
from bot.console.residents import field_names
from bot.console.row_words import in_words, whole_in_words
from bot.console.words import gettext as _
from bot.db.base import Tx
from bot.lib import csv
from bot.lib.ids import new_id
from bot.outbox.put import LATER
from bot.people import lists, runs
from bot.people.columns import FIELD, HEADERS
from bot.people.lists import Given
from bot.people.sheets import Unreadable
from bot.staff import audit

blueprint = Blueprint("lists", __name__, url_prefix="/lists")

PER_PAGE = 25
SHOWN = 100
"""Problems on the page; the file has them all."""
LONGEST_ANSWER = 400


@blueprint.get("")
def all_lists() -> str:
    """Every list that was brought in, the newest first."""
    with product().db.read() as tx:
        found = lists.given_lists(tx, before=request.args.get("before", "")[:40], most=PER_PAGE + 1)
        by_hand = runs.by_hand(tx, PER_PAGE)
        names = shown.names(tx, (each.given_by for each in found))
    more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else ""
    return render_template(
        "console/lists_of_people.html", lists=found[:PER_PAGE], by_hand=by_hand, names=names, more=more
    )


@blueprint.get("/new")
def new() -> str:
    """Choose a file."""
    return _new_page()


@blueprint.post("/new")
def bring() -> ResponseReturnValue:
    """Keep the file sealed, and ask what its columns mean."""
    bot, file = product(), request.files.get("file")
    if file is None or not file.filename:
        return _new_page(_("Choose a file first.")), 422
    with file.stream as stream:
        content = stream.read()
    list_id = new_id("lst", bot.clock())
    try:
        with bot.db.begin() as tx:
            lists.keep(
                tx, bot.vault, bot.library, list_id, file=file.filename, content=content, by=current_staff().id,
                now=bot.clock(),
            )  # fmt: skip
            audit.record(tx, current_staff(), "people.list_given", list_id, "", bot.clock())
    except Unreadable as error:
        return _new_page(" ".join(whole_in_words(error.args))), 422
    return _to(list_id)


def _new_page(wrong: str = "") -> str:
    return render_template(
        "console/list_new.html", wrong=wrong, largest=lists.LARGEST // 1024 // 1024, meanings=_meanings(),
        hours=int(lists.KEPT_FOR.total_seconds() // 3600),
    )  # fmt: skip


@blueprint.get("/<list_id>")
def one(list_id: str) -> ResponseReturnValue:
    """A list as far as it has come."""
    with product().db.read() as tx:
        return _page(tx, _there(tx, list_id))


@blueprint.get("/<list_id>/progress")
def progress(list_id: str) -> ResponseReturnValue:
    """The part of the page that asks again; once it is done, the whole page is."""
    with product().db.read() as tx:
        of = _there(tx, list_id)
    if of.state not in (lists.TRYING, lists.RUNNING):
        return Response(status=204, headers={"HX-Redirect": url_for("console.people.lists.one", list_id=of.id)})
    return shown.unless_seen(render_template("console/list_progress.html", list=of))


@blueprint.post("/<list_id>/columns")
def columns(list_id: str) -> ResponseReturnValue:
    """What the columns mean and what counts for every row; then a worker tries the list out."""
    bot = product()
    with bot.db.begin() as tx:
        of = _there(tx, list_id)
        if of.state not in (lists.NEW, lists.TRIED):
            return _to(of.id)
        answers, wrong = _answers(of)
        if wrong:
            return _page(tx, of, answers=answers, wrong=wrong), 422
        lists.answer(tx, of, answers, now=bot.clock())
    _nudge()
    return _to(of.id)


@blueprint.post("/<list_id>/start")
def start(list_id: str) -> ResponseReturnValue:
    """Bring it in, or go on with it where it was paused."""
    bot = product()
    with bot.db.begin() as tx:
        of = _there(tx, list_id)
        if of.state not in (lists.TRIED, lists.PAUSED):
            return _to(of.id)
        if of.told.get("in_a_row") and of.state == lists.TRIED and request.form.get("real") != "1":
            return _page(tx, of, wrong={"real": _("Say that these numbers are real, or bring another list.")}), 422
        lists.start(tx, of, now=bot.clock())
        audit.record(tx, current_staff(), "people.import", of.id, of.answers.get("consent_source", ""), bot.clock())
    _nudge()
    return _to(of.id)


@blueprint.post("/<list_id>/pause")
def pause(list_id: str) -> ResponseReturnValue:
    """Stop after the rows at hand; nothing is undone."""
    with product().db.begin() as tx:
        of = _there(tx, list_id)
        if of.state == lists.RUNNING:
            lists.pause(tx, of)
            audit.record(tx, current_staff(), "people.import_paused", of.id, "", product().clock())
    return _to(of.id)


@blueprint.post("/<list_id>/remove")
def remove(list_id: str) -> ResponseReturnValue:
    """Take the list and its file away before it was started."""
    with product().db.begin() as tx:
        of = _there(tx, list_id)
        if of.state in (lists.RUNNING, lists.OVER, lists.PAUSED):
            abort(409)
        lists.remove(tx, of)
        audit.record(tx, current_staff(), "people.list_removed", of.id, "", product().clock())
    flash(_("The list is gone, and nobody was brought in."), "success")
    return redirect(url_for("console.people.lists.all_lists"), 303)


@blueprint.get("/<list_id>/problems.csv")
def problems(list_id: str) -> ResponseReturnValue:
    """Everything that was wrong, by row, for a spreadsheet."""
    with product().db.read() as tx:
        of = _there(tx, list_id)
        rows = list(islice(runs.problems_of(tx, _problems_of(of)), 50_000))
    stream = StringIO()
    header = (_("Row"), _("Column"), _("What is wrong"), _("How to mend it"), _("Left out"))
    csv.write(stream, header, (dict(zip(header, _told(each), strict=True)) for each in rows))
    name = {"Content-Disposition": f'attachment; filename="{of.id}-problems.csv"'}
    return Response(stream.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=name)


def _told(problem: Any) -> tuple[Any, ...]:
    wrong, remedy = in_words(problem)
    return problem.row, problem.column, wrong, remedy, _("Yes") if problem.skips else _("No")


def _there(tx: Tx, list_id: str) -> Given:
    found = lists.given(tx, list_id[:40])
    if found is None:
        abort(404)
    return found


def _problems_of(of: Given) -> str:
    """Where its problems stand: with the import once there is one, else with the trial."""
    return of.run_id or of.id


def _page(
    tx: Tx, of: Given, *, answers: Mapping[str, Any] | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    header = list(of.told.get("header", ()))
    found: Iterator[Any] = runs.problems_of(tx, _problems_of(of)) if of.state != lists.NEW else iter(())
    rows = list(islice(found, SHOWN + 1))
    given = dict(answers or of.answers)
    of_whole = whole_in_words(of.told.get("wrong", ())) if of.told.get("wrong") else ()
    return render_template(
        "console/list_of_people.html", list=of, header=header, answers=given, wrong=wrong or {},
        guessed=_guessed(header, given), meanings=_meanings(), languages_named=_languages(),
        problems=[_told(each) for each in rows[:SHOWN]], more_problems=len(rows) > SHOWN, of_whole=of_whole,
        longest=LONGEST_ANSWER, names=shown.names(tx, [of.given_by]), today=_today(),
    )  # fmt: skip


def _guessed(header: list[str], answers: Mapping[str, Any]) -> dict[int, str]:
    """Column to meaning: as it was said, else by its name; what nobody knows is left for the reader."""
    said = answers.get("mapping")
    if said is None:
        try:
            said = lists.meanings(tuple(header), product().library, {})
        except Unreadable:
            said = {}
    return {header.index(name): meaning for meaning, name in said.items() if name in header}


def _answers(of: Given) -> tuple[dict[str, Any], dict[str, str]]:
    """What was said about the list, and what is wrong with it by field."""
    header, form = list(of.told["header"]), request.form
    chosen = [(form.get(f"column_{index}", ""), name) for index, name in enumerate(header)]
    mapping = {meaning: name for meaning, name in chosen if meaning in _meanings()}
    told = [meaning for meaning, _name in chosen if meaning]
    answers: dict[str, Any] = {
        name: form.get(name, "").strip()[:LONGEST_ANSWER]
        for name in ("consent_source", "consent_on", "consent_words", "language")
    }
    answers |= {"mapping": mapping, "day_first": form.get("day_first") == "1"}
    wrong = {}
    if "phone" not in mapping:
        wrong["columns"] = _("Say which column is the phone number.")
    elif len(set(told)) != len(told):
        wrong["columns"] = _("Two columns cannot mean the same.")
    if not answers["consent_source"] and "consent_source" not in mapping:
        wrong["consent_source"] = _("Say where they agreed, or which column says so.")
    if not answers["consent_on"] and "consent_on" not in mapping:
        wrong["consent_on"] = _("Say on which day they agreed, or which column says so.")
    if answers["consent_on"] and answers["consent_on"] > _today():
        wrong["consent_on"] = _("That day is still to come.")
    return answers, wrong


def _languages() -> list[tuple[str, str]]:
    return [(each, shown.language_name(each)) for each in product().library.city.languages]


def _today() -> str:
    return product().clock().date().isoformat()


def _meanings() -> dict[str, str]:
    """What a column can mean, in words."""
    told = {
        "phone": _("phone number"), "language": _("language"), "area": _("neighborhood"), "zone": _("district"),
        "topics": _("topics they agreed to"), "consent_source": _("where they agreed"),
        "consent_on": _("day they agreed"), "consent_words": _("what they agreed to, or where the paper is"),
    }  # fmt: skip
    return {**{each: told[each] for each in HEADERS}, **{FIELD + name: words for name, words in field_names().items()}}


def _nudge() -> None:
    if nudger := product().nudger:
        nudger.nudge_soon(LATER)


def _to(list_id: str) -> ResponseReturnValue:
    return redirect(url_for("console.people.lists.one", list_id=list_id), 303)
