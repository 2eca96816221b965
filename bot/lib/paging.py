"""Cursors: where a list goes on, as one word that means nothing to whoever carries it; no queries."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

LONGEST_CURSOR = 400
Place = tuple[str | datetime, ...]
"""The values that the list is in order of, as they are in the last row that was read."""


class NotACursor(ValueError):
    """The word is none that a list gave."""


def cursor(place: Sequence[str | datetime]) -> str:
    """The word for the place after this row."""
    plain = [{"at": each.isoformat()} if isinstance(each, datetime) else each for each in place]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(word: str, shape: Sequence[type]) -> Place:
    """The place that the word stands for, of these types; NotACursor when a list of this shape never gave it."""
    try:
        plain = json.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        place = tuple(_value(each) for each in plain)
    except (binascii.Error, UnicodeError, ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise NotACursor(word) from error
    if tuple(map(type, place)) != tuple(shape) or any(isinstance(each, str) and not _is_id(each) for each in place):
        raise NotACursor(word)
    return place


def _value(plain: object) -> str | datetime:
    if isinstance(plain, str):
        return plain
    if isinstance(plain, dict):
        return datetime.fromisoformat(plain["at"]).astimezone(UTC)
    raise TypeError(plain)


def _is_id(given: str) -> bool:
    """PostgreSQL refuses even to look for some letters."""
    return len(given) <= 64 and given.isascii() and given.isprintable()
