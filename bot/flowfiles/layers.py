"""Lays boxes and arrows out in layers, so that nothing covers anything; it knows no flow and draws nothing.

1. An arrow that leads back is turned round while the layers are found.
2. A box stands two layers below the lowest box that leads to it; the layers in between hold what is said on arrows.
3. An arrow has a place of its own in every layer it passes, so that it never runs through a box.
4. Each layer is ordered by where its neighbours stand, down and up again, and the order with fewest crossings is kept.
5. Places are moved as near to their neighbours above, and then below, as the order and the gaps allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP = 28.0
"""Pixels between two places of a layer."""
LANE = 12.0
"""Pixels between an arrow that passes by and whatever stands beside it."""
DROP = 26.0
"""Pixels between two layers, in which arrows bend."""
SWEEPS = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Something with a size, in pixels."""

    id: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another; `width` and `height` are those of what is said on it, 0 when nothing is."""

    source: str
    target: str
    width: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: the upper left corners of boxes; for each arrow its points, and the middle of its words."""

    corners: Mapping[str, Point]
    paths: tuple[tuple[Point, ...], ...]
    labels: tuple[Point, ...]
    width: float
    height: float


@dataclass(slots=True, eq=False)
class _Place:
    """A box, or the place of an arrow in a layer; `x` is its middle."""

    width: float
    height: float
    layer: int
    is_box: bool
    x: float = 0
    order: int = 0
    above: list["_Place"] = field(default_factory=list)
    below: list["_Place"] = field(default_factory=list)


def laid_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Layout:
    """The layout of the boxes, the first of which is where one begins; every arrow joins two different ones."""
    turned = _leading_back(boxes, arrows)
    layer = _layers(boxes, arrows, turned)
    places = {box.id: _Place(box.width, box.height, layer[box.id], is_box=True) for box in boxes}
    chains = [_chain(arrow, places, turned=index in turned) for index, arrow in enumerate(arrows)]
    rows = _ordered(_rows(list(places.values()), chains))
    _spread(rows)
    tops, bottoms = _heights(rows)
    left = min(place.x - place.width / 2 for row in rows for place in row)
    right = max(place.x + place.width / 2 for row in rows for place in row)
    for row in rows:
        for place in row:
            place.x -= left
    paths = []
    labels = []
    for index, chain in enumerate(chains):
        points = _points(chain, tops, bottoms)
        paths.append(tuple(reversed(points)) if index in turned else tuple(points))
        said = chain[-2] if index in turned else chain[1]
        labels.append((said.x, (tops[said.layer] + bottoms[said.layer]) / 2))
    corners = {box.id: (places[box.id].x - box.width / 2, tops[places[box.id].layer]) for box in boxes}
    return Layout(corners, tuple(paths), tuple(labels), right - left, bottoms[-1])


def _leading_back(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> set[int]:
    """The arrows that lead to a box on the way to which one already is."""
    leaving: dict[str, list[int]] = {box.id: [] for box in boxes}
    for index, arrow in enumerate(arrows):
        leaving[arrow.source].append(index)
    back: set[int] = set()
    done: set[str] = set()
    for start in leaving:
        if start in done:
            continue
        done.add(start)
        way = [(start, iter(leaving[start]))]
        while way:
            index = next(way[-1][1], -1)
            if index < 0:
                way.pop()
            elif arrows[index].target in {box for box, _ in way}:
                back.add(index)
            elif (target := arrows[index].target) not in done:
                done.add(target)
                way.append((target, iter(leaving[target])))
    return back


def _layers(boxes: Sequence[Box], arrows: Sequence[Arrow], turned: set[int]) -> dict[str, int]:
    layer = {box.id: 0 for box in boxes}
    ways = [(a.target, a.source) if i in turned else (a.source, a.target) for i, a in enumerate(arrows)]
    for _ in boxes:
        for upper, lower in ways:
            layer[lower] = max(layer[lower], layer[upper] + 2)
    return layer


def _chain(arrow: Arrow, places: Mapping[str, _Place], *, turned: bool) -> list[_Place]:
    ends = (places[arrow.source], places[arrow.target])
    upper, lower = reversed(ends) if turned else ends
    chain = [upper, *(_Place(0, 0, at, is_box=False) for at in range(upper.layer + 1, lower.layer))]
    said = chain[-1] if turned else chain[1]
    said.width, said.height = arrow.width, arrow.height
    chain.append(lower)
    for one, next_one in pairwise(chain):
        one.below.append(next_one)
        next_one.above.append(one)
    return chain


def _rows(boxes: list[_Place], chains: list[list[_Place]]) -> list[list[_Place]]:
    everything = [*boxes, *(place for chain in chains for place in chain[1:-1])]
    return [[place for place in everything if place.layer == at] for at in range(max(p.layer for p in everything) + 1)]


def _ordered(rows: list[list[_Place]]) -> list[list[_Place]]:
    _number(rows)
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for row in rows if downwards else reversed(rows):
            middles = {id(each): _middle(each.above if downwards else each.below, each.order) for each in row}
            row.sort(key=lambda place, middles=middles: middles[id(place)])  # type: ignore[misc]
            _number([row])
        if (crossings := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    _number(best)
    return best


def _number(rows: list[list[_Place]]) -> None:
    for row in rows:
        for order, place in enumerate(row):
            place.order = order


def _middle(neighbours: list[_Place], otherwise: float) -> float:
    return sum(each.order for each in neighbours) / len(neighbours) if neighbours else otherwise


def _crossings(rows: list[list[_Place]]) -> int:
    found = 0
    for row in rows:
        lines = [(place.order, each.order) for place in row for each in place.below]
        found += sum((a - c) * (b - d) < 0 for index, (a, b) in enumerate(lines) for c, d in lines[:index])
    return found


def _spread(rows: list[list[_Place]]) -> None:
    """Give every place its x: first side by side, then under what leads to it, then over where it leads; and again."""
    for row in rows:
        _settle(row, [0.0] * len(row))
    for _ in range(SWEEPS):
        for row in reversed(rows):
            _settle(
                row, [_wanted(place, [(each, each.x - _port(place, each)) for each in place.below]) for place in row]
            )
        for row in rows:
            _settle(
                row, [_wanted(place, [(each, each.x + _port(each, place)) for each in place.above]) for place in row]
            )


def _wanted(place: _Place, pulls: Sequence[tuple[_Place, float]]) -> float:
    """The weighted mean of where each neighbour would have it; long arrows are worth straightening most."""
    weight = sum(_pull(place, each) for each, _ in pulls)
    return sum(x * _pull(place, each) for each, x in pulls) / weight if weight else place.x


def _pull(one: _Place, other: _Place) -> int:
    return 1 if one.is_box or other.is_box else 4


def _port(upper: _Place, lower: _Place) -> float:
    """How far right of the middle of `upper` its arrow to `lower` leaves it."""
    if not upper.is_box or len(upper.below) < 2:
        return 0
    towards = sorted(upper.below, key=lambda place: place.order)
    share = (towards.index(lower) + 1) / (len(towards) + 1)
    return (share - 0.5) * upper.width


def _settle(row: list[_Place], wanted: list[float]) -> None:
    """Place the row in order, with gaps, as near as can be (in squares) to where each wants to be.

    The gaps are taken away first; what remains to be found is the nearest sequence that never falls, by pooling
    neighbours that would pass each other.
    """
    offsets = [0.0]
    for one, other in pairwise(row):
        gap = GAP if one.is_box or other.is_box or (one.width and other.width) else LANE
        offsets.append(offsets[-1] + one.width / 2 + gap + other.width / 2)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (x, many), (y, more) = pools.pop(), pools.pop()
            pools.append(((x * many + y * more) / (many + more), many + more))
    settled = [x for x, many in pools for _ in range(many)]
    for place, offset, x in zip(row, offsets, settled, strict=True):
        place.x = x + offset


def _heights(rows: list[list[_Place]]) -> tuple[list[float], list[float]]:
    """Where each layer begins and ends."""
    tops: list[float] = []
    bottoms: list[float] = []
    for row in rows:
        tops.append(bottoms[-1] + DROP if bottoms else 0.0)
        bottoms.append(tops[-1] + max((place.height for place in row), default=0))
    return tops, bottoms


def _points(chain: list[_Place], tops: list[float], bottoms: list[float]) -> list[Point]:
    """From the bottom of the upper box to the top of the lower one; straight within a layer, bent between two."""
    upper = chain[0]
    x = upper.x + _port(upper, chain[1])
    points = [(x, tops[upper.layer] + upper.height), (x, bottoms[upper.layer])]
    for place in chain[1:-1]:
        points += [(place.x, tops[place.layer]), (place.x, bottoms[place.layer])]
    return [*points, (chain[-1].x, tops[chain[-1].layer])]
