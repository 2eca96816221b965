"""Which services a question speaks of, by the words that each of them listens to; pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from bot.engine.vocabulary import fold
from bot.lib.closeness import LITTLE, by_ear, closest, likeness, stem, swapped, telling
from bot.lib.language import EVERYDAY

MOST_OFFERED = 3
LONGEST_PHRASE = 6
"""Words of the longest phrase that is looked for."""
SURELY = 2
"""A service is the answer when it scores so many times what the next one does."""
CLOSE_ENOUGH = 0.83
"""Likeness from which a word is taken for a misspelt one ("vasura") where nothing else was found."""
FAIR_ENOUGH, SURE_ENOUGH = 0.75, 0.93
"""Likeness by letters alone that it takes besides: where nothing else was found, and where something was."""
SHORT = 5
"""Letters up to which one letter more or less makes another word: a piñata is no pinta."""
TELLING = 5
"""Letters from which on a word may be misspelt and still be known."""
LONGEST_KEY = 120
SHORTEST_BEGINNING = 3
"""Letters from which on a word is also found as the beginning of a longer one."""
MOST_MEANT = 3
"""Known words that a misspelt one of a search may have been meant to be."""

SHORTEST_SLIP = 4
"""Letters below which another letter makes another word: "bus" is not "gus"."""
ASKING = frozenset((
    *("who", "whom", "what", "where", "when", "how", "do", "does", "can", "please", "hi", "hello"),
    *("quien", "quienes", "donde", "como", "cuando", "cual", "favor", "puede", "hola"),
))  # fmt: skip
"""Words that ask, and tell nothing about what."""
_ASKING_BY_EAR = frozenset(map(by_ear, ASKING))
_EVERYDAY = frozenset(" ".join(EVERYDAY.values()).split())

Phrases = Mapping[str, tuple[str, ...]]
"""Folded word or phrase, of any language, as `stems` has it, to the codes of the services that listen to it."""


@dataclass(frozen=True, slots=True)
class Listened:
    """What is listened to: the phrases, and their longer words by the letter that each begins with to the ear."""

    phrases: Phrases
    words: Mapping[str, Collection[str]]


def listened(phrases: Phrases) -> Listened:
    """The phrases, ready for questions."""
    by_letter: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for word in chain.from_iterable(phrase.split() for phrase in phrases):
        if len(word) >= TELLING - 1:
            by_letter[by_ear(word)[:1]][word] = None
    return Listened(phrases, dict(by_letter))


def services_in(question: str, known: Listened) -> tuple[str, ...]:
    """The codes of the services the question may be about, best first; one alone when it is clearly the one.

    Whole words and phrases count, longer ones more; of equals the one listed first comes first. Words that nobody
    listens to are taken for what they were meant to be: surely, or, where no other was found, probably.
    """
    words = fold(question).split()
    scores = _scores([stem(word) for word in words], known.phrases)
    scores = _scores(_mended(words, known, surely=bool(scores)), known.phrases) or scores
    ranked = scores.most_common()
    if len(ranked) > 1 and ranked[0][1] >= SURELY * ranked[1][1]:
        ranked = ranked[:1]
    return tuple(code for code, _ in ranked[:MOST_OFFERED])


def stems(phrase: str) -> str:
    """The folded phrase as it is listened to, as one or as many: "luces de la calle" is "luce de la calle"."""
    return " ".join(map(stem, phrase.split()))


def plurals(phrase: str) -> tuple[str, ...]:
    """How a phrase that ends with a consonant is said of many, as `stems` has it: buses, luces."""
    if not phrase or phrase[-1] in "aeiou":
        return ()
    return (stems(f"{phrase[:-1]}ces" if phrase.endswith("z") else f"{phrase}es"),)


def telling_of(said: str, told: Mapping[str, Collection[str]]) -> list[str]:
    """The codes of those that tell every word of this, misspelt or only begun; `told` are folded stems."""
    known = {word for words in told.values() for word in words}
    found = list(told)
    for word in map(stem, telling(fold(said).split())):
        begun = {each for each in known if each == word or (len(word) >= SHORTEST_BEGINNING and each.startswith(word))}
        meant = begun or set(closest(word, known, most=MOST_MEANT))
        found = [code for code in found if not meant.isdisjoint(told[code])]
    return found


def nearest(said: str, told: Mapping[str, Collection[str]], most: int) -> list[str]:
    """The codes of those that tell the most words of this, whichever they are; none that tells no word."""
    counted = Counter(code for word in asked_words(question_key(said)) for code in telling_of(word, told))
    return [code for code, _ in counted.most_common(most)]


def question_key(question: str) -> str:
    """What two askings of the same question have in common: its telling words, without endings of plurals."""
    return " ".join(map(stem, telling(fold(question).split())))[:LONGEST_KEY].strip()


def same_question(one: str, other: str) -> bool:
    """Whether two keys ask the same but for slips: each word has its twin, in any order; who, what and where aside."""
    left, right = asked_words(one), asked_words(other)
    if len(left) != len(right):
        return False
    for word in left:
        twin = word if word in right else next((each for each in right if _is_slip(word, each)), None)
        if twin is None:
            return False
        right.remove(twin)
    return True


def asked_words(key: str) -> list[str]:
    """The words of a key that tell what is asked about; all of them where none does."""
    words = key.split()
    return [word for word in words if by_ear(word) not in _ASKING_BY_EAR] or words


def own_words(question: str) -> str:
    """The question without the words before and behind that only ask: what an entry could listen to."""
    words = fold(question).split()
    said = [at for at, word in enumerate(words) if by_ear(word) not in _ASKING_BY_EAR and word not in LITTLE]
    return " ".join(words[said[0] : said[-1] + 1] if said else words)


def _is_slip(one: str, other: str) -> bool:
    """Whether somebody who meant the one may have written the other; the beginning of a word is hardly ever wrong."""
    if min(len(one), len(other)) < SHORTEST_SLIP or not (one + other).isalpha():
        return False
    heard = by_ear(one), by_ear(other)
    if heard[0] == heard[1] or other in swapped(one):
        return True
    return heard[0][:1] == heard[1][:1] and min(map(len, heard)) >= TELLING - 1 and likeness(one, other) >= CLOSE_ENOUGH


def _scores(words: list[str], phrases: Phrases) -> Counter[str]:
    spans = (words[at : at + size] for at in range(len(words)) for size in range(1, LONGEST_PHRASE + 1))
    scores: Counter[str] = Counter()
    for phrase in dict.fromkeys(" ".join(span) for span in spans):
        for code in phrases.get(phrase, ()):
            scores[code] += len(phrase.split()) ** 2
    return scores


def _mended(words: list[str], known: Listened, *, surely: bool) -> list[str]:
    """The question with each word that nobody listens to as the known one that it was meant to be, probably or surely.

    Words that everybody says are no slips of others: "theres" is not "trees".
    """
    least, mended = SURE_ENOUGH if surely else FAIR_ENOUGH, []
    for word in words:
        said, close = stem(word), []
        if len(word) >= TELLING and word not in LITTLE and word not in _EVERYDAY:
            alike = known.words.get(by_ear(said)[:1], ())
            if said not in alike:
                likely = closest(said, alike, most=MOST_MEANT, least=CLOSE_ENOUGH)
                close = [each for each in likely if _is_slip(said, each) and _letters(said, each) >= least]
        mended += close[:1] or [said]
    return mended


def _letters(one: str, other: str) -> float:
    """How alike they are as they are written: "notice" may sound like "noise", and is another word."""
    if by_ear(one) == by_ear(other) or other in swapped(one):
        return 1.0
    if min(len(one), len(other)) <= SHORT:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
