"""Labels: which there are and on how many conversations; called otherwise or taken off everywhere, by few."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import current_staff, product
from bot.console.words import gettext as _
from bot.console.words import ngettext
from bot.conversations import labels as kept
from bot.conversations.takeover import LONGEST_LABEL
from bot.db.base import Tx
from bot.staff import audit

blueprint = Blueprint("labels", __name__, url_prefix="/labels")


@blueprint.get("")
def labels() -> str:
    """Every label."""
    with product().db.read() as tx:
        found = kept.counted(tx)
    return render_template("console/labels.html", labels=found, most=kept.MOST_COUNTED, longest=LONGEST_LABEL)


@blueprint.post("/rename")
def rename() -> ResponseReturnValue:
    """Call it otherwise; into one that is there already, both become one."""
    label, to = request.form.get("label", ""), kept.read_label(request.form.get("to", ""))
    changed = kept.rename(product().db, label, to, also=_recorded("label.renamed", label, to))
    return _told(changed)


@blueprint.post("/remove")
def remove() -> ResponseReturnValue:
    """Take it off wherever it stands."""
    label = request.form.get("label", "")
    return _told(kept.remove(product().db, label, also=_recorded("label.removed", label, "")))


def _recorded(act: str, label: str, to: str) -> kept.Also:
    staff, now = current_staff(), product().real_clock()

    def record(tx: Tx) -> None:
        audit.record(tx, staff, act, label, f"{label} > {to}" if to else label, now)

    return record


def _told(changed: int) -> ResponseReturnValue:
    if changed:
        flash(
            ngettext("Changed on %(num)s conversation.", "Changed on %(num)s conversations.", changed)
            + (" " + _("There are more: do it once more.") if changed == kept.MOST_AT_ONCE else ""), "success",
        )  # fmt: skip
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for("console.labels.labels"), 303)
