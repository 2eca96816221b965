"""Which kinds of concern a text speaks of, by the city's lexicon; pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.vocabulary import fold

MOST_OFFERED = 3
NOT_OFFERED = frozenset({"thanks"})
"""Categories that are recognised and are nothing to report."""

LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked for."""

Phrases = Mapping[str, tuple[str, ...]]
"""Folded word or phrase, of any language, to the categories that it points to."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A category the text may be about, and how strongly its words speak for it."""

    code: str
    score: int


def kinds_in(text: str, phrases: Phrases) -> list[Guess]:
    """The best few categories: whole words and phrases, longer ones count more; of equals the one named first."""
    words = fold(text).split()
    spans = [words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1)]
    scores: Counter[str] = Counter()
    for phrase in dict.fromkeys(" ".join(span) for span in spans):
        for code in phrases.get(phrase, ()):
            scores[code] += len(phrase.split()) ** 2
    ranked = [code for code, _ in scores.most_common()]
    return [Guess(code, scores[code]) for code in ranked if code not in NOT_OFFERED][:MOST_OFFERED]
