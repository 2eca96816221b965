"""Reads a segment's rule, such as `language = es and not answered "prosperity"`; pure, it knows no database.

A rule speaks of what residents said or did and of nothing else. How it is judged stands in facts and audience.

    rule  = term { "and" term } | term { "or" term }          "and" binds tighter
    term  = "not" term | "(" rule ")" | fact | deed
    fact  = name ( op value | ["not"] "in" "(" values ")" | "is unknown" )
    deed  = "answered" name [ "=" code | "in" "(" codes ")" ] span | "reported" kind span | "texted" span
          | "joined" span
    span  = [ "within" number "days" ] [ "since" date ] [ "before" date ]
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from bot.broadcasts.tokens import NotARule, Token, tokens
from bot.broadcasts.tree import (
    EVER,
    SHAPES,
    WORDS,
    And,
    Answered,
    Fact,
    Joined,
    Not,
    Or,
    Reported,
    Rule,
    Span,
    Texted,
)  # fmt: skip
from bot.engine.vocabulary import fold

LONGEST = 4000
"""Characters of a rule."""
DEEPEST, MOST_TERMS = 20, 60
"""Brackets and nots inside each other, and facts and deeds of one rule."""
MOST_DAYS = 3660
MOST_LISTED = 12
"""Known names that a remedy counts up."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a city's rules may speak of; where nothing is listed, a rule may say what it likes.

    `fields` are kind (text, number, yes/no, date or choice) by name, `choices` the codes of those that have some;
    `questions` are the codes of each step of each survey and flow, none where a step is no choice; `kinds` of concerns.
    """

    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def parse(text: str, names: Names) -> Rule:
    """The rule, with every name and value as the city writes it; NotARule and nothing else when it cannot be read."""
    if len(text) > LONGEST:
        raise NotARule(LONGEST, f"the rule is longer than {LONGEST} characters", "Make two segments of it.", "long")
    reading = _Reading(tokens(text), names)
    rule = reading.rule()
    reading.end()
    return rule


_FACTS: Mapping[str, Callable[[Names], tuple[str, ...]]] = {
    "language": lambda names: names.languages,
    "area": lambda names: names.areas,
    "zone": lambda names: names.zones,
    "door": lambda names: names.doors,
}
_KINDS = {"language": "code", "choice": "code"}
"""How facts and kinds of fields are written and compared; all others are what they are called, or text."""
_ORDERED = ("<", "<=", ">", ">=")
_DEEDS = ("answered", "reported", "texted", "joined")
_NEVER = frozenset(
    {
        "ethnicity", "ethnic", "race", "racial", "raza", "etnia", "etnicidad", "nationality", "nacionalidad",
        "citizenship", "citizen", "ciudadania", "ciudadano", "ciudadana", "immigration", "immigrant", "inmigracion",
        "inmigrante", "migration", "migratorio", "migratoria", "undocumented", "indocumentado", "indocumentada", "visa",
        "ssn", "surname", "surnames", "lastname", "apellido", "apellidos", "religion", "birthplace",
    }
)  # fmt: skip
"""Words of names that no rule may speak of, folded, even where a city has such a field or question."""
_NEVER_ALONE = frozenset({"status", "estatus", "legal status", "estatus legal", "origin", "origen", "last name"})
_LIST = "Write a list as (a, b)."


def _is_never(name: str) -> bool:
    folded = fold(name)
    return folded in _NEVER_ALONE or not _NEVER.isdisjoint(folded.split())


def _never(column: int) -> NotARule:
    message = "the city never sorts people by ethnicity, race, origin, religion, surname, citizenship or status"
    return NotARule(
        column,
        message,
        "A segment is made of what residents told the city or did: their language, area, answers.",
        "never",
    )


def _nearest(word: str, known: Iterable[str]) -> str:
    """A hint at what was probably meant, with a space in front; empty when nothing is near."""
    folded = {fold(each): each for each in known}
    found = get_close_matches(fold(word), folded, n=1, cutoff=0.6)
    return f' Did you mean "{folded[found[0]]}"?' if found else ""


class _Reading:
    """The tokens, and how far they are read."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self._tokens, self._names = tokens, names
        self._position = self._depth = self._terms = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._next
        self._position += token.kind != "end"
        return token

    def _symbol(self, sign: str) -> bool:
        found = self._next.kind == "symbol" and self._next.text == sign
        self._position += found
        return found

    def _word(self, meaning: str) -> bool:
        """Whether this word of the language comes next, and past it if so."""
        for spelling in (each for spellings in WORDS[meaning].values() for each in spellings):
            wanted = spelling.split()
            ahead = self._tokens[self._position : self._position + len(wanted)]
            if [token.text.casefold() for token in ahead if token.kind == "word"] == wanted:
                self._position += len(wanted)
                return True
        return False

    def _wrong(self, expected: str, remedy: str) -> NotARule:
        return NotARule(self._next.at, f"{expected} is expected, but {self._next}", remedy)

    # Rules

    def end(self) -> None:
        """Nothing follows the rule."""
        if self._next.kind != "end":
            raise self._wrong('"and", "or" or the end', 'Put names of several words in quotes: "South Valley".')

    def rule(self) -> Rule:
        """Terms with "or" between them, each of terms with "and"."""
        at, parts = self._next.at, [self._all()]
        while self._word("or"):
            parts.append(self._all())
        return Or(tuple(parts), at) if len(parts) > 1 else parts[0]

    def _all(self) -> Rule:
        at, parts = self._next.at, [self._term()]
        while self._word("and"):
            parts.append(self._term())
        return And(tuple(parts), at) if len(parts) > 1 else parts[0]

    def _term(self) -> Rule:
        at = self._next.at
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotARule(at, f"brackets stand {DEEPEST} deep in each other", "Make two segments of it.", "long")
        if self._word("not"):
            rule: Rule = Not(self._term(), at)
        elif self._symbol("("):
            rule = self.rule()
            if not self._symbol(")"):
                raise self._wrong(f'")" for the "(" in column {at}', "Close what was opened.")
        else:
            rule = self._fact_or_deed(at)
        self._depth -= 1
        return rule

    def _fact_or_deed(self, at: int) -> Rule:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise NotARule(
                at,
                f"the rule speaks of more than {MOST_TERMS} things",
                "Use lists, or make two segments of it.",
                "long",
            )
        for name in _FACTS:
            if self._word(name):
                return self._compared(name, _KINDS.get(name, "text"), _FACTS[name](self._names), at)
        for deed in _DEEDS:
            if self._word(deed):
                return self._deed(deed, at)
        if self._next.kind == "word":
            fact, dot, own = self._next.text.partition(".")
            if dot and fact.casefold() in (*WORDS["field"]["en"], *WORDS["field"]["es"]):
                return self._field(own, at)
            if _is_never(self._next.text):
                raise _never(at)
        known = [*WORDS["not"]["en"], *(word for name in (*_FACTS, "field", *_DEEDS) for word in WORDS[name]["en"])]
        remedy = f"A rule speaks of {', '.join(known[1:])}.{_nearest(self._next.text, known)}"
        raise self._wrong("something to ask about", remedy.replace("field", "field.name", 1))

    # Facts

    def _field(self, name: str, at: int) -> Rule:
        if _is_never(name):
            raise _never(at)
        kind = self._names.fields.get(name)
        if kind is None:
            fields = [f"field.{each}" for each in sorted(self._names.fields) if not _is_never(each)]
            remedy = f"Known are: {', '.join(fields) or 'none'}.{_nearest(f'field.{name}', fields)}"
            raise NotARule(at, f'the city keeps no field "{name}"', remedy, "field", name, fields)
        self._take()
        return self._compared(f"field.{name}", _KINDS.get(kind, kind), self._names.choices.get(name, ()), at)

    def _compared(self, name: str, kind: str, known: tuple[str, ...], at: int) -> Rule:
        if self._word("unknown"):
            return Fact(name, kind, "unknown", (), at)

        def value() -> str:
            return self._value(kind, known)

        negated = self._word("not")
        if self._word("in"):
            values = self._listed(value)
            op = ("!=" if negated else "=") if len(values) == 1 else ("not in" if negated else "in")
            return Fact(name, kind, op, values, at)
        token = self._next
        if negated or token.kind != "symbol" or token.text not in ("=", "!=", *_ORDERED):
            raise self._wrong("a comparison" if not negated else '"in"', 'Write =, !=, "in (...)" or "is unknown".')
        if token.text in _ORDERED and kind not in ("number", "date"):
            raise self._wrong("= or !=", f'Only numbers and dates are more or less; "{name}" is neither.')
        self._take()
        return Fact(name, kind, token.text, (value(),), at)

    def _listed(self, value: Callable[[], str]) -> tuple[str, ...]:
        if not self._symbol("("):
            raise self._wrong('"("', _LIST)
        values = [value()]
        while self._symbol(","):
            values.append(value())
        if not self._symbol(")"):
            raise self._wrong('"," or ")"', f'{_LIST} Put names of several words in quotes: "South Valley".')
        return tuple(dict.fromkeys(values))

    def _value(self, kind: str, known: tuple[str, ...]) -> str:
        if kind == "yes/no":
            for answer in ("yes", "no"):
                if self._word(answer):
                    return answer
            raise self._wrong("yes or no", "Write yes or no, without quotes.")
        if kind == "number":
            if not re.match(SHAPES["number"], self._next.text):
                raise self._wrong("a number", "Up to ten digits, and up to four after a point: 4 or 1200.5.")
            return _number(self._take().text)
        if kind == "date":
            return self._day().isoformat()
        return self._known(known, "a value")

    def _known(self, known: tuple[str, ...], expected: str) -> str:
        """A word or something in quotes, as the city writes it; any at all where nothing is known."""
        token = self._next
        if token.kind not in ("word", "quoted"):
            raise self._wrong(expected, 'Write a word, or a name in quotes: "South Valley".')
        self._take()
        if not known or token.text in known:
            return token.text
        written = {fold(each): each for each in known}
        if fold(token.text) not in written:
            listed = ", ".join(sorted(known)[:MOST_LISTED]) + (", ..." if len(known) > MOST_LISTED else "")
            remedy = f"Known are: {listed}.{_nearest(token.text, known)}"
            if token.kind == "word" and self._next.kind == "word":
                remedy += f' Put names of several words in quotes: "{token.text} {self._next.text}".'
            among = sorted(known)[:MOST_LISTED]
            raise NotARule(token.at, f'"{token.text}" is not known here', remedy, "name", token.text, among)
        return written[fold(token.text)]

    # Deeds

    def _deed(self, deed: str, at: int) -> Rule:
        if deed == "answered":
            return self._answered(at)
        if deed == "reported":
            return self._reported(at)
        span = self._span()
        if deed == "texted":
            return Texted(span, at)
        if span == EVER:
            raise self._wrong(
                "a time", 'Everybody has joined; write "joined within 30 days" or "joined since 2026-03-01".'
            )
        return Joined(span, at)

    def _reported(self, at: int) -> Rule:
        start = self._position
        if self._next.kind in ("end", "symbol") or any(map(self._word, ("and", "or"))):
            self._position = start
            raise self._wrong("what was reported", 'Write a kind, such as "pothole", or "any".')
        if self._next.kind == "word" and self._word("any"):
            return Reported("", self._span(), at)
        span = self._span()
        if span != EVER:
            return Reported("", span, at)
        return Reported(self._known(self._names.kinds, "a kind"), self._span(), at)

    def _answered(self, at: int) -> Rule:
        token = self._next
        questions = self._names.questions
        said = token.text if token.kind in ("word", "quoted") else ""
        of, dot, step = said.partition(".")
        if not of or bool(dot) != bool(step):
            remedy = 'Name a survey or a flow, or one of its questions: "prosperity" or "prosperity.year".'
            raise self._wrong("what was answered", remedy)
        if _is_never(step):
            raise _never(token.at)
        if questions and of not in questions:
            remedy = f"Write the name of its file.{_nearest(of, questions)}"
            raise NotARule(token.at, f'there is no survey or flow "{of}"', remedy, "survey", of, questions)
        steps = questions.get(of, {})
        if questions and step and step not in steps:
            asked = [each for each in steps if not _is_never(each)]
            remedy = f"It asks: {', '.join(asked) or 'nothing'}.{_nearest(step, asked)}"
            raise NotARule(token.at, f'"{of}" asks no "{step}"', remedy, "question", f"{of}.{step}", asked)
        self._take()
        codes: tuple[str, ...] = ()
        if self._next.kind == "symbol" and self._next.text in ("=", "!=") and not step:
            remedy = f'Name the question: "{of}.{next(iter(steps), "question")}" = ...'
            raise NotARule(self._next.at, "an answer is compared, but no question is named", remedy)
        if self._next.kind == "symbol" and self._next.text in ("!=", *_ORDERED):
            remedy = f'For everybody who answered something else: answered "{said}" and not answered "{said}" = ...'
            raise self._wrong('"="', remedy)
        if self._symbol("="):
            codes = (self._known(steps.get(step, ()), "a code"),)
        elif step and self._next.kind == "word" and not self._ahead("within") and self._word("in"):
            codes = self._listed(lambda: self._known(steps.get(step, ()), "a code"))
        return Answered(of, step, codes, self._span(), at)

    def _ahead(self, meaning: str) -> bool:
        start = self._position
        found = self._word(meaning)
        self._position = start
        return found

    def _span(self) -> Span:
        days: int | None = None
        if self._word("within"):
            said = self._next.text
            if not re.fullmatch(r"[0-9]{1,4}", said) or not 0 < int(said) <= MOST_DAYS:
                raise self._wrong("a number of days", f"Write 1 to {MOST_DAYS}: within 30 days.")
            self._take()
            if not self._word("days"):
                raise self._wrong('"days"', f"Write: within {int(said)} days.")
            days = int(said)
        since = self._day() if self._word("since") else None
        return Span(days, since, self._day() if self._word("before") else None)

    def _day(self) -> date:
        with suppress(ValueError):
            if re.match(SHAPES["date"], self._next.text):
                day = date.fromisoformat(self._next.text)
                self._take()
                return day
        raise self._wrong("a date", "Write year, month and day: 2026-03-01.")


def _number(said: str) -> str:
    """The number in one way: 4.50 is 4.5, and -0 is 0."""
    number = format(Decimal(said).normalize(), "f")
    return "0" if number == "-0" else number
