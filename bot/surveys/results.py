"""What the counts of a survey say: tables by language without small counts, shares with intervals; pure values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import loads

from bot.engine.answers import OTHER
from bot.engine.flow import Step, Text
from bot.lib.suppression import (
    BASE_FOR_SHARES,
    BASE_FOR_TRUST,
    SMALLEST_SHOWN,
    Cell,
    hidden_cells,
    median,
    sums_of,
)
from bot.surveys import rates
from bot.surveys.answers import Counts

NO_ANSWER = ("skipped", "refused", "unclear")
ALL = "all"
"""The column of everybody together."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: a count, and its share of those who were asked with its interval; None is not shown."""

    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its code and words, and a figure for each column."""

    code: str
    label: Text
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Result:
    """A question's answers. `asked` by column; `cautious` are columns whose shares rest on few people.

    `gap` tells that languages differ in how many gave no answer; `median` is that of a question for a number.
    """

    step: Step
    lines: tuple[Line, ...]
    asked: Mapping[str, Figure]
    cautious: frozenset[str]
    gap: bool
    median: Mapping[str, float]
    has_words: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How people went through the survey: how many began, finished, and left before which question."""

    began: Mapping[str, Figure]
    finished: Mapping[str, Figure]
    left: tuple[tuple[str, Mapping[str, Figure]], ...]
    outcomes: Mapping[str, Figure]


def languages_of(counts: Counts, spoken: Sequence[str]) -> list[str]:
    """The city's languages, then others that were answered in; "" is unknown."""
    return list(dict.fromkeys([*spoken, *sorted({each[1] for each in counts.cells})]))


def results(counts: Counts, questions: Sequence[Step], spoken: Sequence[str]) -> list[Result]:
    """Each question's answers, by language."""
    languages = languages_of(counts, spoken)
    return [_result(counts, step, languages) for step in questions]


def _result(counts: Counts, step: Step, languages: Sequence[str]) -> Result:
    given: dict[str, Counter[str]] = {each: Counter() for each in languages}
    none: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for at, language, status, codes, times in counts.cells:
        if at != step.id:
            continue
        if status in NO_ANSWER:
            none[language] += times
        elif status == "answered":
            answered[language] += times
            given[language].update(dict.fromkeys(loads(codes), times))
    labels = _labels(step, given)
    rows = [[given[each][code] for each in languages] for code in labels]
    if not labels:
        rows = [[answered[each] for each in languages]]
    rows += [[none[each] for each in languages], [answered[each] + none[each] for each in languages]]
    table = [[*row, sum(row)] for row in rows]
    hidden = hidden_cells(table, sums_of(len(table), len(languages) + 1, down=not step.several))
    columns = [*languages, ALL]
    bases = dict(zip(columns, table[-1], strict=True))
    figures = [_figures(row, index, columns, bases, hidden) for index, row in enumerate(table)]
    names: list[tuple[str, Text]] = [*labels.items()] or [("answered", {})]
    lines = tuple(Line(code, label, each) for (code, label), each in zip([*names, ("", {})], figures[:-1], strict=True))
    shares = {each: none[each] / bases[each] for each in languages if bases[each] >= BASE_FOR_SHARES}
    cautious = frozenset(each for each in columns if BASE_FOR_SHARES <= bases[each] < BASE_FOR_TRUST)
    return Result(
        step, lines, figures[-1], cautious,
        rates.differs_by_language(shares), _medians(step, given, languages), step.kind == "ask" or bool(step.other),
    )  # fmt: skip


def _labels(step: Step, given: Mapping[str, Counter[str]]) -> dict[str, Text]:
    """The options in order, then codes of earlier versions; nothing for words, dates and places."""
    if step.kind == "ask":
        if step.answer != "number":
            return {}
        numbers = sorted({int(code) for each in given.values() for code in each if code.lstrip("-").isdigit()})
        return {str(number): {"en": str(number)} for number in numbers} if len(numbers) <= MOST_NUMBERS else {}
    labels: dict[str, Text] = {each.code: each.label for each in step.choices}
    if step.other:
        labels[OTHER] = step.other
    earlier = sorted({code for each in given.values() for code in each} - labels.keys())
    return labels | {code: {} for code in earlier}


MOST_NUMBERS = 20
"""Different numbers that are listed one by one; of more only the middle one is told."""


def _figures(
    row: Sequence[int], index: int, columns: Sequence[str], bases: Mapping[str, int], hidden: frozenset[Cell]
) -> dict[str, Figure]:  # fmt: skip
    is_base = list(row) == list(bases.values())
    return {
        column: Figure(None)
        if (index, number) in hidden
        else Figure(row[number])
        if is_base
        else _figure(row[number], bases[column])
        for number, column in enumerate(columns)
    }


def _figure(count: int, base: int) -> Figure:
    if base < BASE_FOR_SHARES:
        return Figure(count)
    low, high = rates.wilson(count, base)
    return Figure(count, count / base, low, high)


def _medians(step: Step, given: Mapping[str, Counter[str]], languages: Sequence[str]) -> dict[str, float]:
    if step.kind != "ask" or step.answer != "number":
        return {}
    found: dict[str, float] = {}
    whole: Counter[int] = Counter()
    for language in languages:
        numbers = Counter({int(code): times for code, times in given[language].items() if code.lstrip("-").isdigit()})
        whole.update(numbers)
        if numbers.total() >= BASE_FOR_SHARES and (middle := median(numbers)) is not None:
            found[language] = middle
    if whole.total() >= BASE_FOR_SHARES and (middle := median(whole)) is not None:
        found[ALL] = middle
    return found


def way(counts: Counts, questions: Sequence[Step], spoken: Sequence[str]) -> Way:
    """How far people went; whoever reached the last question has finished."""
    columns = languages_of(counts, spoken)
    reached: dict[str, Counter[int]] = {each: Counter() for each in columns}
    outcomes: Counter[str] = Counter()
    for language, position, asked, answered, times in counts.walks:
        reached[language][position] += times
        applicable = asked if position >= len(questions) else len(questions)
        outcomes[rates.outcome(answered, applicable)] += times
    stops = range(1, len(questions))
    rows = [[reached[each][position] for each in columns] for position in stops]
    rows.append([reached[each][len(questions)] for each in columns])
    rows.append([sum(reached[each].values()) for each in columns])
    table = [[*row, sum(row)] for row in rows]
    hidden = hidden_cells(table, sums_of(len(table), len(columns) + 1))
    named = [*columns, ALL]
    bases = dict(zip(named, table[-1], strict=True))
    figures = [_figures(row, index, named, bases, hidden) for index, row in enumerate(table)]
    left = tuple((questions[position].id, figures[position - 1]) for position in stops)
    return Way(figures[-1], figures[-2], left, _outcomes(outcomes, bases[ALL]))


def _outcomes(outcomes: Mapping[str, int], began: int) -> dict[str, Figure]:
    """Complete, partial, broken off; all of them are left out when one of them is small."""
    counts = {each: outcomes.get(each, 0) for each in ("complete", "partial", "refused")}
    is_small = any(0 < count < SMALLEST_SHOWN for count in counts.values())
    return {each: Figure(None) if is_small else _figure(count, began) for each, count in counts.items()}
