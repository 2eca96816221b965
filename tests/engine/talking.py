"""A resident on the phone with the engine, in verbs; between every two turns the session goes through JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.engine.advance import advance
from bot.engine.flow import Choice, Flow, Flows, Step, flows_of
from bot.engine.inputs import Begin, Found, Input, Moment, Silence, Text
from bot.engine.outputs import Answered, Effect, Finished, Output, Query, Reply, Wait
from bot.engine.session import Session, begin
from bot.engine.vocabulary import Vocabulary, vocabulary

NOON = datetime(2026, 3, 3, 19, tzinfo=UTC)
TODAY = date(2026, 3, 3)
"""A Tuesday."""
WORDS = vocabulary()


def both(english: str, spanish: str = "") -> dict[str, str]:
    return {"en": english, "es": spanish or f"{english} (es)"}


def say(step: str, text: str = "", **more: Any) -> Step:
    return Step(step, "say", both(text or f"Said {step}."), **more)


def ask(step: str, text: str = "", **more: Any) -> Step:
    return Step(step, "ask", both(text or f"Asked {step}?"), **more)


def choose(step: str, *codes: str, **more: Any) -> Step:
    options = tuple(Choice(code, both(f"The {code}", f"Lo {code}")) for code in codes)
    return Step(step, "choose", both(f"Chosen {step}?"), choices=more.pop("choices", options), **more)


def do(step: str, verb: str, **given: str) -> Step:
    return Step(step, "do", verb=verb, given=given)


def flow(name: str, *steps: Step, **more: Any) -> Flow:
    return Flow(name, steps, **more)


LEAVE = flow("leave", do("out", "leave", words="{heard}"), Step("bye", "say", both("Bye.", "Adiós.")))
HELP = flow("help", Step("about", "say", both("Help.", "Ayuda.")))
LANGUAGE = flow("language", do("switch", "set_language", language="{to}"), Step("ok", "say", both("OK.", "Listo.")))
STAY_OR_LEAVE = flow(
    "stay_or_leave",
    choose("which", "leave", "stay", routes={"leave": "out", "stay": "stays", "unclear": "out", "refused": "out"}),
    Step("out", "start", verb="leave", given={"heard": "{heard}"}, next="end"),
    Step("gone", "start", verb="leave", given={"heard": "{heard}"}, next="end"),
    say("stays", "You stay."),
    silence="gone",
)
UNDERSTOOD = flow("understood", Step("read_back", "say", both("Understood: {answer}.", "Entendimos: {answer}.")))
COMMON = [LEAVE, HELP, LANGUAGE, STAY_OR_LEAVE, UNDERSTOOD]


@dataclass
class Talk:
    """One conversation, remembering what the engine put out in its last turn and in all."""

    flows: Flows
    session: Session
    at: Moment
    find: Callable[[Query], Found] = lambda query: Found()
    last: list[Output] = field(default_factory=list)
    every: list[Output] = field(default_factory=list)

    def take(self, heard: Input) -> "Talk":
        self.last = []
        while True:
            turn = advance(self.flows, self.session, heard, self.at)
            assert advance(self.flows, self.session, heard, self.at) == turn
            self.session = Session.from_json(turn.session.to_json())
            assert self.session == turn.session
            self.last += turn.outputs
            if not isinstance(self.last[-1], Query):
                break
            heard = self.find(self.last[-1])
        self.every += self.last
        assert isinstance(self.last[-1], (Wait, Finished))
        return self

    def hears(self, *bodies: str) -> "Talk":
        for body in bodies:
            self.take(Text(body))
        return self

    def waits(self, **later: float) -> "Talk":
        """Nobody answers until then."""
        self.at = Moment(
            self.at.now + timedelta(**later), TODAY, self.at.languages, WORDS, self.at.facts, self.at.fresh
        )
        return self.take(Silence())

    @property
    def said(self) -> list[str]:
        return [output.text for output in self.last if isinstance(output, Reply)]

    @property
    def answered(self) -> list[tuple[str, str, tuple[str, ...], str]]:
        return [(each.step, each.status, each.codes, each.words) for each in self.last if isinstance(each, Answered)]

    @property
    def done(self) -> list[tuple[str, Mapping[str, str]]]:
        return [(output.verb, output.given) for output in self.last if isinstance(output, Effect)]

    @property
    def finished(self) -> str:
        return self.last[-1].how if isinstance(self.last[-1], Finished) else ""

    @property
    def at_step(self) -> str:
        return f"{self.session.frame.flow}.{self.session.frame.step}"


def moment(words: Vocabulary = WORDS, **facts: Any) -> Moment:
    return Moment(NOON, TODAY, ("es", "en"), words, {"city": both("Town", "Pueblo"), **facts}, {"reference": "7K3PD"})


def talk(*flows: Flow, language: str | None = "en", find: Callable[[Query], Found] = lambda query: Found(),
         at: Moment | None = None, **values: Any) -> Talk:  # fmt: skip
    """Begin the first of these flows."""
    given = {each.id for each in flows}
    library = flows_of([*flows, *(each for each in COMMON if each.id not in given)])
    session = begin("ses_1", flows[0].id, library.digests[flows[0].id], language, values)
    return Talk(library, session, at or moment(), find).take(Begin())
