"""The one place that makes random identifiers; they carry their kind and sort by time (`msg_01J...`)."""

import secrets
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as in ULID (github.com/ulid/spec)."""

_LENGTH = 26


def new_id(kind: str, now: datetime) -> str:
    """A new id of that kind: 48 bits of milliseconds and 80 random bits, 26 characters after the kind."""
    return f"{kind}_{_letters((now - _EPOCH) // _MILLISECOND << 80 | secrets.randbits(80))}"


def numbered_id(kind: str, at: datetime, number: int) -> str:
    """The id of what is known by its time and a number below 2**63: of the same form, but always the same."""
    return f"{kind}_{_letters((at - _EPOCH) // _MILLISECOND << 80 | number)}"


def number_in(numbered: str) -> int | None:
    """The number that `numbered_id` was given; None when this is no such id."""
    letters = numbered.rpartition("_")[2]
    if len(letters) != _LENGTH or not set(letters) <= set(_ALPHABET):
        return None
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    number = value & (1 << 80) - 1
    return number if number < 1 << 63 else None


def _letters(number: int) -> str:
    letters = []
    for _ in range(_LENGTH):
        letters.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(letters))


def random_bytes(count: int) -> bytes:
    """So many bytes that nobody can guess."""
    return secrets.token_bytes(count)


def random_name() -> str:
    """A name of 32 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(16)


def chance() -> float:
    """A number from 0 up to 1, for spreading things in time."""
    return secrets.randbelow(1 << 53) / (1 << 53)


def random_digits(alphabet: str, length: int) -> str:
    """That many letters drawn evenly from the alphabet."""
    number = secrets.randbelow(len(alphabet) ** length)
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)
