"""The city's map as paths in a picture of so many units, and where a point of it falls; pure, it writes no markup."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.places.atlas import Atlas, Line, Located, Point

WIDTH = 640.0
MARGIN = 8.0
TALLEST = 900.0
BESIDE, A_ROW = 22.0, 5
"""How far apart marks of one place stand, and how many of them beside each other."""


@dataclass(frozen=True, slots=True)
class Path:
    """A shape as the `d` of an SVG path; `x` and `y` are where its name stands."""

    kind: str
    name: str
    d: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in the picture. `words` is what it is, `address` where it leads; `vague` for the middle of an area."""

    x: float
    y: float
    words: str
    address: str = ""
    key: str = ""
    vague: bool = False


@dataclass(frozen=True)
class Picture:
    """The map, drawn once for each state of the city's files."""

    atlas: Atlas

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        points = [point for shape in self.atlas.shapes for line in shape.lines for point in line]
        return (
            min(y for y, _ in points), max(y for y, _ in points), min(x for _, x in points), max(x for _, x in points),
        )  # fmt: skip

    @cached_property
    def _scale(self) -> tuple[float, float]:
        """Units of a degree of latitude and of longitude: flat ground, which a city is."""
        south, north, west, east = self._bounds
        shrunk = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * shrunk or 1e-6, (north - south) or 1e-6
        units = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
        return units, units * shrunk

    @property
    def is_drawn(self) -> bool:
        """Whether there is a map at all."""
        return bool(self.atlas.shapes)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height, in units."""
        south, north, west, east = self._bounds
        return (
            round((east - west) * self._scale[1] + 2 * MARGIN), round((north - south) * self._scale[0] + 2 * MARGIN),
        )  # fmt: skip

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point of the earth falls; at the edge when it lies outside."""
        _, north, west, _ = self._bounds
        x, y = (point[1] - west) * self._scale[1] + MARGIN, (north - point[0]) * self._scale[0] + MARGIN
        return round(min(max(x, 0.0), self.size[0]), 1), round(min(max(y, 0.0), self.size[1]), 1)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every shape, areas below streets."""
        order = {"neighborhood": 0, "park": 1, "water": 2, "street": 3}
        return tuple(
            Path(each.kind, each.name, " ".join(self._line(line, each.kind) for line in each.lines),
                 *self.at(self.atlas.centers.get(each.name, each.lines[0][0])))
            for each in sorted(self.atlas.shapes, key=lambda shape: order.get(shape.kind, 0))
        )  # fmt: skip

    def _line(self, line: Line, kind: str) -> str:
        closed = kind in ("neighborhood", "park") or (kind == "water" and line[0] == line[-1])
        points: Iterable[tuple[float, float]] = map(self.at, line[:-1] if closed else line)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if closed else "")

    @cached_property
    def _located(self) -> Callable[[str, str], Located | None]:
        """Where a place is, kept: the same fifty are drawn again each time somebody looks at triage."""
        return lru_cache(maxsize=4096)(self.atlas.locate)

    def marks(self, places: Sequence[tuple[str, str, str, str, str]]) -> list[Mark]:
        """A mark for each of (key, words of the place, area, what it is, address) that the map knows to find."""
        found = []
        for key, words, area, told, address in places:
            located = self._located(words, area)
            if located is not None and self.is_drawn:
                found.append(Mark(*self.at(located.point), told, address, key, vague=not located.exact))
        return found


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """The marks so that those of one place do not hide each other: in rows, the first where it belongs."""
    met: Counter[tuple[float, float]] = Counter()
    found = []
    for mark in marks:
        number = met[mark.x, mark.y]
        met[mark.x, mark.y] += 1
        x, y = mark.x + number % A_ROW * BESIDE, mark.y + number // A_ROW * BESIDE
        found.append(replace(mark, x=round(x, 1), y=round(y, 1)))
    return found
