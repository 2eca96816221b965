"""The engine alone: microseconds a turn on the longest shipped flow, session through JSON both ways; no database.

python -m tests.bench.engine [--rounds 300]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from bot.engine.advance import advance
from bot.engine.flow import Flows
from bot.engine.inputs import Begin, Found, Moment, Text
from bot.engine.outputs import Query
from bot.engine.session import Session, begin
from bot.flowfiles.library import Library, load
from bot.lib.language import guess, warm
from bot.lib.secrets import masked
from bot.safety.rules import classes_in
from bot.wiring import queries_for
from tests.bench.report import machine

FIRST_TEXTS = (
    "there is a deep pothole in front of the school on lake st, almost lost a tire",
    "la luz de mi calle lleva dos semanas sin servir y esta bien oscuro",
    "hay un bache bien grande en la lake con bloomington por la biblioteca",
    "they did not pick up our trash again",
)
THEN = datetime.fromisoformat("2026-03-12T15:00:00+00:00")
SURVEY = {
    "en": ["1", "1", "4", "more shade at the bus stops, please", "2", "3", "30s, Barelas, English", "1"],
    "es": ["1", "1", "4", "más sombra en las paradas, por favor", "2", "3", "40, Valle Sur, español", "1"],
}


def one_turn(flows: Flows, session: Session, heard: object, at: Moment) -> Session:
    """A turn as the product takes it, its session written and read again."""
    turn = advance(flows, session, heard, at)  # type: ignore[arg-type]
    while turn.outputs and isinstance(turn.outputs[-1], Query):
        turn = advance(flows, turn.session, Found({"words": 9}), at)
    return Session.from_json(turn.session.to_json())


def main() -> None:
    """Walk the survey again and again; the median of all turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    library = load(Path("flows"), Path("translations"))
    flows, city = library.flows, library.city
    at = Moment(THEN, date(2026, 3, 12), city.languages, library.vocabulary, dict(city.facts), {"reference": "7K3PD"})
    taken: list[float] = []
    for number in range(rounds):
        language = ("en", "es")[number % 2]
        session = begin("ses_bench", "prosperity", flows.digests["prosperity"], language, {"heard": ""})
        session = one_turn(flows, session, Begin(""), at)
        for body in SURVEY[language]:
            began = time.perf_counter()
            session = one_turn(flows, session, Text(body), at)
            taken.append((time.perf_counter() - began) * 1e6)
    parts = understanding(library)
    apart = {name: timed(part, rounds) for name, part in parts.items()}

    def everything(body: str) -> None:
        for part in parts.values():
            part(body)

    together = timed(everything, rounds)
    print(f"# Engine\n\n{machine()}\n")
    print(
        f"- a turn, session through JSON: median {statistics.median(taken):.0f} us, p99 {_p99(taken):.0f} us (<= 150)"
    )
    for name, values in apart.items():
        print(f"- {name}: median {statistics.median(values):.0f} us, p99 {_p99(values):.0f} us")
    whole = statistics.median(taken) + statistics.median(together)
    print(f"- a turn with all of these for its text: median {whole:.0f} us (<= 1,000)")


def understanding(library: Library) -> dict[str, Callable[[str], object]]:
    """What is asked of a text besides the engine's own turn; all of it, though most texts need only some."""
    warm(library.city.languages)
    queries = queries_for(library)
    return {
        "private numbers": masked,
        "danger": classes_in,
        "the language guess": lambda body: guess(body, library.city.languages),
        "the category": lambda body: queries["concern_kinds"](None, text=body),
        "the place": lambda body: queries["place"](None, text=body),
    }


def timed(part: Callable[[str], object], rounds: int) -> list[float]:
    """Microseconds of each call on short and long first texts in both languages."""
    taken = []
    for number in range(rounds):
        for body in FIRST_TEXTS:
            # A text never comes twice: what a cache remembers of it would flatter.
            fresh = f"{body} {number}"
            began = time.perf_counter()
            part(fresh)
            taken.append((time.perf_counter() - began) * 1e6)
    return taken


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


if __name__ == "__main__":
    main()
