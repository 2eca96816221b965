"""The directory at the console: its entries listed, looked for as residents ask, and changed by asking for a
publication; questions without an entry are bot.console.directory_gaps's."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import unified_diff
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import directory_gaps, directory_words
from bot.console.access import current_staff, may, product
from bot.console.directory_form import (
    ABOUT,
    NEW,
    base_now,
    checked,
    departments,
    fitting,
    form_page,
    live_row,
    proposed,
    said_fields,
    spoken,
    still_open,
    today_here,
    typed,
    typed_words,
    wrong_with,
)  # fmt: skip
from bot.console.publications import begun
from bot.console.words import gettext
from bot.directory import store
from bot.directory.queries import directory_of, found_by
from bot.engine.vocabulary import fold
from bot.engine.wording import in_language
from bot.flowfiles.entries import FILE, LONGEST, Row, answer_of, rewritten, rows_of
from bot.flowfiles.services import Service
from bot.publishing.requested import Base
from bot.releases import proposals, requests
from bot.releases.requests import Wish
from bot.staff import audit

blueprint = Blueprint("directory", __name__, url_prefix="/directory")
blueprint.register_blueprint(directory_gaps.blueprint)
blueprint.register_blueprint(directory_words.blueprint)

PUBLISH = "flows.publish"
ORDERS = ("title", "department", "owner", "review")
REVIEWED_EVERY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is written and not asked for yet: the new table and the lines of it that differ."""

    text: str
    lines: tuple[str, ...]
    made_on: str


@blueprint.get("")
def entries() -> str:
    """The entries, filtered and sorted; a search finds what a resident who asks so would be answered."""
    bot, asked, today = product(), request.args, today_here()
    said, sort = asked.get("q", "").strip()[:LONGEST], asked.get("sort", "title")
    by, down = sort.lstrip("-"), sort.startswith("-")
    with bot.db.read() as tx:
        gaps, waiting = store.count_open(tx), proposals.proposals(tx)
    proposed = still_open(waiting)
    found = [each for each in bot.library.services if _is_wanted(each, asked, today, proposed)]
    if said:
        found = found_by(said, found, directory_of(bot.library))
    else:
        found.sort(key=_key(by if by in ORDERS else "title"), reverse=down)
    return render_template(
        "console/directory.html", entries=found, said=said, sort=sort, today=today, gaps=gaps,
        counted=store.COUNTED, due=sum(each.review_on <= today for each in bot.library.services),
        whole=len(bot.library.services), departments=departments(), proposed=proposed,
    )  # fmt: skip


def due(services: Sequence[Service], today: date) -> list[Service]:
    """What should be looked at again, the longest overdue first."""
    return sorted((each for each in services if each.review_on <= today), key=lambda each: each.review_on)


def _is_wanted(entry: Service, asked: Mapping[str, str], today: date, proposed: Collection[str]) -> bool:
    department, whose = asked.get("department", ""), asked.get("whose", "")
    return (
        (not department or entry.department == department)
        and (not whose or entry.ours == (whose == "ours"))
        and (asked.get("due") != "1" or entry.review_on <= today)
        and (asked.get("proposed") != "1" or entry.code in proposed)
    )


def _key(by: str) -> Callable[[Service], Any]:
    def title(each: Service) -> str:
        return fold(in_language(each.title, g.language))

    keys: dict[str, Callable[[Service], Any]] = {
        "title": title, "department": lambda each: (each.department, title(each)),
        "owner": lambda each: (fold(each.owner), title(each)), "review": lambda each: (each.review_on, title(each)),
    }  # fmt: skip
    return keys[by]


@blueprint.get("/<code>")
def entry(code: str) -> str:
    """One entry, in every language side by side; `new` is one that is not there yet, from a question perhaps."""
    row = live_row(code)
    if code == NEW:
        if not may("directory.write"):
            abort(403)
        row = {"review_on": (today_here() + REVIEWED_EVERY).isoformat()}
    elif proposal := proposed(code, row):
        row |= proposal.words
    return form_page(code, row | directory_gaps.begun_from(request.args.get("gap", ""), row))


@blueprint.post("/<code>/check")
def check(code: str) -> str:
    """What residents would read of the form as it stands, and what speaks against it."""
    live = live_row(code)
    form = typed() if may("directory.write") else typed_words(fitting(live))
    return render_template("console/directory_check.html", **checked(code, form))


@blueprint.post("/<code>")
def propose(code: str) -> ResponseReturnValue:
    """What the change would be, before it is asked for; what is wrong stands beside its field."""
    live_row(code)
    form, removes = typed(), "remove" in request.form
    wrong = {} if removes else wrong_with(code, form)
    if wrong or "again" in request.form:
        return form_page(code, form, wrong), 422 if wrong else 200
    return _preview(code, form, removes=removes)


@blueprint.post("/<code>/send")
def send(code: str) -> ResponseReturnValue:
    """Ask for the change to be published, as it was read in the difference."""
    live = live_row(code)
    form, removes = typed(), "remove" in request.form
    base, change = _change(code, form, removes=removes)
    if base.release != request.form.get("made_on"):
        return _preview(
            code, form, removes=removes,
            warning=gettext("Somebody published in the meantime. Read the difference once more."),
        )  # fmt: skip
    if change is None or (not removes and wrong_with(code, form)):
        return form_page(code, form, wrong_with(code, form)), 422
    its = form["code"] if code == NEW else code
    note = " ".join(request.form.get("note", "").split())[:200] or f"{its}: {form.get('title_en', '')}"
    wish = Wish(f"{ABOUT}{its}", {FILE: change.text}, note, change.made_on, PUBLISH)
    bot, staff, now = product(), current_staff(), product().clock()
    with bot.db.begin() as tx:
        request_id = requests.ask(tx, wish, by=staff, now=now)
        if not removes:
            proposals.asked_for(
                tx, its, {name: form[name] for name in said_fields() if form[name] != live.get(name, "")}
            )
        gap = form.get("gap", "")
        if gap and store.settle(tx, gap, store.WRITTEN, staff.id):
            audit.record(tx, staff, "gap.written", gap, its, now)
    return begun(request_id)


def _change(code: str, form: Row, *, removes: bool) -> tuple[Base, Change | None]:
    """What is live, and the change to it; None when nothing would change."""
    base = base_now()
    text, its = base.files.get(FILE, ""), form.get("code", "") if code == NEW else code
    kept = {name: value for name, value in form.items() if name not in ("code", "gap")}
    live = rows_of(text).get(its, {})
    if fitting(live).get("department") == kept["department"]:
        kept["department"] = live.get("department", "") or kept["department"]
    made = rewritten(text, its, None if removes else kept, spoken())
    before = rewritten(text, its, live, spoken()) if live else text
    lines = tuple(unified_diff(before.splitlines(), made.splitlines(), lineterm="", n=0))[2:]
    return base, Change(made, lines, base.release) if lines else None


def _preview(code: str, form: Row, *, removes: bool, warning: str = "") -> ResponseReturnValue:
    base, change = _change(code, form, removes=removes)
    if change is None:
        flash(gettext("Nothing is different from what it is now."), "info")
        return redirect(url_for("console.directory.entry", code=code), 303)
    live = fitting(live_row(code))
    changed = [name for name in form if name not in ("code", "gap") and form[name] != live.get(name, "")]
    page = render_template(
        "console/directory_difference.html", code=code, form=form, live=live, changed=changed, removes=removes,
        warning=warning, made_on=base.release, answers=[answer_of(form, each) for each in spoken()],
        before=[answer_of(live, each) for each in spoken()] if live else [], may_publish=may(PUBLISH),
    )  # fmt: skip
    return page, 409 if warning else 200
