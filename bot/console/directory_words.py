"""Words of an entry that are proposed, by whoever may not publish them: kept in the draft, or left out; nothing here
publishes."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.console import directory_form
from bot.console.access import current_staff, product
from bot.console.words import gettext
from bot.releases import proposals

blueprint = Blueprint("words", __name__, url_prefix="/<code>/words")


@blueprint.post("")
def keep(code: str) -> ResponseReturnValue:
    """Keep the words of the form; of what is no word for residents nothing is changed."""
    if code == directory_form.NEW:
        abort(404)
    bot, live = product(), directory_form.fitting(directory_form.live_row(code))
    fields, form = directory_form.said_fields(), directory_form.typed_words(live)
    wrong = {place: why for place, why in directory_form.wrong_with(code, form).items() if place in fields}
    if wrong:
        return directory_form.form_page(code, form, wrong), 422
    words = {name: form[name] for name in fields if form[name] != live.get(name, "")}
    with bot.db.begin() as tx:
        if words:
            proposals.propose(tx, code, words, by=current_staff(), now=bot.clock())
        else:
            proposals.drop(tx, code, by=current_staff(), now=bot.clock())
    flash(
        gettext("Kept as a proposal. Residents read it once somebody who may publish has accepted it.") if words
        else gettext("Nothing is different from what it is now."), "success" if words else "info",
    )  # fmt: skip
    return redirect(url_for("console.directory.entry", code=code), 303)


@blueprint.post("/drop")
def drop(code: str) -> ResponseReturnValue:
    """Leave the entry as it is."""
    directory_form.live_row(code)
    bot = product()
    with bot.db.begin() as tx:
        dropped = proposals.drop(tx, code, by=current_staff(), now=bot.clock())
    if dropped:
        flash(gettext("The proposal is gone. The entry stays as it is."), "success")
    return redirect(url_for("console.directory.entry", code=code), 303)
