"""Which kinds of concern a text speaks of, by the city's lexicon; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.vocabulary import fold

MOST_OFFERED = 3

Phrases = Mapping[str, frozenset[str]]
"""Category code to the folded words and phrases, in every language, that point to it."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A category the text may be about, and how strongly its words speak for it."""

    code: str
    score: int


def kinds_in(text: str, phrases: Phrases) -> list[Guess]:
    """The best few categories, best first: whole words and phrases, longer phrases count more."""
    said = f" {fold(text)} "
    scores = [
        Guess(code, sum(len(phrase.split()) ** 2 for phrase in listed if f" {phrase} " in said))
        for code, listed in phrases.items()
    ]
    return sorted((guess for guess in scores if guess.score), key=lambda guess: -guess.score)[:MOST_OFFERED]
