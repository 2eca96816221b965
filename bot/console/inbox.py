"""The inbox: conversations by who waits longest, filtered by address, live by asking again; it changes nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import listing as concerns
from bot.console import shown
from bot.console.access import current_staff, product
from bot.console.words import gettext as _
from bot.console.words import ngettext
from bot.conversations import labels, listing, reading, takeover
from bot.conversations.listing import Key, Sought
from bot.db.base import Tx
from bot.lib.references import read_reference
from bot.people import finding

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")
shown.tell_templates(blueprint)

VIEWS = ("waiting", "mine", "all")
LONGEST_WORDS = 100


@blueprint.get("")
def inbox() -> ResponseReturnValue:
    """A page of conversations; asked for by the page itself, only its list, and nothing when that is still the same."""
    bot, viewer = product(), shown.viewer()
    sought, after, now = _sought(), _after(request.args.get("after", "")), bot.clock()
    with bot.db.read() as tx:
        sought = _with_reference(tx, sought)
        found = listing.page(tx, sought, viewer, after=after, now=now)
        people = shown.names(tx, (each for line in found.lines for each in _named(line)))
        is_part = "HX-Request" in request.headers
        count = listing.count_waiting(tx, viewer)
        known = [] if is_part else labels.in_use(tx)
        colleagues = [] if is_part else shown.colleagues(tx, anywhere=True)
    part = render_template(
        "console/inbox_list.html", found=found, names=people, now=now, sought=sought, address=_address,
        next_after=_told(found.after), is_first=after is None, waiting_count=count.count,
    )  # fmt: skip
    if is_part:
        return shown.unless_seen(part)
    return render_template(
        "console/inbox.html", list=shown.marked(part), sought=sought, waiting=count, labels=known,
        address=_address, departments=_departments(), views=VIEWS, colleagues=colleagues, nobody=listing.NOBODY,
    )  # fmt: skip


@blueprint.post("/together")
def together() -> ResponseReturnValue:
    """The same act on several conversations: assign, label or send to a department; those one may not see stay."""
    form, asked = request.form, request.form.get("do", "")
    with product().db.read() as tx:
        talks = [reading.talk(tx, each[:40]) for each in form.getlist("of")[: listing.PER_PAGE]]
        colleagues = dict(shown.colleagues(tx, anywhere=True))
    mine = [each for each in talks if each and current_staff().sees(each.department)]
    to, department, word = form.get("to", ""), form.get("department", ""), form.get("label", "").strip()
    if (to and to not in colleagues) or (department and department not in product().library.city.departments):
        abort(400)
    for each in mine:
        _do(asked, each.id, to=to, department=department, word=word)
    if mine and asked in ("assign", "label", "route"):
        flash(ngettext("Done with %(num)s conversation.", "Done with %(num)s conversations.", len(mine)), "success")
    else:
        flash(_("Choose conversations in the list first, then what to do with them."), "info")
    back = urlencode({name: value for name, value in request.args.to_dict().items() if value})
    return redirect(f"{url_for('console.inbox.inbox')}?{back}", 303)


def _do(asked: str, conversation_id: str, *, to: str, department: str, word: str) -> None:
    db, who, now = product().db, current_staff().id, product().clock()
    if asked == "assign":
        takeover.assign(db, conversation_id, who, to=to or None, now=now)
    elif asked == "route":
        takeover.route(db, conversation_id, who, department=department or None, now=now)
    elif asked == "label":
        takeover.label(db, conversation_id, who, word, now=now)


def _named(line: listing.Line) -> tuple[str | None, ...]:
    return (line.assigned_to, line.taken_over_by, line.last.staff_id if line.last else None, *line.here)


def _sought() -> Sought:
    """What the address asks for; a view that is not there is the first one, and a search is everywhere."""
    asked = request.args
    words = asked.get("q", "").strip()[:LONGEST_WORDS]
    view = asked.get("view", "")
    return Sought(
        view="all" if words else view if view in VIEWS else VIEWS[0],
        language=asked.get("language_spoken", "")[:8], department=asked.get("department", "")[:64],
        label=asked.get("label", "")[:32], unanswered=asked.get("unanswered") == "1", words=words,
        held_by=asked.get("with", "")[:40], newest=asked.get("order") == "newest",
    )  # fmt: skip


def _with_reference(tx: Tx, sought: Sought) -> Sought:
    """A resident's reference or a concern's number finds its resident; anything else is looked for as words."""
    said = sought.words.upper().replace("-", "").replace(" ", "")
    number = read_reference(said)
    ids = [who] if number and (who := concerns.whose(tx, number)) else []
    if finding.may_be_reference(said):  # A concern's number may be as long.
        ids += finding.by_reference(tx, said)
    return replace(sought, contact_ids=tuple(ids)) if ids else sought


def _address(**changes: Any) -> str:
    """The query of this list with these changes; what is empty falls away, and a change begins at the first page."""
    asked: dict[str, Any] = {**request.args.to_dict(), "after": "", "seen": "", **changes}
    return urlencode({name: value for name, value in asked.items() if value})


def _departments() -> list[tuple[str, str]]:
    """The departments this person may choose from."""
    bound, names = current_staff().bound_to, product().library.city.departments
    return [
        (code, each.get(g.language) or code) for code, each in names.items() if bound is None or code in bound
    ]  # fmt: skip


def _told(key: Key | None) -> str:
    return f"{key[0]}_{key[1].isoformat()}_{key[2]}" if key else ""


def _after(given: str) -> Key | None:
    """Where a page begins, as an earlier one told it; the first page when it cannot be read."""
    rank, _line, rest = given.partition("_")
    at, _line, id = rest.partition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (int(rank), moment, id) if rank in ("0", "1") and moment.tzinfo and id else None
