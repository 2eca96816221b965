"""Words that work everywhere, and words that ask for another flow; it tells which, it does not act on them."""

from dataclasses import dataclass

from bot.engine.flow import Flows
from bot.engine.leaving import Leaving, leaving_in
from bot.engine.session import Session
from bot.engine.vocabulary import CODE, FILLERS, Vocabulary, fold


@dataclass(frozen=True, slots=True)
class Command:
    """A word that was meant for the conversation as a whole.

    It is stop, unsure_stop, start, help, language, back, change, skip, refuse, wrong_number or new_person.
    """

    name: str
    language: str = ""
    """The language asked for."""
    number: int = 0
    """Which question is to be changed."""


def command_in(body: str, vocabulary: Vocabulary, flows: Flows | None = None) -> Command | None:
    """The command this whole message is, or None. "alto" is one; "el alto de la esquina" is not.

    What only may mean STOP is none where it is a keyword of one of the `flows`: "no more surveys".
    """
    words = fold(body)
    if not words:
        return None
    leaving = leaving_in(body, vocabulary.stop)
    if leaving is Leaving.AT_ONCE:
        return Command("stop")
    if words in vocabulary.help:
        return Command("help")
    if words in vocabulary.languages:
        return Command("language", vocabulary.languages[words])
    for name in ("back", "skip", "refuse", "start", "wrong_number", "new_person"):
        if words in getattr(vocabulary, name):
            return Command(name)
    if leaving is Leaving.UNSURE and not (flows and flows.started_by(words)[0]):
        return Command("unsure_stop")
    return _change_in(words.split(), vocabulary)


def _change_in(words: list[str], vocabulary: Vocabulary) -> Command | None:
    """ "cambiar 3", "change the third answer": a word for changing, and a number with nothing else that counts."""
    said = [word for word in words[1:] if word not in FILLERS]
    if words[0] not in vocabulary.change or len(said) != 1:
        return None
    number = int(said[0]) if said[0].isdecimal() and len(said[0]) < 3 else vocabulary.numbers.get(said[0])
    number = vocabulary.ordinals.get(said[0]) if number is None else number
    return Command("change", number=number) if number else None


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
    return flow_id, {"heard": body, flow.rest: rest} if rest else {"heard": body}
