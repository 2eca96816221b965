"""How alike two concerns are, by place and words, whatever their languages; pure, and it merges nothing.

The place decides first: without a street or landmark in common two concerns have nothing in common, whatever their
words say. Then the category, which is the same in every language, and what else the words tell: the lexicon's phrases
stand for the same category in English and in Spanish; other words are only compared within one language. The texts are
short, so the sets themselves are compared and not their sketches.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.concerns.rules import Phrases, points_in
from bot.engine.vocabulary import COMMON_WORDS, FILLERS, fold

OFFERED, SHOWN = 0.72, 0.4
"""From which score on a resident is asked whether it is the same, and staff are shown it."""
CERTAIN = 0.85
"""How near a place must be for residents to be asked."""
DISCREET = frozenset({
    "noise", "fireworks", "drugs", "homelessness", "crime_tip", "housing_repair", "rent_eviction", "police_community",
    "wages_work", "food_help", "utility_bill", "school_youth", "animals",
})  # fmt: skip
"""Reports about people and homes. No resident is told that a neighbor made one; staff may see that they are alike."""
STEM = 5
"""Letters of a word that are compared: "broken" and "brakes" differ, "bache" and "baches" do not."""
UNKNOWN = 0.5
"""What words count for that cannot be compared."""

_COMMON = FILLERS | {word for words in COMMON_WORDS.values() for word in words.split()}
_HOUSE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared of a concern. `spot` is the code of its place (bot.places.wording), `guessed` the categories
    that its words may be about besides `kind`."""

    spot: str
    place: str
    kind: str
    words: str
    language: str | None = None
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two are, 0 to 1 each, and altogether."""

    place: float
    kind: float
    words: float

    @property
    def score(self) -> float:
        """Altogether: nothing without the place."""
        return self.place * (0.6 * self.kind + 0.4 * self.words)

    @property
    def is_shown(self) -> bool:
        """Whether staff are asked."""
        return self.score >= SHOWN

    @property
    def is_offered(self) -> bool:
        """Whether the resident is asked, who can only be asked about what is as good as the same place and kind."""
        return self.score >= OFFERED and self.place >= CERTAIN and self.kind == 1

    @property
    def why(self) -> tuple[str, ...]:
        """What speaks for it, in codes, for whoever decides."""
        place = "same_place" if self.place >= CERTAIN else "same_street"
        kind = ("same_kind",) if self.kind == 1 else ("maybe_kind",) if self.kind > UNKNOWN else ()
        return (place, *kind, *(("same_words",) if self.words > UNKNOWN else ()))


def likeness(one: Report, other: Report, phrases: Phrases) -> Likeness:
    """How alike two concerns are; which of the two comes first makes no difference."""
    return Likeness(
        place_likeness(one, other),
        _kind_likeness(one, other, phrases),
        _words_likeness(one, other, phrases),
    )


def place_likeness(one: Report, other: Report) -> float:
    """1 for one spot, less for another part of one street, 0 without a street or landmark in common."""
    if not one.spot or not other.spot:
        return 0.0
    if one.spot.startswith("?") or other.spot.startswith("?"):
        return _said_likeness(one.spot, other.spot)
    streets, others = streets_of(one.spot), streets_of(other.spot)
    if one.spot == other.spot:
        if "#" in one.spot:
            return 1.0 if _houses(one.place) == _houses(other.place) else CERTAIN
        return 0.6 if len(streets) == 1 else 1.0
    if not streets & others:
        return 0.0
    if "#" in one.spot and "#" in other.spot:
        return 0.5 if abs(_block(one.spot) - _block(other.spot)) == 1 else 0.1
    if len(streets & others) > 1:
        return 0.7
    return 0.3 if len(streets) > 1 and len(others) > 1 else 0.6


def streets_of(spot: str) -> frozenset[str]:
    """The streets that a spot is on; none for a landmark and for words that no gazetteer knows."""
    if spot[:1] in ("@", "?", ""):
        return frozenset()
    return frozenset(spot.partition("#")[0].split("|"))


def _block(spot: str) -> int:
    return int(spot.partition("#")[2] or 0)


def _houses(place: str) -> frozenset[str]:
    return frozenset(_HOUSE.findall(place))


def _said_likeness(one: str, other: str) -> float:
    """Words that the gazetteer does not know are the same place only where a number in them is the same as well."""
    words, others = set(one.strip("?").split()), set(other.strip("?").split())
    if one[0] != other[0] or {each for each in words ^ others if each.isdecimal()}:
        return 0.0
    shared = len(words & others) / len(words | others)
    return shared if shared >= 0.6 else 0.0


def _kind_likeness(one: Report, other: Report, phrases: Phrases) -> float:
    if one.kind == other.kind:
        return 1.0 if one.kind and one.kind != "other" else UNKNOWN
    maybe = one.kind in _maybe(other, phrases) or other.kind in _maybe(one, phrases)
    return 0.7 if maybe else UNKNOWN if "" in (one.kind, other.kind) or "other" in (one.kind, other.kind) else 0.0


def _maybe(of: Report, phrases: Phrases) -> set[str]:
    """The categories that it may be about: those that were offered, and those that its words name."""
    return {*of.guessed, *points_in(of.words, phrases)}


def _words_likeness(one: Report, other: Report, phrases: Phrases) -> float:
    codes, others = set(points_in(one.words, phrases)), set(points_in(other.words, phrases))
    told = [] if not codes or not others else [len(codes & others) / min(len(codes), len(others))]
    if one.language == other.language:
        told.append(_overlap(_stems(one.words), _stems(other.words)))
    return max(told, default=UNKNOWN)


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in fold(words).split() if word not in _COMMON and len(word) > 2)


def _overlap(some: Collection[str], others: Collection[str]) -> float:
    """The share of the shorter text that is in the longer one: "pothole" is all in "huge pothole by the school"."""
    return len(set(some) & set(others)) / min(len(some), len(others)) if some and others else UNKNOWN
