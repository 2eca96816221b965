"""What a row of a list of residents says: checked cell by cell, typed, or told what is wrong; pure, row by row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from bot.engine.vocabulary import Vocabulary, fold
from bot.flowfiles.city import ContactField
from bot.lib.phone import read_number
from bot.lib.secrets import masked
from bot.people.columns import FIELD, Columns

LONGEST_NAME = 64
"""Characters of an area or zone."""
LONGEST_SOURCE = 24
LONGEST_VALUE = 640
LONGEST_SHOWN = 40
_DIGITS_IN_NORTH_AMERICA = 12
"""Characters of a number with +1; a local number without its area code is shorter, and is some other city's too."""
_MAY_BE_A_PHONE = 7
"""Digits from which on a cell is not repeated in a message."""
_TICKED = frozenset({"x", "1", "checked", "marcado"})
_SHORTENED = re.compile(r"[\d.,]+[eE]\+?\d+")
"""5.05555E+09, which spreadsheets make of a long number."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL = re.compile(r"[+-]?\d{1,15}([.,]\d{1,6})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_THREE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


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


class _Wrong(ValueError):
    """A cell that cannot be taken; the two arguments are what is wrong and how to mend it."""


def read_row(row: int, cells: Sequence[str], columns: Columns, expected: Expected) -> Entry | list[RowProblem]:
    """The entry in this row, or everything that is wrong with it: a row is taken whole or left out."""
    said = {meaning: cells[index] for meaning, index in columns.at.items() if index < len(cells)}
    problems: list[RowProblem] = []
    values: dict[str, Any] = {}
    fields: dict[str, str] = {}
    for meaning, read in _READERS.items():
        try:
            values[meaning] = read(said.get(meaning, ""), expected)
        except _Wrong as error:
            problems.append(RowProblem(row, columns.name(meaning), *error.args))
    for meaning in columns.at:
        if meaning.startswith(FIELD) and said.get(meaning):
            name = meaning.removeprefix(FIELD)
            try:
                fields[name] = field_value(said[meaning], expected.fields[name], expected)
            except _Wrong as error:
                problems.append(RowProblem(row, columns.name(meaning), *error.args))
    if problems:
        return problems
    agreement = Agreement(values["consent_source"], values["consent_on"], values["consent_words"])
    return Entry(
        row, values["phone"], agreement, values["language"], values["area"], values["zone"], values["topics"], fields
    )


def _phone(cell: str, expected: Expected) -> str:
    if not cell:
        raise _Wrong("the phone number is missing", "Add it, or take the row out.")
    if _SHORTENED.fullmatch(cell):
        raise _Wrong(
            "the spreadsheet has shortened the number", "Format the column as text and enter the number again."
        )
    number = read_number(cell, expected.country)
    if number is None or (number.startswith("+1") and len(number) != _DIGITS_IN_NORTH_AMERICA):
        raise _Wrong(
            "this is no phone number", "Write it with its area code, as in 505 555 0123; +52... for another country."
        )
    if number in expected.senders:
        raise _Wrong("this is the city's own number", "Take the row out.")
    return number


def _language(cell: str, expected: Expected) -> str | None:
    """A code or a name; `es-MX` is `es`."""
    if not cell:
        return expected.language or None
    code = expected.languages.get(fold(cell)) or expected.languages.get(cell.lower().replace("_", "-").split("-")[0])
    if code is None:
        known = ", ".join(sorted(set(expected.languages.values())))
        raise _Wrong(f"{_quoted(cell)} is no language of this city", f"Write one of {known}, or leave it empty.")
    return code


def _area(cell: str, expected: Expected) -> str | None:
    if not cell:
        return None
    if not expected.areas:
        return _zone(cell, expected)
    name = expected.areas.get(fold(cell))
    if name is None:
        near = get_close_matches(fold(cell), expected.areas, n=1)
        hint = f' Did you mean "{expected.areas[near[0]]}"?' if near else ""
        raise _Wrong(f"{_quoted(cell)} is no area that places.csv knows", f"Write it as it stands there.{hint}")
    return name


def _zone(cell: str, expected: Expected) -> str | None:
    if len(cell) > LONGEST_NAME:
        raise _Wrong("the name is too long", f"Use at most {LONGEST_NAME} characters.")
    return _without_secrets(cell) or None


def _topics(cell: str, expected: Expected) -> tuple[str, ...] | None:
    if not cell:
        return None
    topics = tuple(dict.fromkeys(fold(each).replace(" ", "_") for each in re.split(r"[,;|/]", cell) if fold(each)))
    for each in topics:
        if each not in expected.topics:
            known = ", ".join(sorted(expected.topics))
            raise _Wrong(f"{_quoted(each)} is no topic of this city", f"Write some of {known}, parted by commas.")
    return topics


def _consent_source(cell: str, expected: Expected) -> str:
    """Where they agreed; a plain yes takes what was said for the file, and a no is one."""
    folded = fold(cell)
    if folded in expected.vocabulary.no or folded == "0":
        raise _Wrong("this resident did not agree", "Take the row out; nobody is texted who did not agree.")
    source = expected.consent_source if not cell or folded in expected.vocabulary.yes or folded in _TICKED else cell
    if not source:
        raise _Wrong(
            "it does not say where this resident agreed to be texted",
            'Add a column "consent source", or answer for the whole file: --consent "paper form".',
        )
    if len(source) > LONGEST_SOURCE:
        raise _Wrong(
            "the consent source is too long",
            f"Use at most {LONGEST_SOURCE} characters, such as paper form; the rest goes under consent words.",
        )
    return _without_secrets(source)


def _consent_on(cell: str, expected: Expected) -> date:
    day = _date(cell, expected) if cell else expected.consent_on
    if day is None:
        raise _Wrong(
            "it does not say when this resident agreed to be texted",
            'Add a column "consent date", or answer for the whole file: --consent-on 2026-03-10.',
        )
    if day > expected.today:
        raise _Wrong("the day of consent is still to come", "Write the day on which the resident agreed.")
    return day


def _consent_words(cell: str, expected: Expected) -> str:
    return _text(cell or expected.consent_words, expected)


_READERS: dict[str, Callable[[str, Expected], Any]] = {
    "phone": _phone, "language": _language, "area": _area, "zone": _zone, "topics": _topics,
    "consent_source": _consent_source, "consent_on": _consent_on, "consent_words": _consent_words,
}  # fmt: skip


def value_of(meaning: str, cell: str, expected: Expected) -> str | RowProblem | None:
    """One value as a list would bring it, None for nothing; or what is wrong with it."""
    try:
        if not meaning.startswith(FIELD):
            value: str | None = _READERS[meaning](cell, expected)
            return value
        return field_value(cell, expected.fields[meaning.removeprefix(FIELD)], expected) if cell else None
    except _Wrong as error:
        return RowProblem(0, meaning, *error.args)


def field_value(cell: str, of: ContactField, expected: Expected) -> str:
    """The cell as a field of this kind is kept."""
    if of.kind == "choice":
        return _choice(cell, of)
    return _KINDS[of.kind](cell, expected)


def _text(cell: str, expected: Expected) -> str:
    if len(cell) > LONGEST_VALUE:
        raise _Wrong("the text is too long", f"Use at most {LONGEST_VALUE} characters.")
    return _without_secrets(cell)


def _number(cell: str, expected: Expected) -> str:
    written = cell.replace(" ", "").removeprefix("$")
    if _THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    elif not _DECIMAL.fullmatch(written):
        raise _Wrong(f"{_quoted(cell)} is no number", "Write digits, as in 1200 or 12.5.")
    return format(Decimal(written.replace(",", ".")), "f")


def _yes_no(cell: str, expected: Expected) -> str:
    folded = fold(cell)
    if folded in expected.vocabulary.yes or folded in _TICKED:
        return "yes"
    if folded in expected.vocabulary.no or folded == "0":
        return "no"
    raise _Wrong(f"{_quoted(cell)} is neither yes nor no", "Write yes or no, or leave it empty.")


def _day(cell: str, expected: Expected) -> str:
    return _date(cell, expected).isoformat()


_KINDS: dict[str, Callable[[str, Expected], str]] = {
    "text": _text, "number": _number, "yes/no": _yes_no, "date": _day,
}  # fmt: skip


def _choice(cell: str, of: ContactField) -> str:
    folded = fold(cell)
    for code, label in of.choices.items():
        if folded in (fold(code), *map(fold, label.values())):
            return code
    raise _Wrong(f"{_quoted(cell)} is none of the choices", f"Write one of {', '.join(of.choices)}.")


def _date(cell: str, expected: Expected) -> date:
    """ISO 8601, or three numbers in the order that was said for the file; two digits are no year."""
    written = cell.partition(" ")[0].partition("T")[0]
    match = _ISO.fullmatch(written) or _THREE.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        first, second, third = map(int, match.groups())
        if match.re is _ISO:
            return date(first, second, third)
        return date(third, second, first) if expected.day_first else date(third, first, second)
    except ValueError as error:
        remedy = "Write 2026-03-10. 3/10/2026 is read with the month first; --day-first says otherwise."
        raise _Wrong(f"{_quoted(cell)} is no date", remedy) from error


def _without_secrets(words: str) -> str:
    if words and masked(words).kinds:
        raise _Wrong("a private number stands here, such as a card's", "Take it out; it must not be kept.")
    return words


def _quoted(cell: str) -> str:
    """The cell for a message, cut short; digits that could be a phone number are not repeated."""
    is_date = _ISO.fullmatch(cell) or _THREE.fullmatch(cell)
    if sum(each.isdigit() for each in cell) >= _MAY_BE_A_PHONE and not is_date:
        return "what stands here"
    return f'"{cell[:LONGEST_SHOWN]}"'
