"""Takes a rule's text apart into words, names in quotes and signs, each with its column; pure, it knows no grammar."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


class NotARule(ValueError):
    """What cannot be read: the `column` (from 1), what is wrong there, and how to mend it.

    For whoever says it in other words: `kind` of mistake, the `name` that is not known, and those that are.
    """

    def __init__(
        self, column: int, message: str, remedy: str, kind: str = "", name: str = "", known: Iterable[str] = ()
    ) -> None:
        super().__init__(f"Column {column}: {message}. {remedy}")
        self.column, self.message, self.remedy = column, message, remedy
        self.kind, self.name, self.known = kind, name, tuple(known)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a symbol, what stood in quotes (kind quoted), or the end; `at` is its column, from 1."""

    kind: str
    text: str
    at: int

    def __str__(self) -> str:
        return "the rule ends" if self.kind == "end" else f'"{self.text}" stands there'


_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<quoted>"(?:[^"]|"")*" | “[^”]*” | «[^»]*») | (?P<word>-?[\w][\w.-]*)
    | (?P<symbol>!=|<=|>=|<>|==|[=<>≠≤≥(),])""",
    re.VERBOSE,
)
_TYPED = {"≠": "!=", "<>": "!=", "≤": "<=", "≥": ">=", "==": "="}


def tokens(text: str) -> list[Token]:
    """The tokens of a rule, the last of kind "end"; NotARule where a sign means nothing."""
    text, read, position = unicodedata.normalize("NFC", text), [], 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _unreadable(text[position], position + 1)
        kind, said = found.lastgroup or "", found.group()
        if kind == "quoted":
            read.append(Token(kind, _plain(said[1:-1].replace('""', '"'), position + 1), position + 1))
        elif kind != "space":
            read.append(Token(kind, _TYPED.get(said, said), position + 1))
        position = found.end()
    return [*read, Token("end", "", len(text) + 1)]


def _unreadable(sign: str, column: int) -> NotARule:
    if sign in '"“«':
        return NotARule(
            column, "these quotes are never closed", 'Write the name between two of them: "Barelas".', "quotes"
        )
    if sign in "'‘’`":
        return NotARule(column, "a name stands between single quotes", 'Use double ones: "Barelas".', "quotes")
    shown = sign if sign.isprintable() else "a character that nobody can see"
    remedy = "Take it out, or put the name it is part of in quotes."
    return NotARule(column, f"{shown} has no meaning in a rule", remedy)


def _plain(words: str, column: int) -> str:
    """The words as they are kept: single spaces, nothing invisible."""
    plain = " ".join(words.split())
    if not plain:
        raise NotARule(column, "there is nothing between the quotes", 'To find who has no value, write "is unknown".')
    if not plain.isprintable():
        raise NotARule(column, "there is a character between the quotes that nobody can see", "Type the name again.")
    return plain
