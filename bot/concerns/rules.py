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
UNMET, UNMET_RISE, UNMET_MOST = -1.0, 0.8, 2.0
"""The margin of a code that the model never met, how much the root of its points adds, and the most root that counts.

-1 is where training puts what a text is not about; one word lifts the code above the rest, a phrase to where it is
what the text is about.
"""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The city's lexicon: its codes, and each folded word or phrase, of any language, to the codes it points to."""

    codes: tuple[str, ...]
    pointing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Guess:
    """A category the text may be about, and the chance (0 to 1) that it is."""

    code: str
    score: float


def kinds_in(text: str, phrases: Phrases, model: Model) -> list[Guess]:
    """The best three categories or fewer, best first; none when the right one would too often not be among them."""
    best = best_of(chances_of(text, phrases, model))
    if sum(guess.score for guess in best) < model.sure:
        return []
    return [guess for guess in best if guess.score >= model.least]


def best_of(chances: Mapping[str, float]) -> list[Guess]:
    """The best few that may be offered, however small their chance; of equals the one the city lists first."""
    offerable = [code for code in chances if code not in NOT_OFFERED and code != NONE]
    return [Guess(code, chances[code]) for code in sorted(offerable, key=lambda code: -chances[code])[:MOST_OFFERED]]


def chances_of(text: str, phrases: Phrases, model: Model) -> dict[str, float]:
    """The chance of each code that the text may be about, of thanks and of NONE; empty for a text without words.

    Together they are 1, less the chance of what the model knows and the city does not have. A code that the model never
    met has a chance when the lexicon points to it; then the city draws its lines in its own way, and what it does not
    have is no rival.
    """
    if not fold(text):
        return {}
    margins = model.margins(text)
    roots = {code: sqrt(points) for code, points in points_in(text, phrases).items()}
    unmet = {code: UNMET + UNMET_RISE * min(root, UNMET_MOST) for code, root in roots.items() if code not in margins}
    own = [code for code in (*phrases.codes, *sorted(NOT_OFFERED - {*phrases.codes}), NONE) if code in margins]
    rivals = margins if not unmet else {code: margins[code] for code in own}
    heights = {code: margin + model.lexicon * roots.get(code, 0.0) for code, margin in rivals.items()} | unmet
    highest = max(heights.values())
    odds = {code: exp(model.sharpness * (height - highest)) for code, height in heights.items()}
    total = sum(odds.values())
    return {code: odds[code] / total for code in (*own, *unmet)}


def points_in(text: str, phrases: Phrases) -> Counter[str]:
    """How strongly the lexicon's words speak for each code: whole words and phrases, longer ones count more."""
    words = fold(text).split()
    spans = [words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1)]
    points: Counter[str] = Counter()
    for phrase in dict.fromkeys(" ".join(span) for span in spans):
        for code in phrases.pointing.get(phrase, ()):
            points[code] += len(phrase.split()) ** 2
    return points
