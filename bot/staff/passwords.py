"""Passwords as argon2 hashes, and the tokens and codes that stand in for them as keyed or plain hashes; no table."""

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.lib.ids import random_digits
from bot.lib.vault import Vault
from bot.staff.rules import RECOVERY_CODES, RECOVERY_LENGTH, RECOVERY_LETTERS, read_recovery_code

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TOKEN_LENGTH = 43
"""256 bits."""
_BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # Only signing in needs it.

    # OWASP's smallest recommended cost (Password Storage Cheat Sheet): attempts are throttled, and the thread that
    # checks a password answers residents too.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; it takes as long when there is none, so that nobody learns who has an account."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A secret for a cookie or a link; only its hash is kept."""
    return random_digits(_LETTERS, _TOKEN_LENGTH)


def token_hash(token: str) -> str:
    """What is kept of a token; one of 256 random bits needs no slow hash."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def new_totp_secret() -> str:
    """A secret for an authenticator: 160 bits in base 32 (RFC 4226, 4)."""
    return random_digits(_BASE_32, 32)


def new_recovery_codes() -> list[str]:
    """Codes as they are shown once: ABCDE-23456."""
    half = RECOVERY_LENGTH // 2
    drawn = [random_digits(RECOVERY_LETTERS, RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    return [f"{code[:half]}-{code[half:]}" for code in drawn]


def recovery_hash(vault: Vault, staff_id: str, code: str) -> str:
    """What is kept of a recovery code; the key keeps its 49 bits from being guessed out of a stolen table."""
    return vault.lookup(f"recovery code {staff_id} {read_recovery_code(code)}")
