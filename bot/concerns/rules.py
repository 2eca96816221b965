"""Which kinds of concern a text speaks of, by the city's lexicon and what texts have taught; pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt

from bot.concerns.model import NONE, Model
from bot.engine.vocabulary import fold

MOST_OFFERED = 3
NOT_OFFERED = frozenset({"thanks"})
"""Categories that are recognised and are nothing to report."""

LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked for."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The city's lexicon: every code it has, and each folded word or phrase, of any language, to the codes it points to."""

    codes: tuple[str, ...]
    pointing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Guess:
    """A category the text may be about, and the chance (0 to 1) that it is."""

    code: str
    score: float


def kinds_in(text: str, phrases: Phrases, model: Model) -> list[Guess]:
    """The best three categories or fewer, best first; none when the right one would too often not be among them."""
    chances = chances_of(text, phrases, model)
    ranked = sorted(chances, key=lambda code: -chances[code])
    offered = [code for code in ranked if code not in NOT_OFFERED and code != NONE][:MOST_OFFERED]
    if sum(chances[code] for code in offered) < model.sure:
        return []
    return [Guess(code, chances[code]) for code in offered if chances[code] >= model.least]


def chances_of(text: str, phrases: Phrases, model: Model) -> dict[str, float]:
    """The chance of each code of the city, and of NONE; together 1, and empty for a text without words.

    A code that the model never met stands where an average code stands and rises by the lexicon alone. What the model
    knows and the city does not have is left out before the chances are made.
    """
    if not fold(text):
        return {}
    margins = model.margins(text)
    unmet = sum(margins.values()) / len(margins)
    points = points_in(text, phrases)
    logits = {
        code: model.sharpness * (margins.get(code, unmet) + model.lexicon * sqrt(points[code]))
        for code in dict.fromkeys((*phrases.codes, *NOT_OFFERED & margins.keys(), NONE))
    }
    highest = max(logits.values())
    odds = {code: exp(logit - highest) for code, logit in logits.items()}
    total = sum(odds.values())
    return {code: each / total for code, each in odds.items()}


def points_in(text: str, phrases: Phrases) -> Counter[str]:
    """How strongly the lexicon's words speak for each code: whole words and phrases, longer ones count more."""
    words = fold(text).split()
    spans = [words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1)]
    points: Counter[str] = Counter()
    for phrase in dict.fromkeys(" ".join(span) for span in spans):
        for code in phrases.pointing.get(phrase, ()):
            points[code] += len(phrase.split()) ** 2
    return points
