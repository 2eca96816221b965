"""The one place that makes random identifiers; they carry their kind and sort by time (`msg_01J...`)."""

import secrets
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as in ULID (github.com/ulid/spec)."""


def new_id(kind: str, now: datetime) -> str:
    """A new id of that kind: 48 bits of milliseconds and 80 random bits, 26 characters after the kind."""
    number = ((now - _EPOCH) // _MILLISECOND << 80) | secrets.randbits(80)
    letters = []
    for _ in range(26):
        letters.append(_ALPHABET[number & 31])
        number >>= 5
    return f"{kind}_{''.join(reversed(letters))}"


def random_digits(alphabet: str, length: int) -> str:
    """That many letters drawn evenly from the alphabet."""
    number = secrets.randbelow(len(alphabet) ** length)
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)
