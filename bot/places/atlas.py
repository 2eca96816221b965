"""Where on the city's map something is that residents said in words, never nearer than its block; pure.

Corners are where two lines of the map meet, and a house is the middle of its block. What the map does not have is known
by its area at most.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from bot.engine.vocabulary import fold
from bot.places.forms import Spot, spots_in
from bot.places.matching import Gazetteer, Place
from bot.places.rules import HUNDRED

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""
Line = tuple[Point, ...]
DECIMALS = 4
"""Of a degree: ten meters, which tells a corner and, of a block, no house."""
CLOSE = 0.0006
"""Degrees between the ends of two streets that meet all the same: some sixty meters."""


class Shape(Protocol):
    """Something on the map, as the city's file has it."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def residents(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Located:
    """A point on the map; `exact` when it is that of a place, a corner or a block, and not of a whole area."""

    point: Point
    exact: bool


@dataclass(frozen=True)
class Atlas:
    """The gazetteer and the map together."""

    gazetteer: Gazetteer
    shapes: tuple[Shape, ...] = ()

    @cached_property
    def streets(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each street, by its folded name."""
        return {fold(each.name): each.lines for each in self.shapes if each.kind == "street"}

    @cached_property
    def areas(self) -> Mapping[str, Shape]:
        """The outline of each neighborhood, by its name."""
        return {each.name: each for each in self.shapes if each.kind == "neighborhood"}

    @cached_property
    def centers(self) -> Mapping[str, Point]:
        """Where the name of each neighborhood stands: its own point, or the middle of its outline."""
        said = {each.name: each.point for each in self.gazetteer.places if each.kind == "neighborhood" and each.point}
        drawn = {name: middle_of(shape.lines[0]) for name, shape in self.areas.items() if name not in said}
        return said | drawn

    def locate(self, words: str, area: str = "") -> Located | None:
        """Where these words say it is; its area's middle when they tell no more, None when not even that is known."""
        spots, named = spots_in(words, self.gazetteer) if words else ((), "")
        point = self._point(spots[0]) if len(spots) == 1 else None
        if point is not None:
            return Located((round(point[0], DECIMALS), round(point[1], DECIMALS)), exact=True)
        center = self.centers.get(area or named)
        return Located(center, exact=False) if center else None

    def _point(self, spot: Spot) -> Point | None:
        first, *others = spot.places
        if spot.beside is not None and spot.beside.point:
            return spot.beside.point
        if first.kind not in ("street", "neighborhood"):
            return first.point
        if spot.kind == "corner":
            return self._corner(first, others[0])
        if spot.kind == "block":
            ends = [point for each in others if (point := self._corner(first, each))]
            return _between(ends[0], ends[1]) if len(ends) == 2 else None
        return self._block(first, spot.house) if spot.house else None

    def _corner(self, one: Place, other: Place) -> Point | None:
        lines, across = self.streets.get(fold(one.name), ()), self.streets.get(fold(other.name), ())
        return next(_meetings(lines, across), None) or next(_near(lines, across), None)

    def _block(self, street: Place, house: int) -> Point | None:
        """The middle of the block that a house stands in, by the numbers of its street."""
        lines = self.streets.get(fold(street.name), ())
        if len(lines) != 1 or not street.last:
            return None
        begins, ends = street.first // HUNDRED * HUNDRED, (street.last // HUNDRED + 1) * HUNDRED
        share = (house // HUNDRED * HUNDRED + HUNDRED / 2 - begins) / (ends - begins)
        return along(lines[0], min(max(share, 0.0), 1.0))


def along(line: Line, share: float) -> Point:
    """The point after that share of a line's length."""
    lengths = [math.dist(one, other) for one, other in pairwise(line)]
    left = share * sum(lengths)
    for (one, other), length in zip(pairwise(line), lengths, strict=True):
        if left <= length and length:
            part = left / length
            return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
        left -= length
    return line[-1]


def middle_of(outline: Line) -> Point:
    """The middle of an outline's corners."""
    corners = outline[:-1] if len(outline) > 1 and outline[0] == outline[-1] else outline
    return sum(y for y, _ in corners) / len(corners), sum(x for _, x in corners) / len(corners)


def _between(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _meetings(lines: Sequence[Line], across: Sequence[Line]) -> Iterator[Point]:
    """Where pieces of the one cross pieces of the other."""
    for line in lines:
        for piece in pairwise(line):
            for other in across:
                for crossing in pairwise(other):
                    if (point := _crossing(*piece, *crossing)) is not None:
                        yield point


def _crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where two straight pieces meet, ends included."""
    along_y, along_x, over_y, over_x = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    below = along_y * over_x - along_x * over_y
    if abs(below) < 1e-18:
        return None
    part = ((c[0] - a[0]) * over_x - (c[1] - a[1]) * over_y) / below
    over = ((c[0] - a[0]) * along_x - (c[1] - a[1]) * along_y) / below
    slack = 1e-6
    if -slack <= part <= 1 + slack and -slack <= over <= 1 + slack:
        return a[0] + part * along_y, a[1] + part * along_x
    return None


def _near(lines: Sequence[Line], across: Sequence[Line]) -> Iterator[Point]:
    """Ends of the one that all but touch a point of the other."""
    for line in lines:
        for end in (line[0], line[-1]):
            for other in across:
                yield from (_between(end, point) for point in other if math.dist(end, point) <= CLOSE)
