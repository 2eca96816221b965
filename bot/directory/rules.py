"""Which services a question speaks of, by the words that each of them listens to; pure."""

from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches

from bot.engine.vocabulary import fold

MOST_OFFERED = 3
LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked for."""
SURELY = 2
"""A service is the answer when it scores so many times what the next one does."""
CLOSE_ENOUGH = 0.83
"""Likeness from which a word is taken for a misspelt one ("vasura"); looked for only where nothing else was found."""
TELLING = 6
"""Letters from which on a word may be misspelt and still be known."""

Phrases = Mapping[str, tuple[str, ...]]
"""Folded word or phrase, of any language, to the codes of the services that listen to it."""


def services_in(question: str, phrases: Phrases) -> tuple[str, ...]:
    """The codes of the services the question may be about, best first; one alone when it is clearly the one.

    Whole words and phrases count, longer ones more; of equals the one listed first comes first.
    """
    words = fold(question).split()
    spans = (words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1))
    scores = _scores(dict.fromkeys(" ".join(span) for span in spans), phrases)
    if not scores:
        scores = _scores(_mended(words, phrases), phrases)
    ranked = scores.most_common()
    if len(ranked) > 1 and ranked[0][1] >= SURELY * ranked[1][1]:
        ranked = ranked[:1]
    return tuple(code for code, _ in ranked[:MOST_OFFERED])


def _scores(said: Mapping[str, None], phrases: Phrases) -> Counter[str]:
    scores: Counter[str] = Counter()
    for phrase in said:
        for code in phrases.get(phrase, ()):
            scores[code] += len(phrase.split()) ** 2
    return scores


def _mended(words: list[str], phrases: Phrases) -> dict[str, None]:
    """The known words that the longer ones of these were probably meant to be."""
    known = [phrase for phrase in phrases if len(phrase) >= TELLING and " " not in phrase]
    long = (word for word in words if len(word) >= TELLING)
    return dict.fromkeys(close for word in long for close in get_close_matches(word, known, 1, CLOSE_ENOUGH))
