"""The city's places, from places.csv or places.geojson; it understands no text, it only reads the file."""

import csv
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from sys import intern
from typing import Any

from bot.engine.vocabulary import fold
from bot.flowfiles.problems import Problem, nearest
from bot.sentences import Sentence, why

KINDS = ("street", "park", "school", "library", "landmark", "stop", "neighborhood")
COLUMNS = ("kind", "name", "also", "from", "to", "latitude", "longitude", "area", "crosses")
LONGEST_NAME = 40
"""Characters of a name: two of them, and a few words, still leave room in one text."""
SAME_POINT = 5
"""Decimals at which two lines meet: a metre, so that ends drawn by hand still touch."""
Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as the city wrote it; `first` and `last` are house numbers, 0 when nobody said.

    `crosses` names the streets it meets, or for anything else the streets it stands at; `area` is its neighborhood.
    """

    kind: str
    name: str
    also: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    point: Point | None = None
    area: str = ""
    crosses: tuple[str, ...] = ()


_Numbered = tuple[int, Mapping[str, Any], tuple[Point, ...]]
"""The line a place stands in, its columns, and the points of its line on the map, if it has one."""


class _Unreadable(Exception):
    """The file as a whole cannot be used; the arguments are line, message and remedy."""


def read_gazetteer(flows_path: Path) -> tuple[tuple[PlaceRow, ...], list[Problem]]:
    """Every place of `places.csv` or `places.geojson`, and what is wrong with them; a city without a file has none."""
    paths = [path for path in (flows_path / "places.csv", flows_path / "places.geojson") if path.exists()]
    if not paths:
        return (), []
    file = f"{flows_path.name}/{paths[0].name}"
    try:
        if len(paths) > 1:
            raise _Unreadable(
                1,
                Sentence("places.geojson stands beside it"),
                Sentence("Keep one of the two files and remove the other."),
            )
        read = _csv_rows if paths[0].suffix == ".csv" else _features
        numbered = list(read(paths[0].read_text(encoding="utf-8-sig")))
    except _Unreadable as error:
        return (), [Problem(file, error.args[0], "gazetteer", *error.args[1:])]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError, RecursionError) as error:
        return (), [
            Problem(
                file,
                1,
                "unreadable",
                Sentence("the file cannot be read: %(error)s", error=why(error)),
                Sentence("Save it in UTF-8."),
            )
        ]
    return _rows(file, numbered)


def _csv_rows(written: str) -> Iterator[_Numbered]:
    """The lines of the table; those that begin with # are remarks."""
    lines = ("" if line.startswith("#") else line for line in written.splitlines(keepends=True))
    reader = csv.reader(lines)
    columns: list[str] = []
    for cells in reader:
        if not cells:
            continue
        if not columns:
            columns = _header(reader.line_num, cells)
        elif len(cells) != len(columns):
            message = Sentence(
                "the line has %(count)s columns, the first one %(first)s", count=len(cells), first=len(columns)
            )
            raise _Unreadable(
                reader.line_num, message, Sentence("Words with a comma stand in quotes; empty columns keep theirs.")
            )
        else:
            yield reader.line_num, dict(zip(columns, cells, strict=True)), ()


def _header(line: int, cells: list[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    unknown = [column for column in columns if column not in COLUMNS]
    missing = [column for column in COLUMNS[:2] if column not in columns]
    if unknown or missing:
        wrong = (
            Sentence('no column is called "%(unknown)s"', unknown=unknown[0])
            if unknown
            else Sentence("the column %(missing)s is missing", missing=missing[0])
        )
        raise _Unreadable(
            line, wrong, Sentence("The first line names the columns: %(names)s.", names=",".join(COLUMNS))
        )
    return columns


_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')


def _features(written: str) -> Iterator[_Numbered]:
    """The features of a map, each with the line it stands in; a street's line is kept for its corners."""
    document = json.loads(written)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise _Unreadable(
            1,
            Sentence("this is no FeatureCollection"),
            Sentence('Write {"type": "FeatureCollection", "features": [...]}.'),
        )
    lines = [written.count("\n", 0, match.start()) + 1 for match in _FEATURE.finditer(written)]
    for number, feature in enumerate(features):
        line = lines[number] if number < len(lines) else 1
        points = _points(feature.get("geometry"), line)
        columns = {key: value for key, value in (feature.get("properties") or {}).items() if value is not None}
        if len(points) == 1:
            columns = {"latitude": points[0][0], "longitude": points[0][1], **columns}
        yield line, columns, points if len(points) > 1 else ()


def _points(geometry: Any, line: int) -> tuple[Point, ...]:
    form: Mapping[str, Any] = geometry or {}
    kind: Any = form.get("type")
    places: Any = form.get("coordinates")
    try:
        if not form:
            return ()
        if kind == "Point":
            return ((float(places[1]), float(places[0])),)
        if kind in ("LineString", "MultiLineString"):
            parts = [places] if kind == "LineString" else places
            return tuple((float(y), float(x)) for part in parts for x, y, *_ in part)
    except (TypeError, ValueError, IndexError) as error:
        raise _Unreadable(
            line, Sentence("the coordinates cannot be read"), Sentence("A point is [longitude, latitude].")
        ) from error
    raise _Unreadable(
        line, Sentence("a %(kind)s is not read", kind=kind), Sentence("Use a Point, a LineString or a MultiLineString.")
    )


def _rows(file: str, numbered: Iterable[_Numbered]) -> tuple[tuple[PlaceRow, ...], list[Problem]]:
    """The rows that are good, corners joined; pieces of a mapped street are one street."""
    problems: list[Problem] = []
    rows: dict[tuple[str, ...], PlaceRow] = {}
    found_in: dict[tuple[str, ...], int] = {}
    lines: defaultdict[Point, set[str]] = defaultdict(set)
    for line, columns, points in numbered:
        row = _row(columns)
        if not isinstance(row, PlaceRow):
            problems.append(Problem(file, line, "gazetteer", *row))
            continue
        key = (row.kind, fold(row.name), fold(row.area))
        if key in rows and not (points and row.kind == "street"):
            remedy = Sentence("Join the two, or give each its own area; residents could not tell them apart.")
            problems.append(
                Problem(file, line, "gazetteer", Sentence('"%(name)s" stands here twice', name=row.name), remedy)
            )
            continue
        rows[key] = _joined(rows[key], row) if key in rows else row
        found_in.setdefault(key, line)
        for latitude, longitude in points if row.kind == "street" else ():
            lines[round(latitude, SAME_POINT), round(longitude, SAME_POINT)].add(row.name)
    met = _meetings(lines)
    whole = {
        key: replace(row, crosses=tuple(dict.fromkeys((*row.crosses, *sorted(met.get(row.name, ()))))))
        for key, row in rows.items()
    }
    return tuple(whole.values()), problems + list(_unknown_names(file, whole, found_in))


def _row(columns: Mapping[str, Any]) -> PlaceRow | tuple[str, str]:
    """The row, or what is wrong and how to mend it."""
    words = {key: value.strip() if isinstance(value, str) else value for key, value in columns.items()}
    kind, name = str(words.get("kind", "")), str(words.get("name", ""))
    if kind not in KINDS:
        remedy = Sentence("Write one of %(names)s.%(hint)s", names=", ".join(KINDS), hint=nearest(kind, KINDS))
        return Sentence('"%(kind)s" is no kind of place', kind=kind), remedy
    if not fold(name) or len(name) > LONGEST_NAME:
        remedy = Sentence(
            "Write what residents read, in at most %(most)s characters; longer names go under `also`.",
            most=LONGEST_NAME,
        )
        return Sentence('"%(name)s" cannot be its name', name=name), remedy
    try:
        first, last = _number(words.get("from")), _number(words.get("to"))
        point = _point(words.get("latitude"), words.get("longitude"))
    except (ValueError, OverflowError) as error:
        remedy = Sentence("House numbers are whole, and latitude and longitude are degrees, such as 35.0844,-106.6504.")
        return why(error), remedy
    if first > last > 0:
        remedy = Sentence("Write the smaller one under `from`.")
        return Sentence("the numbers run from %(first)s to %(last)s", first=first, last=last), remedy
    also, crosses = _several(words.get("also")), _several(words.get("crosses"))
    return PlaceRow(kind, name, also, first, last, point, str(words.get("area", "")), crosses)


def _number(written: Any) -> int:
    if written in ("", None):
        return 0
    if not re.fullmatch(r"\d{1,6}", str(written)):
        raise ValueError(Sentence('"%(written)s" is no house number', written=written))
    return int(written)


def _point(latitude: Any, longitude: Any) -> Point | None:
    if latitude in ("", None) and longitude in ("", None):
        return None
    try:
        point = float(str(latitude)), float(str(longitude))
    except (TypeError, ValueError) as error:
        raise ValueError(
            Sentence('"%(latitude)s,%(longitude)s" is no point on the map', latitude=latitude, longitude=longitude)
        ) from error
    if not (math.isfinite(point[0]) and abs(point[0]) <= 90 and math.isfinite(point[1]) and abs(point[1]) <= 180):
        raise ValueError(
            Sentence('"%(latitude)s,%(longitude)s" is no point on the map', latitude=latitude, longitude=longitude)
        )
    return point


def _several(written: Any) -> tuple[str, ...]:
    parts = written if isinstance(written, list) else str(written or "").split(";")
    return tuple(dict.fromkeys(intern(part) for each in parts if (part := str(each).strip())))


def _joined(one: PlaceRow, other: PlaceRow) -> PlaceRow:
    """One street out of two pieces of it."""
    firsts = [row.first for row in (one, other) if row.first]
    return replace(
        one, also=tuple(dict.fromkeys((*one.also, *other.also))), first=min(firsts, default=0),
        last=max(one.last, other.last), crosses=tuple(dict.fromkeys((*one.crosses, *other.crosses))),
    )  # fmt: skip


def _meetings(lines: Mapping[Point, set[str]]) -> dict[str, set[str]]:
    """Which streets share a point of their lines."""
    met: defaultdict[str, set[str]] = defaultdict(set)
    for names in lines.values():
        for name in names if len(names) > 1 else ():
            met[name] |= names - {name}
    return met


def _unknown_names(
    file: str, rows: Mapping[tuple[str, ...], PlaceRow], found_in: Mapping[tuple[str, ...], int]
) -> Iterator[Problem]:
    """Streets and neighborhoods that other rows speak of and that no row is."""
    names = {kind: {row.name for row in rows.values() if row.kind == kind} for kind in ("street", "neighborhood")}
    folded = {kind: {fold(name) for name in known} for kind, known in names.items()}
    for key, row in rows.items():
        mentioned = [("street", "crosses", each) for each in row.crosses]
        mentioned += [("neighborhood", "area", row.area)] if row.area else []
        for kind, column, name in mentioned:
            if fold(name) not in folded[kind]:
                remedy = Sentence(
                    "Write its name as in its own row, or add the row.%(hint)s", hint=nearest(name, names[kind])
                )
                message = Sentence(
                    '"%(name)s" under `%(column)s` is no %(kind)s of this file', name=name, column=column, kind=kind
                )
                yield Problem(file, found_in[key], "gazetteer", message, remedy)
