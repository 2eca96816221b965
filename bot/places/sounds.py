"""How a name sounds in English or Spanish ears, so that misspelt ones find theirs; pure, and it knows no names."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

CLOSE_ENOUGH = 0.8
"""Likeness from which two words of five letters or more are taken for one."""
SAME_BONES = 0.6
"""The same, where their consonants sound alike."""
SHORTEST = 5
"""Letters from which likeness means anything; shorter words must sound the same."""
OTHER_LETTERS = 3
"""Letters that only one of two such words may have."""
SURELY = 0.99
"""Likeness of two words that sound the same."""

_STEPS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ph", "f"), (r"sch|sh|ch", "x"), (r"ck|qu(?=[ei])|q", "k"), (r"c(?=[eiy])|z", "s"), (r"c", "k"), (r"gh", ""),
        (r"gu(?=[aeo])|gw|wh", "w"), (r"^j|g(?=[ei])", "h"), (r"(?<=.)j", "h"), (r"(?<=.)h", ""), (r"v", "b"),
        (r"ll", "y"), (r"ni(?=[aeou])|ny", "n"), (r"oo|ou", "u"), (r"ee|ea", "i"), (r"ei|ai|ay|ey", "e"),
        (r"y\b", "i"), (r"(?<=[^aeiou])e\b", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""Spellings of one sound in either language, done one after another."""
_VOWELS = re.compile(r"(?<=.)[aeiouy]")


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What is heard: "blumington" and "bloomington" are one."""
    heard = word
    for pattern, letters in _STEPS:
        heard = pattern.sub(letters, heard)
    return heard


@lru_cache(maxsize=8192)
def bones(word: str) -> str:
    """The consonants that are heard, and the first letter."""
    return _VOWELS.sub("", sound(word))


def likeness(said: str, name: str) -> float:
    """How surely one word is the other misspelt: 0 for no, up to 1 for the same."""
    if said == name:
        return 1.0
    if len(said) > 3 and sound(said) == sound(name):
        return SURELY
    if min(len(said), len(name)) < SHORTEST:
        return 0.0
    alike = len(bones(said)) > 2 and bones(said) == bones(name)
    if not alike and len(set(said) ^ set(name)) > OTHER_LETTERS:
        return 0.0  # So unlike that no careful look is needed.
    ratio = SequenceMatcher(None, said, name).ratio()
    return ratio if ratio >= (SAME_BONES if alike else CLOSE_ENOUGH) else 0.0
