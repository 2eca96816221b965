"""What triage does with one concern or several: reads the form, makes the change, says what was done; no pages here."""

from typing import Any
from urllib.parse import urlencode

from flask import abort, g, request

from bot.concerns import lanes, life, service, store
from bot.concerns.lanes import Sought
from bot.concerns.life import Change, Fault
from bot.concerns.service import CannotChange, city_of
from bot.concerns.store import Standing
from bot.console.access import current_staff, product, require_department
from bot.console.concerns import RECORDED, told_of
from bot.console.words import gettext
from bot.engine.wording import in_language
from bot.lib.references import read_reference
from bot.outbox.put import NOW
from bot.staff import audit

ACTS = ("assign", "answer", "begin", "finish", "hand_over")
"""What is decided here; to open it again is done on its own page, to confirm is the resident's."""


def standing(reference: str) -> Standing:
    """The concern with this number; 404 for one that this person does not see."""
    with product().db.read() as tx:
        found = store.standing(tx, read_reference(reference[:20]) or "")
    if found is None:
        abort(404)
    require_department(found.department)
    return found


def fitted(what: Change, department: str) -> Change:
    """The change as it is meant: a day only where the answer promises one, the department of the button."""
    outcome = what.outcome
    words = what.words if outcome in life.NEEDS_REASON or what.act == "hand_over" else {}
    return Change(
        what.act, what.by, department=department or what.department, outcome=outcome, words=words,
        promised_on=what.promised_on if outcome in life.NEEDS_DATE else None, agency=what.agency,
    )  # fmt: skip


def faults_of(at: Standing, what: Change) -> list[Fault]:
    """What nobody means: to give it to who has it already."""
    if what.act == "assign" and what.department == at.department:
        return [Fault("department", "same_department", "")]
    return []


def looked_at() -> int | None:
    """How many changes it had when the page was made; None when the form does not say."""
    given = request.form.get("seen", "")
    return int(given) if given.isdigit() else None


def done(at: Standing, what: Change, seen: int | None) -> list[Fault]:
    """Make the change, with its line in the audit log, in a transaction of its own; what keeps it from being made."""
    bot, staff, now = product(), current_staff(), product().clock()
    try:
        with bot.db.begin() as tx:
            service.change_within(tx, city_of(bot.library), at.reference, what, now=now, looked_at=seen)
            audit.record(tx, staff, RECORDED[what.act], at.id, told_of(what), now)
    except CannotChange as error:
        return list(error.faults) or [Fault("act", "overtaken", str(error))]
    if bot.nudger:
        bot.nudger.nudge_soon(NOW)
    return []


def words_of(at: Standing, what: Change) -> str:
    """What was done, in the reader's language."""
    names = {code: in_language(each, g.language) for code, each in product().library.city.departments.items()}
    told = {
        "assign": gettext("moved to %(department)s", department=names.get(what.department, what.department)),
        "begin": gettext("work has begun"), "finish": gettext("called done"),
        "hand_over": gettext("handed over to %(agency)s", agency=what.agency),
        "answer": {
            life.YES: gettext("answered: yes"), life.LATER: gettext("answered: later"),
            life.PARTLY: gettext("answered: partly"), life.NO: gettext("answered: no"),
        }.get(what.outcome, ""),
    }  # fmt: skip
    return f"{at.reference}: {told[what.act]}"


def wants_json() -> bool:
    """Whether a script asks, which goes on with the next one meanwhile."""
    return request.accept_mimetypes.best == "application/json"


def asked() -> Sought:
    """What the address asks for; what is not known is everything."""
    given = request.args
    lane = given.get("lane", "")
    return Sought(
        lane if lane in lanes.LANES else lanes.WAITING, given.get("department", "")[:32],
        given.get("language_spoken", "")[:8], given.get("area", "")[:64], given.get("kind", "")[:32],
    )  # fmt: skip


def address(**changes: Any) -> str:
    """The query of this page with these changes; a change begins at the first page."""
    told = {name: request.args.get(name, "") for name in ("lane", "department", "language_spoken", "area", "kind")}
    told |= {"after": "", **changes}
    return urlencode({name: value for name, value in told.items() if value})


def areas() -> list[str]:
    """The neighborhoods of the places, in order."""
    return sorted({each.area for each in product().library.places if each.area})
