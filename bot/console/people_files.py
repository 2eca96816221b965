"""Files of residents: without numbers for who counts, with numbers for a reason that is kept; workers write them."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import shown
from bot.console.access import current_staff, may, product
from bot.console.residents import SHORTEST_WHY
from bot.lib.ids import new_id
from bot.outbox.put import LATER
from bot.people import takeout
from bot.people.takeout import Taken
from bot.staff import audit

blueprint = Blueprint("files", __name__, url_prefix="/files")

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get("")
def files() -> str:
    """One's own files, and the form for another."""
    return _page()


@blueprint.post("")
def ask() -> ResponseReturnValue:
    """Have a file written, without numbers."""
    return _ask(numbers=False, why="")


@blueprint.post("/with-numbers")
def ask_with_numbers() -> ResponseReturnValue:
    """Have a file written with numbers, for a reason."""
    why = request.form.get("why", "").strip()
    if len(why) < SHORTEST_WHY:
        return _page(why_missing=True), 422
    return _ask(numbers=True, why=why)


@blueprint.get("/list")
def progress() -> ResponseReturnValue:
    """The part of the page that asks again."""
    return shown.unless_seen(_part())


@blueprint.get("/<file_id>/residents")
def download(file_id: str) -> ResponseReturnValue:
    """The file, for who asked for it; that it was taken is kept."""
    bot = product()
    with bot.db.begin() as tx:
        file = takeout.taken(tx, file_id[:40])
        if file is None or file.taken_by != current_staff().id or file.state != takeout.READY:
            abort(404)
        if file.numbers and not may("people.export"):
            abort(403)
        audit.record(tx, current_staff(), "people.file_taken", file.id, file.why, bot.clock())
        content = takeout.content(tx, bot.vault, file.id)
    name = {"Content-Disposition": f'attachment; filename="residents-{file.asked_at:%Y-%m-%d}.{file.form}"'}
    return Response(content, mimetype=TYPES[file.form], headers=name)


def _ask(*, numbers: bool, why: str) -> ResponseReturnValue:
    bot, staff = product(), current_staff()
    form = request.form.get("form", "")
    if form not in takeout.FORMS:
        abort(400)
    now, file_id = bot.clock(), new_id("tkn", bot.clock())
    with bot.db.begin() as tx:
        takeout.ask(tx, file_id, form=form, numbers=numbers, why=why, by=staff.id, now=now)
        audit.record(tx, staff, "people.export_numbers" if numbers else "people.export", file_id, why, now)
    if bot.nudger:
        bot.nudger.nudge_soon(LATER)
    return redirect(url_for("console.people.files.files"), 303)


def _mine() -> list[Taken]:
    with product().db.read() as tx:
        return takeout.taken_by(tx, current_staff().id)


def _part() -> str:
    return render_template("console/files_list.html", files=_mine())


def _page(*, why_missing: bool = False) -> str:
    return render_template(
        "console/files_of_people.html", part=shown.marked(_part()), forms=takeout.FORMS, why_missing=why_missing,
        why=request.form.get("why", ""), hours=int(takeout.KEPT_FOR.total_seconds() // 3600),
    )  # fmt: skip
