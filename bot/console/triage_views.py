"""The views of triage that people keep, and the map of what is to be done by area; the queue itself is in triage.py."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import counting, lanes
from bot.concerns.lanes import View
from bot.console.access import current_staff, product
from bot.console.triage_acts import address
from bot.console.words import gettext
from bot.lib.ids import new_id
from bot.staff import audit

LONGEST_NAME = 40
SHADES = 4
"""How many shades the map has, besides that of nothing."""


def keep() -> ResponseReturnValue:
    """Keep the filters of the page under a name, for oneself or for everybody."""
    bot, staff = product(), current_staff()
    name, shared = " ".join(request.form.get("name", "").split()), request.form.get("shared") == "1"
    back = f"{url_for('console.triage.triage')}?{address()}"
    if not 0 < len(name) <= LONGEST_NAME:
        flash(gettext("Give the view a name of at most %(most)s letters.", most=LONGEST_NAME), "error")
        return redirect(back, 303)
    now = bot.clock()
    view = View(new_id("viw", now), name, address(), staff.id, shared)
    with bot.db.begin() as tx:
        kept = lanes.keep_view(tx, view, now)
        if kept:
            audit.record(tx, staff, "triage.view_kept", view.id, name, now)
    if kept:
        flash(gettext("The view “%(name)s” is kept.", name=name), "success")
    else:
        flash(gettext("You have as many views as anybody may. Remove one first."), "error")
    return redirect(back, 303)


def remove(view_id: str) -> ResponseReturnValue:
    """Remove a view of one's own; a shared one is its owner's to remove."""
    bot, staff = product(), current_staff()
    with bot.db.begin() as tx:
        view = lanes.view_by_id(tx, view_id[:40])
        if view is None or view.staff_id != staff.id:
            abort(404)
        lanes.drop_view(tx, view.id)
        audit.record(tx, staff, "triage.view_removed", view.id, view.name, bot.clock())
    flash(gettext("The view “%(name)s” is removed.", name=view.name), "success")
    return redirect(url_for("console.triage.triage"), 303)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area: how many reports are to be done there, how many of them late, and how dark the map is."""

    name: str
    open: int
    late: int
    shade: int


def area_map() -> ResponseReturnValue:
    """What is to be done, area by area, as counted last: shades on the map, and the same numbers beside it."""
    bot, bound = product(), current_staff().bound_to
    with bot.db.read() as tx:
        found = counting.figures(tx, "90")
    sums: dict[str, tuple[int, int]] = {}
    for (area, department), (waiting, late) in (found[0].open if found else {}).items():
        if bound is None or department in bound:
            before = sums.get(area, (0, 0))
            sums[area] = before[0] + waiting, before[1] + late
    most = max((waiting for area, (waiting, _) in sums.items() if area), default=0)
    lines = [
        AreaLine(area, waiting, late, -(-waiting * SHADES // most) if most and area else 0)
        for area, (waiting, late) in sorted(sums.items(), key=lambda each: (each[0] == "", -each[1][0], each[0]))
    ]
    return render_template(
        "console/triage_areas.html", lines=lines, shades={each.name: each.shade for each in lines},
        counted_at=found[1] if found else None, picture=bot.picture,
    )  # fmt: skip
