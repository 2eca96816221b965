"""Concerns at the console: the list, one concern with its life, and what is done with it; what each act means and needs
stands in bot.concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import board, life, searching, service, store
from bot.concerns.board import Key, Line, Sought
from bot.concerns.life import Change, Fault, Status
from bot.concerns.service import CannotChange, city_of
from bot.concerns.store import Standing
from bot.console import alike, shown
from bot.console.access import current_staff, may, product, require_department
from bot.console.concern_more import more
from bot.console.words import city_zone, gettext
from bot.lib.references import read_reference
from bot.open311 import store as other_systems
from bot.outbox.put import NOW
from bot.staff import audit

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")

PER_PAGE = 50
ACTS = ("answer", "begin", "finish", "assign", "hand_over", "reopen")
"""What staff may do; to confirm is the resident's."""
RECORDED: Mapping[str, str] = {
    "answer": "concern.answered", "begin": "concern.begun", "finish": "concern.finished",
    "assign": "concern.assigned", "hand_over": "concern.handed_over", "reopen": "concern.reopened",
}  # fmt: skip
LONGEST_NUMBER = 20
LONGEST = 200
"""Letters of a field that are read at all; what each may have is told by the rules."""


@blueprint.get("")
def concerns() -> ResponseReturnValue:
    """A page of concerns, of those with the words that are searched; a number leads straight to its concern."""
    bot, said = product(), request.args.get("q", "").strip()[:LONGEST]
    sought, today = _sought(), _today()
    with bot.db.read() as tx:
        number = read_reference(said) if len(said) < LONGEST_NUMBER else None
        found = store.standing(tx, number) if number else None
        if found is not None and current_staff().sees(found.department):
            return redirect(url_for("console.concerns.concern", reference=found.reference))
        if said:
            words = searching.wanted(tx, said, searching.lexicon_of(bot.library.lexicon))
            sought = replace(sought, words=words)
        lines = board.lines(
            tx, sought, current_staff().bound_to, today=today, after=_after(sought), most=PER_PAGE + 1
        )  # fmt: skip
    page = lines[:PER_PAGE]
    return render_template(
        "console/concerns.html", lines=page, sought=sought, said=said, number=not lines and _is_like_a_number(said),
        today=today, is_late=life.is_late,
        next_after=_told(page[-1], sought) if len(lines) > PER_PAGE else "", address=_address,
        departments=departments(), statuses=list(Status), orders=board.ORDERS, kind_names=kind_names(),
        areas=sorted({each.area for each in bot.library.places if each.area}), is_first=not request.args.get("after"),
    )  # fmt: skip


@blueprint.get("/<reference>")
def concern(reference: str) -> ResponseReturnValue:
    """One concern: what was reported, what was done, and what may be done next."""
    return concern_page(_standing(reference))


@blueprint.post("/<reference>/<act>")
def change(reference: str, act: str) -> ResponseReturnValue:
    """Do something with it; what is wrong comes back beside its field, with everything that was typed."""
    bot, staff, at = product(), current_staff(), _standing(reference)
    if act not in ACTS:
        abort(404)
    what, wrong = asked_change(act, staff.id)
    now = bot.clock()
    if wrong is None:
        try:
            with bot.db.begin() as tx:
                after = service.change_within(tx, city_of(bot.library), at.reference, what, now=now)
                audit.record(tx, staff, RECORDED[act], at.id, told_of(what), now)
        except CannotChange as error:
            wrong = list(error.faults) or [Fault("act", "overtaken", str(error))]
    if wrong:
        return concern_page(at, act=act, wrong={each.place: words_of_fault(each) for each in wrong}), 422
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    flash(gettext("Kept. Whoever follows report %(number)s is told where it matters.", number=at.reference), "success")
    if not staff.sees(after.department):
        return redirect(url_for("console.concerns.concerns"), 303)
    return redirect(url_for("console.concerns.concern", reference=at.reference), 303)


def _is_like_a_number(said: str) -> bool:
    """Whether somebody was looking for one report, and has its number wrong."""
    return len(said) < LONGEST_NUMBER and said.isalnum() and any(map(str.isdigit, said))


def _standing(reference: str) -> Standing:
    with product().db.read() as tx:
        found = store.standing(tx, read_reference(reference[:20]) or "")
    if found is None:
        abort(404)
    require_department(found.department)
    return found


def concern_page(at: Standing, *, act: str = "", wrong: Mapping[str, str] | None = None) -> str:
    bot = product()
    with bot.db.read() as tx:
        told = board.told_in(tx, board.message_of(tx, at.id), at.contact_id)
        changes = store.changes_of(tx, at.id)
        names = shown.names(tx, (each.by for each in changes))
        readable = told.hidden_since is None or may("inbox.sensitive")
        beside = alike.beside(tx, at, readable=readable)
        there, app = other_systems.sent(tx, at.id), other_systems.report_of(tx, at.id)
        further = more(tx, at)
    today = _today()
    return render_template(
        "console/concern.html", at=at, told=told, changes=changes, names=names, there=there, app=app,
        readable=readable, today=today, **beside,
        is_late=life.is_late(at.status, at.promised_on, today), kind_names=kind_names(),
        possible=[each for each in ACTS if each in life.NEXT[at.status]]
        if may("concerns.change") and not at.same_as
        else [],
        act=act, wrong=wrong or {}, form=request.form, city_languages=bot.library.city.languages,
        departments=[(code, each.get(g.language) or code) for code, each in bot.library.city.departments.items()],
        outcomes=life.OUTCOMES, longest_reason=life.LONGEST_REASON, longest_agency=life.LONGEST_AGENCY,
        **further,
    )  # fmt: skip


def asked_change(act: str, staff_id: str) -> tuple[Change, list[Fault] | None]:
    """The change that the form asks for, and what in it cannot even be read."""
    given = {name: " ".join(value.split())[:LONGEST] for name, value in request.form.items()}
    words: dict[str, str] = {}
    if act in ("answer", "hand_over"):
        spoken = product().library.city.languages
        words = {each: said for each in spoken if (said := given.get(f"words.{each}", ""))}
    promised_on, wrong = None, None
    if act == "answer" and (day := given.get("promised_on", "")):
        try:
            promised_on = date.fromisoformat(day)
        except ValueError:
            wrong = [Fault("promised_on", "no_day", day)]
    return Change(
        act, staff_id, department=given.get("department", "") if act == "assign" else "",
        outcome=given.get("outcome", "") if act == "answer" else "", words=words, promised_on=promised_on,
        agency=given.get("agency", "") if act == "hand_over" else "",
    ), wrong  # fmt: skip


def told_of(what: Change) -> str:
    """What the audit log keeps of a change: codes, never the words of a resident."""
    told = [what.outcome, what.department, what.agency, str(what.promised_on or "")]
    return " ".join(filter(None, told))


def words_of_fault(fault: Fault) -> str:
    """What is wrong, and how it is mended, in the reader's language."""
    said = {
        "impossible": gettext("That is not possible any more: somebody has changed it since. Look at it again."),
        "overtaken": gettext("Somebody else has just changed it. Look at it again, then do it once more."),
        "unknown_department": gettext("Choose a department."),
        "same_department": gettext("That department has it already."),
        "agency": gettext("Say who has it now, in 2 to %(most)s letters.", most=life.LONGEST_AGENCY),
        "outcome": gettext("Choose an answer."),
        "day": gettext("This answer promises something: say by which day."),
        "no_day": gettext("This is no day. Write it as 2026-03-31."),
        "past_day": gettext("That day is over. Promise a later one."),
        "reason": gettext(
            "Say why, in one plain sentence of at least %(least)s letters: residents read it as it stands.",
            least=life.SHORTEST_REASON,
        ),
        "long_reason": gettext(
            "It has %(letters)s letters, and a text has room for %(most)s. Shorten it.",
            letters=fault.values.get("letters", ""), most=life.LONGEST_REASON,
        ),
        "dear_reason": gettext(
            "These letters double the cost: %(letters)s. Choose words without them.",
            letters=fault.values.get("letters", ""),
        ),
    }  # fmt: skip
    return said.get(fault.rule, fault.message)


def _sought() -> Sought:
    """What the address asks for; what is not known is everything."""
    asked = request.args
    searches = bool(asked.get("q", "").strip())  # Whoever searches looks among all, unless they say otherwise.
    status = asked.get("status", "" if searches else "open")
    order = asked.get("sort", "newest" if searches else "")
    known = {"", "open", "closed", *Status}
    return Sought(
        status=status if status in known else "open", department=asked.get("department", "")[:32],
        language=asked.get("language_spoken", "")[:8], area=asked.get("area", "")[:64],
        late=asked.get("late") == "1", order=order if order in board.ORDERS else board.ORDERS[0],
    )  # fmt: skip


def _address(**changes: Any) -> str:
    """The query of this list with these changes; a change begins at the first page."""
    asked: dict[str, Any] = {**request.args.to_dict(), "after": "", **changes}
    return urlencode({name: value for name, value in asked.items() if value or name == "status"})


def _told(line: Line, sought: Sought) -> str:
    """Where the next page begins."""
    by_day = sought.order == "promised" or sought.late
    at = line.promised_on if by_day and line.promised_on else line.created_at
    return f"{at.isoformat()}~{line.id}"


def _after(sought: Sought) -> Key | None:
    """Where a page begins, as an earlier one told it; the first page when it cannot be read."""
    at, _, id = request.args.get("after", "").partition("~")
    try:
        if sought.order == "promised" or sought.late:
            return (date.fromisoformat(at), id[:64]) if id else None
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, id[:64]) if moment.tzinfo and id else None


def _today() -> date:
    return product().clock().astimezone(city_zone()).date()


def departments() -> Sequence[tuple[str, str]]:
    """The departments this person may choose from."""
    bound, names = current_staff().bound_to, product().library.city.departments
    return [(code, each.get(g.language) or code) for code, each in names.items() if bound is None or code in bound]


def kind_names() -> dict[str, str]:
    """What each category is called in the reader's language."""
    known = {each.code: each.label.get(g.language) or each.code for each in product().library.lexicon}
    return {"other": gettext("something else"), **known}
