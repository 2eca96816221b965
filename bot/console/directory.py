"""The directory at the console: its entries listed, looked for as residents ask, and changed by asking for a
publication; questions without an entry are bot.console.directory_gaps's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import unified_diff
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import directory_gaps
from bot.console.access import current_staff, may, product
from bot.console.publications import begun
from bot.console.words import city_zone, gettext
from bot.directory import store
from bot.directory.queries import directory_of
from bot.directory.rules import services_in
from bot.engine.vocabulary import fold
from bot.engine.wording import in_language
from bot.flowfiles.entries import FILE, LONGEST, ONCE, SAID, Fault, Row, answer_of, faults, rewritten, rows_of
from bot.flowfiles.services import LONGEST_TITLE, Service
from bot.publishing.requested import Base, base_of, own_folders
from bot.releases import requests
from bot.releases.requests import Wish
from bot.staff import audit

blueprint = Blueprint("directory", __name__, url_prefix="/directory")
blueprint.register_blueprint(directory_gaps.blueprint)

PUBLISH = "flows.publish"
NEW = "new"
ORDERS = ("title", "department", "owner", "review")
REVIEWED_EVERY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that is written and not asked for yet: the new table and the lines of it that differ."""

    text: str
    lines: tuple[str, ...]
    made_on: str


@blueprint.get("")
def entries() -> str:
    """The entries, filtered and sorted; a search finds what a resident who asks so would be answered."""
    bot, asked, today = product(), request.args, _today()
    said, sort = asked.get("q", "").strip()[:LONGEST], asked.get("sort", "title")
    by, down = sort.lstrip("-"), sort.startswith("-")
    found = [each for each in bot.library.services if _is_wanted(each, asked, today)]
    if said:
        answered = services_in(said, directory_of(bot.library).phrases)
        found = [each for each in found if each.code in answered or _tells(each, said)]
        found.sort(key=lambda each: answered.index(each.code) if each.code in answered else len(answered))
    else:
        found.sort(key=_key(by if by in ORDERS else "title"), reverse=down)
    with bot.db.read() as tx:
        gaps = store.count_open(tx)
    return render_template(
        "console/directory.html", entries=found, said=said, sort=sort, today=today, gaps=gaps,
        counted=store.COUNTED, due=sum(each.review_on <= today for each in bot.library.services),
        whole=len(bot.library.services), departments=_departments(),
    )  # fmt: skip


def due(services: Sequence[Service], today: date) -> list[Service]:
    """What should be looked at again, the longest overdue first."""
    return sorted((each for each in services if each.review_on <= today), key=lambda each: each.review_on)


def _is_wanted(entry: Service, asked: Mapping[str, str], today: date) -> bool:
    department, whose = asked.get("department", ""), asked.get("whose", "")
    return (
        (not department or entry.department == department)
        and (not whose or entry.ours == (whose == "ours"))
        and (asked.get("due") != "1" or entry.review_on <= today)
    )


def _tells(entry: Service, said: str) -> bool:
    """Whether the words stand in the entry, in any language."""
    words = (*entry.title.values(), *entry.answer.values(), entry.owner, entry.code)
    return any(fold(said) in fold(each) for each in words)


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
    row = _row(code)
    if code == NEW:
        if not may("directory.write"):
            abort(403)
        row = {"review_on": (_today() + REVIEWED_EVERY).isoformat(), **directory_gaps.begun_from(request.args)}
    return _page(code, row)


@blueprint.post("/<code>/check")
def check(code: str) -> str:
    """What residents would read of the form as it stands, and what speaks against it."""
    _row(code)
    return render_template("console/directory_check.html", **_checked(code, _form()))


@blueprint.post("/<code>")
def propose(code: str) -> ResponseReturnValue:
    """What the change would be, before it is asked for; what is wrong stands beside its field."""
    _row(code)
    form, removes = _form(), "remove" in request.form
    wrong = {} if removes else _wrong(code, form)
    if wrong or "again" in request.form:
        return _page(code, form, wrong), 422 if wrong else 200
    return _preview(code, form, removes=removes)


@blueprint.post("/<code>/send")
def send(code: str) -> ResponseReturnValue:
    """Ask for the change to be published, as it was read in the difference."""
    _row(code)
    form, removes = _form(), "remove" in request.form
    base, proposal = _proposal(code, form, removes=removes)
    if base.release != request.form.get("made_on"):
        return _preview(
            code, form, removes=removes,
            warning=gettext("Somebody published in the meantime. Read the difference once more."),
        )  # fmt: skip
    if proposal is None or (not removes and _wrong(code, form)):
        return _page(code, form, _wrong(code, form)), 422
    its = form["code"] if code == NEW else code
    note = " ".join(request.form.get("note", "").split())[:200] or f"{its}: {form.get('title_en', '')}"
    wish = Wish(f"directory:{its}", {FILE: proposal.text}, note, proposal.made_on, PUBLISH)
    bot, staff, now = product(), current_staff(), product().clock()
    with bot.db.begin() as tx:
        request_id = requests.ask(tx, wish, by=staff, now=now)
        gap = form.get("gap", "")
        if gap and store.settle(tx, gap, store.WRITTEN, staff.id):
            audit.record(tx, staff, "gap.written", gap, its, now)
    return begun(request_id)


def _base() -> Base:
    bot = product()
    return base_of(bot.db, own_folders(bot.settings))


def _row(code: str) -> dict[str, str]:
    """The entry as it is live; 404 for one that is not there, unless it is to be written."""
    row = rows_of(_base().files.get(FILE, "")).get(code)
    if row is None and code != NEW:
        abort(404)
    return {name: value or "" for name, value in (row or {}).items() if name}


def _form() -> dict[str, str]:
    """The entry as it was typed, each value on one line."""
    names = [*ONCE, "code", "gap", *(f"{name}_{each}" for each in _spoken() for name in SAID)]
    return {name: " ".join(request.form.get(name, "").split())[:LONGEST] for name in names}


def _spoken() -> tuple[str, ...]:
    return tuple(product().library.city.languages)


def _departments() -> list[tuple[str, str]]:
    return [(code, in_language(each, g.language)) for code, each in product().library.city.departments.items()]


def _kinds() -> list[tuple[str, str]]:
    return [(each.code, in_language(each.label, g.language)) for each in product().library.lexicon]


def _fitting(row: Row) -> dict[str, str]:
    """The department by its code: the table may name it by its English label too."""
    names = {name: code for code, each in product().library.city.departments.items() for name in (code, each.get("en"))}
    return {**row, "department": names.get(row.get("department", ""), row.get("department", ""))}


def _wrong(code: str, form: Row) -> dict[str, str]:
    """What is wrong with each field, and how it is mended."""
    its = form.get("code", "") if code == NEW else code
    departments, kinds = [each for each, _ in _departments()], [each for each, _ in _kinds()]
    found = faults(its, _fitting(form), _spoken(), departments, kinds)
    if code == NEW and its in rows_of(_base().files.get(FILE, "")):
        found.append(Fault("code", "taken"))
    return {each.place: _words_of(each) for each in found}


def _words_of(fault: Fault) -> str:
    values: dict[str, Any] = {"most": "", "letters": "", "over": "", **fault.values}
    said = {
        "code": gettext("2 to 40 small letters, digits and _, a letter first: street_lights."),
        "taken": gettext("There is an entry with this code already. Open that one, or take another code."),
        "choice": gettext("Choose one of the list."),
        "owner": gettext("Say who keeps the entry right: a person or a desk, in up to %(most)s letters.", **values),
        "date": gettext("Say by which day it is to be looked at again."),
        "empty": gettext("Write what it is called: residents read it first."),
        "long_title": gettext("It has %(letters)s letters, and menus have room for %(most)s.", **values),
        "nothing": gettext("Say what the city does, or who does it instead."),
        "long": gettext("The answer is %(over)s letters too long for one text with its menu. Shorten it.", **values),
        "dear": gettext("These letters double the cost: %(letters)s. Choose words without them.", **values),
    }  # fmt: skip
    return said[fault.rule]


def _proposal(code: str, form: Row, *, removes: bool) -> tuple[Base, Proposal | None]:
    """What is live, and the change to it; None when nothing would change."""
    base = _base()
    text, its = base.files.get(FILE, ""), form.get("code", "") if code == NEW else code
    kept = {name: value for name, value in form.items() if name not in ("code", "gap")}
    live = rows_of(text).get(its, {})
    if _fitting(live).get("department") == kept["department"]:
        kept["department"] = live.get("department", "") or kept["department"]
    made = rewritten(text, its, None if removes else kept, _spoken())
    before = rewritten(text, its, live, _spoken()) if live else text
    lines = tuple(unified_diff(before.splitlines(), made.splitlines(), lineterm="", n=0))[2:]
    return base, Proposal(made, lines, base.release) if lines else None


def _preview(code: str, form: Row, *, removes: bool, warning: str = "") -> ResponseReturnValue:
    base, proposal = _proposal(code, form, removes=removes)
    if proposal is None:
        flash(gettext("Nothing is different from what it is now."), "info")
        return redirect(url_for("console.directory.entry", code=code), 303)
    live = _fitting(_row(code))
    changed = [name for name in form if name not in ("code", "gap") and form[name] != live.get(name, "")]
    page = render_template(
        "console/directory_difference.html", code=code, form=form, live=live, changed=changed, removes=removes,
        warning=warning, made_on=base.release, answers=[answer_of(form, each) for each in _spoken()],
        before=[answer_of(live, each) for each in _spoken()] if live else [], may_publish=may(PUBLISH),
    )  # fmt: skip
    return page, 409 if warning else 200


def _checked(code: str, form: Row) -> dict[str, Any]:
    return {"answers": [answer_of(form, each) for each in _spoken()], "wrong": _wrong(code, form), "form": form}


def _page(code: str, form: Row, wrong: Mapping[str, str] | None = None) -> str:
    form = _fitting(form)
    checked = _checked(code, form)
    return render_template(
        "console/directory_entry.html", code=code, spoken=_spoken(), departments=_departments(), kinds=_kinds(),
        beside=wrong or {}, is_new=code == NEW, longest_title=LONGEST_TITLE, may_publish=may(PUBLISH),
        today=_today(), **checked,
    )  # fmt: skip


def _today() -> date:
    return product().clock().astimezone(city_zone()).date()
