"""The words of a broadcast: placeholders with fallbacks, what a text may cost, and what it must say; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.engine.flow import Text
from bot.engine.vocabulary import fold
from bot.engine.wording import in_language, typewritten
from bot.lib import sms

LONGEST_VALUE = 20
"""Characters of what is known about a resident; a longer value gives way to the fallback."""
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?:\|([^{}|]*))?\}")
_CAPITALS = re.compile(r"[A-ZÁÉÍÓÚÜÑ]{3,}")
_FIELD = "field."


@dataclass(frozen=True, slots=True)
class Words:
    """What a city's texts may name: its `facts`, and `fields` of residents by kind; labels of choices by code.

    `leaving` are the folded words that end texting.
    """

    languages: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    leaving: frozenset[str] = frozenset()


def fields_in(body: str) -> set[str]:
    """The names of the fields of residents that the text speaks of."""
    return {name.removeprefix(_FIELD) for name, _ in _PLACEHOLDER.findall(body) if name.startswith(_FIELD)}


def filled(body: str, language: str, words: Words, known: Mapping[str, str]) -> str:
    """The text as one resident reads it; `known` are the values of their fields."""

    def value(match: re.Match[str]) -> str:
        name, fallback = match[1], match[2]
        if name.startswith(_FIELD):
            return _said(name.removeprefix(_FIELD), language, words, known) or fallback or ""
        fact = words.facts.get(name)
        return in_language(fact, language) if isinstance(fact, Mapping) else str(fact or "")

    return typewritten(_PLACEHOLDER.sub(value, body))


def bilingual(bodies: Mapping[str, str], words: Words, known: Mapping[str, str]) -> str:
    """What somebody reads whose language nobody knows: every text, in the city's order, one beneath the other."""
    return "\n".join(filled(bodies[each], each, words, known) for each in words.languages if each in bodies)


def _said(name: str, language: str, words: Words, known: Mapping[str, str]) -> str:
    value = " ".join(known.get(name, "").split())
    if value and (label := words.labels.get(name, {}).get(value)):
        return in_language(label, language)
    return value if len(value) <= LONGEST_VALUE else ""


def longest(body: str, language: str, words: Words) -> str:
    """The text with the longest values that it can have, in letters that cost no more than others."""
    known = {}
    for name in fields_in(body):
        labels = [len(in_language(each, language)) for each in words.labels.get(name, {}).values()]
        known[name] = "x" * min(LONGEST_VALUE, max(labels, default=LONGEST_VALUE))
    fallen_back = filled(body, language, words, {})
    return max(fallen_back, filled(body, language, words, known), key=len)


def name_problems(body: str, words: Words) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with the text's braces: what, how to mend it, a code for that, and the name they hold."""
    for name, fallback in _PLACEHOLDER.findall(body):
        own = name.removeprefix(_FIELD)
        if own == name:
            if name not in words.facts or isinstance(words.facts[name], bool):
                yield f"{{{name}}} is nothing that a text can name", _known(words), "unnamed", name
        elif own not in words.fields:
            yield f'the city keeps no field "{own}"', _known(words), "no-field", own
        elif words.fields[own] == "yes/no":
            message = f'"{own}" is a yes or no, which says nothing in a text'
            yield message, "Use it in a variant's segment instead.", "yes-no", own
        elif not fallback.strip():
            remedy = f"Write what the others read instead: {{{name}|neighbor}}."
            yield f"{{{name}}} has no words for those of whom it is unknown", remedy, "no-fallback", name
    if "{" in (rest := _PLACEHOLDER.sub("", body)) or "}" in rest:
        remedy = "Write placeholders as {city} or {field.name|fallback}, and no other braces."
        yield "a brace stands alone", remedy, "brace", ""


def _known(words: Words) -> str:
    facts = [f"{{{name}}}" for name, fact in words.facts.items() if not isinstance(fact, bool)]
    fields = [f"{{field.{name}|...}}" for name, kind in words.fields.items() if kind != "yes/no"]
    return f"Known are {', '.join([*facts, *fields])}."


def tells_the_way_out(body: str, words: Words) -> bool:
    """Whether the text names, in capitals, a word that ends texting: STOP, ALTO."""
    return any(fold(word) in words.leaving for word in _CAPITALS.findall(body))


def cost_words(parts: int) -> str:
    """How many parts, in words."""
    return "1 part" if parts == 1 else f"{parts} parts"


def dear_letters(body: str) -> Sequence[str]:
    """The letters of the text itself that force 70 characters a part."""
    return sms.price(_PLACEHOLDER.sub("", body)).dear
