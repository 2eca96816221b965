"""What came of a broadcast, by language: a table, charts with intervals, and a file; small numbers stay hidden."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from flask import Response

from bot.broadcasts import counts
from bot.broadcasts.counts import Count
from bot.broadcasts.recipients import Figures
from bot.broadcasts.rules import Broadcast
from bot.console import broadcast_words as words
from bot.console import charts, shown
from bot.console.access import current_staff, product
from bot.console.charts import Chart
from bot.console.words import gettext as _
from bot.lib import csv
from bot.lib.shares import FEWEST_FOR_SHARE, FEWEST_SHOWN, hidden, wilson
from bot.staff import audit

Figure = Callable[[Figures], int]


def _columns() -> Mapping[str, tuple[str, Figure]]:
    return {
        "people": (_("People"), lambda each: each.people),
        "sent": (_("Sent"), lambda each: each.sent),
        "delivered": (_("Delivered"), lambda each: each.delivered),
        "failed": (_("Not delivered"), lambda each: sum(each.failed.values())),
        "replied": (_("Replied"), lambda each: each.replied),
        "opted_out": (_("Left"), lambda each: each.opted_out),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one language, in the order of the columns; a small number is None."""

    language: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, in percent; None where too few people stand behind it."""

    language: str
    of: int
    percent: float | None
    low: float = 0.0
    high: float = 0.0


def told(of: Broadcast, count: Count | None) -> dict[str, Any]:
    """All that the page tells of a count."""
    if count is None or count.worked_at is None or not count.data:
        return {"figures": None}
    figures = count.figures
    return {
        "figures": figures, "total": _total(figures), "columns": [words for words, _ in _columns().values()],
        "rows": rows(figures), "fewest": FEWEST_SHOWN, "charts": _charts(figures), "ratio": ratio(figures),
        "failed": _summed(figures, "failed", words.failure), "left_out": _summed(figures, "left_out", words.left_out),
    }  # fmt: skip


def _total(figures: Mapping[str | None, Figures]) -> dict[str, int]:
    each = list(figures.values())
    return {
        "people": sum(one.people - one.held_out for one in each), "sent": sum(one.sent for one in each),
        "delivered": sum(one.delivered for one in each), "failed": sum(sum(one.failed.values()) for one in each),
        "waiting": sum(one.pending + one.under_way for one in each), "held_out": sum(one.held_out for one in each),
    }  # fmt: skip


def _name(language: str | None) -> str:
    return shown.language_name(language) if language else _("Not known, so every language")


def _ordered(figures: Mapping[str | None, Figures]) -> list[tuple[str | None, Figures]]:
    return sorted(figures.items(), key=lambda each: each[0] or "~")


def rows(figures: Mapping[str | None, Figures]) -> list[Row]:
    """The table by language; numbers of fewer than ten people are hidden, and those that would tell them."""
    ordered = _ordered(figures)
    columns = [[figure(each) for _, each in ordered] for _, figure in _columns().values()]
    unseen = [hidden(column) for column in columns]
    return [
        Row(_name(language), tuple(None if place in unseen[at] else column[place] for at, column in enumerate(columns)))
        for place, (language, _each) in enumerate(ordered)
    ]


def _summed(figures: Mapping[str | None, Figures], what: str, say: Callable[[str], str]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for each in figures.values():
        for reason, count in getattr(each, what).items():
            found[say(reason)] = found.get(say(reason), 0) + count
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def shares(figures: Mapping[str | None, Figures], figure: Figure) -> list[Share]:
    """How many of those who were sent the text, by language."""
    found = []
    for language, each in _ordered(figures):
        count = figure(each)
        is_told = each.sent >= FEWEST_FOR_SHARE and (count == 0 or count >= FEWEST_SHOWN)
        low, high = wilson(count, each.sent)
        found.append(
            Share(_name(language), each.sent, 100 * count / each.sent, 100 * low, 100 * high) if is_told
            else Share(_name(language), each.sent, None)
        )  # fmt: skip
    return found


def ratio(figures: Mapping[str | None, Figures]) -> float | None:
    """The share that replied in Spanish, as so many times that in English; None where too few stand behind it."""
    found = []
    for each in (figures.get("es"), figures.get("en")):
        if each is None or each.sent < FEWEST_FOR_SHARE or each.replied < FEWEST_SHOWN:
            return None
        found.append(each.replied / each.sent)
    return found[0] / found[1]


def _charts(figures: Mapping[str | None, Figures]) -> list[Chart]:
    columns = _columns()
    titles = {
        "delivered": _("Delivered, of those who were sent it"), "replied": _("Replied within 72 hours"),
        "opted_out": _("Left within 72 hours"),
    }  # fmt: skip
    return [_chart(title, shares(figures, columns[name][1])) for name, title in titles.items()]


def _chart(title: str, found: Sequence[Share]) -> Chart:
    drawn = [
        {"label": each.language, "value": each.percent, "low": each.low, "high": each.high}
        for each in found if each.percent is not None
    ]  # fmt: skip
    table = [
        (each.language, _("too few to tell"), "") if each.percent is None
        else (each.language, f"{each.percent:.1f} %", f"{each.low:.1f} - {each.high:.1f} %")
        for each in found
    ]  # fmt: skip
    columns = (_("Language"), _("Share"), _("19 times in 20 between"))
    return charts.bars(title, columns, table, drawn, unit="%")


def file(of: Broadcast) -> Response:
    """The results by language as CSV, as hidden as on the page; who took it stands in the audit log."""
    bot = product()
    with bot.db.begin() as tx:
        count = counts.count_of(tx, of.id, counts.RESULTS)
        audit.record(tx, current_staff(), "broadcast.results_taken", of.id, of.name, bot.clock())
    named = [_("Language"), *(said for said, _figure in _columns().values())]
    found = rows(count.figures) if count and count.data else []
    lines = [
        dict(zip(named, (each.language, *(_shown(cell) for cell in each.cells)), strict=True)) for each in found
    ]  # fmt: skip
    stream = StringIO()
    csv.write(stream, named, lines)
    answer = Response("\ufeff" + stream.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{of.id}.csv"'
    return answer


def _shown(cell: int | None) -> int | str:
    return f"<{FEWEST_SHOWN}" if cell is None else cell
