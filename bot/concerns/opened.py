"""What anybody may know of concerns: reports by area and category, small numbers hidden, all of them rounded; pure.

A resident counts once for an area and category. No words, no person, no place nearer than an area in which FLOOR people
live. Whole months only, so that two files that are made a day apart do not tell what came in between.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps
from typing import Any, Protocol

from bot.lib.suppression import hidden_cells, rounded, sums_of

FLOOR = 500
"""Residents of an area that stands for itself."""
ELSEWHERE, ALL, NO_CATEGORY = "elsewhere", "all", "other"
"""Areas too small to stand for themselves and reports whose area nobody knows; the sum; what has no category."""
MONTHS = 12
SUPPRESSED = "suppressed"
COLUMNS = ("from", "to", "area", "category")


class Area(Protocol):
    """A neighborhood of the map."""

    @property
    def name(self) -> str: ...
    @property
    def residents(self) -> int: ...
    @property
    def parts(self) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]: ...


def months_before(today: date, count: int = MONTHS) -> tuple[date, date]:
    """The first day of so many whole months before this one, and the first day of this one."""
    ends = today.replace(day=1)
    months = ends.year * 12 + ends.month - 1 - count
    return date(months // 12, months % 12 + 1, 1), ends


@dataclass(frozen=True, slots=True)
class Published:
    """The table: a row for each category and the sum of all, a column for each area and the sum of all.

    A count is None when it is hidden: it is small, or it would tell one that is.
    """

    begins: date
    ends: date
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    counts: Mapping[tuple[str, str], int | None]
    """By area and category."""


def published(
    counted: Mapping[tuple[str, str], int],
    areas: Sequence[Area],
    categories: Sequence[str],
    *,
    begins: date,
    ends: date,
) -> Published:
    """The table out of reports by area and category, for these areas in their order."""
    alone = [each.name for each in areas if each.residents >= FLOOR]
    named = {*categories}
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (area, kind), count in counted.items():
        sums[area if area in alone else ELSEWHERE, kind if kind in named else NO_CATEGORY] += count
    columns = [*alone, ELSEWHERE]
    listed = [*dict.fromkeys([*categories, NO_CATEGORY])]
    table = [[sums[area, kind] for area in columns] for kind in listed]
    table = [[*row, sum(row)] for row in table]
    table.append([sum(column) for column in zip(*table, strict=True)])
    hidden = hidden_cells(table, sums_of(len(table), len(columns) + 1))
    counts = {
        (area, kind): None if (row, column) in hidden else rounded(table[row][column])
        for row, kind in enumerate([*listed, ALL])
        for column, area in enumerate([*columns, ALL])
    }
    return Published(begins, ends, (*columns, ALL), (*listed, ALL), counts)


Labels = Mapping[str, Mapping[str, str]]
"""Category to what it is called, by language."""


def rows(of: Published, labels: Labels, languages: Sequence[str]) -> list[dict[str, Any]]:
    """The table as lines: period, area, category, what it is called in each language, and how many reports."""
    return [
        {"from": of.begins.isoformat(), "to": of.ends.isoformat(), "area": area, "category": kind,
         **{f"category_{each}": labels.get(kind, {}).get(each, "") for each in languages},
         "reports": SUPPRESSED if (count := of.counts[area, kind]) is None else count}
        for area in of.areas for kind in of.categories
    ]  # fmt: skip


def columns(languages: Sequence[str]) -> list[str]:
    """The columns of those lines."""
    return [*COLUMNS, *(f"category_{each}" for each in languages), "reports"]


def geojson(of: Published, areas: Sequence[Area], license_of: str = "") -> str:
    """The table as a map: one feature for each area, with its outline; RFC 7946, longitude first."""
    outlines = {each.name: _geometry(each) for each in areas}
    features = [
        {"type": "Feature", "geometry": outlines.get(area),
         "properties": {
             "area": area, "from": of.begins.isoformat(), "to": of.ends.isoformat(),
             "reports": of.counts[area, ALL],
             "categories": {kind: of.counts[area, kind] for kind in of.categories if kind != ALL},
         }}
        for area in of.areas if area != ALL
    ]  # fmt: skip
    told = {"type": "FeatureCollection", "features": features} | ({"license": license_of} if license_of else {})
    return dumps(told, ensure_ascii=False)


def _geometry(area: Area) -> dict[str, Any]:
    parts = [[[[x, y] for y, x in line] for line in part] for part in area.parts]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}
