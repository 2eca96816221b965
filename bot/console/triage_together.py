"""The same act on several concerns at once: a transaction for each, and a page that tells what became of each."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import store
from bot.concerns.lanes import COUNTED
from bot.concerns.life import Fault
from bot.concerns.store import Standing
from bot.console.access import current_staff, product
from bot.console.concerns import asked_change, words_of_fault
from bot.console.triage_acts import ACTS, address, done, faults_of, fitted, words_of
from bot.console.words import gettext
from bot.lib.references import read_reference

MOST = 50
"""Concerns at once: as many as a page has."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of them: what was done, or each thing that kept it from being done."""

    reference: str
    said: str = ""
    wrong: tuple[str, ...] = ()


def together() -> ResponseReturnValue:
    """Do it with each that was chosen; one that cannot be changed so keeps none of the others."""
    act = request.form.get("do", "")
    chosen = list(dict.fromkeys(each[:8] for each in request.form.getlist("of")))[:MOST]
    if act not in ACTS:
        abort(400)
    if not chosen:
        flash(gettext("Choose reports in the list first, then what to do with them."), "info")
        return redirect(f"{url_for('console.triage.triage')}?{address()}", 303)
    what, wrong = asked_change(act, current_staff().id)
    what = fitted(what, "")
    results = []
    for reference in chosen:
        at = _seen(reference)
        if at is None:
            results.append(Result(reference, wrong=(gettext("You do not see it any more."),)))
            continue
        faults = wrong or faults_of(at, what) or done(at, what, _looked_at(reference))
        results.append(Result(reference, "" if faults else words_of(at, what), _words(faults)))
    return render_template(
        "console/triage_together.html", results=results, address=address, counted=COUNTED,
        failed=sum(bool(each.wrong) for each in results),
    )  # fmt: skip


def _words(faults: list[Fault]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words_of_fault(each) for each in faults))


def _seen(reference: str) -> Standing | None:
    """The concern with this number; None when this person does not see it."""
    with product().db.read() as tx:
        found = store.standing(tx, read_reference(reference) or "")
    return found if found and current_staff().sees(found.department) else None


def _looked_at(reference: str) -> int | None:
    given = request.form.get(f"seen.{reference}", "")
    return int(given) if given.isdigit() else None
