"""Residents: found by reference, concern or number, listed, and each one's page; what changes them is beside."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.broadcasts import listing as broadcasts
from bot.concerns import listing as concerns
from bot.console import people_changes, people_files, people_forgetting, people_lists, residents, shown
from bot.console.access import current_staff, may, product
from bot.console.lists import asked_order
from bot.console.residents import SHORTEST_WHY, resident
from bot.console.words import gettext as _
from bot.conversations import of_resident, reading
from bot.db.base import Tx
from bot.lib.phone import read_number
from bot.lib.references import read_reference
from bot.people import fields, finding
from bot.people import person as persons
from bot.people.finding import Sought
from bot.staff import audit

blueprint = Blueprint("people", __name__, url_prefix="/people")
for _beside in (people_changes, people_forgetting, people_lists, people_files):
    blueprint.register_blueprint(_beside.blueprint)

LONGEST_WORDS = 40
MOST_OF_EACH = 10
SORT = "-since"
"""Who came last stands first."""


@blueprint.get("")
def people() -> ResponseReturnValue:
    """A page of residents; a reference or a concern's number that leads to one of them opens their page."""
    words = request.args.get("q", "").strip()[:LONGEST_WORDS]
    with product().db.read() as tx:
        ids = _found(tx, words) if words else None
    if ids is not None and len(ids) == 1:
        return redirect(url_for("console.people.person", contact_id=ids[0]))
    return _list(ids)


@blueprint.post("/by-number")
def by_number() -> ResponseReturnValue:
    """Whose number this is; it stands in no address, and the audit log keeps who looked for whom and why."""
    bot = product()
    typed, why = request.form.get("number", "")[:40], request.form.get("why", "").strip()
    number = read_number(typed)
    wrong = {} if number else {"number": _("Write the number with its area code, as in 505 555 0123.")}
    if len(why) < SHORTEST_WHY:
        wrong["why"] = _("Say what for, in a few words.")
    if not number or wrong:
        return _list(None, typed=typed, why=why, wrong=wrong), 422
    hashed = bot.vault.lookup(number)
    with bot.db.begin() as tx:
        ids = finding.by_phone(tx, hashed)
        suppressed = not ids and finding.is_suppressed(tx, hashed)
        audit.record(tx, current_staff(), "people.sought", ids[0] if ids else "-", why, bot.clock())
    if len(ids) == 1:
        return redirect(url_for("console.people.person", contact_id=ids[0]), 303)
    if suppressed:
        flash(
            _("Whoever had this number was forgotten. No list brings it back; if they text first, they are new."),
            "info",
        )
    elif not ids:
        flash(_("Nobody with this number has texted, and it stood in no list."), "info")
    return _list(ids)


@blueprint.get("/<contact_id>")
def person(contact_id: str) -> ResponseReturnValue:
    """What is known about a resident."""
    with product().db.read() as tx:
        return _page(tx, contact_id)


@blueprint.post("/<contact_id>/number")
def number(contact_id: str) -> ResponseReturnValue:
    """Show the number once, to somebody who says what for; the audit log keeps who, when and why."""
    bot, why = product(), request.form.get("why", "").strip()
    with bot.db.begin() as tx:
        found = resident(tx, contact_id)
        if len(why) < SHORTEST_WHY:
            return _page(tx, found.id, why_missing=True), 422
        audit.record(tx, current_staff(), "number.read", found.id, why, bot.clock())
        sealed = reading.sealed_number(tx, found.id)
        return _page(tx, found.id, number=bot.vault.open(sealed) if sealed else "")


def _found(tx: Tx, words: str) -> list[str]:
    """The residents that a reference or a concern's number stands for."""
    said = words.upper().replace("-", "").replace(" ", "")
    number = read_reference(said)
    found = [whose] if number and (whose := concerns.whose(tx, number)) else []
    if finding.may_be_reference(said):  # A concern's number may be as long.
        found += finding.by_reference(tx, said)
    return list(dict.fromkeys(found))


def _list(ids: list[str] | None, **told: Any) -> str:
    asked, now = request.args, product().clock()
    state = asked.get("state", "")
    sought = Sought(
        language=asked.get("language_spoken", "")[:8], area=asked.get("area", "")[:64],
        door=asked.get("door", "")[:64], state=state if state in finding.STATES else "", ids=ids,
    )  # fmt: skip
    order = asked_order({"since": (str,)}, SORT)
    with product().db.read() as tx:
        found = finding.residents(tx, sought, after=order.after, down=order.down, now=now)
        leaving = persons.waiting_to_be_forgotten(tx) if may("people.forget") else []
    return render_template(
        "console/people.html", found=found, sought=sought, now=now, words=asked.get("q", ""), order=order,
        areas=residents.areas(), leaving=leaving, states=finding.STATES, **residents.told(),
        **{"typed": "", "why": "", "wrong": {}, **told},
    )  # fmt: skip


def _page(tx: Tx, contact_id: str, **told: Any) -> str:
    found = resident(tx, contact_id)
    asked = persons.asked(tx, found.id)
    known: dict[str, Any] = {}
    if found.is_there:
        known = {
            "ledger": persons.ledger(tx, found.id), "talks": of_resident.talks(tx, found.id),
            "concerns": concerns.of_resident(tx, found.id, MOST_OF_EACH),
            "surveys": of_resident.surveys(tx, found.id),
            "broadcasts": broadcasts.received(tx, found.id, MOST_OF_EACH),
            "fields": fields.fields_of(tx, [found.id]).get(found.id, {}),
        }  # fmt: skip
    return render_template(
        "console/person.html", person=found, asked=asked, now=product().clock(), most=MOST_OF_EACH,
        names=shown.names(tx, [asked.asked_by] if asked else []), kind_names=_kind_names(), **known,
        **residents.told(), **told,
    )  # fmt: skip


def _kind_names() -> dict[str, str]:
    return {each.code: each.label.get(g.language) or each.code for each in product().library.lexicon}
