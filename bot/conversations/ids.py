"""Ids that follow from what they answer, so that the same request twice is one text or one session; no randomness."""

from hashlib import sha256

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def id_from(kind: str, token: str) -> str:
    """The id that follows from a token, in the form of all others."""
    number = int.from_bytes(sha256(token.encode()).digest()[:17], "big")
    return f"{kind}_{''.join(_LETTERS[number >> 5 * place & 31] for place in range(26))}"
