"""Words that work everywhere, and words that ask for another flow; it tells which, it does not act on them."""

from dataclasses import dataclass

from bot.engine.flow import Flows
from bot.engine.session import Session
from bot.engine.vocabulary import CODE, Vocabulary, fold


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


def keyword_in(body: str, flows: Flows, session: Session, *, narrowly: bool) -> tuple[str, dict[str, str]] | None:
    """The other flow that this whole message asks for, and the answer that came with the keyword.

    `narrowly`, where any words are an answer: only by a code ("ESTADO 7K3PD"), or a flow that is reached from anywhere.
    """
    flow_id, rest = flows.started_by(fold(body))
    if not flow_id or session.walks(flow_id):
        return None
    flow = flows.current[flow_id]
    if narrowly and not flow.anywhere and not CODE.fullmatch(rest):
        return None
    return flow_id, {flow.rest: rest} if rest else {}
