"""How well questions find their entry: the labelled questions of questions.csv, by language; `python -m` prints it.

A question is right when its entry is the answer or among the few that are offered, and, where the directory has no
entry for it, when nothing is offered. Precision: of those that were answered, how many rightly. Recall: of those with
an entry, how many found it.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.directory.queries import directory_of
from bot.directory.rules import services_in
from tests.conversations.town import demo_library

QUESTIONS = Path(__file__).parent / "questions.csv"
Asked = tuple[str, str, str]
"""The question, its language, and the code of its entry; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of one language, or of all; `alone` were answered at once, and rightly."""

    asked: int
    with_entry: int
    answered: int
    right: int
    alone: int
    wrong: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def precision(self) -> float:
        return self.right / self.answered

    @property
    def recall(self) -> float:
        return self.right / self.with_entry


def questions() -> list[Asked]:
    with QUESTIONS.open(encoding="utf-8") as stream:
        return [(row["question"], row["language"], row["code"]) for row in csv.DictReader(stream)]


def measured(asked: Iterable[Asked], find: Callable[[str], tuple[str, ...]]) -> Found:
    answers = [(question, code, find(question)) for question, _, code in asked]
    return Found(
        asked=len(answers),
        with_entry=sum(bool(code) for _, code, _ in answers),
        answered=sum(bool(codes) for _, _, codes in answers),
        right=sum(code in codes for _, code, codes in answers if code),
        alone=sum(codes == (code,) for _, code, codes in answers if code),
        wrong=tuple(
            (question, codes) for question, code, codes in answers if bool(code or codes) and code not in codes
        ),
    )


def shipped() -> Callable[[str], tuple[str, ...]]:
    """The city's own list."""
    known = directory_of(demo_library()).listened
    return lambda question: services_in(question, known)


def report() -> list[str]:
    """The figures by language, and what went wrong."""
    find, lines = shipped(), []
    for language in ("en", "es", ""):
        found = measured([each for each in questions() if language in ("", each[1])], find)
        figures = (
            f"precision {found.precision:.3f}, recall {found.recall:.3f}, at once {found.alone / found.with_entry:.3f}"
        )
        lines.append(f"{language or 'all'}: {found.asked} questions, {figures}")
    return lines + [f"  {question}: {', '.join(codes) or 'nothing'}" for question, codes in found.wrong]


if __name__ == "__main__":
    print("\n".join(report()))  # noqa: T201  that is what it is for
