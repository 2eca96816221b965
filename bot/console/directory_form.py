"""An entry of the directory as a form: as it is live, as it was typed, what is wrong with it; it keeps nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import abort, g, render_template, request

from bot.console import shown
from bot.console.access import product
from bot.console.directory_gaps import question_of
from bot.console.words import city_zone, gettext
from bot.directory.queries import answered_with
from bot.engine.wording import in_language
from bot.flowfiles.entries import FILE, LONGEST, ONCE, SAID, Fault, Row, answer_of, faults, rows_of
from bot.flowfiles.services import LONGEST_TITLE, keywords_of
from bot.publishing.requested import Base, base_of, own_folders
from bot.releases import proposals, requests
from bot.releases.proposals import Proposal

NEW = "new"
ABOUT = "directory:"
"""With the code of an entry behind it, what a request to publish is about."""


def base_now() -> Base:
    """What residents meet now."""
    bot = product()
    return base_of(bot.db, own_folders(bot.settings))


def live_row(code: str) -> dict[str, str]:
    """The entry as it is live; 404 for one that is not there, unless it is to be written."""
    row = rows_of(base_now().files.get(FILE, "")).get(code)
    if row is None and code != NEW:
        abort(404)
    return {name: value or "" for name, value in (row or {}).items() if name}


def typed() -> dict[str, str]:
    """The entry as it was typed, each value on one line."""
    names = [*ONCE, "code", "gap", *said_fields()]
    return {name: " ".join(request.form.get(name, "").split())[:LONGEST] for name in names}


def typed_words(live: Row) -> dict[str, str]:
    """The entry as it is live, with the words that were typed."""
    form = typed()
    return {**live, **{name: form[name] for name in said_fields()}}


def spoken() -> tuple[str, ...]:
    """The city's languages."""
    return tuple(product().library.city.languages)


def departments() -> list[tuple[str, str]]:
    """Each by its code, in the reader's language."""
    return [(code, in_language(each, g.language)) for code, each in product().library.city.departments.items()]


def kinds() -> list[tuple[str, str]]:
    """What can be reported, by its code, in the reader's language."""
    return [(each.code, in_language(each.label, g.language)) for each in product().library.lexicon]


def fitting(row: Row) -> dict[str, str]:
    """The department by its code: the table may name it by its English label too."""
    names = {name: code for code, each in product().library.city.departments.items() for name in (code, each.get("en"))}
    return {**row, "department": names.get(row.get("department", ""), row.get("department", ""))}


def wrong_with(code: str, form: Row) -> dict[str, str]:
    """What is wrong with each field, and how it is mended."""
    its = form.get("code", "") if code == NEW else code
    known = [each for each, _ in departments()], [each for each, _ in kinds()]
    found = faults(its, fitting(form), spoken(), *known)
    if code == NEW and its in rows_of(base_now().files.get(FILE, "")):
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


def said_fields() -> list[str]:
    """The columns that hold words for residents: whoever may propose changes these, and no other."""
    return [f"{name}_{language}" for language in spoken() for name in SAID]


def checked(code: str, form: Row) -> dict[str, Any]:
    """What residents would read of it, what speaks against it, and whether the question it is written for finds it."""
    asked = question_of(form.get("gap", ""))
    its = form.get("code", "") if code == NEW else code
    listening = (its, {each: keywords_of(form, each) for each in spoken()}, form.get("report_kind", ""))
    found = answered_with(product().library, listening, asked.question) if asked else ()
    return {
        "answers": [answer_of(form, each) for each in spoken()], "wrong": wrong_with(code, form), "form": form,
        "asked": asked, "finds": its in found, "finds_alone": found == (its,),
    }  # fmt: skip


def proposed(code: str, live: Row) -> Proposal | None:
    """What is proposed for the entry and not live; None when nothing is."""
    with product().db.read() as tx:
        found = proposals.proposal_of(tx, code)
    return found if found and found.differs_from(live) else None


def still_open(waiting: Sequence[Proposal]) -> dict[str, Proposal]:
    """Those of these proposals that are not live, by the code of their entry."""
    rows = rows_of(base_now().files.get(FILE, "")) if waiting else {}
    return {each.code: each for each in waiting if each.code in rows and each.differs_from(rows[each.code])}


def form_page(code: str, form: Row, wrong: Mapping[str, str] | None = None) -> str:
    """The form with these values in it; beside each field what is wrong, and what is live where that is different."""
    live = fitting(live_row(code))
    proposal = proposed(code, live) if code != NEW else None
    with product().db.read() as tx:
        people = shown.names(tx, [proposal.staff_id] if proposal else [])
        running = requests.newest_about(tx, f"{ABOUT}{code}") if code != NEW else None
    return render_template(
        "console/directory_entry.html", code=code, spoken=spoken(), departments=departments(), kinds=kinds(),
        beside=wrong or {}, is_new=code == NEW, longest_title=LONGEST_TITLE, live=live, proposal=proposal, names=people,
        running=running if running and running.status in requests.UNDECIDED else None, **checked(code, fitting(form)),
    )  # fmt: skip


def today_here() -> date:
    """The day it is in the city."""
    return product().clock().astimezone(city_zone()).date()
