"""Words that work everywhere, whatever the conversation waits for; it tells which, it does not act on them."""

from dataclasses import dataclass

from bot.engine.vocabulary import Vocabulary, fold


@dataclass(frozen=True, slots=True)
class Command:
    """A word that was meant for the conversation as a whole: stop, start, help, language, back, skip or refuse."""

    name: str
    language: str = ""
    """The language asked for, or the one the word belongs to when that is told by the word alone."""


def command_in(body: str, vocabulary: Vocabulary) -> Command | None:
    """The command this whole message is, or None. "alto" is one; "el alto de la esquina" is not."""
    words = fold(body)
    if not words:
        return None
    if words in vocabulary.stop:
        return Command("stop")
    if words in vocabulary.help:
        return Command("help")
    if words in vocabulary.languages:
        return Command("language", vocabulary.languages[words])
    for name in ("back", "skip", "refuse", "start"):
        if words in getattr(vocabulary, name):
            return Command(name)
    return None
