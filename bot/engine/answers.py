"""Understanding one answer in every language of the city at once; it never raises and never guesses between two."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from bot.engine.flow import Choice, Step
from bot.engine.inputs import Moment, Text
from bot.engine.session import Given
from bot.engine.vocabulary import (
    AROUND_YES,
    BEFORE_NUMBERS,
    DAYS_IN,
    EITHER_OR,
    FILLERS,
    MORE_NUMBERS,
    MULTIPLIERS,
    NEAR_DAYS,
    NEGATIONS,
    Vocabulary,
    fold,
)
from bot.engine.wording import REFUSE_DIGIT

OTHER = "other"
WORDS_LIMIT = 1600
"""Characters of an answer that are kept: the longest text a carrier delivers."""
CLOSE_ENOUGH = 0.83
"""Likeness from which a misspelt word is taken for the label's: one letter of six ("vasura"), never of five."""
MISSPELT_WORDS = 3
"""Words at most that are compared letter by letter."""
MOST = 20
"""Options that a question has at most."""
SHORT = 3
"""Words of an answer that says a number and hardly anything else."""


@dataclass(frozen=True, slots=True)
class Understood:
    """Language-free codes; for free answers, the one value. `refused` tells that the digit for it was used.

    `sure` is False where a part of a label or a misspelling was taken for the whole: such an answer is said back.
    """

    codes: tuple[str, ...]
    refused: bool = False
    sure: bool = True


_NUMBER = re.compile(r"#?(\d{1,3})(?:st|nd|rd|th|a|o|da|do|ra|ro|er|era|ero|ta|to|va|vo|na|no|ma|mo)?")
_SEVERAL_APART = re.compile(r"[,;/&+\n]|\b(?:y|e|and|con)\b")
_RANGE = re.compile(r"\s*\d+\s*[-\u2013]\s*\d+\s*")


def choice_in(body: str, options: Sequence[Choice], vocabulary: Vocabulary, *, refusable: bool) -> Understood | None:
    """The one option meant, as a digit, an ordinal, a number word, a label or part of one; None when unsure."""
    words = fold(body).split()
    if not words:
        return None
    if (number := _digits_of(words)) is not None:
        return _by_number(number, options, refusable=refusable)
    labels = _labels(options)
    code = _exactly(" ".join(words), labels)
    if not code and (number := _worded_number(words, vocabulary)) is not None:
        return _by_number(number, options, refusable=refusable)
    if not code and len(words) > 1 and _NUMBER.fullmatch(words[0]):
        code = _by_number_and_label(words, options, labels)
        return Understood((code,)) if code else None
    if not code and (code := _fitting(words, labels)):
        return Understood((code,), sure=_says_all(words, code, labels))
    code = code or _by_yes_no(words, {option.code for option in options}, vocabulary)
    return Understood((code,)) if code else None


def several_in(body: str, options: Sequence[Choice], vocabulary: Vocabulary, *, refusable: bool) -> Understood | None:
    """Every option meant: "1, 3", "1 y 3", "13" where no thirteenth exists, labels, "all"; None when any is unclear."""
    folded = fold(body)
    if folded in vocabulary.all:
        return Understood(tuple(option.code for option in options if option.code != OTHER))
    if _RANGE.fullmatch(body):
        return None  # From 1 to 3, or 1 and 3?
    pieces = [piece for piece in _SEVERAL_APART.split(body.casefold()) if fold(piece)]
    if len(pieces) == 1 and re.fullmatch(r"[\d\s]+", folded):
        pieces = folded.split() if " " in folded else _digits_apart(folded, len(options))
    chosen: dict[str, None] = {}
    sure = True
    for piece in pieces:
        understood = choice_in(piece, options, vocabulary, refusable=refusable)
        if _exactly(folded, _labels(options)) or understood is None or understood.refused or len(pieces) > 2 * MOST:
            return choice_in(body, options, vocabulary, refusable=refusable)
        chosen.update(dict.fromkeys(understood.codes))
        sure = sure and understood.sure
    return Understood(tuple(chosen), sure=sure) if chosen else None


def codes_in(handed: str, options: Sequence[Choice], *, several: bool) -> tuple[str, ...]:
    """The codes that another flow handed over as an answer ("pothole", or "home,health"); empty when they are none."""
    codes = tuple(handed.split(","))
    known = {option.code for option in options} - {OTHER}
    return codes if known.issuperset(codes) and (several or len(codes) == 1) else ()


def _digits_apart(digits: str, count: int) -> list[str]:
    """ "13" as 1 and 3 where there is no thirteenth option; no digit twice, so that "555" stays what it is."""
    apart = len(digits) <= count < int(digits[:9]) and len(set(digits)) == len(digits)
    return list(digits) if apart else [digits]


def _digits_of(words: list[str]) -> int | None:
    """The digits a short answer is: "2", "la 2", "2 por favor", "#2", "2a", "no 2" (as in "No. 2", or "Nº 2")."""
    kept = [word for word in words if word not in FILLERS]
    match = _NUMBER.fullmatch(kept[0]) if len(kept) == 1 else None
    if match is None or (NEGATIONS.intersection(words) and words != ["no", kept[0]]):
        return None
    return int(match[1])


def _worded_number(words: list[str], vocabulary: Vocabulary) -> int | None:
    """The number that one word is: "dos", "opcion dos", "the second one", "la una"; never "quiero una"."""
    kept = [word for word in words if word not in FILLERS] or [word for word in words if word not in BEFORE_NUMBERS]
    if len(kept) != 1 or not NEGATIONS.isdisjoint(words):
        return None
    number = vocabulary.numbers.get(kept[0])
    return vocabulary.ordinals.get(kept[0]) if number is None else number


def _by_number(number: int, options: Sequence[Choice], *, refusable: bool) -> Understood | None:
    if 1 <= number <= len(options):
        return Understood((options[number - 1].code,))
    if refusable and number == REFUSE_DIGIT:
        return Understood((), refused=True)
    return None


_Labels = list[tuple[str, str]]
"""Every folded way to write an option, with its code."""


def _labels(options: Sequence[Choice]) -> _Labels:
    written = ((option.code, (*option.label.values(), *option.also)) for option in options)
    return [(code, folded) for code, labels in written for folded in dict.fromkeys(map(fold, labels)) if folded]


def _exactly(words: str, labels: _Labels) -> str:
    """The option whose whole label, or code, this is."""
    return next((code for code, label in labels if words in (label, code.replace("_", " "))), "")


def _by_number_and_label(words: list[str], options: Sequence[Choice], labels: _Labels) -> str:
    """ "2 bache": a number and words that mean the same option; "2 baches grandes" counts something, and means none."""
    match = _NUMBER.fullmatch(words[0])
    number = int(match[1]) if match else 0
    code = options[number - 1].code if 1 <= number <= len(options) else ""
    return code if code in (_exactly(" ".join(words[1:]), labels), _fitting(words[1:], labels)) else ""


def _fitting(words: list[str], labels: _Labels) -> str:
    """The only option whose label is among the words or has all of them; "bache o foco" fits two, so none."""
    fitting = _fits(frozenset(words), labels)
    if not EITHER_OR.isdisjoint(words):
        for piece in " ".join(" " if word in EITHER_OR else word for word in words).split("   "):
            fitting |= _fits(frozenset(piece.split()), labels)
    return next(iter(fitting)) if len(fitting) == 1 else ""


def _fits(words: frozenset[str], labels: _Labels) -> set[str]:
    """Every option that the words may mean, misspelt or not; a negation that is not the label's own fits none."""
    said, negated = words - FILLERS, words & NEGATIONS
    if not said:
        return set()
    inside = [
        (code, content)
        for code, label in labels
        if (content := frozenset(label.split()) - FILLERS) and negated.issubset(label.split())
    ]
    fitting = {code for code, content in inside if said <= content or content <= said}
    if not fitting and len(said) <= MISSPELT_WORDS:
        fitting = {code for code, content in inside if all(_among(word, content) for word in said)}
    return fitting


def _says_all(words: list[str], code: str, labels: _Labels) -> bool:
    """Whether every word of one of the option's labels was said."""
    return any(
        (content := frozenset(label.split()) - FILLERS) and content.issubset(words)
        for each, label in labels
        if each == code
    )


def _among(said: str, content: frozenset[str]) -> bool:
    return said in content or any(_alike(said, word) for word in content)


def _alike(said: str, word: str) -> bool:
    shorter, both = min(len(word), len(said)), len(word) + len(said)
    if shorter < 5 or 2 * shorter < CLOSE_ENOUGH * both or len(set(said) ^ set(word)) > 3:
        return False  # Too short to tell, or so unlike that no careful look is needed.
    return SequenceMatcher(None, said, word).ratio() >= CLOSE_ENOUGH


def _by_yes_no(words: list[str], codes: set[str], vocabulary: Vocabulary) -> str:
    """Yes or no, alone or with words that change nothing; "claro que no" is a no and "si no puedo" is neither."""
    whole = " ".join(words)
    first, rest = words[0], set(words[1:])
    for code, meant, opposite in (("yes", vocabulary.yes, vocabulary.no), ("no", vocabulary.no, vocabulary.yes)):
        surely = len(first) > 1 and first in meant and rest <= AROUND_YES | meant and not rest & (opposite - {"y"})
        if code in codes and (whole in meant or surely):
            return code
    return ""


_WHOLE = re.compile(r"(?<![\w.,/-])\d{1,9}(?![\w/]|[.,-]\d)")
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}\b)")


def number_in(body: str, minimum: int | None, maximum: int | None, vocabulary: Vocabulary) -> Understood | None:
    """A whole number within limits, in digits ("1,412", "12 personas") or as a word ("somos cuatro").

    A count of weeks or months is its days: "two weeks", "un mes".
    """
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", body))
    words = fold(body).split()
    digits = re.findall(r"\d+", plain)
    whole = _WHOLE.findall(plain)
    number: int | None = None
    if not MULTIPLIERS.isdisjoint(words):
        number = None
    elif NEGATIONS.isdisjoint(words) and (spans := _days_in(" ".join(words), vocabulary)):
        number = spans[0] if len(spans) == 1 else None
    elif len(digits) == len(whole) == 1:
        number = int(whole[0])
    elif not digits and NEGATIONS.isdisjoint(words):
        number = _counted(words, vocabulary)
    if number is None or (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        return None
    return Understood((str(number),))


_SPAN = re.compile(rf"\b(?:(\d{{1,3}}) ?|([a-z]+) )({'|'.join(DAYS_IN)})\b")


def _days_in(folded: str, vocabulary: Vocabulary) -> list[int]:
    """The days of each count of days, weeks or months; none beside a number of other things: "12 casas por semana"."""
    numbers = {"a": 1, "an": 1, **vocabulary.numbers}
    counts = [(int(digits) if digits else numbers.get(word, 0), span) for digits, word, span in _SPAN.findall(folded)]
    others = set(_SPAN.sub("", folded).split())
    if any(re.search(r"\d", word) for word in others) or not others.isdisjoint(vocabulary.numbers):
        return []
    return [count * DAYS_IN[span] for count, span in counts if count]


def _counted(words: list[str], vocabulary: Vocabulary) -> int | None:
    """The one number word; "one" counts only in a short answer, and "una", which is an article too, only alone."""
    said = [word for word in words if word in vocabulary.numbers]
    longest = SHORT if MORE_NUMBERS.keys().isdisjoint(said) else 1
    if len(said) != 1 or (vocabulary.numbers[said[0]] == 1 and len(words) > longest):
        return None
    return vocabulary.numbers[said[0]]


_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_PART_OF_DAY = re.compile(r"\b(?:por|en|de) la manana\b")
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
    line = _PART_OF_DAY.sub("", " ".join(words))
    for near, days in NEAR_DAYS.items():
        if re.search(rf"\b{near}\b", line):
            return today + timedelta(days=days)
    month = _position(words, vocabulary.months, shortest=3)
    if month is not None:
        years = [int(word) for word in words if re.fullmatch(r"20\d\d", word)]
        day = _day_of_month(words, vocabulary)
        if day is None:
            return None
        return _date(years[0], month + 1, day) if years else _next_date(month + 1, day, today)
    weekday = _position(words, vocabulary.weekdays, shortest=3)
    return today + timedelta(days=(weekday - today.weekday()) % 7) if weekday is not None else None


def _day_of_month(words: list[str], vocabulary: Vocabulary) -> int | None:
    """The one day among the words: "12", "12th", "primero", "cinco"."""
    days = [int(match[1]) for word in words if (match := _NUMBER.fullmatch(word))]
    days = days or [day for word in words if (day := _worded_number([word], vocabulary)) is not None]
    return days[0] if len(days) == 1 else None


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


_DIGIT = re.compile(r"\W*\d{1,2}\W*")


def free_answer(step: Step, heard: Text, at: Moment, *, first: bool = True) -> Given | None:
    """The answer to a question without options; numbers and dates have a code, free words only themselves.

    `first` tells that the question has not been asked again.
    """
    body = heard.body.strip()
    if step.answer in ("number", "date"):
        if step.answer == "number":
            understood = number_in(body, step.minimum, step.maximum, at.vocabulary)
        else:
            understood = date_in(body, at.today, at.vocabulary)
        return Given("answered", understood.codes, body) if understood else None
    if step.answer == "place" and heard.location:
        return Given("answered", (), heard.location)
    if step.answer == "text" and first and _DIGIT.fullmatch(body):
        return None  # The digit of an option that is no longer asked for; said again, it is what they mean.
    if not body and heard.media and step.answer == "text":
        return Given("answered", (), f"[{heard.media} media]")
    return Given("answered", (), body[:WORDS_LIMIT]) if body else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is taken from the answer to a menu; `asks_for_words` when "other" was chosen and says too little."""

    given: Given
    asks_for_words: bool = False
    sure: bool = True


def chosen_in(step: Step, body: str, options: Sequence[Choice], vocabulary: Vocabulary) -> Chosen | None:
    """The answer to a question with options, if one of them is meant."""
    understood = (several_in if step.several else choice_in)(body, options, vocabulary, refusable=bool(step.refuse))
    if understood is None:
        return None
    if understood.refused:
        return Chosen(Given("refused", (), body))
    if OTHER not in understood.codes:
        return Chosen(Given("answered", understood.codes, body), sure=understood.sure)
    if not step.own_words:
        return Chosen(Given("answered", understood.codes))  # "5" for "other" is nobody's own words.
    beside = tuple(code for code in understood.codes if code != OTHER)
    return Chosen(Given("answered", beside), asks_for_words=True)


def unlisted_in(body: str, offered: Sequence[Choice], listed: Sequence[Choice]) -> Chosen | None:
    """The option that the menu does not list now, meant by its words; a number never means it."""
    labels, words = _labels(offered), fold(body).split()
    code = (exactly := _exactly(" ".join(words), labels)) or _fitting(words, labels)
    if not code or code in {option.code for option in listed}:
        return None
    return Chosen(Given("answered", (code,), body), sure=bool(exactly) or _says_all(words, code, labels))


def own_words_in(step: Step, body: str) -> Chosen | None:
    """Where "other" is offered, a sentence of one's own is an answer already; one stray word is not."""
    said = [word for word in fold(body).split() if not word.isdigit() and word not in FILLERS]
    return Chosen(Given("answered", (OTHER,), body.strip())) if step.other and len(said) > 1 else None
