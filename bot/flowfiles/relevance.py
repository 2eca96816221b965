"""Tells the conditions of an XLSForm in the language of `when:`, as far as that has words for them; it reads no file.

What is understood: `${q} = 'a'` and the other comparisons, `selected(${q}, 'a')`, `and`, `or`, `not()`, parentheses.
An answer that was never given compares as nothing in XPath, and as a condition that cannot be told in `when:`. The two
differ below `or` and `not`, so there a condition asks first whether there is an answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil, floor

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{[^}]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z_][\w:.-]*)|(?P<here>\.))"
)
_SIGNS = {"=": "==", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

Token = tuple[str, str]
"""Kind and words."""


class NotCarried(Exception):
    """A condition that `when:` has no words for; the message says which part, without a full stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the form as conditions may speak of it: its name in the flow, its kind, and its options' codes."""

    name: str
    kind: str
    """"one", "several", "number" or "text"."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The form's name of each option to its code in the flow."""


def condition(relevant: str, asked: Mapping[str, Asked]) -> str:
    """The `when:` that holds where the form's `relevant` does; NotCarried with the reason when there is none."""
    reading = _Reading(relevant, asked)
    said = reading.either(careful=False)
    if reading.tokens:
        raise NotCarried(f'"{reading.tokens[0][1]}" is not understood there')
    return said.removeprefix("(").removesuffix(")") if _is_wrapped(said) else said


def limits(constraint: str) -> tuple[int | None, int | None]:
    """The smallest and largest whole number of a range such as `. >= 1 and . < 20`; NotCarried for anything else."""
    lowest: int | None = None
    highest: int | None = None
    for part in re.split(r"\band\b", constraint):
        tokens = [token for token in _tokens(part) if token[1] not in "()"]
        kinds = [kind for kind, _ in tokens]
        if kinds == ["number", "sign", "here"]:
            tokens = [tokens[2], ("sign", _TURNED[tokens[1][1]]), tokens[0]]
        elif kinds != ["here", "sign", "number"]:
            raise NotCarried("only a range of numbers can be held to, such as . >= 1 and . <= 20")
        sign, number = tokens[1][1], float(tokens[2][1])
        if sign == "!=":
            raise NotCarried("one number cannot be left out of a range")
        if sign in (">", ">=", "="):
            lowest = floor(number) + 1 if sign == ">" else ceil(number)
        if sign in ("<", "<=", "="):
            highest = ceil(number) - 1 if sign == "<" else floor(number)
    return lowest, highest


def _tokens(written: str) -> Iterator[Token]:
    rest = written.rstrip()
    while rest:
        match = _TOKEN.match(rest)
        if match is None:
            raise NotCarried(f'"{rest.strip()[:20]}" is not understood there')
        yield str(match.lastgroup), match[match.lastgroup or 0]
        rest = rest[match.end() :]


def _is_wrapped(said: str) -> bool:
    """Whether the first parenthesis is closed by the last."""
    depth = 0
    for index, letter in enumerate(said):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return said.startswith("(") and index == len(said) - 1
    return False


class _Reading:
    """A condition being read from left to right; every method takes what it understands off the front.

    `careful` is whether it stands below `or` or `not`.
    """

    def __init__(self, written: str, asked: Mapping[str, Asked]) -> None:
        self.tokens = list(_tokens(written))
        self.asked = asked

    def take(self, wanted: str = "") -> Token:
        if not self.tokens or (wanted and self.tokens[0][1] != wanted):
            raise NotCarried(f'"{wanted}" is missing' if wanted else "it ends too early")
        return self.tokens.pop(0)

    def has(self, *words: str) -> bool:
        return bool(self.tokens) and self.tokens[0][1] in words

    def either(self, *, careful: bool) -> str:
        careful = careful or ("word", "or") in self.tokens
        parts = [self.both(careful=careful)]
        while self.has("or"):
            self.take()
            parts.append(self.both(careful=careful))
        return f"({' or '.join(parts)})" if len(parts) > 1 else parts[0]

    def both(self, *, careful: bool) -> str:
        parts = [self.one(careful=careful)]
        while self.has("and"):
            self.take()
            parts.append(self.one(careful=careful))
        return " and ".join(parts)

    def one(self, *, careful: bool) -> str:
        if self.has("("):
            self.take()
            inside = self.either(careful=careful)
            self.take(")")
            return inside
        if self.has("not"):
            self.take()
            self.take("(")
            inside = self.either(careful=True)
            self.take(")")
            return f"not ({inside.removeprefix('(').removesuffix(')') if _is_wrapped(inside) else inside})"
        if self.has("selected"):
            return self.selected(careful=careful)
        return self.comparison(careful=careful)

    def selected(self, *, careful: bool) -> str:
        self.take()
        self.take("(")
        question = self.question(self.take())
        self.take(",")
        code = self.code(question, self.value(self.take()))
        self.take(")")
        if question.kind == "one":
            return f'{question.name} == "{code}"'
        said = f'"{code}" in {question.name}'
        return f"({question.name} and {said})" if careful else said

    def comparison(self, *, careful: bool) -> str:
        first = self.take()
        if first[0] == "word":
            raise NotCarried(f'"{first[1]}" is not understood there')
        sign, last = self.take()[1], self.take()
        if sign not in _SIGNS:
            raise NotCarried(f'"{sign}" is not understood there')
        if first[0] != "name":
            first, sign, last = last, _TURNED[sign], first
        question, value = self.question(first), self.value(last)
        if value == "" and sign in ("=", "!="):
            return f"not {question.name}" if sign == "=" else question.name
        if question.kind == "number":
            return self.numeric(question, sign, value, careful=careful)
        if question.kind != "one" or sign not in ("=", "!="):
            raise NotCarried(f'the answer to "{question.name}" cannot be compared like that')
        return f'{question.name} {_SIGNS[sign]} "{self.code(question, value)}"'

    def numeric(self, question: Asked, sign: str, value: str, *, careful: bool) -> str:
        try:
            number = float(value)
        except ValueError as error:
            raise NotCarried(f'"{question.name}" is a number and is compared with "{value}"') from error
        said = f"{question.name} {_SIGNS[sign]} {number:g}"
        return f"({question.name} != None and {said})" if careful and sign not in ("=", "!=") else said

    def question(self, token: Token) -> Asked:
        kind, words = token
        name = words[2:-1].strip()
        if kind != "name":
            raise NotCarried(f'"{words}" is not understood there')
        if name not in self.asked:
            raise NotCarried(f'"{name}" is not asked before by text')
        return self.asked[name]

    def value(self, token: Token) -> str:
        kind, words = token
        if kind not in ("text", "number"):
            raise NotCarried(f'"{words}" is not a value to compare with')
        return words[1:-1] if kind == "text" else words

    def code(self, question: Asked, value: str) -> str:
        if value not in question.codes:
            raise NotCarried(f'"{question.name}" has no option "{value}"')
        return question.codes[value]
