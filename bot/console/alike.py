"""Concerns that look alike, at the console: what is shown of them beside a concern, and what staff say of two.

What a word of theirs does stands in bot.concerns.pairing; nothing is ever said by the machine.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import neighbors, pairing, store
from bot.concerns.neighbors import SAME
from bot.concerns.pairing import CannotPair
from bot.concerns.queries import phrases_of
from bot.concerns.store import Standing
from bot.console.access import current_staff, may, product, require_department
from bot.console.words import gettext
from bot.db.base import Tx
from bot.lib.references import read_reference
from bot.messaging import photos
from bot.outbox.put import NOW
from bot.staff import audit

blueprint = Blueprint("alike", __name__, url_prefix="/concerns/<reference>")

MOST_WORDS = 10
"""Followers whose words are shown."""


def beside(tx: Tx, at: Standing, *, readable: bool) -> dict[str, Any]:
    """What stands beside a concern: photos, what looks like it, what was said of it and another, who follows it."""
    report, session_id, followers = neighbors.report_of(tx, at.id)
    pairs = neighbors.pairs_of(tx, at.id)
    others = {each for pair in pairs for each in (pair.older_id, pair.newer_id)} - {at.id}
    names = neighbors.names_of(tx, others)
    said = [
        (pair.verdict, names[other][0], pair.newer_id == at.id)
        for pair in pairs
        for other in (pair.older_id, pair.newer_id)
        if other in names and current_staff().sees(names[other][1])
    ]
    found = pairing.alike(
        tx, at, report, pairs, lambda: phrases_of(product().library), now=product().clock()
    )  # fmt: skip
    return {
        "followers": followers,
        "alike": [each for each in found if current_staff().sees(each.other.department)], "said": said,
        "sees_grave": may("inbox.sensitive"), "verdicts": neighbors.verdicts(tx, at.id) if followers else {},
        "joined": neighbors.followers_words(tx, at.id, MOST_WORDS) if readable and followers else [],
        "photos": photos.of_session(tx, session_id) if readable else [],
    }  # fmt: skip


@blueprint.get("/same/<other>")
def compare(reference: str, other: str) -> ResponseReturnValue:
    """Both side by side, before somebody says that they are the same."""
    return _compared(*_both(reference, other))


@blueprint.post("/same/<other>")
def same(reference: str, other: str) -> ResponseReturnValue:
    """They are the same: the newer one goes on as the older one, and its resident is told."""
    one, two = _both(reference, other)
    bot, staff = product(), current_staff()
    try:
        with bot.db.begin() as tx:
            older, newer = pairing.same(tx, one, two, staff.id, now=bot.clock())
            audit.record(tx, staff, "concern.same", newer.id, older.reference, bot.clock())
    except CannotPair as error:
        return _compared(one, two, wrong=_wrong(error.why)), 422
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    flash(
        gettext(
            "Report %(newer)s goes on as %(older)s. Whoever reported it is told.",
            newer=newer.reference, older=older.reference,
        ),
        "success",
    )  # fmt: skip
    return _to(older.reference)


@blueprint.post("/not-same/<other>")
def apart(reference: str, other: str) -> ResponseReturnValue:
    """They are not the same, and are not shown as alike again."""
    one, two = _both(reference, other)
    bot, staff = product(), current_staff()
    try:
        with bot.db.begin() as tx:
            pairing.apart(tx, one, two, staff.id, now=bot.clock())
            audit.record(tx, staff, "concern.not_same", one.id, two.reference, bot.clock())
    except CannotPair as error:
        flash(_wrong(error.why), "error")
    else:
        flash(gettext("It is remembered: these two are not the same."), "success")
    return _to(one.reference)


@blueprint.post("/take-back/<other>")
def take_back(reference: str, other: str) -> ResponseReturnValue:
    """Nothing was said of the two."""
    one, two = _both(reference, other)
    bot, staff = product(), current_staff()
    try:
        with bot.db.begin() as tx:
            was = pairing.take_back(tx, one, two, staff.id, now=bot.clock())
            audit.record(tx, staff, "concern.apart_again", one.id, f"{two.reference} {was}", bot.clock())
    except CannotPair as error:
        flash(_wrong(error.why), "error")
        return _to(one.reference)
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    told = gettext("They are two reports again. Whoever was told is told this too.")
    flash(told if was == SAME else gettext("They may be shown as alike again."), "success")
    return _to(one.reference)


def _both(reference: str, other: str) -> tuple[Standing, Standing]:
    """The two; 404 where one is not there, or is not this person's to see."""
    with product().db.read() as tx:
        found = [store.standing(tx, read_reference(each[:20]) or "") for each in (reference, other)]
    one, two = found
    if one is None or two is None or one.id == two.id:
        abort(404)
    require_department(one.department)
    require_department(two.department)
    return one, two


def _compared(one: Standing, two: Standing, wrong: str = "") -> str:
    from bot.console.concerns import kind_names

    with product().db.read() as tx:
        hidden = {each.id: neighbors.hidden_since(tx, each.id) is not None for each in (one, two)}
    older, newer = pairing.in_order(one, two)
    shown: Mapping[str, bool] = {each: not grave or may("inbox.sensitive") for each, grave in hidden.items()}
    return render_template(
        "console/concern_same.html", one=one, other=two, older=older, newer=newer, wrong=wrong, shown=shown,
        kind_names=kind_names(),
    )  # fmt: skip


def _to(reference: str) -> ResponseReturnValue:
    return redirect(url_for("console.concerns.concern", reference=reference), 303)


def _wrong(why: str) -> str:
    """Why two cannot be the same, and what to do instead."""
    said = {
        "closed": gettext("One of the two is closed. Open it again first, or leave them as they are."),
        "linked": gettext("One of the two goes on as another report already. Take that back first."),
        "stands_for_others": gettext("Other reports go on as the newer one. Take that back first."),
        "said": gettext("A colleague has just said something of these two. Look at them again."),
    }
    return said.get(why, gettext("That has changed in the meantime. Look at it again."))
