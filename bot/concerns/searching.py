"""What a search among concerns asks for: its words, what they mean in every language, and what was meant by misspelt
ones; how the database finds them is bot.db.search's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.db.search import KIND, SHORTEST_MENDED, Alternative, Wanted, mended, searched_words
from bot.engine.vocabulary import fold
from bot.flowfiles.lexicon import Category
from bot.lib.closeness import closest, stem, telling

LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The city's phrases: by their stems the categories they point at, and the single words among them."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    words: frozenset[str]


def lexicon_of(categories: tuple[Category, ...]) -> Lexicon:
    """The phrases of all languages together: a word of one finds what was told in the other."""
    phrases: dict[tuple[str, ...], dict[str, None]] = {}
    for category in categories:
        for listed in category.keywords.values():
            for phrase in listed:
                phrases.setdefault(tuple(map(stem, phrase.split())), {})[category.code] = None
    words = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1 and len(phrase[0]) >= SHORTEST_MENDED)
    return Lexicon({phrase: tuple(codes) for phrase, codes in phrases.items()}, words)


def wanted(tx: Tx, said: str, lexicon: Lexicon) -> Wanted:
    """The search of these words; empty when there is no word in it."""
    words = telling(searched_words(fold(said)))
    groups = _groups(words, lexicon)
    unknown = [group[0][0] for group in groups if len(group) == 1 and len(group[0]) == 1]
    meant = mended(tx, unknown, concern) if unknown else {}
    return tuple(_widened(group, meant, lexicon) for group in groups)


def _groups(words: Sequence[str], lexicon: Lexicon) -> list[tuple[Alternative, ...]]:
    """Each phrase of the lexicon as one group, with its categories; each other word by itself."""
    found: list[tuple[Alternative, ...]] = []
    at = 0
    while at < len(words):
        size = next(
            (size for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1)
             if tuple(map(stem, words[at : at + size])) in lexicon.phrases), 0,
        )  # fmt: skip
        phrase = tuple(words[at : at + max(size, 1)])
        found.append((phrase, *_kinds(lexicon.phrases.get(tuple(map(stem, phrase)), ()))))
        at += max(size, 1)
    return found


def _kinds(codes: Collection[str]) -> list[Alternative]:
    return [(kind_word(code),) for code in codes]


def kind_word(code: str) -> str:
    """The word by which the index knows a category."""
    return f"{KIND}{code.replace('_', '')}"


def _widened(
    group: tuple[Alternative, ...], meant: Mapping[str, Sequence[str]], lexicon: Lexicon
) -> tuple[Alternative, ...]:
    """With what a misspelt word was probably meant to be, as others wrote it and as the lexicon has it."""
    said = tuple(map(stem, group[0]))
    if len(group) > 1 or len(group[0]) > 1 or len(group[0][0]) < SHORTEST_MENDED:
        return (said, *group[1:])
    (word,) = group[0]
    listed = closest(word, lexicon.words, most=1) if word.isalpha() else []
    kinds = [kind for each in listed for kind in _kinds(lexicon.phrases[(each,)])]
    others = dict.fromkeys([*meant.get(word, ()), *listed])
    return tuple(dict.fromkeys([said, *((each,) for each in others), *kinds]))
