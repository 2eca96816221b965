"""The tables of the figures, and the same as lines of a file, as hidden as on the page; nothing is counted here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.concerns.figures import ALARM, BROKEN, CONFIRMED, KEPT, LATE, NOT_FIXED, UNSAID
from bot.lib.suppression import BASE_FOR_TRUST

COLUMNS = ("from", "to", "table", "by", "group", "measure", "value")
SUPPRESSED, NOT_YET_HALF = "suppressed", "not yet half"
"""What stands for a number that is not shown, and for a median while fewer than half have a reply."""
TOGETHER = "together"
PROMISES, VERDICTS = (KEPT, LATE, BROKEN), (CONFIRMED, NOT_FIXED, UNSAID)
"""What is counted of promises and of fixes, the good one first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: whose it is, counts with their sum last (None is not shown), and a share with its interval."""

    name: str
    counts: Sequence[int | None]
    share: float | None = None
    low: float = 0.0
    high: float = 1.0
    is_sum: bool = False

    @property
    def is_cautious(self) -> bool:
        """Whether its share is of few."""
        return self.share is not None and (self.counts[-1] or 0) < BASE_FOR_TRUST


@dataclass(frozen=True, slots=True)
class Wait:
    """How long half of a group waited for the first reply; `times` as long as in the city's own language."""

    name: str
    reports: int | None
    hours: float | None
    times: float | None = None

    @property
    def is_alarming(self) -> bool:
        """Whether it is too long, beside the city's own language."""
        return self.times is not None and self.times >= ALARM


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table of the page, by what it tells of: language, department, area.

    `rates` are areas with how many said "me too" and how many of a report and day; `heads` and `crossed` are reports by
    area and department.
    """

    waits: Mapping[str, Sequence[Wait]]
    promises: Mapping[str, Sequence[Row]]
    fixes: Mapping[str, Sequence[Row]]
    rates: Sequence[tuple[str, int, str]]
    heads: Sequence[str]
    crossed: Sequence[tuple[str, Sequence[int | None]]]


def lines(of: Tables, begins: date, ends: date) -> Iterator[dict[str, Any]]:
    """One for each number of each table."""
    for table, by, group, measure, value in _values(of):
        told = SUPPRESSED if value is None else value
        yield dict(zip(COLUMNS, (begins, ends, table, by, group, measure, told), strict=True))


_Value = tuple[str, str, str, str, Any]
"""The table, by what, whose, what is told, and the number; None when it is not shown."""


def _values(of: Tables) -> Iterator[_Value]:
    for by, waits in of.waits.items():
        for each in waits:
            yield from _waited("first reply", by, each)
    for table, measures, rows in (("promises", PROMISES, of.promises), ("confirmed fixes", VERDICTS, of.fixes)):
        for by, listed in rows.items():
            for row in listed:
                yield from _counted(table, by, row, measures)
    for area, many, rate in of.rates:
        yield "reporting rate", "area", area, "me too", many
        yield "reporting rate", "area", area, "for a report and day", float(rate)
    for department, cells in of.crossed:
        for area, count in zip(of.heads, cells, strict=True):
            yield "reports", "department and area", department, area, count


def _waited(table: str, by: str, of: Wait) -> Iterator[_Value]:
    yield table, by, of.name, "reports", of.reports
    half = NOT_YET_HALF if of.hours is None and of.reports is not None else of.hours
    yield table, by, of.name, "median hours", half if half is None or isinstance(half, str) else round(half, 2)
    if of.times is not None:
        yield table, by, of.name, "times as long", round(of.times, 2)


def _counted(table: str, by: str, of: Row, measures: Sequence[str]) -> Iterator[_Value]:
    for measure, count in zip((*measures, TOGETHER), of.counts, strict=True):
        yield table, by, of.name, measure, count
    for measure, share in (("share", of.share), ("share low", of.low), ("share high", of.high)):
        yield table, by, of.name, measure, None if of.share is None or share is None else round(share, 4)
