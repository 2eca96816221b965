"""The city's other system: which concerns went there over Open311, what it says, and what waits for a person."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import store as concerns
from bot.concerns.life import CLOSED
from bot.concerns.store import Standing
from bot.console.access import current_staff, may, product, require_department
from bot.console.concerns import kind_names
from bot.console.lists import PAGE, asked_order
from bot.console.words import gettext as _
from bot.db.base import Tx
from bot.lib.references import read_reference
from bot.open311 import listing, mending, rules, store
from bot.open311.incoming import without_people
from bot.open311.mending import LONGEST_NUMBER, LONGEST_PLACE, LONGEST_WORDS, NotNow
from bot.outbox.put import LATER
from bot.staff import audit

blueprint = Blueprint("other_system", __name__, url_prefix="/other-system")

MOST_ATTEMPTS = 20
FEWEST_LETTERS = 4


@blueprint.get("")
def reports() -> str:
    """A page of what went there, by what is to be done with it; what waits for a person first."""
    group = request.args.get("show", "person")
    group = group if group in listing.GROUPS else "person"
    order = asked_order({"changed": listing.ORDER}, "-changed")
    with product().db.read() as tx:
        page = listing.lines(tx, group, current_staff().bound_to, after=order.after, limit=PAGE)
        counts = listing.counted(tx) if current_staff().bound_to is None else {}
    return render_template(
        "console/other_system.html", page=page, group=group, groups=list(listing.GROUPS), counts=counts,
        most=listing.MOST_COUNTED, to=product().library.city.open311.sends_to, kind_names=kind_names(),
    )  # fmt: skip


@blueprint.get("/<sent>")
def report(sent: str) -> str:
    """One concern there: its number and state, every attempt, and what may be done."""
    return _page(*_the(sent))


@blueprint.post("/<sent>/again")
def again(sent: str) -> ResponseReturnValue:
    """Send it once more."""
    return _done(
        sent, "other_system.sent_again", "", _("It is on its way once more."),
        lambda tx, of: mending.again(tx, of, now=product().clock()),
    )  # fmt: skip


@blueprint.post("/<sent>/place")
def place(sent: str) -> ResponseReturnValue:
    """Say its place, and more words if they help; it is sent with them."""
    told, words = _given("place", LONGEST_PLACE), _given("words", LONGEST_WORDS)
    if len(told) < FEWEST_LETTERS:
        wrong = _("Write where it is, as a crew would find it: a number and street, a corner, a park.")
        return _page(*_the(sent), wrong={"place": wrong}), 422
    if without_people(f"{told} {words}") != f"{told} {words}":
        wrong = _("A telephone number, a mail address or a secret number is in it. Take it out: it leaves the city.")
        return _page(*_the(sent), wrong={"place": wrong}), 422
    return _done(
        sent, "other_system.place_said", "", _("It is sent with this place."),
        lambda tx, of: mending.place(tx, of, told, words, now=product().clock()),
    )  # fmt: skip


@blueprint.post("/<sent>/number")
def number(sent: str) -> ResponseReturnValue:
    """They have it already, under this number."""
    theirs = _given("number", LONGEST_NUMBER)
    if not theirs:
        wrong = _("Write the number that the other system shows for it.")
        return _page(*_the(sent), wrong={"number": wrong}), 422
    return _done(
        sent, "other_system.number_said", theirs, _("Its status is asked from now on."),
        lambda tx, of: mending.they_have_it(tx, of, theirs, now=product().clock()),
    )  # fmt: skip


@blueprint.post("/<sent>/stop")
def stop(sent: str) -> ResponseReturnValue:
    """Neither send it nor ask about it any more."""
    return _done(
        sent, "other_system.stopped", "", _("It is not sent any more. You can send it again."),
        lambda tx, of: mending.stop(tx, of, now=product().clock()),
    )  # fmt: skip


def _given(name: str, most: int) -> str:
    return " ".join(request.form.get(name, "").split())[:most]


def _the(sent: str) -> tuple[Standing, store.Sent]:
    with product().db.read() as tx:
        at = concerns.standing(tx, read_reference(sent[:20]) or "")
        seen = store.sent(tx, at.id) if at else None
    if at is None or seen is None:
        abort(404)
    require_department(at.department)
    return at, seen


def _page(at: Standing, seen: store.Sent, *, wrong: dict[str, str] | None = None) -> str:
    with product().db.read() as tx:
        attempts = store.attempts(tx, at.id, MOST_ATTEMPTS)
    return render_template(
        "console/other_report.html", at=at, seen=seen, attempts=attempts, wrong=wrong or {}, form=request.form,
        for_a_person=seen.state in rules.FOR_A_PERSON, may_change=may("concerns.change"),
        may_send=mending.may_be_sent(seen.state, is_open_here=at.status not in CLOSED),
        to=product().library.city.open311.sends_to, kind_names=kind_names(), longest=LONGEST_WORDS,
    )  # fmt: skip


def _done(
    sent: str, act: str, why: str, words: str, does: Callable[[Tx, str], None]
) -> ResponseReturnValue:  # fmt: skip
    """Do it and record it; what another has done meanwhile is told instead."""
    bot, staff = product(), current_staff()
    at, _seen = _the(sent)
    try:
        with bot.db.begin() as tx:
            does(tx, at.id)
            audit.record(tx, staff, act, at.id, why, bot.real_clock())
    except NotNow:
        flash(_("It is in another state by now, so nothing was changed. Look at it again."), "error")
    else:
        if bot.nudger:
            bot.nudger.nudge_soon(LATER)
        flash(words, "success")
    return redirect(url_for("console.other_system.report", sent=at.reference), 303)
