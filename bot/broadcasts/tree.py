"""What a segment's rule is made of, its words in each language, and how it is written; pure, it judges nothing.

Whatever is written here is read back by `segments.parse` as an equal rule, in either language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "and": {"en": ("and",), "es": ("y", "e")},
    "or": {"en": ("or",), "es": ("o", "u")},
    "not": {"en": ("not",), "es": ("no",)},
    "in": {"en": ("in",), "es": ("en",)},
    "unknown": {"en": ("is unknown",), "es": ("se desconoce",)},
    "language": {"en": ("language",), "es": ("idioma",)},
    "area": {"en": ("area",), "es": ("barrio",)},
    "zone": {"en": ("zone",), "es": ("zona",)},
    "door": {"en": ("door",), "es": ("puerta",)},
    "field": {"en": ("field",), "es": ("dato",)},
    "answered": {"en": ("answered",), "es": ("contestó", "contesto")},
    "reported": {"en": ("reported",), "es": ("reportó", "reporto")},
    "texted": {"en": ("texted",), "es": ("escribió", "escribio")},
    "joined": {"en": ("joined",), "es": ("entró", "entro")},
    "any": {"en": ("any", "anything"), "es": ("algo",)},
    "within": {"en": ("within",), "es": ("en los últimos", "en los ultimos")},
    "days": {"en": ("days", "day"), "es": ("días", "dias", "día", "dia")},
    "since": {"en": ("since",), "es": ("desde",)},
    "before": {"en": ("before",), "es": ("antes de", "antes del")},
    "yes": {"en": ("yes",), "es": ("sí", "si")},
    "no": {"en": ("no",), "es": ("no",)},
}
"""Each word of the language: how it may be written, and first how it is written here. All are read at once."""
CODE = re.compile(r"[a-z0-9_]+")
"""What needs no quotes where a code is written."""
SHAPES: Mapping[str, str] = {
    "number": r"\A-?[0-9]{1,10}([.][0-9]{1,4})?\Z",
    "date": r"\A(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z",
    "yes/no": r"\A(yes|no)\Z",
}
"""How a value of a kind looks, in a rule and in the database; what looks otherwise there counts as unknown.

Numbers have as many digits as SQLite, PostgreSQL and Python compare alike.
"""
_OPENS_MORE = frozenset(
    spelling.split()[0]
    for meaning in ("any", "within", "since", "before", "and", "or")
    for spellings in WORDS[meaning].values()
    for spelling in spellings
)
"""What may follow `reported` and is no kind: a kind of that name keeps its quotes."""


class _Written:
    __slots__ = ()

    def __str__(self) -> str:
        return spelled(self, "en")  # type: ignore[arg-type]


_at = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """When it happened: in the last `days`, from the day `since` on, before the day `before`; all that are set."""

    days: int | None = None
    since: date | None = None
    before: date | None = None


EVER = Span()


@dataclass(frozen=True, slots=True)
class And(_Written):
    """All of these, two or more; `at` is the column where it begins, here and below, and no part of what is equal."""

    parts: tuple["Rule", ...]
    at: int = _at


@dataclass(frozen=True, slots=True)
class Or(_Written):
    """One of these, two or more."""

    parts: tuple["Rule", ...]
    at: int = _at


@dataclass(frozen=True, slots=True)
class Not(_Written):
    """Everybody else."""

    part: "Rule"
    at: int = _at


@dataclass(frozen=True, slots=True)
class Fact(_Written):
    """Something known of a resident: `name` is language, area, zone, door or `field.` and the city's name for it.

    `kind` is text, code, number, date or yes/no; `op` one of = != < <= > >= in, `not in`, unknown. The values are text
    whatever the kind: numbers as in `1200.5`, dates in ISO 8601, `yes` or `no`.
    """

    name: str
    kind: str
    op: str
    values: tuple[str, ...] = ()
    at: int = _at


@dataclass(frozen=True, slots=True)
class Answered(_Written):
    """They answered in the survey or flow `of`: anything at all, or at this step, or there with one of these codes."""

    of: str
    step: str = ""
    codes: tuple[str, ...] = ()
    span: Span = EVER
    at: int = _at


@dataclass(frozen=True, slots=True)
class Reported(_Written):
    """They reported a concern, of the kind they chose themselves; any when it is empty."""

    kind: str = ""
    span: Span = EVER
    at: int = _at


@dataclass(frozen=True, slots=True)
class Texted(_Written):
    """They wrote to the city."""

    span: Span = EVER
    at: int = _at


@dataclass(frozen=True, slots=True)
class Joined(_Written):
    """The city has known them since then."""

    span: Span
    at: int = _at


Rule = And | Or | Not | Fact | Answered | Reported | Texted | Joined


def spelled(rule: Rule, language: str) -> str:
    """The rule in `en` or `es`, always in the same way: one line, with brackets wherever "and" and "or" meet."""

    def word(meaning: str) -> str:
        return WORDS[meaning][language][0]

    match rule:
        case And():
            return _joined(word("and"), rule.parts, language)
        case Or():
            return _joined(word("or"), rule.parts, language)
        case Not():
            return f"{word('not')} {_part(rule.part, language)}"
        case Fact():
            return f"{_name(rule.name, language)} {_compared(rule, language)}"
        case Answered():
            of = quoted(f"{rule.of}.{rule.step}" if rule.step else rule.of)
            codes = [_code(code) for code in rule.codes]
            which = "" if not codes else f" = {codes[0]}" if len(codes) == 1 else f" {word('in')} ({', '.join(codes)})"
            return f"{word('answered')} {of}{which}{_span(rule.span, language)}"
        case Reported():
            kind = quoted(rule.kind) if rule.kind in _OPENS_MORE else _code(rule.kind) if rule.kind else word("any")
            return f"{word('reported')} {kind}{_span(rule.span, language)}"
        case Texted():
            return f"{word('texted')}{_span(rule.span, language)}"
        case Joined():
            return f"{word('joined')}{_span(rule.span, language)}"


def quoted(words: str) -> str:
    """The words between quotes; a quote among them is doubled."""
    return '"' + words.replace('"', '""') + '"'


def _joined(between: str, parts: Iterable[Rule], language: str) -> str:
    written = [_part(part, language) for part in parts]
    # "y" is "e" before the sound of i: "e idioma = es".
    return written[0] + "".join(
        f" {'e' if between == 'y' and each[0] == 'i' else between} {each}" for each in written[1:]
    )


def _part(rule: Rule, language: str) -> str:
    words = spelled(rule, language)
    return f"({words})" if isinstance(rule, And | Or) else words


def _name(name: str, language: str) -> str:
    fact, dot, own = name.partition(".")
    return f"{WORDS[fact][language][0]}{dot}{own}"


def _compared(rule: Fact, language: str) -> str:
    if rule.op == "unknown":
        return WORDS["unknown"][language][0]
    values = [_value(rule.kind, value, language) for value in rule.values]
    if rule.op in ("in", "not in"):
        op = " ".join(WORDS[word][language][0] for word in rule.op.split())
        return f"{op} ({', '.join(values)})"
    return f"{rule.op} {values[0]}"


def _value(kind: str, value: str, language: str) -> str:
    if kind == "yes/no":
        return WORDS[value][language][0]
    if kind in ("number", "date"):
        return value
    return _code(value) if kind == "code" else quoted(value)


def _code(value: str) -> str:
    return value if CODE.fullmatch(value) else quoted(value)


def _span(span: Span, language: str) -> str:
    def word(meaning: str) -> str:
        return WORDS[meaning][language][0]

    said = f" {word('within')} {span.days} {word('days')}" if span.days else ""
    for meaning, day in (("since", span.since), ("before", span.before)):
        said += f" {word(meaning)} {day.isoformat()}" if day else ""
    return said
