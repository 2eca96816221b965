"""What is done with keys: make, rotate, revoke, recognize; a secret is told once and never kept."""

import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from bot.db.base import Tx
from bot.db.engine import Database
from bot.keys import rules, store
from bot.keys.rules import Key, NotPossible, Secret
from bot.lib.ids import random_digits
from bot.lib.vault import Vault

USE_IS_NOTED_EVERY = timedelta(minutes=1)
"""A busy system would otherwise write with every read."""

Also = Callable[[Tx, Key], None]
"""What belongs into the same transaction, told the key: a line of the audit log."""


def nothing_else(_: Tx, __: Key) -> None:
    """Nobody has to be told."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A key and its newest secret, to be shown this once; `other_until` is when the one before ends."""

    key: Key
    secret: str
    other_until: datetime | None = None


def issue(
    db: Database, vault: Vault, key: Key, departments: Collection[str], *, now: datetime, also: Also = nothing_else
) -> Issued:  # fmt: skip
    """Keep a new key and make its first secret; NotPossible with everything that is wrong."""
    key = replace(key, expires_at=key.expires_at or now + rules.LONGEST_FOR)
    if wrong := list(rules.problems(key, departments, now)):
        raise NotPossible("\n".join(wrong))
    with db.begin() as tx:
        try:
            store.add_key(tx, key)
        except IntegrityError as error:
            raise NotPossible(f'There is a key "{key.name}" already; rotate it, or choose another name.') from error
        also(tx, key)
        return Issued(key, _new_secret(tx, vault, key, now))


def rotate(
    db: Database, vault: Vault, name: str, *, keep_for: timedelta, now: datetime, also: Also = nothing_else
) -> Issued:  # fmt: skip
    """A new secret; the one before counts for `keep_for` more, so that the system can change over without a gap."""
    with db.begin() as tx:
        key = _found(tx, name)
        secrets = store.secrets_of(tx, key.id)
        rules.check_rotation(key, secrets, keep_for, now)
        ends_at = now + keep_for
        for each in rules.live(secrets, now):
            store.end_secret(tx, each.hash, min(ends_at, each.expires_at or ends_at))
        also(tx, key)
        return Issued(key, _new_secret(tx, vault, key, now), ends_at)


def revoke(db: Database, name: str, *, now: datetime, also: Also = nothing_else) -> Key:
    """The key and all its secrets count no more, from this moment."""
    with db.begin() as tx:
        key = _found(tx, name)
        if not store.revoke(tx, key.id, now):
            raise NotPossible(f'"{key.name}" was revoked before.')
        also(tx, key)
    return key


def bearer(db: Database, vault: Vault, secret: str, *, now: datetime) -> Key | None:
    """The live key of whoever shows this secret; its use is noted."""
    if not secret.startswith(rules.PREFIX):
        return None
    with db.read() as tx:
        known = store.key_by_hash(tx, _hashed(vault, secret))
    if known is None or not (known[0].is_live(now) and known[1].is_live(now)):
        return None
    key, shown = known
    if shown.last_used_at is None or shown.last_used_at <= now - USE_IS_NOTED_EVERY:
        with db.begin() as tx:
            store.set_used(tx, shown.hash, now, now - USE_IS_NOTED_EVERY)
    return key


def _found(tx: Tx, name: str) -> Key:
    key = store.key_by_name(tx, name)
    if key is None:
        raise NotPossible(f'There is no key "{name}"; `cabildo keys list` shows those that are.')
    return key


def _new_secret(tx: Tx, vault: Vault, key: Key, now: datetime) -> str:
    secret = rules.PREFIX + random_digits(rules.ALPHABET, rules.LENGTH)
    store.add_secret(tx, key.id, Secret(_hashed(vault, secret), now))
    return secret


def _hashed(vault: Vault, secret: str) -> str:
    return hmac.digest(vault.signing_secret("api keys").encode(), secret.encode(), "sha256").hex()
