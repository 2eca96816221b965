"""Questions that residents asked and the directory has no entry for, by how often; an entry is written elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.lists import PAGE, asked_order
from bot.console.words import gettext
from bot.directory import joining, store
from bot.directory.queries import directory_of, nearest_to
from bot.directory.rules import own_words, services_in
from bot.directory.store import Gap
from bot.flowfiles.entries import LONGEST
from bot.staff import audit

blueprint = Blueprint("gaps", __name__, url_prefix="/gaps")

SHAPES = {"asked": (str, str), "last": (datetime, str)}
NEAREST = 4
SETTLED = {"open": "gap.opened", "no_question": "gap.no_question"}


@blueprint.get("")
def gaps() -> str:
    """A page of them, the most asked first."""
    order, said = asked_order(SHAPES, "-asked"), request.args.get("q", "").strip()[:LONGEST]
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
            tx, said=said, status=status, language=language or None, order=order.by, after=after,
            most=PAGE + 1,
        )  # fmt: skip
        page = found[:PAGE]
        others = store.spellings(tx, [each.id for each in page])
    last = _place(page[-1], order.by) if len(found) > PAGE else None
    return render_template(
        "console/directory_gaps.html", gaps=page, after=last, order=order, status=status, language_spoken=language,
        said=said, others=others,
    )  # fmt: skip


def _place(gap: Gap, by: str) -> tuple[str | datetime, ...]:
    return (f"{gap.asked:09d}" if by == "asked" else gap.last_at, gap.id)


@blueprint.get("/<gap_id>")
def gap(gap_id: str) -> str:
    """One question: how else it was asked, what answers it now, and the entries it may belong to."""
    bot = product()
    with bot.db.read() as tx:
        found = store.gap_by_id(tx, gap_id[:40])
        others = store.spellings(tx, [gap_id[:40]])
    if found is None or found.status not in store.STATUSES:
        abort(404)
    entries = {each.code: each for each in bot.library.services}
    answers = services_in(found.question, directory_of(bot.library).listened)
    return render_template(
        "console/directory_gap.html", gap=found, others=others.get(found.id, []), entries=list(entries.values()),
        answers=[entries[code] for code in answers], near=nearest_to(found.question, bot.library.services, NEAREST),
    )  # fmt: skip


@blueprint.get("/<gap_id>/into")
def into(gap_id: str) -> ResponseReturnValue:
    """On to the chosen entry, with the question's words among its own."""
    code = request.args.get("entry", "")
    if all(each.code != code for each in product().library.services):
        return redirect(url_for("console.directory.gaps.gap", gap_id=gap_id), 303)
    return redirect(url_for("console.directory.entry", code=code, gap=gap_id), 303)


@blueprint.post("/<gap_id>/part")
def part(gap_id: str) -> ResponseReturnValue:
    """It was joined with another and is a question of its own."""
    bot = product()
    with bot.db.begin() as tx:
        joined = store.gap_by_id(tx, gap_id[:40]) or abort(404)
        parted = joining.part(tx, joined.id)
        if parted:
            audit.record(tx, current_staff(), "gap.parted", joined.id, "", bot.clock())
    if parted:
        flash(gettext("They are two questions now, each with its own count."), "success")
    return redirect(url_for("console.directory.gaps.gap", gap_id=joined.id), 303)


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


def question_of(gap_id: str) -> Gap | None:
    """The question of that id; None without one."""
    if not gap_id:
        return None
    with product().db.read() as tx:
        return store.gap_by_id(tx, gap_id[:40])


def begun_from(gap_id: str, row: Mapping[str, str]) -> dict[str, str]:
    """What this question adds to the words of the entry in `row`; nothing without a question."""
    found = question_of(gap_id)
    if found is None:
        return {}
    column = f"keywords_{found.language or product().library.city.default_language}"
    listed = [each.strip() for each in row.get(column, "").split(";") if each.strip()]
    return {"gap": found.id, column: "; ".join(dict.fromkeys([*listed, own_words(found.question)]))[:LONGEST]}
