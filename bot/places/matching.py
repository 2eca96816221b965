"""The gazetteer made ready for texts, and which of its names a text mentions; pure: no file, no clock, no network."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.engine.vocabulary import fold
from bot.places.rules import (
    ANCHORS,
    ARTICLES,
    BEFORE_NAMES,
    CONNECTORS,
    DIRECTIONS,
    HUNDRED,
    KNOWN,
    NEARBY,
    NOT_STREETS,
    PLACE_TYPE,
    POSSESSIVES,
    SHORT,
    STREET_TYPE,
    Word,
    house_number,
    name_of,
    relation_before,
)
from bot.places.sounds import likeness, sound

TYPED, FULL, BARE, OTHERWISE_TYPED = 3, 2, 1, 0
"""How a name was said: with its type, whole because it has none, without its type, or a street with another's."""
AS_LIKELY = 0.03
"""Names whose likeness differs by less are equally likely."""
LONGER = 2
"""Letters that a misspelt name has too many or too few."""
FUZZY_CONTEXT = ANCHORS | CONNECTORS | NEARBY | POSSESSIVES | STREET_TYPE.keys() | PLACE_TYPE.keys()
"""Words beside which a word may be a misspelt name; elsewhere in a longer text it is just a word."""
CORNER_WORDS = frozenset(("esquina", "corner", "cruce", "crossing"))
STOP_GAP = ARTICLES | {"bus", "number", "numero", "num", "no"}
"""Words between "stop" and its number."""
NO_CERTAIN_PLACE = frozenset(("high", "middle", "charter"))
NOT_PLACES = frozenset(("bus", "bench", "card", "board", "district", "zone", "ranger", "ave", "st"))
"""Words after "the school" and the like that make something else of it."""


_TYPES = {**PLACE_TYPE, **STREET_TYPE}


class Written(Protocol):
    """A place as the city's file has it."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def point(self) -> tuple[float, float] | None: ...
    @property
    def area(self) -> str: ...
    @property
    def crosses(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the city. `number` is its position in the gazetteer, and `crosses` the positions of streets."""

    number: int
    kind: str
    name: str
    type: str
    area: str
    first: int
    last: int
    point: tuple[float, float] | None
    crosses: tuple[int, ...]

    def has_number(self, house: int) -> bool:
        """Whether the street has that house, or may have it."""
        return not self.last or self.first // HUNDRED * HUNDRED <= house <= self.last


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to write a place, taken apart."""

    words: tuple[str, ...]
    type: str
    direction: str
    place: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places, ready to be found: by the first word of a name, by how that word sounds, and by what they are called.

    `ordinary` are words that residents use for other things, and so are no misspelt names.
    """

    places: tuple[Place, ...]
    variants: Mapping[str, tuple[Variant, ...]]
    sounding: Mapping[tuple[str, int], tuple[str, ...]]
    typed: Mapping[str, tuple[int, ...]]
    ordinary: frozenset[str]


def gazetteer_of(rows: Iterable[Written], ordinary: Iterable[str] = ()) -> Gazetteer:
    """The rows indexed; a crossing counts for both streets, whichever of them names it."""
    listed = tuple(rows)
    streets = {fold(row.name): number for number, row in enumerate(listed) if row.kind == "street"}
    crossed: list[set[int]] = [set() for _ in listed]
    for number, row in enumerate(listed):
        for other in (streets[folded] for each in row.crosses if (folded := fold(each)) in streets):
            crossed[number].add(other)
            if row.kind == "street":
                crossed[other].add(number)
    variants: defaultdict[str, list[Variant]] = defaultdict(list)
    typed: defaultdict[str, list[int]] = defaultdict(list)
    places = []
    for number, row in enumerate(listed):
        names = dict.fromkeys(name_of(written, row.kind) for written in (row.name, *row.also))
        type_ = next(iter(names)).type or (row.kind if row.kind in PLACE_TYPE else "")
        for name in names:
            variants[name.words[0]].append(Variant(name.words, name.type, name.direction, number))
        if row.kind not in ("street", "neighborhood"):
            typed[type_].append(number)
        places.append(
            Place(
                number,
                row.kind,
                row.name,
                type_,
                row.area,
                row.first,
                row.last,
                row.point,
                tuple(sorted(crossed[number])),
            )
        )
    return Gazetteer(
        tuple(places),
        {first: tuple(listed) for first, listed in variants.items()},
        _by_sound(variants),
        {type_: tuple(numbers) for type_, numbers in typed.items()},
        KNOWN.union(ordinary),
    )


def _by_sound(words: Iterable[str]) -> dict[tuple[str, int], tuple[str, ...]]:
    """The words by their first sound and their length."""
    sounding: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        if not word.isdecimal():
            sounding[sound(word)[:1], len(word)].append(word)
    return {heard: tuple(listed) for heard, listed in sounding.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, from word `start` to before word `end`; every place it may mean.

    The name itself begins at `name_at`: "calle" before it may belong to the street that was named before. `sure` tells
    that the words around show a place to be meant; others count only beside a sure one.
    """

    start: int
    name_at: int
    end: int
    places: tuple[Place, ...]
    how: int
    sure: bool
    general: bool = False
    """Whether only "the library" was said, and no name."""

    @property
    def streets(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.kind == "street")


@dataclass(frozen=True, slots=True)
class _Hit:
    variant: Variant
    place: Place
    how: int
    start: int
    end: int
    likeness: float


def mentions_in(words: Sequence[Word], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The names in a text, in order and without overlaps; the surer and longer one wins.

    A short text that holds nothing but a place may leave out what shows it to be one: "lincoln", "rio grande".
    """
    mentions = _mentions(words, gazetteer, brief=len(words) <= SHORT)
    inside = {at for each in mentions for at in range(each.start, each.end)}
    others = [word for at, word in enumerate(words) if at not in inside]
    if len(words) > SHORT or all(word.raw in KNOWN or house_number(word) for word in others):
        return mentions
    return _mentions(words, gazetteer, brief=False)


def _mentions(words: Sequence[Word], gazetteer: Gazetteer, *, brief: bool) -> tuple[Mention, ...]:
    positions = range(len(words))
    found = [each for at in positions if (each := _mention(words, at, gazetteer, brief=brief)) is not None]
    found += [each for at in positions if (each := _general(words, at, gazetteer)) is not None]
    found.sort(key=lambda each: (each.general, -each.how, not each.sure, each.start - each.end, each.start))
    taken: set[int] = set()
    kept = []
    for each in found:
        if taken.isdisjoint(range(each.name_at, each.end)):
            taken.update(range(each.name_at, each.end))
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def _mention(words: Sequence[Word], at: int, gazetteer: Gazetteer, *, brief: bool) -> Mention | None:
    hits = [hit for hit in _hits(words, at, gazetteer, brief=brief) if _may_be(hit, words, brief=brief)]
    if not hits:
        return None
    best = max((hit.how, hit.end - hit.start) for hit in hits)
    hits = [hit for hit in hits if (hit.how, hit.end - hit.start) == best]
    likeliest = max(hit.likeness for hit in hits)
    hits = [hit for hit in hits if hit.likeness > likeliest - AS_LIKELY]
    places = tuple({hit.place.number: hit.place for hit in hits}.values())
    return Mention(hits[0].start, at, hits[0].end, places, hits[0].how, _is_sure(hits[0], words, at, brief=brief))


def _hits(words: Sequence[Word], at: int, gazetteer: Gazetteer, *, brief: bool) -> Iterator[_Hit]:
    for first in _first_words(words, at, gazetteer, brief=brief):
        for variant in gazetteer.variants[first]:
            size = len(variant.words)
            if at + size > len(words):
                continue
            like = min(_alike(word, name) for word, name in zip(words[at : at + size], variant.words, strict=True))
            if like and (hit := _hit(words, at, variant, gazetteer.places[variant.place], like)) is not None:
                yield hit


def _first_words(words: Sequence[Word], at: int, gazetteer: Gazetteer, *, brief: bool) -> Iterator[str]:
    word = words[at]
    if word.canon in gazetteer.variants:
        yield word.canon
    elif word.raw not in gazetteer.ordinary and len(word.raw) > 3 and (brief or _in_context(words, at)):
        size = len(word.raw)
        for length in range(size - LONGER, size + LONGER + 1):
            for name in gazetteer.sounding.get((sound(word.raw)[:1], length), ()):
                if likeness(word.raw, name):
                    yield name


def _in_context(words: Sequence[Word], at: int) -> bool:
    """Whether a name may stand here: beside a word that goes with places."""
    around = [words[near].raw for near in (at - 1, at + 1) if 0 <= near < len(words)]
    return any(raw in FUZZY_CONTEXT or raw.isdecimal() for raw in around)


def _alike(word: Word, name: str) -> float:
    if word.canon == name:
        return 1.0
    return likeness(word.raw, name) if word.raw not in KNOWN and not name.isdecimal() else 0.0


def _hit(words: Sequence[Word], at: int, variant: Variant, place: Place, like: float) -> _Hit | None:
    """The variant at this word, with the types and directions said around it; None when they speak against it."""
    start, end, said = _around(words, at, variant, place.kind)
    directions = said & DIRECTIONS.keys()
    types = said - directions
    if directions - {variant.direction}:
        return None
    if (variant.type or place.type) in types:
        how = TYPED
    elif types and place.kind != "street":
        return None
    elif types:
        how = OTHERWISE_TYPED if variant.type else FULL
    else:
        how = BARE if variant.type or variant.direction else FULL
    return _Hit(variant, place, how, start, end, like)


def _around(words: Sequence[Word], at: int, variant: Variant, kind: str) -> tuple[int, int, set[str]]:
    """Where the name begins and ends with the types and directions beside it, and which those are."""
    before_it, after_it = (BEFORE_NAMES, STREET_TYPE) if kind == "street" else (PLACE_TYPE.keys(), PLACE_TYPE)
    gap = STOP_GAP if kind == "stop" else ARTICLES
    start, end = at, at + len(variant.words)
    said = set()
    while end < len(words) and (words[end].raw in after_it or _is_direction(words, end, variant, beyond=end + 1)):
        said.add(_TYPES.get(words[end].raw, words[end].canon))
        end += 1
    at -= 1
    while at >= 0 and (
        words[at].raw in gap or words[at].raw in before_it or _is_direction(words, at, variant, beyond=at - 1)
    ):
        if words[at].raw not in gap:
            start = at
            said.add(_TYPES.get(words[at].raw, words[at].canon))
        at -= 1
    return start, end, said


def _is_direction(words: Sequence[Word], at: int, variant: Variant, *, beyond: int) -> bool:
    """Whether a word beside a street with a direction is one: "n" in "4th ave n", but not in "lake n 4th".

    `beyond` is the position behind it, as seen from the name: a street there makes "n" and "e" an "and".
    """
    if not variant.direction or words[at].canon not in DIRECTIONS:
        return False
    if words[at].raw not in CONNECTORS:
        return words[at].canon == variant.direction or words[at].raw not in POSSESSIVES
    other = words[beyond] if 0 <= beyond < len(words) else None
    ends = other is None or other.raw in ANCHORS | CONNECTORS or house_number(other) > 0
    return ends and words[at].canon == variant.direction


def _may_be(hit: _Hit, words: Sequence[Word], *, brief: bool) -> bool:
    """Whether a name without its type can mean this: "lincoln" alone a park too, within a sentence only a street."""
    if hit.variant.words[0].isalpha() and len("".join(hit.variant.words)) == 1 and hit.how != TYPED:
        return False  # "Avenue A", but not "on a street".
    if hit.place.kind == "street":
        return True
    after = words[hit.end].raw if hit.end < len(words) else ""
    if after in STREET_TYPE and hit.how != TYPED:
        return False
    return hit.how in (TYPED, FULL) or (brief and hit.likeness == 1 and hit.place.kind != "landmark")


def _is_sure(hit: _Hit, words: Sequence[Word], at: int, *, brief: bool) -> bool:
    before = words[at - 1].raw if at else ""
    after = words[hit.end].raw if hit.end < len(words) else ""
    if hit.how in (TYPED, OTHERWISE_TYPED):
        return True
    name = words[at]
    if name.numbered:
        if after in NOT_STREETS:
            return False
        anchored = before in ("la", "calle") or (name.numbered == "worded" and before in ANCHORS)
        return name.numbered == "ordinal" or anchored or (len(words) == 1 and name.numbered != "plain")
    if name.raw in PLACE_TYPE and len(hit.variant.words) == 1:
        # "Park" may be a street, but "the park" and "people park here" are none.
        return before not in POSSESSIVES and (before in ANCHORS or brief)
    if hit.how == FULL and relation_before(words, at)[0] is not None:
        return True
    back = at
    while back and words[back - 1].raw in ARTICLES:
        back -= 1
    if back and words[back - 1].raw in CORNER_WORDS:
        return True
    several = len(hit.variant.words) > 1
    where = hit.place.kind == "neighborhood" and before in ("in", "all", "over")
    return several or before in ANCHORS or where or brief or (at > 0 and house_number(words[at - 1]) >= HUNDRED)


def _general(words: Sequence[Word], at: int, gazetteer: Gazetteer) -> Mention | None:
    """ "The library", "la escuela": every place that is called so."""
    type_ = PLACE_TYPE.get(words[at].raw, "")
    before = words[at - 1].raw if at else ""
    after = words[at + 1].raw if at + 1 < len(words) else ""
    if not type_ or words[at].raw in NO_CERTAIN_PLACE or after in NOT_PLACES:
        return None
    if before not in POSSESSIVES and relation_before(words, at)[0] is None and len(words) > 1:
        return None
    places = tuple(gazetteer.places[number] for number in gazetteer.typed.get(type_, ()))
    return Mention(at, at, at + 1, places, BARE, True, general=True) if places else None
