"""How far changes are on their way to residents, and what speaks against them; what is changed is other screens'."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import shown
from bot.console.access import current_staff, may, product
from bot.console.lists import PAGE, asked_order
from bot.console.words import gettext
from bot.outbox.put import LATER
from bot.releases import requests
from bot.releases.requests import Request

blueprint = Blueprint("publications", __name__, url_prefix="/publications")

AT = {"at": (datetime, str)}
"""The one order of the list: when each was asked for."""


def begun(request_id: str) -> ResponseReturnValue:
    """What a screen answers that has just asked for a publication: wake a worker, and on to the progress."""
    if nudger := product().nudger:
        nudger.nudge_soon(LATER)
    return redirect(url_for("console.publications.publication", request_id=request_id), 303)


@blueprint.get("")
def publications() -> str:
    """Everything that was asked to be published, the newest first."""
    order = asked_order(AT, "-at")
    with product().db.read() as tx:
        found = requests.requests(tx, after=order.after, limit=PAGE)
        people = shown.names(tx, (each.staff_id for each in found.rows))
    return render_template("console/publications.html", found=found.rows, after=found.after, names=people)


@blueprint.get("/<request_id>")
def publication(request_id: str) -> ResponseReturnValue:
    """One of them; asked for by the page itself, only how far it is, and nothing when that is still the same."""
    wanted = _request(request_id)
    with product().db.read() as tx:
        people = shown.names(tx, [wanted.staff_id])
    values = {"wanted": wanted, "names": people, "goes_on": wanted.status in requests.ON_ITS_WAY,
              "may_decide": may(wanted.wish.permission)}  # fmt: skip
    part = render_template("console/publication_part.html", **values)
    if "HX-Request" in request.headers:
        return shown.unless_seen(part)
    return render_template("console/publication.html", part=shown.marked(part), **values)


@blueprint.post("/<request_id>/accept")
def accept(request_id: str) -> ResponseReturnValue:
    """The conversations that go otherwise now are meant so."""
    wanted = _mine_to_decide(request_id)
    if wanted.status != requests.DIFFERS:
        return redirect(url_for("console.publications.publication", request_id=request_id), 303)
    with product().db.begin() as tx:
        requests.accept(tx, wanted, by=current_staff(), now=product().clock())
    return begun(request_id)


@blueprint.post("/<request_id>/withdraw")
def withdraw(request_id: str) -> ResponseReturnValue:
    """Let it be; what residents meet stays as it is."""
    wanted = _mine_to_decide(request_id)
    with product().db.begin() as tx:
        gone = requests.withdraw(tx, wanted, by=current_staff(), now=product().clock())
    if not gone:
        flash(gettext("That was too late: it has gone on in the meantime."), "warning")
    return redirect(url_for("console.publications.publication", request_id=request_id), 303)


def _request(request_id: str) -> Request:
    with product().db.read() as tx:
        found = requests.request_by_id(tx, request_id[:40])
    return found or abort(404)


def _mine_to_decide(request_id: str) -> Request:
    found = _request(request_id)
    if not may(found.wish.permission):
        abort(403)
    return found
