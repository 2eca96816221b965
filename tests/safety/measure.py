"""How much danger is recognised and how often there is none; `python -m tests.safety.measure` prints the figures.

Every row belongs to one half by the hash of its text. Cues are tuned on the half that is looked at; the held-out half
only measures.
"""

import csv
import hashlib
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.safety.cues import CLASSES
from bot.safety.rules import class_in

LANGUAGES = ("en", "es")
HALVES = ("looked at", "held out")
GROUPS = {"em_fire": "emergency", "em_violence": "emergency", "em_medical": "emergency"}
"""Classes that are answered alike in what matters: call 911."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text as somebody might send it, and the class it must be met with ("none" for ordinary texts)."""

    text: str
    expected: str
    language: str

    @property
    def half(self) -> str:
        return HALVES[int(hashlib.sha256(self.text.encode()).hexdigest()[0], 16) % 2]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of how many."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.hits}/{self.of} {self.rate:.1%}"


def rows(languages: Iterable[str] = LANGUAGES) -> list[Row]:
    """The tables beside this file."""
    return [row for language in languages for row in _read(f"safety.{language}.csv", language)]


def second_look() -> list[Row]:
    """Texts in both languages that were thought of after the cues; all of them have been looked at since."""
    return _read("second_look.csv", "")


def _read(name: str, language: str) -> list[Row]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as stream:
        return [Row(line["text"], line["expected"], language) for line in csv.DictReader(stream)]


def group_of(code: str) -> str:
    """The classes that one floor is asked of."""
    return GROUPS.get(code, code)


def recall(found: Iterable[Row], group: str) -> Score:
    """The rows of that group of classes which are met with a class of the group."""
    wanted = [row for row in found if group_of(row.expected) == group]
    return Score(sum(group_of(class_in(row.text) or "") == group for row in wanted), len(wanted))


def noticed(found: Iterable[Row]) -> Score:
    """The dangerous rows that are met with any safety text."""
    wanted = [row for row in found if row.expected != "none"]
    return Score(sum(class_in(row.text) is not None for row in wanted), len(wanted))


def false_alarms(found: Iterable[Row]) -> Score:
    """The ordinary rows that are met with a safety text."""
    ordinary = [row for row in found if row.expected == "none"]
    return Score(sum(class_in(row.text) is not None for row in ordinary), len(ordinary))


def microseconds(found: list[Row], rounds: int = 3) -> float:
    """What one text costs, the best of some rounds, in time of this process alone.

    Folding remembers texts, so each is made a new one.
    """
    best = float("inf")
    for number in range(rounds):
        texts = [f"{row.text} {'.' * (number + 1)}" for row in found]
        began = time.process_time()
        for text in texts:
            class_in(text)
        best = min(best, (time.process_time() - began) / len(texts))
    return best * 1_000_000


def report() -> list[str]:
    """Recall by class, false alarms by language, for both halves, and the time of one text."""
    everything = rows()
    later = second_look()
    return [
        *_figures(everything),
        f"second look, all looked at: {len(later)} texts, noticed {noticed(later)}, false alarms {false_alarms(later)}",
        f"{microseconds(everything):.0f} microseconds per text",
    ]


def _figures(everything: list[Row]) -> Iterator[str]:
    for language in LANGUAGES:
        for half in HALVES:
            part = [row for row in everything if row.language == language and row.half == half]
            yield f"{language}, {half}: {len(part)} texts"
            for group in dict.fromkeys(group_of(code) for code in CLASSES):
                yield f"  recall {group}: {recall(part, group)}"
            yield f"  any safety text where there is danger: {noticed(part)}"
            yield f"  false alarms: {false_alarms(part)}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
