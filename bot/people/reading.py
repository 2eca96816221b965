"""What a row of a list of residents says: checked cell by cell, typed, or told what is wrong; pure, row by row."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.engine.vocabulary import Vocabulary, fold
from bot.flowfiles.city import ContactField
from bot.lib.phone import read_number
from bot.people.columns import FIELD, Columns

LONGEST_NAME = 64
"""Characters of an area or zone."""
LONGEST_SOURCE = 24
LONGEST_VALUE = 640
LONGEST_SHOWN = 40
_DIGITS_IN_NORTH_AMERICA = 12
"""A number with +1 as a text; the digits of a local number alone do not say which city."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How somebody agreed to be texted: where, when, and in which words or on which paper."""

    source: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be imported; what the sheet does not say is None. `topics` are all they agreed to, if told."""

    row: int
    phone: str
    agreement: Agreement
    language: str | None = None
    area: str | None = None
    zone: str | None = None
    topics: tuple[str, ...] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something to mend or to know about one row; `skips` when the row is left out. It never shows a phone number."""

    row: int
    column: str
    wrong: str
    remedy: str
    skips: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """What the city knows and what was said about the file, so that rows can be judged.

    `languages` and `areas` lead from folded names to the code or the name as it is kept; without any `areas` every area
    is taken. `consent_source`, `consent_on`, `consent_words` and `language` count for rows that say nothing.
    """

    languages: Mapping[str, str]
    areas: Mapping[str, str]
    topics: frozenset[str]
    fields: Mapping[str, ContactField]
    vocabulary: Vocabulary
    today: date
    senders: frozenset[str] = frozenset()
    country: str = "US"
    day_first: bool = False
    consent_source: str = ""
    consent_on: date | None = None
    consent_words: str = ""
    language: str = ""


class Wrong(ValueError):
    """A cell that cannot be taken; the two arguments are what is wrong and how to mend it."""


def read_row(row: int, cells: Sequence[str], columns: Columns, expected: Expected) -> Entry | list[RowProblem]:
    """The entry in this row, or everything that is wrong with it."""
    said = {meaning: cells[index] for meaning, index in columns.at.items() if index < len(cells) and cells[index]}
    problems: list[RowProblem] = []

    def cell[T](meaning: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(said.get(meaning, ""))
        except Wrong as error:
            problems.append(RowProblem(row, columns.name(meaning), *error.args))
            return None

    return problems
