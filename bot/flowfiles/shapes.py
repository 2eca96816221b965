"""Tells in plain words what a model found wrong with the shape of a file; it judges nothing itself."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from bot.flowfiles.documents import KIND_KEYS, SHAPES, STEPS_LIMIT, FlowDocument, allowed_keys, kind_of
from bot.flowfiles.problems import Where, listed, nearest

_SEE = "docs/writing-a-flow.md shows every key."
_PLAIN = {
    "string_type": ("text is expected here", "Write words; put quotes around true, false and null."),
    "string_too_short": ("the text is empty", "Write the text, or remove the key."),
    "string_pattern_mismatch": (
        "a name is lower case letters, digits and _ , a letter first",
        "Choose such a name; it is seen in the data, never by residents.",
    ),
    "int_type": ("a whole number is expected here", "Write digits only."),
    "int_parsing": ("a whole number is expected here", "Write digits only."),
    "bool_type": ("true or false is expected here", "Write true, or remove the key."),
    "dict_type": ("`key: value` pairs are expected here", _SEE),
    "model_type": ("`key: value` pairs are expected here", _SEE),
    "model_attributes_type": ("`key: value` pairs are expected here", _SEE),
    "list_type": ("a list is expected here", "Write [one, two], or one `- item` on each line."),
    "union_tag_not_found": (
        "nothing tells what this step does",
        f"Give it one of {', '.join(KIND_KEYS)}, with a colon and the text or name behind it.",
    ),
    "too_long": (
        f"a flow has at most {STEPS_LIMIT} steps",
        "Move a part into a flow of its own and go there with `start:`.",
    ),
    "too_short": ("the list is empty", "Write at least one entry."),
}
_LIMITS = {
    "greater_than_equal": ("it must be {ge} or more", "Write a larger number."),
    "less_than_equal": ("it must be {le} or less", "Write a smaller number."),
    "literal_error": ("it must be {expected}", "Write one of those words."),
}


def told(error: ErrorDetails, document: object) -> tuple[Where, str, str]:
    """The place in the file, the message and the remedy."""
    kind, context = error["type"], error.get("ctx", {})
    where = tuple(part for part in error["loc"] if not _is_tag(part))
    key = str(where[-1]) if where else ""
    if kind == "missing":
        return where, f'"{key}" is missing here', f"Add `{key}:`. {_SEE}"
    if kind == "extra_forbidden":
        return where, *_unknown_key(where, document)
    if kind == "told":
        return where, f"{_named(key)}{error['msg']}", str(context["remedy"])
    if kind in _LIMITS:
        message, remedy = _LIMITS[kind]
        return where, _named(key) + message.format(**context), remedy
    message, remedy = _PLAIN.get(kind, (error["msg"], _SEE))
    return where, _named(key) + message, remedy


def _is_tag(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith("<") or part == "[key]")


def _named(key: str) -> str:
    return f'"{key}": ' if key and not key.isdigit() else ""


def _unknown_key(where: Where, document: object) -> tuple[str, str]:
    key = str(where[-1])
    parent: Any = document
    for part in where[:-1]:
        parent = parent[part]
    kind = kind_of(parent) if isinstance(parent, Mapping) and len(where) == 3 and where[0] == "steps" else None
    if kind is None:
        known = set(FlowDocument.model_fields) if len(where) == 1 else set()
        return f'"{key}" is not a key that belongs here', f"Remove it.{nearest(key, known)} {_SEE}"
    shown = "ask" if kind == "choose" else kind
    if key in KIND_KEYS:
        return f'the step is a "{shown}" and a "{key}" at once', "Make two steps of it; one step does one thing."
    known = allowed_keys(kind)
    elsewhere = sorted(other for other in SHAPES if key in allowed_keys(other))
    if kind == "ask" and "choose" in elsewhere:
        return f'"{key}" needs options to choose from', "Add `choices:`, or remove the key."
    return (
        f'"{key}" is not a key of a step with "{shown}"',
        f"Remove it.{nearest(key, known)} Known here are {listed(known)}.",
    )
