"""The figures about concerns, as counted last: first reply, promises, fixes, duplicates; it counts nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.concerns import counting, publishing, rising
from bot.concerns.figures import (
    ALARM,
    PERIODS,
    TARGET,
    Figures,
    Group,
    ratios,
)  # fmt: skip
from bot.console import figures_file, shown
from bot.console.access import current_staff, product
from bot.console.charts import Chart, bars
from bot.console.figures_file import PROMISES, VERDICTS, Row, Tables, Wait
from bot.console.words import department_name
from bot.console.words import gettext as _
from bot.lib import csv
from bot.lib.shares import wilson
from bot.lib.suppression import BASE_FOR_SHARES, BASE_FOR_TRUST, SMALLEST_SHOWN
from bot.lib.suppression import shown as without_small
from bot.outbox.put import LATER
from bot.staff import audit

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

MOST_BARS = 15
Name = Callable[[str], str]


@blueprint.get("")
def figures() -> ResponseReturnValue:
    """Everything of one period."""
    bot, period = product(), _period(request.args)
    with bot.db.read() as tx:
        found = counting.figures(tx, period)
        made_at, last = publishing.made_at(tx), counting.counted_at(tx)
    told = _told(found[0]) if found else {}
    return render_template(
        "console/figures.html", period=period, periods=PERIODS, found=found[0] if found else None,
        counted_at=found[1] if found else None, made_at=made_at, smallest=SMALLEST_SHOWN, base=BASE_FOR_SHARES,
        trust=BASE_FOR_TRUST, target=TARGET, alarm=ALARM, files=publishing.FILES, hours=hours, percent=percent,
        is_old=last is None or bot.clock() - last >= counting.AGAIN_AFTER, **told,
    )  # fmt: skip


@blueprint.post("/count")
def count() -> ResponseReturnValue:
    """Have everything counted again by a worker."""
    bot, now = product(), product().clock()
    with bot.db.begin() as tx:
        for each in (rising, counting, publishing):
            each.promise(tx, now)
    if bot.nudger:
        bot.nudger.nudge_soon(LATER)
    flash(_("It is being counted. Look again in a moment; you can leave this page."), "info")
    return redirect(url_for("console.figures.figures"), 303)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """The tables of one period as CSV, as hidden as on the page; who took them stands in the audit log."""
    bot, period = product(), _period(request.form)
    with bot.db.begin() as tx:
        found = counting.figures(tx, period)
        if found:
            audit.record(tx, current_staff(), "figures.exported", "figures", f"{period} days", bot.clock())
    if found is None:
        flash(_("It has not been counted yet; that happens once a day."), "info")
        return redirect(url_for("console.figures.figures"), 303)
    of, out = found[0], StringIO()
    csv.write(out, figures_file.COLUMNS, figures_file.lines(_tables(of), of.begins, of.ends))
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="figures-{period}-days-{of.ends}.csv"'
    return answer


def _period(asked: Mapping[str, str]) -> str:
    """The period that is asked for; the first for none that is known."""
    period = asked.get("period", "")
    return period if period in PERIODS else next(iter(PERIODS))


def _told(of: Figures) -> dict[str, object]:
    tables = _tables(of)
    languages = tables.waits["language"]
    return {
        "whole": of.groups["all"].get("", Group()), "waits": languages, "waits_chart": _waits_chart(languages),
        "waits_by": tables.waits, "promises": tables.promises,
        "promises_chart": _shares_chart(_("Promises kept, by department"), tables.promises["department"]),
        "fixes": tables.fixes,
        "fixes_chart": _shares_chart(_("Fixes confirmed, by department"), tables.fixes["department"]),
        "rates": tables.rates, "crossed": (tables.heads, tables.crossed),
    }  # fmt: skip


def _tables(of: Figures) -> Tables:
    groups, default = of.groups, product().library.city.default_language
    by = {"department": (groups["department"], _department), "area": (groups["area"], _area)}
    waits = {"language": _waits(groups["language"], _language, default)}
    return Tables(
        waits | {name: _waits(*each) for name, each in by.items()},
        {name: _table(*each, _promises) for name, each in by.items()},
        {name: _table(*each, _verdicts) for name, each in by.items()},
        _rates(groups["area"]), *_crossed(of),
    )  # fmt: skip


def _department(code: str) -> str:
    return department_name(code) if code else _("No department")


def _area(name: str) -> str:
    return name or _("Area not known")


def _language(code: str) -> str:
    return shown.language_name(code) if code else _("Language not known")


def _promises(group: Group) -> list[int]:
    """Counts of promises that are due."""
    return [group.promises[each] for each in PROMISES]


def _verdicts(group: Group) -> list[int]:
    return [group.verdicts[each] for each in VERDICTS]


def _table(
    groups: Mapping[str, Group], name: Name, of: Callable[[Group], list[int]]
) -> list[Row]:  # fmt: skip
    """A line for each group that has any, the largest first, and their sum; small counts hidden."""
    counted = {value: of(group) for value, group in groups.items()}
    listed = sorted((value for value, counts in counted.items() if sum(counts)), key=lambda each: -sum(counted[each]))
    if not listed:
        return []
    table = without_small([counted[each] for each in listed])
    names = [*map(name, listed), _("Together")]
    return [
        _row(words, cells, is_sum=at == len(listed)) for at, (words, cells) in enumerate(zip(names, table, strict=True))
    ]


def _row(name: str, cells: Sequence[int | None], *, is_sum: bool) -> Row:
    good, whole = cells[0], cells[-1]
    if good is None or whole is None or whole < BASE_FOR_SHARES:
        return Row(name, cells, is_sum=is_sum)
    low, high = wilson(good, whole)
    return Row(name, cells, good / whole, low, high, is_sum)


def _waits(groups: Mapping[str, Group], name: Name, default: str = "") -> list[Wait]:
    """How long each group waited, the largest first; of fewer than SMALLEST_SHOWN reports nothing is told."""
    told = {value: group for value, group in groups.items() if group.reports >= SMALLEST_SHOWN}
    times = ratios({value: group.median_minutes for value, group in told.items() if value}, default)
    return [
        Wait(name(value), group.reports if value in told else None,
             group.median_minutes / 60 if value in told and group.median_minutes is not None else None,
             times.get(value))
        for value, group in sorted(groups.items(), key=lambda each: (-each[1].reports, each[0]))
    ]  # fmt: skip


def hours(of: float | None) -> str:
    """A time as people say it: 40 minutes, 5 hours, 3 days."""
    if of is None:
        return _("not yet half")
    if of < 1:
        return _("%(num)s minutes", num=round(of * 60))
    return (
        _("%(num)s hours", num=f"{of:.1f}".rstrip("0").rstrip("."))
        if of < 72
        else _("%(num)s days", num=f"{of / 24:.0f}")
    )


def percent(share: float | None) -> str:
    """A share as people read it: 41%."""
    return "" if share is None else f"{100 * share:.0f}%"


def _waits_chart(waits: Sequence[Wait]) -> Chart:
    drawn = [{"label": each.name, "value": round(each.hours, 1)} for each in waits if each.hours is not None]
    rows = [(each.name, _count(each.reports), hours(each.hours) if each.reports else "–") for each in waits]
    heads = (_("Language"), _("Reports"), _("Half had a reply within"))
    return bars(_("Hours until half had a first reply from a person, by language"), heads, rows, drawn, unit=_("hours"))


def _shares_chart(title: str, table: Sequence[Row]) -> Chart:
    with_share = [each for each in table if each.share is not None and not each.is_sum][:MOST_BARS]
    drawn = [
        {"label": each.name, "value": round(100 * (each.share or 0), 1), "low": round(100 * each.low, 1),
         "high": round(100 * each.high, 1)}
        for each in with_share
    ]  # fmt: skip
    rows = [
        (each.name, percent(each.share), f"{percent(each.low)}–{percent(each.high)}", _count(each.counts[-1]))
        for each in with_share
    ]  # fmt: skip
    return bars(title, (_("Whose"), _("Share"), _("Interval"), _("Of how many")), rows, drawn, unit="%")


def _rates(areas: Mapping[str, Group]) -> list[tuple[str, int, str]]:
    """Where enough said "me too": the area, how many did, and how many of an incident in a day."""
    told = [(name, group) for name, group in areas.items() if name and group.duplicates >= SMALLEST_SHOWN]
    ordered = sorted(told, key=lambda each: (-each[1].rate, each[0]))
    return [(name, group.duplicates, f"{group.rate:.3f}") for name, group in ordered]


def _crossed(of: Figures) -> tuple[list[str], list[tuple[str, list[int | None]]]]:
    """Reports by department (lines) and area (columns), with sums, small counts hidden."""
    areas = sorted({area for _, area in of.crossed}, key=lambda each: (each == "", each))
    departments = sorted({department for department, _ in of.crossed}, key=lambda each: (each == "", _department(each)))
    if not departments:
        return [], []
    table = without_small([[of.crossed.get((each, area), 0) for area in areas] for each in departments])
    heads = [*map(_area, areas), _("Together")]
    names = [*map(_department, departments), _("Together")]
    return heads, list(zip(names, table, strict=True))


def _count(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"
