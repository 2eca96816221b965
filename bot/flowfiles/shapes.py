"""Tells in plain words what a model found wrong with the shape of a file; it judges nothing itself."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from bot.flowfiles.documents import KIND_KEYS, SHAPES, STEPS_LIMIT, FlowDocument, allowed_keys, kind_of
from bot.flowfiles.problems import Where, listed, nearest
from bot.sentences import Sentence

_SEE = Sentence("docs/writing-a-flow.md shows every key.")
_PLAIN = {
    "string_type": (
        Sentence("text is expected here"),
        Sentence("Write words; put quotes around true, false and null."),
    ),
    "string_too_short": (Sentence("the text is empty"), Sentence("Write the text, or remove the key.")),
    "string_pattern_mismatch": (
        Sentence("a name is lower case letters, digits and _ , a letter first"),
        Sentence("Choose such a name; it is seen in the data, never by residents."),
    ),
    "int_type": (Sentence("a whole number is expected here"), Sentence("Write digits only.")),
    "int_parsing": (Sentence("a whole number is expected here"), Sentence("Write digits only.")),
    "bool_type": (Sentence("true or false is expected here"), Sentence("Write true, or remove the key.")),
    "dict_type": (Sentence("`key: value` pairs are expected here"), _SEE),
    "model_type": (Sentence("`key: value` pairs are expected here"), _SEE),
    "model_attributes_type": (Sentence("`key: value` pairs are expected here"), _SEE),
    "list_type": (Sentence("a list is expected here"), Sentence("Write [one, two], or one `- item` on each line.")),
    "union_tag_not_found": (
        Sentence("nothing tells what this step does"),
        Sentence("Give it one of %(names)s, with a colon and the text or name behind it.", names=", ".join(KIND_KEYS)),
    ),
    "too_long": (
        Sentence("a flow has at most %(most)s steps", most=STEPS_LIMIT),
        Sentence("Move a part into a flow of its own and go there with `start:`."),
    ),
    "too_short": (Sentence("the list is empty"), Sentence("Write at least one entry.")),
}
_LIMITS = {
    "greater_than_equal": (Sentence("it must be %(ge)s or more"), Sentence("Write a larger number.")),
    "less_than_equal": (Sentence("it must be %(le)s or less"), Sentence("Write a smaller number.")),
    "literal_error": (Sentence("it must be %(expected)s"), Sentence("Write one of those words.")),
}


def told(error: ErrorDetails, document: object) -> tuple[Where, str, str]:
    """The place in the file, the message and the remedy."""
    kind, context = error["type"], error.get("ctx", {})
    where = tuple(part for part in error["loc"] if not _is_tag(part))
    key = str(where[-1]) if where else ""
    if kind == "missing":
        remedy = Sentence("Add `%(key)s:`. %(see)s", key=key, see=_SEE)
        return where, Sentence('"%(key)s" is missing here', key=key), remedy
    if kind == "extra_forbidden":
        return where, *_unknown_key(where, document)
    if kind == "told":
        return where, _named(key, context["message"]), context["remedy"]
    if kind in _LIMITS:
        message, remedy = _LIMITS[kind]
        limits = {name: str(each) for name, each in context.items()}
        return where, _named(key, Sentence(message.template, **limits)), remedy
    plain = _PLAIN.get(kind)
    return where, _named(key, plain[0] if plain else error["msg"]), plain[1] if plain else _SEE


def _is_tag(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith("<") or part == "[key]")


def _named(key: str, message: str) -> str:
    return Sentence('"%(key)s": %(what)s', key=key, what=message) if key and not key.isdigit() else message


def _unknown_key(where: Where, document: object) -> tuple[str, str]:
    key = str(where[-1])
    parent: Any = document
    for part in where[:-1]:
        parent = parent[part]
    kind = kind_of(parent) if isinstance(parent, Mapping) and len(where) == 3 and where[0] == "steps" else None
    if kind is None:
        known = set(FlowDocument.model_fields) if len(where) == 1 else set()
        remedy = Sentence("Remove it.%(hint)s %(see)s", hint=nearest(key, known), see=_SEE)
        return Sentence('"%(key)s" is not a key that belongs here', key=key), remedy
    shown = "ask" if kind == "choose" else kind
    if key in KIND_KEYS:
        remedy = Sentence("Make two steps of it; one step does one thing.")
        return Sentence('the step is a "%(shown)s" and a "%(key)s" at once', shown=shown, key=key), remedy
    known = allowed_keys(kind)
    elsewhere = sorted(other for other in SHAPES if key in allowed_keys(other))
    if kind == "ask" and "choose" in elsewhere:
        remedy = Sentence("Add `choices:`, or remove the key.")
        return Sentence('"%(key)s" needs options to choose from', key=key), remedy
    return (
        Sentence('"%(key)s" is not a key of a step with "%(shown)s"', key=key, shown=shown),
        Sentence("Remove it.%(hint)s Known here are %(known)s.", hint=nearest(key, known), known=listed(known)),
    )
