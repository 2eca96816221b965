"""How well questions find their entry, and how fast in larger directories; `python -m` prints both.

The questions are those of questions.csv, labelled, in each language.

A question is right when its entry is the answer or among the few that are offered, and, where the directory has no
entry for it, when nothing is offered. Precision: of those that were answered, how many rightly. Recall: of those with
an entry, how many found it.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import process_time

from bot.directory.queries import directory_of
from bot.directory.rules import services_in
from bot.flowfiles.library import Library
from tests.conversations.town import demo_library

QUESTIONS = Path(__file__).parent / "questions.csv"
LETTERS = "abcdefgilmnoprstuv"
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


def grown(library: Library, size: int) -> Library:
    """The city's list with so many entries: further ones listen to as many words, spelt by chance."""
    services = list(library.services)

    def coined(phrase: str) -> str:
        digest = sha256(f"{len(services)} {phrase}".encode()).digest()
        letters = [LETTERS[each % len(LETTERS)] for each in digest]
        return "".join(letters[at % len(letters)] if each.isalpha() else each for at, each in enumerate(phrase))

    while len(services) < size:
        like = services[len(services) % len(library.services)]
        words = {language: tuple(map(coined, phrases)) for language, phrases in like.keywords.items()}
        services.append(replace(like, code=f"{like.code}_{len(services)}", keywords=words, kind=""))
    return replace(library, services=tuple(services[:size]))


def speeds(sizes: Sequence[int] = (50, 200, 400, 800, 1600)) -> list[str]:
    """What a question costs on the processor, by the number of entries."""
    lines = []
    for size in sizes:
        known, took = directory_of(grown(demo_library(), size)).listened, []
        for question, _, _ in questions():
            began = process_time()
            services_in(question, known)
            took.append(1000 * (process_time() - began))
        took.sort()
        at = {share: took[int(share * len(took))] for share in (0.5, 0.95)}
        lines.append(f"{size} entries, {len(known.phrases)} phrases: median {at[0.5]:.2f} ms, p95 {at[0.95]:.2f} ms")
    return lines


if __name__ == "__main__":
    print("\n".join([*report(), *speeds()]))  # noqa: T201  that is what it is for
