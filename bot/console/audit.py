"""The audit log on the screen: sought by person, act, subject, words and day; nothing here can change a line."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from bot.console.access import product, url_with
from bot.console.words import city_zone
from bot.staff import audit as ledger
from bot.staff import store
from bot.staff.audit import Sought

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50
SHOWN_FOR = timedelta(days=90)
"""How far back one looks who names no day: a search for words reads every line of that time."""


@blueprint.get("")
def audit() -> str:
    """Who did what to whom, the newest first, page by page."""
    bot = product()
    sought, before = _sought(bot.real_clock()), _before()
    with bot.db.read() as tx:
        entries = ledger.entries(tx, sought, most=PAGE + 1, before=before)
        stopped = ledger.searched_until(tx, sought, before) if len(entries) <= PAGE else None
        people = {each.staff.id: each.staff.name for each in store.accounts(tx)}
    page = entries[:PAGE]
    last = stopped or ((page[-1].at, page[-1].id) if len(entries) > PAGE else None)
    return render_template(
        "console/audit.html", entries=page, people=people, sought=request.args,
        older=_older(*last) if last else "", further=stopped is not None,
    )  # fmt: skip


def _sought(now: datetime) -> Sought:
    asked = request.args
    since, until = _day("since"), _day("until")
    return Sought(
        asked.get("who", "")[:40], asked.get("act", "")[:64], asked.get("subject", "").strip()[:64],
        asked.get("words", "").strip()[:100], since or now - SHOWN_FOR, until + timedelta(days=1) if until else None,
    )  # fmt: skip


def _day(name: str) -> datetime | None:
    """The beginning of the day in the address, in the city's zone; None for none, or for what is no day."""
    try:
        return datetime.fromisoformat(request.args.get(name, "")[:10]).replace(tzinfo=city_zone())
    except ValueError:
        return None


def _before() -> tuple[datetime, str] | None:
    at, _, last = request.args.get("before", "").partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, last[:40]) if moment.tzinfo else None


def _older(at: datetime, id: str) -> str:
    """The address of the next page: the same search, before this line."""
    return url_with(before=f"{at.isoformat()}~{id}")
