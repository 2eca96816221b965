"""What came of a broadcast, by language: a table, charts with intervals, and a file; what may be told others decide."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from flask import Response

from bot.broadcasts import counts, results
from bot.broadcasts.counts import Count
from bot.broadcasts.results import Line
from bot.broadcasts.rules import Broadcast
from bot.console import broadcast_words as words
from bot.console import charts, shown
from bot.console.access import current_staff, product
from bot.console.charts import Chart
from bot.console.words import gettext as _
from bot.lib import csv
from bot.lib.shares import FEWEST_SHOWN
from bot.staff import audit


def _columns() -> Mapping[str, str]:
    return {
        "people": _("People"), "sent": _("Sent"), "delivered": _("Delivered"), "failed": _("Not delivered"),
        "replied": _("Replied"), "opted_out": _("Left"),
    }  # fmt: skip


def told(of: Broadcast, count: Count | None) -> dict[str, Any]:
    """All that the page tells of a count."""
    if count is None or count.worked_at is None or not count.data:
        return {"figures": None}
    figures = count.figures
    lines = results.lines(figures)
    return {
        "figures": figures, "total": results.totals(figures), "columns": list(_columns().values()),
        "rows": [{"language": _name(each.language), "cells": _cells(each)} for each in lines],
        "fewest": FEWEST_SHOWN, "charts": _charts(lines), "ratio": results.ratio(figures),
        "failed": _said(results.reasons(figures, "failed"), words.failure),
        "left_out": _said(results.reasons(figures, "left_out"), words.left_out),
    }  # fmt: skip


def _name(language: str | None) -> str:
    return shown.language_name(language) if language else _("Not known, so every language")


def _cells(line: Line) -> list[int | None]:
    return [line.numbers[name] for name in _columns()]


def _said(reasons: Mapping[str, int], say: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(say(reason), count) for reason, count in reasons.items()]


def _charts(lines: Sequence[Line]) -> list[Chart]:
    titles = {
        "delivered": _("Delivered, of those who were sent it"), "replied": _("Replied within 72 hours"),
        "opted_out": _("Left within 72 hours"),
    }  # fmt: skip
    return [_chart(title, lines, name) for name, title in titles.items()]


def _chart(title: str, lines: Sequence[Line], name: str) -> Chart:
    found = [(_name(each.language), each.shares[name]) for each in lines]
    drawn = [
        {"label": language, "value": each.percent, "low": each.low, "high": each.high}
        for language, each in found if each
    ]  # fmt: skip
    table = [
        (language, f"{each.percent:.1f} %", f"{each.low:.1f} - {each.high:.1f} %") if each
        else (language, _("too few to tell"), "")
        for language, each in found
    ]  # fmt: skip
    columns = (_("Language"), _("Share"), _("19 times in 20 between"))
    return charts.bars(title, columns, table, drawn, unit="%")


def file(of: Broadcast) -> Response:
    """The results by language as CSV, as hidden as on the page; who took it stands in the audit log."""
    bot = product()
    with bot.db.begin() as tx:
        count = counts.count_of(tx, of.id, counts.RESULTS)
        audit.record(tx, current_staff(), "broadcast.results_taken", of.id, of.name, bot.clock())
    named = [_("Language"), *_columns().values()]
    found = results.lines(count.figures) if count and count.data else []
    rows = [
        dict(zip(named, (_name(each.language), *map(_shown, _cells(each))), strict=True)) for each in found
    ]  # fmt: skip
    stream = StringIO()
    csv.write(stream, named, rows)
    answer = Response("\ufeff" + stream.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{of.id}.csv"'
    return answer


def _shown(cell: int | None) -> int | str:
    return f"<{FEWEST_SHOWN}" if cell is None else cell
