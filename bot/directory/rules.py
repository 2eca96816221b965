"""Which services a question speaks of, by the words that each of them listens to; pure."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from bot.engine.vocabulary import fold
from bot.lib.closeness import LITTLE, closest, stem, telling

MOST_OFFERED = 3
LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked for."""
SURELY = 2
"""A service is the answer when it scores so many times what the next one does."""
CLOSE_ENOUGH = 0.83
"""Likeness from which a word is taken for a misspelt one ("vasura"); looked for only where nothing else was found."""
TELLING = 5
"""Letters from which on a word may be misspelt and still be known."""
LONGEST_KEY = 120

Phrases = Mapping[str, tuple[str, ...]]
"""Folded word or phrase, of any language, to the codes of the services that listen to it."""


def services_in(question: str, phrases: Phrases) -> tuple[str, ...]:
    """The codes of the services the question may be about, best first; one alone when it is clearly the one.

    Whole words and phrases count, longer ones more; of equals the one listed first comes first. Where there is none,
    words that nobody listens to are taken for what they were probably meant to be.
    """
    words = fold(question).split()
    scores = _scores(words, phrases) or _scores(_mended(words, phrases), phrases)
    ranked = scores.most_common()
    if len(ranked) > 1 and ranked[0][1] >= SURELY * ranked[1][1]:
        ranked = ranked[:1]
    return tuple(code for code, _ in ranked[:MOST_OFFERED])


def question_key(question: str) -> str:
    """What two askings of the same question have in common: its telling words, without endings of plurals."""
    return " ".join(map(stem, telling(fold(question).split())))[:LONGEST_KEY].strip()


def _scores(words: list[str], phrases: Phrases) -> Counter[str]:
    spans = (words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1))
    scores: Counter[str] = Counter()
    for phrase in dict.fromkeys(" ".join(span) for span in spans):
        for code in phrases.get(phrase, ()):
            scores[code] += len(phrase.split()) ** 2
    return scores


def _mended(words: list[str], phrases: Phrases) -> list[str]:
    """The question with each word that nobody listens to as the known one that it was probably meant to be."""
    known = {word: None for word in chain.from_iterable(phrase.split() for phrase in phrases) if len(word) >= TELLING}
    mended = []
    for word in words:
        close = []
        if len(word) >= TELLING and word not in LITTLE and word not in known:
            close = closest(word, known, most=1, least=CLOSE_ENOUGH)
        mended += close or [word]
    return mended
