"""What a flow may ask about places, by the verb of `find:`; it reads the gazetteer and nothing else."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.engine.flow import SOURCE_LANGUAGE, Choice, Text
from bot.engine.inputs import Found
from bot.flowfiles.lexicon import Category
from bot.places.forms import Spot, spots_in
from bot.places.matching import Gazetteer, Place, Written, gazetteer_of
from bot.places.rules import point_in, without_links
from bot.places.wording import block_text, code_of, place_text, relative_text

MOST_OFFERED = 3
ROOM = 115
"""Characters of all options together, so that they and their question fit into one part; two are always offered."""
BESIDE = 250
"""Metres within which a shared point is told by the place it is near."""
DEGREE = 111_195
"""Metres of one degree of latitude."""
OTHER = "other"
"""The code of an answer that is none of the options."""


def gazetteer_for(places: Iterable[Written], lexicon: Iterable[Category]) -> Gazetteer:
    """The city's places, ready for texts; the words of its concerns are never taken for misspelt names."""
    phrases = (phrase for category in lexicon for listed in category.keywords.values() for phrase in listed)
    return gazetteer_of(places, {word for phrase in phrases for word in phrase.split()})


def place(gazetteer: Gazetteer, *, text: str, before: str = "", near: str = "", chosen: str = "") -> Found:
    """The place a text tells of, as `status`, `place`, `block`, `area`, `kind`, `relative` and `point`.

    `before` is an earlier text, which counts where `text` names no place or only a street. `near` is a location that
    a phone shared beside the text. `chosen` is the code of one of the options that the same texts brought before.
    The status is "confirmed" for one sure match, "choose" when options are brought, "shared" for a point on the map,
    and "said" for words the city knows no place for: those are `place`, as they were written.
    """
    shared = point_in(text) or point_in(near)
    spots, area = spots_in(without_links(text) if point_in(text) is None else "", gazetteer)
    if shared and len(spots) != 1:
        return _shared(gazetteer, *shared)
    if before:
        spots, area = _with_earlier(gazetteer, text, spots, before) or (spots, area)
    if chosen:
        spots = tuple(spot for spot in spots if code_of(spot) == chosen)
    spots = tuple({code_of(spot): spot for spot in spots}.values())
    if not spots:
        return _said(text, area)
    if len(spots) == 1:
        return Found(_values(spots[0], "confirmed", area))
    return Found({**_said(text, area).values, "status": "choose", "kind": spots[0].kind}, _options(spots))


def _options(spots: Sequence[Spot]) -> tuple[Choice, ...]:
    """The likeliest, with the neighborhood where two have the same name."""
    offered = spots[:MOST_OFFERED]
    texts = [place_text(spot) for spot in offered]
    names = Counter(text[SOURCE_LANGUAGE] for text in texts)
    options: list[Choice] = []
    room = ROOM
    for spot, text in zip(offered, texts, strict=True):
        same = names[text[SOURCE_LANGUAGE]] > 1 and spot.places[0].area
        label = {each: f"{words} ({spot.places[0].area})" if same else words for each, words in text.items()}
        room -= max(map(len, label.values()))
        if room >= 0 or len(options) < 2:
            options.append(Choice(code_of(spot), label))
    return tuple(options)


def _with_earlier(
    gazetteer: Gazetteer, text: str, spots: tuple[Spot, ...], before: str
) -> tuple[tuple[Spot, ...], str] | None:
    """What both texts tell together: a corner of the street in each, or what the earlier one told alone."""
    if not spots and text.strip():
        return None  # The later words stand for themselves, known or not.
    earlier, area = spots_in(without_links(before), gazetteer)
    if not spots:
        return earlier, area
    corners = [
        Spot("corner", (one.places[0], other.places[0]))
        for one in earlier
        for other in spots
        if one.kind == other.kind == "street" and other.places[0].number in one.places[0].crosses
    ]
    return (tuple(corners), area) if corners else None


def _values(spot: Spot, status: str, area: str) -> dict[str, str | Text]:
    areas = {each.name if each.kind == "neighborhood" else each.area for each in spot.places} - {""}
    own = areas.pop() if len(areas) == 1 else ""
    return {
        "status": status, "place": place_text(spot), "block": block_text(spot), "area": area or own,
        "kind": spot.kind, "relative": relative_text(spot), "point": _coarse(spot.places[0].point),
    }  # fmt: skip


def _said(text: str, area: str) -> Found:
    words = " ".join(text.split())
    return Found(
        {
            "status": "said",
            "place": words,
            "block": _without_houses(words),
            "area": area,
            "kind": "",
            "relative": {},
            "point": "",
        }
    )


def _without_houses(words: str) -> str:
    """Words that the gazetteer does not know, with what may be house numbers rounded down to their block."""
    return _HOUSE_NUMBER.sub(r"\g<1>00", words)


_HOUSE_NUMBER = re.compile(r"\b(\d{1,3})\d\d\b")


def _shared(gazetteer: Gazetteer, point: tuple[float, float], label: str) -> Found:
    """A point on the map, told by its label when the city knows that, or else by the nearest place."""
    spots, area = spots_in(label, gazetteer)
    nearest = _nearest(gazetteer, point)
    if len(spots) == 1:
        values = _values(spots[0], "shared", area)
    elif nearest is not None:
        near = {"en": f"near {nearest.name}", "es": f"cerca de {nearest.name}"}
        values = {"status": "shared", "place": near, "block": near, "area": nearest.area, "relative": near}
    else:
        words = label or _coarse(point)
        values = {"status": "shared", "place": words, "block": _without_houses(words), "area": "", "relative": {}}
    return Found({**values, "kind": "point", "point": _coarse(point)})


def _nearest(gazetteer: Gazetteer, point: tuple[float, float]) -> Place | None:
    """The nearest place that has a point and is no neighborhood, if it is near enough to tell where this is."""
    distances = [
        (_metres(point, each.point), each.number)
        for each in gazetteer.places
        if each.point is not None and each.kind not in ("street", "neighborhood")
    ]
    metres, number = min(distances, default=(math.inf, 0))
    return gazetteer.places[number] if metres <= BESIDE else None


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance on flat ground, which a city is to within a metre."""
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return round(math.hypot(one[0] - other[0], east) * DEGREE)


def _coarse(point: tuple[float, float] | None) -> str:
    """The point to three decimals, about a block: enough to find a pothole, too little to tell a house."""
    return f"{point[0]:.3f},{point[1]:.3f}" if point else ""
