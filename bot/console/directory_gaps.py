"""Questions that residents asked and the directory has no entry for, by how often; an entry is written elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.lists import PAGE, asked_order
from bot.console.words import gettext
from bot.directory import store
from bot.directory.store import Gap
from bot.staff import audit

blueprint = Blueprint("gaps", __name__, url_prefix="/gaps")

SHAPES = {"asked": (str, str), "last": (datetime, str)}
SETTLED = {"open": "gap.opened", "no_question": "gap.no_question"}


@blueprint.get("")
def gaps() -> str:
    """A page of them, the most asked first."""
    order = asked_order(SHAPES, "-asked")
    status, language = request.args.get("status", store.OPEN), request.args.get("language_spoken", "")[:8]
    if status not in store.STATUSES:
        status = store.OPEN
    after: tuple[int | datetime, str] | None = None
    if order.after and isinstance(at := order.after[0], datetime):
        after = (at, str(order.after[1]))
    elif order.after and str(at).isdigit():
        after = (int(str(at)), str(order.after[1]))
    with product().db.read() as tx:
        found = store.gaps(
            tx, status=status, language=language or None, order=order.by, after=after,
            most=PAGE + 1,
        )  # fmt: skip
    page = found[:PAGE]
    last = _place(page[-1], order.by) if len(found) > PAGE else None
    return render_template(
        "console/directory_gaps.html", gaps=page, after=last, order=order, status=status, language_spoken=language
    )


def _place(gap: Gap, by: str) -> tuple[str | datetime, ...]:
    return (f"{gap.asked:09d}" if by == "asked" else gap.last_at, gap.id)


@blueprint.post("/<gap_id>/settle")
def settle(gap_id: str) -> ResponseReturnValue:
    """It is no question for the directory; or, taken back, it is one again."""
    to = request.form.get("to", "")
    if to not in SETTLED:
        abort(404)
    bot, staff = product(), current_staff()
    with bot.db.begin() as tx:
        gap = store.gap_by_id(tx, gap_id[:40])
        if gap is None:
            abort(404)
        if store.settle(tx, gap.id, to, staff.id):
            audit.record(tx, staff, SETTLED[to], gap.id, "", bot.clock())
    flash(
        gettext("It is on the list of questions again.") if to == store.OPEN
        else gettext("Left out. It stays under “not a question”, and can be taken back there."), "success",
    )  # fmt: skip
    return redirect(url_for("console.directory.gaps.gaps"), 303)


def begun_from(asked: Mapping[str, str]) -> dict[str, str]:
    """The first words of an entry for the question in this address; nothing without one."""
    id = asked.get("gap", "")[:40]
    if not id:
        return {}
    with product().db.read() as tx:
        gap = store.gap_by_id(tx, id)
    if gap is None:
        return {}
    language = gap.language or product().library.city.default_language
    return {"gap": gap.id, f"keywords_{language}": gap.question}
