"""One's own account: language of the screens, browsers that are signed in, recovery codes."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.words import gettext as _
from bot.console.words import languages, ngettext
from bot.staff import service, signing_in, store

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def account() -> str:
    """Who one is here, where one is signed in, and how many recovery codes are left."""
    bot, staff = product(), current_staff()
    with bot.db.read() as tx:
        sessions, left = store.open_sessions(tx, staff.id), store.recovery_codes_left(tx, staff.id)
    alive = [each for each in sessions if each.is_alive(bot.real_clock())]
    return render_template("console/account.html", sessions=alive, current=g.session, left=left)


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Read the screens in another language from now on."""
    wanted = request.form.get("language", "")
    if wanted in languages():
        service.set_language(product().db, current_staff(), wanted)
    onward = request.form.get("next", "")
    own = onward.startswith("/console") and "//" not in onward and "\\" not in onward
    return redirect(onward if own else url_for("console.account.account"))


@blueprint.post("/sessions/<session_id>/end")
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign another browser out."""
    bot = product()
    if signing_in.end_session(bot.db, current_staff(), session_id, now=bot.real_clock()):
        flash(_("That browser is signed out."), "success")
    return redirect(url_for("console.account.account"))


@blueprint.post("/sessions/end-others")
def end_others() -> ResponseReturnValue:
    """Sign every browser out but this one."""
    bot = product()
    count = signing_in.end_others(bot.db, g.session, now=bot.real_clock())
    flash(ngettext("One other browser is signed out.", "%(num)s other browsers are signed out.", count), "success")
    return redirect(url_for("console.account.account"))


@blueprint.post("/recovery-codes")
def recovery() -> str:
    """Make other recovery codes and show them, once."""
    bot = product()
    codes = signing_in.new_recovery_codes(bot.db, bot.vault, current_staff(), now=bot.real_clock())
    return render_template("console/recovery.html", codes=codes, onward=url_for("console.account.account"))
