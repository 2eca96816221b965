"""What staff change about a resident: language, area, fields, consent told to staff, and that two are one person."""

from collections.abc import Mapping
from datetime import date, datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import residents
from bot.console.access import current_staff, product
from bot.console.residents import changeable
from bot.console.row_words import in_words
from bot.console.words import city_zone
from bot.console.words import gettext as _
from bot.conversations import of_resident
from bot.db.base import Tx
from bot.lib.ids import new_id
from bot.lib.secrets import masked
from bot.people import changing, fields, finding, joining
from bot.people.columns import FIELD
from bot.people.imports import Said, expected_of
from bot.people.joining import NotJoined
from bot.people.person import Person
from bot.people.reading import RowProblem, value_of
from bot.people.store import reference
from bot.staff import audit
from bot.whole_person import JOINS

blueprint = Blueprint("changes", __name__)

LONGEST_WORDS = 1_000


@blueprint.get("/<contact_id>/change")
def change(contact_id: str) -> ResponseReturnValue:
    """What is known of them, to be corrected."""
    with product().db.read() as tx:
        found = changeable(tx, contact_id)
        own = fields.fields_of(tx, [found.id]).get(found.id, {})
    given = {"language": found.language or "", "area": found.area or "", "zone": found.zone or ""}
    return _change_page(found, {**given, **{FIELD + name: value for name, value in own.items()}}, {})


@blueprint.post("/<contact_id>/change")
def keep(contact_id: str) -> ResponseReturnValue:
    """Keep what was corrected, as a list would bring it, and who did it."""
    bot = product()
    names = ["language", "area", "zone", *(FIELD + name for name in bot.library.city.fields)]
    given = {name: request.form.get(name, "").strip()[:700] for name in names}
    values, wrong = _checked(given)
    with bot.db.begin() as tx:
        found = changeable(tx, contact_id)
        if wrong:
            return _change_page(found, given, wrong), 422
        if changes := _keep(tx, found, values, bot.clock()):
            audit.record(tx, current_staff(), "people.change", found.id, ", ".join(changes), bot.clock())
    flash(_("Kept.") if changes else _("Nothing was different."), "success")
    return _back(found.id)


def _checked(given: Mapping[str, str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """The values as they are kept, and what is wrong by field."""
    bot = product()
    expected = expected_of(bot.library, Said(), now=bot.clock())
    values: dict[str, str | None] = {}
    wrong: dict[str, str] = {}
    for name, cell in given.items():
        read = value_of(name, cell, expected)
        if isinstance(read, RowProblem):
            wrong[name] = " ".join(in_words(read))
        else:
            values[name] = read
    return values, wrong


def _keep(tx: Tx, found: Person, values: Mapping[str, str | None], now: datetime) -> list[str]:
    """Write what is different; the names of what was."""
    changes = []
    if (language := values["language"]) and (language, found.language_source) != (found.language, changing.STATED):
        changing.choose_language(tx, found, language, now=now)
        changes.append("language")
    if (values["area"], values["zone"]) != (found.area, found.zone):
        changing.place(tx, found, area=values["area"], zone=values["zone"])
        changes += [name for name in ("area", "zone") if values[name] != getattr(found, name)]
    kept = fields.fields_of(tx, [found.id]).get(found.id, {})
    own = {name.removeprefix(FIELD): value or "" for name, value in values.items() if name.startswith(FIELD)}
    different = {name: value for name, value in own.items() if value != kept.get(name, "")}
    changing.keep_fields(tx, found, different)
    return changes + list(different)


def _change_page(found: Person, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    city = product().library.city
    return render_template(
        "console/person_change.html", person=found, given=given, wrong=wrong, areas=residents.areas(),
        fields=city.fields, field_prefix=FIELD, spoken=city.languages, **residents.told(),
    )  # fmt: skip


@blueprint.get("/<contact_id>/consent")
def consent(contact_id: str) -> ResponseReturnValue:
    """What they told staff about being texted."""
    with product().db.read() as tx:
        found = changeable(tx, contact_id)
    return _consent_page(found, {"on": _today().isoformat()}, {})


@blueprint.post("/<contact_id>/consent")
def tell(contact_id: str) -> ResponseReturnValue:
    """A line in the ledger: they agreed, or they want no more texts; told how, when and in which words."""
    bot, now = product(), product().clock()
    given = {name: request.form.get(name, "").strip()[:LONGEST_WORDS] for name in ("what", "way", "on", "words")}
    on, wrong = _told(given)
    with bot.db.begin() as tx:
        found = changeable(tx, contact_id)
        if given["what"] == "granted" and found.left_at:
            wrong["what"] = _("They have left. Only they can come back, by texting START.")
        if wrong or on is None:
            return _consent_page(found, given, wrong), 422
        line, words = new_id("cns", now), masked(given["words"].replace("\x00", "")).text
        if given["what"] == "granted":
            noon = datetime.combine(on, time(12), city_zone())
            changing.agree(tx, found, line, way=given["way"], words=words, at=min(noon, now), now=now)
        else:
            changing.leave(tx, found, line, way=given["way"], words=words, now=now)
        act = "people.agreed" if given["what"] == "granted" else "people.left"
        audit.record(tx, current_staff(), act, found.id, given["way"], now)
    flash(_("It stands in the ledger now."), "success")
    return _back(found.id)


def _told(given: Mapping[str, str]) -> tuple[date | None, dict[str, str]]:
    """The day, and what is wrong by field."""
    wrong = {}
    if given["what"] not in ("granted", "revoked"):
        wrong["what"] = _("Choose what they told you.")
    if given["way"] not in changing.WAYS:
        wrong["way"] = _("Choose how they told you.")
    if not given["words"]:
        wrong["words"] = _("Write what they said or signed, or where the paper is.")
    try:
        on = date.fromisoformat(given["on"])
    except ValueError:
        return None, {**wrong, "on": _("Choose the day on which they told you.")}
    if on > _today():
        wrong["on"] = _("That day is still to come.")
    return on, wrong


def _today() -> date:
    return product().clock().astimezone(city_zone()).date()


def _consent_page(found: Person, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    return render_template(
        "console/person_consent.html", person=found, given=given, wrong=wrong, ways=changing.WAYS,
        today=_today().isoformat(), **residents.told(),
    )  # fmt: skip


@blueprint.get("/<contact_id>/merge")
def merge(contact_id: str) -> ResponseReturnValue:
    """Who is the same person as this one: first their reference, then both side by side."""
    said = request.args.get("other", "").upper().replace("-", "").replace(" ", "")[:40]
    with product().db.read() as tx:
        found = changeable(tx, contact_id)
        others = [each for each in finding.by_reference(tx, said) if each != found.id] if said else []
        if len(others) != 1:
            wrong = _("No other resident has this reference. It has six letters and digits.") if said else ""
            page = render_template("console/person_merge.html", person=found, other=None, said=said, wrong=wrong)
            return page, 422 if wrong else 200
        return _both(tx, found, changeable(tx, others[0]))


@blueprint.post("/<contact_id>/merge")
def join(contact_id: str) -> ResponseReturnValue:
    """Make one resident of two; the one that was chosen stays."""
    bot, staff = product(), current_staff()
    with bot.db.begin() as tx:
        one, other = changeable(tx, contact_id), changeable(tx, request.form.get("other", "")[:40])
        stays, goes = (one, other) if request.form.get("stays", "") == one.id else (other, one)
        if request.form.get("stays", "") not in (one.id, other.id):
            return _both(tx, one, other, wrong=_("Choose which number is theirs now.")), 422
        try:
            joining.join(tx, JOINS, stays.id, goes.id, now=bot.clock())
        except NotJoined as refused:
            return _both(tx, one, other, wrong=_why_not(refused.why)), 409
        why = f"{reference(goes.id)} > {reference(stays.id)}"
        audit.record(tx, staff, "people.merged", stays.id, why, bot.clock())
    flash(_("They are one resident now."), "success")
    return _back(stays.id)


def _both(tx: Tx, one: Person, other: Person, *, wrong: str = "") -> str:
    talks = {each.id: of_resident.talks(tx, each.id) for each in (one, other)}
    return render_template(
        "console/person_merge.html", person=one, other=other, talks=talks, wrong=wrong, said="",
        now=product().clock(), **residents.told(),
    )  # fmt: skip


def _why_not(why: str) -> str:
    return {
        "same": _("These are one resident already."),
        "gone": _("One of them is there no more."),
        "forgetting": _("One of them is about to be forgotten. Take that back first."),
    }[why]  # fmt: skip


def _back(contact_id: str) -> ResponseReturnValue:
    return redirect(url_for("console.people.person", contact_id=contact_id), 303)
