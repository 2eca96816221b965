"""Turns a flow's texts into what a resident reads: language, placeholders, numbered menus; it decides nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.flow import SOURCE_LANGUAGE, Choice, Text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
QUOTED_LIMIT = 60
"""Characters of a resident's own words that are said back."""
REFUSE_DIGIT = 9

_TYPEWRITER = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"',
                             "\u2013": "-", "\u2014": "-", "\u2026": "..."})  # fmt: skip
"""Typography that would double a text's price and says nothing more; letters are never touched."""


def in_language(text: Text, language: str) -> str:
    """The text in that language, else in the source language."""
    return text.get(language) or text.get(SOURCE_LANGUAGE, "")


def spoken(text: Text, language: str | None, languages: Sequence[str]) -> list[tuple[str, str]]:
    """The (language, words) pairs to say: one, or every language of the city while none is known."""
    if language is not None:
        return [(language, in_language(text, language))]
    said: dict[str, str] = {}
    for each in languages:
        words = in_language(text, each)
        if words not in said.values():
            said[each] = words
    return list(said.items())


def message(
    texts: Sequence[Text],
    names: Mapping[str, Any],
    options: Sequence[Choice],
    refuse: Text,
    language: str | None,
    languages: Sequence[str],
) -> str:
    """The texts one after another and their menu, as one message; the last text is the one that must be there."""
    lines = []
    for each, words in spoken(texts[-1], language, languages):
        before = [in_language(text, each) for text in texts[:-1]]
        pieces = [filled(piece, names, each) for piece in (*before, words)]
        pieces.append(menu(options, refuse, each) if options else "")
        lines.append(" ".join(trimmed for piece in pieces if (trimmed := piece.strip())))
    return typewritten("\n".join(line for line in lines if line))


def filled(words: str, names: Mapping[str, Any], language: str) -> str:
    """The words with their `{placeholders}` filled in; a name nobody knows leaves nothing behind."""

    def value(match: re.Match[str]) -> str:
        return plain(looked_up(match[1], names), language)

    return PLACEHOLDER.sub(value, words) if "{" in words else words


def looked_up(name: str, names: Mapping[str, Any]) -> Any:
    """`kind` or `found.status` among nested names; None when it is not there."""
    first, _, second = name.partition(".")
    value = names.get(first)
    if second:
        value = value.get(second) if isinstance(value, Mapping) else None
    return value


def plain(value: Any, language: str) -> str:
    """Any value as words: a text in the right language, several joined, own words shortened and on one line."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return in_language(value, language)
    if isinstance(value, (tuple, list)):
        return ", ".join(plain(each, language) for each in value)
    words = " ".join(str(value).split())
    return words if len(words) <= QUOTED_LIMIT else words[: QUOTED_LIMIT - 3].rstrip() + "..."


def menu(options: Sequence[Choice], refuse: Text, language: str) -> str:
    """The numbered options in one line: "1 Yes 2 No 9 Rather not say"."""
    rows = [f"{number} {in_language(option.label, language)}" for number, option in enumerate(options, start=1)]
    if refuse:
        rows.append(f"{REFUSE_DIGIT} {in_language(refuse, language)}")
    return " ".join(rows)


def typewritten(words: str) -> str:
    """The words without typography that costs a part and carries no meaning; no letter is changed."""
    return words.translate(_TYPEWRITER)
