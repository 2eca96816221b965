"""The forms people give a place in, tried in the order of `FORMS`: mentions become spots of the city; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.places.matching import TYPED, Gazetteer, Mention, Place, mentions_in
from bot.places.rules import (
    ARTICLES,
    BETWEEN,
    CONNECTORS,
    HOUSE_GAP,
    HUNDRED,
    NEARBY,
    PREPOSITIONS,
    Relation,
    Word,
    house_number,
    relation_before,
    words_in,
)

BLOCK_WORDS = frozenset(("block", "blk", "cuadra", "bloque"))
NUMBER_WORDS = frozenset(("num", "numero", "number", "no"))
APART = CONNECTORS | NEARBY | ARTICLES
"""Words that may stand between the two streets of a corner."""
WIDEST_GAP = 4
MOST_GENERAL = 3
"""Places that "the library" may mean; of more, none is guessed."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere in the city: one place, the two streets of a corner, or a street and the two that bound its block."""

    kind: str
    places: tuple[Place, ...]
    house: int = 0
    whole_block: bool = False
    relation: Relation | None = None
    beside: Place | None = None
    """What a street is `relation` to: "Lake St behind Lincoln School"."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text taken apart: its words, and the names in it."""

    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]

    @property
    def streets(self) -> list[Mention]:
        """What may be a street, sure or not."""
        return [replace(each, places=each.streets) for each in self.mentions if each.streets and not each.general]

    def gap(self, one: Mention, other: Mention) -> list[str]:
        """The words between two names."""
        return [word.raw for word in self.words[one.end : other.start]]


def spots_in(text: str, gazetteer: Gazetteer) -> tuple[tuple[Spot, ...], str]:
    """Every spot the text may mean, the likeliest first, and the neighborhood it names; none when it tells of none."""
    words = words_in(text)
    heard = Heard(words, mentions_in(words, gazetteer))
    area = _area(heard)
    for form in FORMS:
        spots = form(heard)
        if spots is not None:
            here = [spot for spot in spots if area and area in {place.area for place in spot.places}]
            return tuple(here or spots), area
    return (), area


def _area(heard: Heard) -> str:
    """The one neighborhood that is named."""
    areas = {
        place.name for each in heard.mentions if each.sure for place in each.places if place.kind == "neighborhood"
    }
    return areas.pop() if len(areas) == 1 else ""


def _addresses(heard: Heard) -> list[Spot] | None:
    """A house number before the street, or after it; and the 1200 block."""
    for street in heard.streets:
        number, whole, start = _number_before(heard.words, street)
        number = number or _number_after(heard.words, street)
        places = [place for place in street.streets if place.has_number(number)]
        if number and places:
            relation, _ = relation_before(heard.words, start)
            seen_from = None if whole or (relation and relation.code == "near") else relation
            return [Spot("address", (place,), number, whole, seen_from) for place in places]
    return None


def _number_before(words: Sequence[Word], street: Mention) -> tuple[int, bool, int]:
    """The number, whether it means the whole block, and where it stands; 0 for none."""
    at = street.start
    while at and words[at - 1].raw in HOUSE_GAP and street.start - at < WIDEST_GAP:
        at -= 1
    number = house_number(words[at - 1]) if at and words[at - 1].numbered in ("", "plain") else 0
    gap = {word.raw for word in words[at : street.start]}
    if number < HUNDRED and (gap or not street.sure):
        return 0, False, street.start  # "2 en la lake" counts something.
    before = words[at - 2].raw if at > 1 else ""
    return number, bool(gap & BLOCK_WORDS) or before in BLOCK_WORDS, at - 1


def _number_after(words: Sequence[Word], street: Mention) -> int:
    at = street.end
    named = at < len(words) and words[at].raw in NUMBER_WORDS
    at += named
    number = house_number(words[at]) if at < len(words) and words[at].numbered == "plain" else 0
    return number if street.sure and (named or number >= HUNDRED) else 0


def _blocks(heard: Heard) -> list[Spot] | None:
    """A street between two others: "X entre Y y Z", "between Y and Z on X"."""
    streets = heard.streets
    at = next((at for at, word in enumerate(heard.words) if word.raw in BETWEEN), -1)
    if at < 0:
        return None
    inside = [each for each in streets if each.start > at][:2]
    if len(inside) < 2 or not _is_corner(heard, *inside):
        return None
    for mention in (each for each in streets if each not in inside):
        found = [
            Spot("block", (street, one, other))
            for street in mention.streets
            for one in inside[0].streets
            for other in inside[1].streets
            if _bounds(one, street) and _bounds(other, street) and one != other
        ]
        alike = [spot for spot in found if spot.places[1].type == spot.places[2].type]
        if found:
            return alike or found
    return None


def _bounds(street: Place, along: Place) -> bool:
    """Whether a street ends a block of the other; where the city did not say what meets, it may."""
    return along.number in street.crosses or not (street.crosses or along.crosses or street == along)


def _is_corner(heard: Heard, one: Mention, other: Mention) -> bool:
    gap = heard.gap(one, other)
    return len(gap) <= WIDEST_GAP and all(raw in APART for raw in gap)


def _corners(heard: Heard) -> list[Spot] | None:
    """Two streets beside each other; a list without any spot when they are known not to meet."""
    streets = heard.streets
    for one, other in pairwise(streets):
        if _is_corner(heard, one, other) and _is_meant(heard, one, other):
            near = one.sure and not NEARBY.isdisjoint(heard.gap(one, other))
            return _meeting(heard, one, other) or (None if near else [])
    sure = [each for each in streets if each.sure]
    if len(sure) == 2 and all(each.how == TYPED or len(each.streets) == 1 for each in sure):
        return _meeting(heard, *sure, known=True) or None
    return None


def _is_meant(heard: Heard, one: Mention, other: Mention) -> bool:
    """Whether a corner is meant and not two words that happen to be names."""
    if set(heard.gap(one, other)) & PREPOSITIONS:
        return one.sure
    return one.sure or other.sure


def _meeting(heard: Heard, one: Mention, other: Mention, *, known: bool = False) -> list[Spot]:
    relation, _ = relation_before(heard.words, one.start)
    relation = relation if relation and relation.code != "near" else None
    pairs = [(first, second) for first in one.streets for second in other.streets if first != second]
    met = [pair for pair in pairs if pair[1].number in pair[0].crosses]
    if not met and not known:
        met = [pair for pair in pairs if not (pair[0].crosses or pair[1].crosses)]  # The city did not say what meets.
    return [Spot("corner", pair, relation=relation) for pair in met]


def _named(heard: Heard) -> list[Spot] | None:
    """A park, a school, a library and the like, or a street that is near one."""
    named = [each for each in heard.mentions if each.sure and _is_spot(each)]
    for each in sorted(named, key=lambda mention: mention.general):
        streets = [street for street in heard.streets if street.sure and street.start != each.start]
        crossing = {street.number for mention in streets for street in mention.streets}
        places = [place for place in each.places if place.kind != "street" or not streets]
        places = [place for place in places if not crossing.isdisjoint(place.crosses)] or places
        if each.general:
            places = [place for place in places if place.area and place.area == _area(heard)] or places
        if each.general and len(places) > MOST_GENERAL:
            continue
        relation, _ = relation_before(heard.words, each.start)
        before = [street for street in streets if street.start < each.start]
        if relation and before and len(before[0].streets) == 1 and len(places) == 1:
            return [Spot("street", before[0].streets, relation=relation, beside=places[0])]
        if each.general and before and len(places) > 1:
            continue
        return [_spot(place, relation) for place in places]
    return None


def _spot(place: Place, relation: Relation | None) -> Spot:
    vague = place.kind == "street" and relation is not None and relation.code == "near"
    return Spot(place.kind, (place,), relation=None if vague else relation)


def _is_spot(mention: Mention) -> bool:
    return any(place.kind not in ("street", "neighborhood") for place in mention.places)


def _streets(heard: Heard) -> list[Spot] | None:
    """A street alone; the one whose name was said with its type first."""
    sure = sorted((each for each in heard.streets if each.sure), key=lambda each: -each.how)
    if not sure:
        return None
    relation, _ = relation_before(heard.words, sure[0].start)
    return [_spot(place, relation) for place in sure[0].streets]


def _neighborhoods(heard: Heard) -> list[Spot] | None:
    sure = [each for each in heard.mentions if each.sure and not each.general]
    return [Spot(place.kind, (place,)) for place in sure[0].places] if sure else None


FORMS: tuple[Callable[[Heard], list[Spot] | None], ...] = (
    _addresses, _blocks, _corners, _named, _streets, _neighborhoods,
)  # fmt: skip
"""From the most exact to the least; the first that finds something decides."""
