"""Forgetting a resident: what goes and what stays is said first, and for a day it can be taken back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import residents
from bot.console.access import current_staff, product
from bot.console.residents import changeable
from bot.console.words import gettext as _
from bot.console.words import when
from bot.people import forgetting
from bot.people import person as persons
from bot.people.person import Person
from bot.staff import audit

blueprint = Blueprint("forgetting", __name__)


@blueprint.get("/<contact_id>/forget")
def forget(contact_id: str) -> ResponseReturnValue:
    """What is deleted, what stays, and when it happens."""
    with product().db.read() as tx:
        found = changeable(tx, contact_id)
        asked = persons.asked(tx, found.id)
    return _back(found.id) if asked else _page(found)


@blueprint.post("/<contact_id>/forget")
def ask(contact_id: str) -> ResponseReturnValue:
    """They are forgotten a day from now, unless somebody takes it back."""
    bot, now = product(), product().clock()
    why = request.form.get("why", "")
    with bot.db.begin() as tx:
        found = changeable(tx, contact_id)
        if why not in forgetting.WHYS or request.form.get("sure") != "1":
            return _page(found, why=why, wrong=True), 422
        if not persons.asked(tx, found.id):
            due_at = forgetting.ask(tx, found.id, why=why, by=current_staff().id, now=now)
            audit.record(tx, current_staff(), "people.forget_asked", found.id, why, now)
            flash(_("They are forgotten on %(time)s. Until then it can be taken back here.", time=when(due_at)), "info")
    return _back(found.id)


@blueprint.post("/<contact_id>/keep")
def take_back(contact_id: str) -> ResponseReturnValue:
    """They stay after all."""
    bot = product()
    with bot.db.begin() as tx:
        found = changeable(tx, contact_id)
        if forgetting.take_back(tx, found.id):
            audit.record(tx, current_staff(), "people.forget_taken_back", found.id, "", bot.clock())
            flash(_("They are not forgotten."), "success")
    return _back(found.id)


def _page(found: Person, *, why: str = "", wrong: bool = False) -> str:
    hours = int(forgetting.TAKES_EFFECT_AFTER.total_seconds() // 3600)
    return render_template(
        "console/person_forget.html", person=found, whys=forgetting.WHYS, why=why, wrong=wrong, hours=hours,
        **residents.told(),
    )  # fmt: skip


def _back(contact_id: str) -> ResponseReturnValue:
    return redirect(url_for("console.people.person", contact_id=contact_id), 303)
