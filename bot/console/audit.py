"""The audit log on the screen: sought by person, act, subject, words and day, and taken out; nothing changes a line."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

from flask import Blueprint, Response, render_template, request

from bot.console.access import current_staff, product
from bot.console.lists import PAGE, asked_order
from bot.console.words import city_zone
from bot.db.base import Tx
from bot.lib.csv import write
from bot.people import finding
from bot.staff import audit as ledger
from bot.staff import store
from bot.staff.audit import Sought

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

ORDERS = {"at": (datetime, str)}
SHOWN_FOR = timedelta(days=90)
"""How far back one looks who names no day: a search for words reads every line of that time."""
MOST_EXPORTED = 10_000
"""Lines of one file; whoever needs more takes it by the month."""
COLUMNS = ("at", "who", "staff_id", "act", "subject", "why")
SEARCHED = ("who", "act", "subject", "words", "since", "until")
NOBODY = "nobody"


@blueprint.get("")
def audit() -> str:
    """Who did what to whom, page by page, the newest first unless the address says otherwise."""
    bot, order = product(), asked_order(ORDERS, "-at")
    with bot.db.read() as tx:
        sought = _sought(tx, bot.real_clock())
        found = ledger.page(tx, sought, down=order.down, after=order.after, limit=PAGE)
        people = {each.staff.id: each.staff.name for each in store.accounts(tx)}
    return render_template(
        "console/audit.html", entries=found.rows, after=found.after, order=order, people=people, sought=request.args,
        searched={name: request.args[name] for name in SEARCHED if request.args.get(name)}, most=MOST_EXPORTED,
    )  # fmt: skip


@blueprint.post("/export")
def export() -> Response:
    """The lines that the search in the address finds, as CSV; taking them out is a line of the log itself."""
    bot = product()
    now = bot.real_clock()
    with bot.db.begin() as tx:
        lines = ledger.entries(tx, _sought(tx, now), most=MOST_EXPORTED)
        asked = " ".join(f"{name}={value}" for name in SEARCHED if (value := request.args.get(name)))
        ledger.record(tx, current_staff(), "audit.exported", "audit", f"{len(lines)} lines {asked}".strip(), now)
    out = StringIO()
    write(
        out, COLUMNS, ({**{name: getattr(each, name) for name in COLUMNS}, "at": each.at.isoformat()} for each in lines)
    )
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{now:%Y-%m-%d}.csv"'
    return response


def _sought(tx: Tx, now: datetime) -> Sought:
    asked = request.args
    since, until = _day("since"), _day("until")
    subject = asked.get("subject", "").strip()[:64]
    sought = Sought(
        asked.get("who", "")[:40], asked.get("act", "")[:64], subject, (), asked.get("words", "").strip()[:100],
        since or now - SHOWN_FOR, until + timedelta(days=1) if until else None,
    )  # fmt: skip
    if not finding.may_be_reference(subject):
        return sought
    # What staff call a resident by stands for that resident; with nobody of that reference, nothing is found.
    return replace(sought, subject="", subjects=tuple(finding.by_reference(tx, subject)) or (NOBODY,))


def _day(name: str) -> datetime | None:
    """The beginning of the day in the address, in the city's zone; None for none, or for what is no day."""
    try:
        return datetime.fromisoformat(request.args.get(name, "")[:10]).replace(tzinfo=city_zone())
    except ValueError:
        return None
