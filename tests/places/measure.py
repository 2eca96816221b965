"""How well places are understood: the table of texts, in two halves, and what each of them should bring."""

import csv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.engine.wording import plain
from bot.flowfiles.gazetteer import read_gazetteer
from bot.flowfiles.lexicon import read_lexicon
from bot.places.matching import Gazetteer
from bot.places.queries import gazetteer_for, place

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parent / "places.csv"


@dataclass(frozen=True)
class Case:
    """A text, and what it should be understood as; `place` is the English name, options are parted by a bar."""

    text: str
    status: str
    place: str
    form: str

    @property
    def held_out(self) -> bool:
        """Whether the text belongs to the half that nobody looked at while the grammar was made."""
        return sha256(self.text.encode()).digest()[0] % 2 == 1


def cases() -> list[Case]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [Case(**row) for row in csv.DictReader(stream)]


def demo_city() -> Gazetteer:
    rows, problems = read_gazetteer(ROOT / "flows")
    lexicon, _ = read_lexicon(ROOT / "flows" / "lexicon.csv", "lexicon.csv", {})
    assert problems == []
    return gazetteer_for(rows, lexicon)


def understood(gazetteer: Gazetteer, text: str) -> tuple[str, str]:
    """The status, and the place or the options in alphabetical order; what is kept as said is written as nothing."""
    found = place(gazetteer, text=text)
    status = str(found.values["status"])
    if status == "choose":
        return status, " | ".join(sorted(plain(option.label, "en") for option in found.options))
    return status, "" if status in ("said", "none") else plain(found.values["place"], "en")


def expected(case: Case) -> tuple[str, str]:
    return case.status, " | ".join(sorted(case.place.split(" | ")))


def wrong(held_out: bool) -> list[tuple[Case, tuple[str, str]]]:
    """The texts of one half that are understood otherwise than they should be, with what they were taken for."""
    gazetteer = demo_city()
    half = [case for case in cases() if case.held_out == held_out]
    return [(case, got) for case in half if (got := understood(gazetteer, case.text)) != expected(case)]


def accuracy(held_out: bool) -> float:
    """The share of one half that is understood as it should be."""
    return 1 - len(wrong(held_out)) / sum(case.held_out == held_out for case in cases())


def report() -> list[str]:
    """One line for each half."""
    lines = []
    for held_out, name in ((False, "looked at"), (True, "held out")):
        half = [case for case in cases() if case.held_out == held_out]
        right = len(half) - len(wrong(held_out))
        lines.append(f"{name}: {right} of {len(half)} texts understood as they should be ({right / len(half):.1%})")
    return lines
