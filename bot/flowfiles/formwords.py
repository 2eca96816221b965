"""The words of a form: which language a column is in, what markup and references become; it knows no steps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.core import Locale

from bot.engine.flow import SOURCE_LANGUAGE
from bot.engine.vocabulary import fold
from bot.flowfiles.problems import Problem

KNOWN_LANGUAGES = ("en", "es", "so", "vi", "ar", "fr", "zh", "ru", "am", "sw", "tl", "ko", "pt", "ht", "ne", "ps", "uk")
"""Languages that a form may call by a name, in English or in the language itself; others by their code."""
_MARKUP = re.compile(r"<[^<>]+>|\*\*|__|^#+ ")
_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_CODE = re.compile(r"\(([a-z]{2,3})(?:[-_]\w+)?\)\s*$|^([a-z]{2,3})(?:[-_][A-Za-z]{2,4})?$")


def language_code(heading: str, otherwise: str = "") -> str:
    """The language that a column's heading names: "Spanish (es)", "es", "Español"; "" when nobody can tell."""
    if match := _CODE.search(heading.strip()):
        return match[1] or match[2]
    if heading == "default":
        return otherwise
    for code in KNOWN_LANGUAGES:
        locale = Locale.parse(code)
        if fold(heading) in (fold(locale.english_name or ""), fold(locale.get_display_name() or "")):
            return code
    return ""


@dataclass(slots=True)
class FormWords:
    """What the texts of a form become, and everything noted on the way; `row` is the row that is being read."""

    file: str
    default_language: str = "default"
    row: int = 1
    problems: list[Problem] = field(default_factory=list)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language to English text to its translation."""
    said: dict[str, str] = field(default_factory=dict)
    """The form's name of each question to its name in a text."""

    def note(self, rule: str, message: str, remedy: str) -> None:
        """Something that is not carried over from this row."""
        self.problems.append(Problem(self.file, self.row, rule, message, remedy))

    def text(self, label: Any, *, fills_in: bool = True) -> str:
        """The English words; those in other languages are kept as its translations."""
        default = language_code(self.default_language, SOURCE_LANGUAGE) or SOURCE_LANGUAGE
        headed = label if isinstance(label, Mapping) else {default: label} if label else {}
        by_language: dict[str, str] = {}
        for heading, words in headed.items():
            code = language_code(str(heading), default)
            if not code:
                remedy = 'Put its code behind the name, such as "label::Somali (so)".'
                self.note("language", f'nobody can tell which language "{heading}" is', remedy)
            elif words and (cleaned := self.cleaned(str(words), fills_in=fills_in)):
                by_language[code] = cleaned
        english = by_language.pop(SOURCE_LANGUAGE, "")
        for code, words in by_language.items() if english else ():
            if (kept := self.translations.setdefault(code, {}).setdefault(english, words)) != words:
                message = f'"{english[:40]}" has two translations in {code}: "{kept[:40]}" and "{words[:40]}"'
                self.note("two-translations", message, "The first is used; word the English differently for two.")
        return english

    def cleaned(self, words: str, *, fills_in: bool) -> str:
        """One line of plain words, with names in braces where the form has references."""

        def filled(match: re.Match[str]) -> str:
            if fills_in and match[1] in self.said:
                return f"\x00{self.said[match[1]]}\x01"
            self.note("reference", f'the answer to "{match[1]}" cannot be said in "{words[:40]}"', "Reword the text.")
            return ""

        plain = _MARKUP.sub("", words)
        if plain != words:
            self.note("markup", "bold letters, colours and links are taken out", "")
        plain = _REFERENCE.sub(filled, plain).replace("{", "(").replace("}", ")")
        return " ".join(plain.replace("\x00", "{").replace("\x01", "}").split())
