"""Problems and prices as plain text for a terminal of 80 columns; it decides nothing and prints nothing."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from bot.flowfiles.prices import Row
from bot.flowfiles.problems import Problem

WIDTH = 80


def lines(problems: Sequence[Problem]) -> list[str]:
    """Each problem as its place, what is wrong, and the remedy set in; then how many there are."""
    told: list[str] = []
    for problem in problems:
        told.append(f"{problem.file}:{problem.line}: {problem.rule}")
        told += wrap(f"{problem.message}.", WIDTH, initial_indent="    ", subsequent_indent="    ")
        told += wrap(problem.remedy, WIDTH, initial_indent="    -> ", subsequent_indent="       ")
    files = len({problem.file for problem in problems})
    told.append(f"{_count(len(problems), 'problem')} in {_count(files, 'file')}." if problems else "All is well.")
    return told


def price_table(rows: Iterable[Row]) -> list[str]:
    """One line for every text and language: where it is, how long, and what it costs against what it may."""
    table = [f"{'flow':<16} {'step':<24} {'language':<10} {'letters':>7}  {'coding':<6} {'parts':>5}/may"]
    total = over = 0
    for row in rows:
        total += 1
        over += row.parts > row.budget
        mark = " !" if row.parts > row.budget else ""
        table.append(
            f"{_cut(row.flow, 16):<16} {_cut(row.step, 24):<24} {_cut(row.language, 10):<10} {row.characters:>7}  "
            f"{row.encoding:<6} {row.parts:>5}/{row.budget}{mark}"
        )
    table.append(f"{_count(total, 'text')}, {over} over budget. A ? marks a question asked again, with its help.")
    return table


def _cut(word: str, width: int) -> str:
    return word if len(word) <= width else word[: width - 1] + "~"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
