"""How often a resident's language is taken right, wrong or not at all, on labelled texts; it decides nothing itself.

`python -m tests.language.measure` prints it. Half of the texts (by their own hash) may be looked at while the
decision is improved; the other half is only ever counted.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.conversations.arrivals import language_of
from bot.people.store import Contact
from tests.conversations.town import LUPE, Town, new_sqlite

TEXTS = Path(__file__).with_name("texts.csv")
LABELS = ("es", "en", "mixed", "neither")
HALVES = ("looked at", "held out")
LENGTHS = {"1 word": range(2), "2-3": range(2, 4), "4-6": range(4, 7), "7-12": range(7, 13)}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what it is written in: es, en, mixed (both in one text) or neither."""

    text: str
    label: str

    @property
    def half(self) -> str:
        """The half that the text's hash puts it in, for ever."""
        return HALVES[sha256(self.text.encode()).digest()[0] % 2]

    @property
    def length(self) -> str:
        """Which of `LENGTHS`."""
        return next(name for name, words in LENGTHS.items() if len(self.text.split()) in words)


@dataclass(frozen=True, slots=True)
class Taken:
    """What language a text left its resident with, who had the `known` one (None: it was the first text)."""

    labelled: Labelled
    known: str | None
    language: str | None

    @property
    def is_wrong(self) -> bool:
        """A guess against the label, or a language left that should have stayed; a mixed text may be met in either."""
        label = self.labelled.label
        if self.known is None:
            return self.language is not None and label != "mixed" and label != self.language
        return self.language != self.known and label != self.language

    @property
    def should_stay(self) -> bool:
        """Somebody met in `known` wrote this, and nothing in it asks for another language."""
        return self.known is not None and self.labelled.label in (self.known, "mixed", "neither")


def labelled_texts() -> list[Labelled]:
    """Every labelled text, in the order of the file."""
    with TEXTS.open(encoding="utf-8", newline="") as lines:
        return [Labelled(row["text"], row["label"]) for row in csv.DictReader(lines)]


def taken(texts: Iterable[Labelled]) -> list[Taken]:
    """Each text as somebody's first, and from a resident whose language was guessed before, either one."""
    with tempfile.TemporaryDirectory() as folder, closing(Town(new_sqlite(Path(folder)))) as town:
        return [
            Taken(each, known, _language_after(town, each.text, known))
            for each in texts
            for known in (None, "es", "en")
        ]


def _language_after(town: Town, text: str, known: str | None) -> str | None:
    met = Contact("ctc_1", known, "guessed", None) if known else None
    return language_of(town.bot.desk, town.received(LUPE, text), met).code


def wrong_switches(everything: Iterable[Taken]) -> tuple[list[Taken], int]:
    """The texts that took a language away from somebody, and of how many that should have stayed."""
    stays = [each for each in everything if each.should_stay]
    return [each for each in stays if each.is_wrong], len(stays)


def report() -> list[str]:
    """The figures as lines of Markdown, the looked-at half first."""
    everything = taken(labelled_texts())
    lines: list[str] = []
    for half in HALVES:
        lines += [*_figures(half, [each for each in everything if each.labelled.half == half]), ""]
    return [*lines, cold_start()]


def _figures(half: str, everything: list[Taken]) -> list[str]:
    first = [each for each in everything if each.known is None]
    lines = [
        f"Language, {half}: {len(first)} texts",
        "",
        "| first text | words | texts | right | wrong | no guess |",
        "|---|---|---|---|---|---|",
    ]
    for label in LABELS:
        for length in (*LENGTHS, "all"):
            some = [each for each in first if each.labelled.label == label and length in (each.labelled.length, "all")]
            silent = sum(each.language is None for each in some)
            wrong = sum(each.is_wrong for each in some)
            lines.append(f"| {label} | {length} | {len(some)} | {len(some) - silent - wrong} | {wrong} | {silent} |")
    wrong = _share(sum(each.is_wrong for each in first), len(first))
    return [*lines, "", f"wrong first guesses: {wrong}", "", *_switches(everything)]


def _switches(everything: list[Taken]) -> list[str]:
    lines = ["| a language was guessed before | texts | changed |", "|---|---|---|"]
    for label in LABELS:
        wrong, stays = wrong_switches(each for each in everything if each.labelled.label == label)
        what = "the same language" if label in ("es", "en") else label
        lines.append(f"| {label}, {what} should stay | {stays} | {len(wrong)} |")
    for label, known in (("es", "en"), ("en", "es")):
        others = [each for each in everything if (each.labelled.label, each.known) == (label, known)]
        changed = sum(each.language == label for each in others)
        lines.append(f"| {label} from somebody met in {known}: should change | {len(others)} | {changed} |")
    wrong, stays = wrong_switches(everything)
    _, long = wrong_switches(each for each in everything if each.labelled.length in ("4-6", "7-12"))
    return [*lines, "", f"wrong switches: {_share(len(wrong), stays)}; texts long enough to switch: {long}"]


def _share(some: int, of: int) -> str:
    return f"{some} of {of} ({some / of:.1%})"


COLD = """
import time
from pathlib import Path

def resident():
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024

from bot.lib import language
before, at = resident(), time.perf_counter()
language.warm(("es", "en"))
print(f"{time.perf_counter() - at:.2f} s and {resident() - before:.0f} MiB")
at = time.perf_counter()
for _ in range(200):
    language.guess("no han pasado por la basura en dos semanas", ("es", "en"))
print(f"{(time.perf_counter() - at) / 200 * 1e6:.0f} us")
"""


def cold_start() -> str:
    """What the first guess of a fresh process costs, and every later one; needs Linux's /proc."""
    ready, each = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )[:2]
    return f"The guess of a fresh process: {ready} before the first, {each} for each."


if __name__ == "__main__":
    print("\n".join(report()))  # noqa: T201
