"""How alike two folded words are to somebody who types fast or writes by ear; pure, and it knows no list of words."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

CLOSE = 0.8
"""Likeness from which a word is taken for a misspelt other one."""
SWAPPED = 0.95
LITTLE = frozenset((
    *("a", "an", "and", "at", "by", "for", "from", "i", "in", "is", "it", "me", "my", "of", "on", "or", "our", "that"),
    *("the", "this", "to", "we", "with", "you", "your"),
    *("al", "con", "de", "del", "el", "en", "es", "esta", "este", "esto", "la", "las", "le", "les", "lo", "los", "mi"),
    *("mis", "no", "o", "para", "por", "que", "se", "si", "su", "sus", "un", "una", "y"),
))  # fmt: skip
"""Words that say nothing by themselves, in either language."""
_BY_EAR = (
    ("qu", "k"), ("ch", "x"), ("ph", "f"), ("ll", "y"), ("v", "b"), ("z", "s"), ("ce", "se"), ("ci", "si"), ("c", "k"),
    ("ge", "je"), ("gi", "ji"), ("gue", "ge"), ("gui", "gi"), ("h", ""), ("w", "gu"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_PLURAL_OF_A_CONSONANT = ("l", "r", "n", "d", "c")
SHORTEST_STEM = 4
LONG_FROM = 6
"""Letters beyond which two words have to share three pairs of letters to be compared at all; before, two."""


def stem(word: str) -> str:
    """The word without the ending of a plural, as either language makes it: "baches" is bache, "arboles" arbol."""
    if len(word) <= SHORTEST_STEM or not word.endswith("s") or word.endswith("ss"):
        return word
    rest = word[:-2]
    if word.endswith("es") and len(rest) >= SHORTEST_STEM and rest.endswith(_PLURAL_OF_A_CONSONANT):
        return rest
    return word[:-1]


def telling(words: Iterable[str]) -> list[str]:
    """The words without those that say nothing; all of them where nothing else is there."""
    listed = list(words)
    return [word for word in listed if word not in LITTLE] or listed


def by_ear(word: str) -> str:
    """The word as it sounds, so that vasura is basura and sacate zacate."""
    for written, heard in _BY_EAR:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


def likeness(one: str, other: str) -> float:
    """From 0 to 1, by letters or by ear, whichever is more."""
    if other in swapped(one):
        return SWAPPED
    return max(_ratio(one, other), _ratio(by_ear(one), by_ear(other)))


def swapped(word: str) -> set[str]:
    """The word with two letters beside each other in the other order: hte is the."""
    return {f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)} - {word}


def closest(word: str, known: Iterable[str], *, most: int, least: float = CLOSE) -> list[str]:
    """The known words that this one was probably meant to be, the likeliest first."""
    pairs, shared = _pairs(word), 2 if len(word) <= LONG_FROM else 3
    near = [
        each
        for each in known
        if abs(len(each) - len(word)) <= 2 + len(word) // 8 and len(pairs & _pairs(each)) >= shared
    ]
    liked = sorted((-likeness(word, each), each) for each in near)
    return [each for far, each in liked if -far >= least][:most]


def _ratio(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


@lru_cache(maxsize=16_384)
def _pairs(word: str) -> frozenset[str]:
    """Two letters beside each other, as it is written and as it sounds."""
    return frozenset(each[at : at + 2] for each in (word, by_ear(word)) for at in range(len(each) - 1))
