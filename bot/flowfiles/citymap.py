"""The city's own map from map.geojson: outlines of neighborhoods and lines of streets; it draws nothing.

The file is optional, and by nobody else than the city: no page asks a map service for anything. Names are those of the
gazetteer, so that what is drawn and what residents say are the same places.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.engine.vocabulary import fold
from bot.flowfiles.gazetteer import PlaceRow, Point
from bot.flowfiles.problems import Problem, nearest
from bot.sentences import Sentence, why

KINDS = ("neighborhood", "street", "water", "park")
LARGEST = 2_000_000
"""Bytes of the file; a page draws all of it, so streets are better left out than drawn to the meter."""
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')

Line = tuple[Point, ...]
"""Latitude and longitude, point by point."""
Part = tuple[Line, ...]
"""One piece: of a street its line, of what has an area its outline and then the holes in it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Something on the map; `residents` is how many people live in a neighborhood, 0 when the file does not say."""

    kind: str
    name: str
    parts: tuple[Part, ...]
    residents: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of it, outlines and holes alike."""
        return tuple(line for part in self.parts for line in part)


@dataclass(frozen=True, slots=True)
class CityMap:
    """Everything on the map, in the order of the file."""

    shapes: tuple[Shape, ...] = ()

    def of_kind(self, kind: str) -> tuple[Shape, ...]:
        """The shapes of one kind."""
        return tuple(each for each in self.shapes if each.kind == kind)


class _Wrong(Exception):
    """What is wrong with one feature, and how to mend it."""


def read_map(flows_path: Path, places: Sequence[PlaceRow]) -> tuple[CityMap, list[Problem]]:
    """The map, and what is wrong with it; a city without the file has an empty one."""
    path = flows_path / "map.geojson"
    file = f"{flows_path.name}/map.geojson"
    if not path.exists():
        return CityMap(), []
    try:
        if path.stat().st_size > LARGEST:
            remedy = Sentence("Simplify the outlines and leave small streets out; a page draws the whole map.")
            return CityMap(), [
                Problem(file, 1, "map", Sentence("the file is over %(most)s bytes", most=LARGEST), remedy)
            ]
        written = path.read_text(encoding="utf-8-sig")
        document = json.loads(written)
        features = document["features"]
        if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
            raise ValueError(Sentence("this is no FeatureCollection"))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError) as error:
        remedy = Sentence('Write {"type": "FeatureCollection", "features": [...]}, in UTF-8.')
        return CityMap(), [
            Problem(file, 1, "map", Sentence("the file cannot be read: %(error)s", error=why(error)), remedy)
        ]
    return _shapes(file, written, features, places)


def _shapes(
    file: str, written: str, features: Sequence[Any], places: Sequence[PlaceRow]
) -> tuple[CityMap, list[Problem]]:
    lines = [written.count("\n", 0, match.start()) + 1 for match in _FEATURE.finditer(written)]
    shapes: list[Shape] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features):
        line = lines[number] if number < len(lines) else 1
        try:
            shapes.append(_shape(feature, places))
        except _Wrong as wrong:
            problems.append(Problem(file, line, "map", *wrong.args))
    names = [(each.kind, fold(each.name)) for each in shapes if each.kind in ("neighborhood", "street")]
    for number, each in enumerate(names):
        if each in names[:number]:
            remedy = Sentence("Join the two: a MultiLineString or a MultiPolygon has several pieces.")
            problems.append(
                Problem(
                    file,
                    1,
                    "map",
                    Sentence("the %(kind)s %(name)s stands here twice", kind=each[0], name=each[1]),
                    remedy,
                )
            )
    return CityMap(tuple(shapes)), problems


def _shape(feature: Any, places: Sequence[PlaceRow]) -> Shape:
    said = feature.get("properties") or {}
    kind, name = str(said.get("kind", "")), str(said.get("name", "")).strip()
    if kind not in KINDS:
        raise _Wrong(
            Sentence('"%(kind)s" is nothing that the map draws', kind=kind),
            Sentence("Write one of %(names)s.%(hint)s", names=", ".join(KINDS), hint=nearest(kind, KINDS)),
        )
    known = [each.name for each in places if each.kind == kind]
    if kind in ("neighborhood", "street") and known and fold(name) not in map(fold, known):
        message = Sentence('"%(name)s" is no %(kind)s of the places', name=name, kind=kind)
        raise _Wrong(
            message, Sentence("Write its name as it stands there, or add it there.%(hint)s", hint=nearest(name, known))
        )
    residents = said.get("residents", 0)
    if not isinstance(residents, int) or isinstance(residents, bool) or residents < 0:
        raise _Wrong(
            Sentence('"%(residents)s" is no number of residents', residents=residents),
            Sentence("Write a whole number, or leave it out."),
        )
    return Shape(kind, name, tuple(_parts(kind, feature.get("geometry") or {})), residents)


def _parts(kind: str, geometry: Any) -> Iterator[Part]:
    form, places = geometry.get("type"), geometry.get("coordinates")
    lines, areas = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")
    fit = lines if kind == "street" else (*areas, *lines) if kind == "water" else areas
    if form not in fit:
        raise _Wrong(
            Sentence("a %(kind)s cannot be a %(form)s", kind=kind, form=form),
            Sentence("Use %(names)s.", names=" or ".join(fit)),
        )
    try:
        if form == "MultiPolygon":
            yield from (tuple(map(_line, part)) for part in places)
        elif form == "Polygon":
            yield tuple(map(_line, places))
        else:
            yield from ((_line(each),) for each in (places if form == "MultiLineString" else [places]))
    except (TypeError, ValueError) as error:
        raise _Wrong(
            Sentence("the coordinates cannot be read"), Sentence("A point is [longitude, latitude].")
        ) from error


def _line(places: Any) -> Line:
    line = tuple((float(y), float(x)) for x, y, *_ in places)
    if len(line) < 2 or not all(abs(y) <= 90 and abs(x) <= 180 for y, x in line):
        raise ValueError("no line on the earth")
    return line
