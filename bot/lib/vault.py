"""Seals phone numbers at rest and finds them again by a keyed hash; it stores nothing itself."""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE_BYTES = 12


class Vault:
    """AES-256-GCM for sealing and HMAC-SHA-256 for finding, both keys derived from one secret by HKDF."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_derived(secret, b"cabildo phone encryption"))
        self._lookup_key = _derived(secret, b"cabildo phone lookup")
        self._signing_key = _derived(secret, b"cabildo signing")

    def lookup(self, number: str) -> str:
        """The keyed hash that a number is found by, 64 hexadecimal digits."""
        return hmac.new(self._lookup_key, number.encode(), sha256).hexdigest()

    def seal(self, number: str) -> bytes:
        """The number, encrypted; a different result every time."""
        return self.seal_bytes(number.encode())

    def open(self, sealed: bytes) -> str:
        """The number that was sealed; ValueError when the secret is not the one it was sealed with."""
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """Anything, a file among it, encrypted; a different result every time."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """What was sealed; ValueError when the secret is not the one it was sealed with."""
        if not sealed.startswith(_VERSION):
            raise ValueError("A phone number was sealed by a newer version of this program.")
        nonce, box = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, box, None)
        except InvalidTag as error:
            raise ValueError("A phone number was sealed with another SECRET_KEY; restore that key.") from error

    def signing_secret(self, purpose: str) -> str:
        """A secret for signing, different for each purpose, 64 hexadecimal digits."""
        return hmac.new(self._signing_key, purpose.encode(), sha256).hexdigest()


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
