"""The words by which a text tells its language, out of the city's own files; it guesses nothing."""

from collections.abc import Mapping

from bot.flowfiles.library import Library


def own_words(library: Library) -> Mapping[str, frozenset[str]]:
    """The phrases of the lexicon, and the commonest words, that stand in one language only."""
    by_language = {
        language: frozenset(phrase for each in library.lexicon for phrase in each.keywords.get(language, ()))
        | library.vocabulary.common.get(language, frozenset())
        for language in library.city.languages
    }
    return {
        language: own.difference(*(other for each, other in by_language.items() if each != language))
        for language, own in by_language.items()
    }
