"""Understanding one answer in every language of the city at once; it never raises and never guesses between two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from bot.engine.flow import Choice, Step
from bot.engine.inputs import Moment, Text
from bot.engine.session import Given
from bot.engine.vocabulary import FILLERS, NEAR_DAYS, Vocabulary, fold
from bot.engine.wording import REFUSE_DIGIT

OTHER = "other"
WORDS_LIMIT = 1600
"""Characters of an answer that are kept: the longest text a carrier delivers."""
CLOSE_ENOUGH = 0.84
"""Likeness above which a misspelt word of five letters or more is taken for the label's."""


@dataclass(frozen=True, slots=True)
class Understood:
    """Language-free codes; for free answers, the one value. `refused` tells that the digit for it was used."""

    codes: tuple[str, ...]
    refused: bool = False


_LEADING_NUMBER = re.compile(r"^#?(\d{1,3})(?:st|nd|rd|th|a|o|da|do|ra|ro|er|ta|to|va|vo|na|no|ma|mo)?\b")
_DIGITS = re.compile(r"\d+")
_SEVERAL_APART = re.compile(r"[,;/&+\n]|\b(?:y|e|and|con)\b")


def choice_in(body: str, options: Sequence[Choice], vocabulary: Vocabulary, refusable: bool) -> Understood | None:
    """The one option meant, as a digit, an ordinal, a number word, a label or part of one; None when unsure."""
    words = fold(body)
    if not words:
        return None
    number = _number_of(words, vocabulary)
    if number is not None:
        return _by_number(number, options, refusable)
    code = _by_label(words, options) or _by_yes_no(words, options, vocabulary)
    return Understood((code,)) if code else None


def several_in(body: str, options: Sequence[Choice], vocabulary: Vocabulary, refusable: bool) -> Understood | None:
    """Every option meant: "1, 3", "1 y 3", "13" where no thirteenth exists, labels, "all"; None when any is unclear."""
    folded = fold(body)
    if folded in vocabulary.all:
        return Understood(tuple(option.code for option in options if option.code != OTHER))
    pieces = [piece for piece in _SEVERAL_APART.split(body.casefold()) if fold(piece)]
    if len(pieces) == 1 and re.fullmatch(r"[\d\s]+", folded):
        pieces = folded.split() if " " in folded else _digits_apart(folded, len(options))
    chosen: list[str] = []
    for piece in pieces:
        understood = choice_in(piece, options, vocabulary, refusable)
        if understood is None or (understood.refused and len(pieces) > 1):
            whole = choice_in(body, options, vocabulary, refusable)
            return whole
        if understood.refused:
            return understood
        chosen.extend(code for code in understood.codes if code not in chosen)
    return Understood(tuple(chosen)) if chosen else None


def _digits_apart(digits: str, count: int) -> list[str]:
    return [digits] if int(digits[:9]) <= count else list(digits)


def _number_of(words: str, vocabulary: Vocabulary) -> int | None:
    """The number a short answer is: "2", "la 2", "2 por favor", "opcion dos", "the second one"."""
    kept = [word for word in words.split() if word not in FILLERS] or words.split()
    if len(kept) != 1:
        return None
    match = _LEADING_NUMBER.match(kept[0])
    if match and match.end() == len(kept[0]):
        return int(match[1])
    return vocabulary.numbers.get(kept[0])


def _by_number(number: int, options: Sequence[Choice], refusable: bool) -> Understood | None:
    if 1 <= number <= len(options):
        return Understood((options[number - 1].code,))
    if refusable and number == REFUSE_DIGIT:
        return Understood((), refused=True)
    return None


def _by_label(words: str, options: Sequence[Choice]) -> str:
    """Whole label, then label with its number, then words that fit one option only, then one misspelt word."""
    labels = [
        (index, option.code, folded)
        for index, option in enumerate(options, start=1)
        for folded in {fold(label) for label in (*option.label.values(), *option.also)}
        if folded
    ]
    for index, code, label in labels:
        if words in (label, f"{index} {label}", code.replace("_", " ")):
            return code
    said = frozenset(words.split()) - FILLERS
    if not said or {"not", "no", "sin", "ni"} & set(words.split()):
        return ""
    fitting = {code for _, code, label in labels if (inside := _content(label)) and (said <= inside or inside <= said)}
    if not fitting and len(said) == 1:
        fitting = {code for _, code, label in labels for word in _content(label) if _alike(next(iter(said)), word)}
    return next(iter(fitting)) if len(fitting) == 1 else ""


def _content(label: str) -> frozenset[str]:
    return frozenset(label.split()) - FILLERS


def _alike(said: str, word: str) -> bool:
    return len(word) >= 5 and len(said) >= 5 and SequenceMatcher(None, said, word).ratio() >= CLOSE_ENOUGH


def _by_yes_no(words: str, options: Sequence[Choice], vocabulary: Vocabulary) -> str:
    codes = {option.code for option in options}
    first = words.split()[0]
    if "yes" in codes and (words in vocabulary.yes or (first in vocabulary.yes and len(words.split()) <= 3)):
        return "yes"
    if "no" in codes and (words in vocabulary.no or (first in vocabulary.no and len(words.split()) <= 3)):
        return "no"
    return ""


def number_in(body: str, minimum: int | None, maximum: int | None, vocabulary: Vocabulary) -> Understood | None:
    """A whole number within limits, in digits ("1,412", "12 personas") or as a word."""
    words = fold(body)
    digits = _DIGITS.findall(re.sub(r"(?<=\d)[,.](?=\d{3}\b)", "", body.translate(_WIDE_DIGITS)))
    if len(digits) == 1 and len(digits[0]) <= 9:
        number: int | None = int(digits[0])
    elif not digits:
        said = [vocabulary.numbers[word] for word in words.split() if word in vocabulary.numbers]
        number = said[0] if len(said) == 1 else None
    else:
        number = None
    if number is None or (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        return None
    return Understood((str(number),))


_WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_US_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\b")


def date_in(body: str, today: date, vocabulary: Vocabulary) -> Understood | None:
    """A date as ISO text: 2026-03-12, 3/12 (month first, as in the United States), "12 de marzo", "mar 12", "friday".

    Without a year it is the next such day, today included.
    """
    found = _written_date(body, today) or _worded_date(fold(body).split(), today, vocabulary)
    return Understood((found.isoformat(),)) if found else None


def _written_date(body: str, today: date) -> date | None:
    if match := _ISO_DATE.search(body):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _US_DATE.search(body):
        month, day = int(match[1]), int(match[2])
        if month > 12 >= day:
            month, day = day, month
        if match[3]:
            return _date(int(match[3]) + (2000 if len(match[3]) == 2 else 0), month, day)
        return _next_date(month, day, today)
    return None


def _worded_date(words: list[str], today: date, vocabulary: Vocabulary) -> date | None:
    line = " ".join(words)
    for near in sorted(NEAR_DAYS, key=len, reverse=True):
        if re.search(rf"\b{near}\b", line):
            return today + timedelta(days=NEAR_DAYS[near])
    month = _position(words, vocabulary.months, shortest=3)
    if month is not None:
        numbers = [int(match[1]) for word in words if (match := _LEADING_NUMBER.match(word))]
        years = [int(word) for word in words if re.fullmatch(r"20\d\d", word)]
        days = [number for number in numbers if 1 <= number <= 31]
        if len(days) != 1:
            return None
        return _date(years[0], month + 1, days[0]) if years else _next_date(month + 1, days[0], today)
    weekday = _position(words, vocabulary.weekdays, shortest=3)
    return today + timedelta(days=(weekday - today.weekday()) % 7) if weekday is not None else None


def _position(words: list[str], names: Mapping[str, int], shortest: int) -> int | None:
    """The month or weekday one of the words is, whole or cut short as people do ("mar", "wed")."""
    for word in words:
        if len(word) >= shortest and not word.isdigit():
            meant = {index for name, index in names.items() if name.startswith(word)}
            if len(meant) == 1:
                return meant.pop()
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_date(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year + 8):
        found = _date(year, month, day)
        if found and found >= today:
            return found
    return None


def free_answer(step: Step, heard: Text, at: Moment) -> Given | None:
    """The answer to a question without options; numbers and dates have a code, free words only themselves."""
    body = heard.body.strip()
    if step.answer in ("number", "date"):
        if step.answer == "number":
            understood = number_in(body, step.minimum, step.maximum, at.vocabulary)
        else:
            understood = date_in(body, at.today, at.vocabulary)
        return Given("answered", understood.codes, body) if understood else None
    if step.answer == "place" and heard.location:
        return Given("answered", (), heard.location)
    if not body and heard.media:
        return Given("answered", (), f"[{heard.media} media]")
    return Given("answered", (), body[:WORDS_LIMIT]) if body else None
