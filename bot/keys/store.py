"""Queries about keys, their secrets and kept answers; they take an open transaction first and never commit."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx, Utc
from bot.keys.rules import Key, Secret
from bot.keys.tables import api_key, api_secret, kept_answer

_KEY = (
    api_key.c.id, api_key.c.name, api_key.c.purpose, api_key.c.scopes, api_key.c.departments, api_key.c.made_by,
    api_key.c.created_at, api_key.c.expires_at, api_key.c.revoked_at,
)  # fmt: skip
_SECRET = (api_secret.c.hash, api_secret.c.created_at, api_secret.c.expires_at, api_secret.c.last_used_at)
_BY_HASH = (
    select(*_KEY, *_SECRET)
    .join_from(api_secret, api_key, api_key.c.id == api_secret.c.key_id)
    .where(api_secret.c.hash == bindparam("of"))
)
_USED = (
    update(api_secret)
    .where(
        api_secret.c.hash == bindparam("of"),
        or_(api_secret.c.last_used_at.is_(None), api_secret.c.last_used_at < bindparam("before", type_=Utc())),
    )
    .values(last_used_at=bindparam("at"))
)


def _key(row: Sequence[Any]) -> Key:
    id, name, purpose, scopes, departments, made_by, created_at, expires_at, revoked_at = row[:9]
    granted = frozenset(scopes.split()), frozenset(departments.split())
    return Key(id, name, purpose, *granted, made_by, created_at, expires_at, revoked_at)


def add_key(tx: Tx, key: Key) -> None:
    """A new key; an IntegrityError when the name is taken."""
    row = {column.name: getattr(key, column.name) for column in _KEY}
    tx.execute(insert(api_key), row | {name: " ".join(sorted(row[name])) for name in ("scopes", "departments")})


def add_secret(tx: Tx, key_id: str, secret: Secret) -> None:
    """One more secret of the key."""
    row = {column.name: getattr(secret, column.name) for column in _SECRET}
    tx.execute(insert(api_secret), row | {"key_id": key_id})


def key_by_name(tx: Tx, name: str) -> Key | None:
    """The key of this name, or with this id."""
    row = tx.execute(select(*_KEY).where(or_(api_key.c.name == name, api_key.c.id == name))).first()
    return _key(row) if row else None


def key_by_hash(tx: Tx, hashed: str) -> tuple[Key, Secret] | None:
    """The key that this secret belongs to, whatever has become of either."""
    row = tx.execute(_BY_HASH, {"of": hashed}).first()
    return (_key(row), Secret(*row[9:])) if row else None


def keys(tx: Tx) -> list[tuple[Key, list[Secret]]]:
    """All keys, oldest first, with their secrets."""
    secrets: dict[str, list[Secret]] = {}
    for key_id, *secret in tx.execute(
        select(api_secret.c.key_id, *_SECRET).order_by(api_secret.c.created_at, api_secret.c.hash)
    ):
        secrets.setdefault(key_id, []).append(Secret(*secret))
    return [(key, secrets.get(key.id, [])) for key in map(_key, tx.execute(select(*_KEY).order_by(api_key.c.id)))]


def names(tx: Tx, ids: Collection[str]) -> dict[str, str]:
    """The names of these keys by id."""
    return {row[0]: row[1] for row in tx.execute(select(api_key.c.id, api_key.c.name).where(api_key.c.id.in_(ids)))}


def secrets_of(tx: Tx, key_id: str) -> list[Secret]:
    """The secrets of a key, oldest first."""
    query = select(*_SECRET).where(api_secret.c.key_id == key_id).order_by(api_secret.c.created_at, api_secret.c.hash)
    return [Secret(*row) for row in tx.execute(query)]


def end_secret(tx: Tx, hashed: str, at: datetime) -> None:
    """The secret counts no longer than that."""
    tx.execute(update(api_secret).where(api_secret.c.hash == hashed).values(expires_at=at))


def revoke(tx: Tx, key_id: str, at: datetime) -> bool:
    """The key counts no more; False when it did not before."""
    query = update(api_key).where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None)).values(revoked_at=at)
    return bool(tx.execute(query).rowcount)


def set_used(tx: Tx, hashed: str, at: datetime, before: datetime) -> None:
    """The secret was used, unless it was used since `before` already."""
    tx.execute(_USED, {"of": hashed, "at": at, "before": before})


_BEGIN = {
    "sqlite": sqlite.insert(kept_answer).on_conflict_do_nothing().returning(kept_answer.c.request),
    "postgresql": postgresql.insert(kept_answer).on_conflict_do_nothing().returning(kept_answer.c.request),
}


def begin_request(tx: Tx, key_id: str, request: str, digest: str, at: datetime) -> bool:
    """The request is under way from now on; False when there is a row for it."""
    row = {"key_id": key_id, "request": request, "digest": digest, "at": at}
    return tx.execute(_BEGIN[tx.dialect.name], row).first() is not None


def kept(tx: Tx, key_id: str, request: str) -> tuple[str, int | None, str | None, datetime] | None:
    """Digest, status, body and time of what is kept for this request."""
    query = select(kept_answer.c.digest, kept_answer.c.status, kept_answer.c.body, kept_answer.c.at)
    row = tx.execute(query.where(kept_answer.c.key_id == key_id, kept_answer.c.request == request)).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def take_up(tx: Tx, key_id: str, request: str, seen: datetime, at: datetime) -> bool:
    """Whoever began the request is gone: it begins anew; False when somebody else was quicker."""
    query = update(kept_answer).where(
        kept_answer.c.key_id == key_id, kept_answer.c.request == request, kept_answer.c.at == seen,
        kept_answer.c.status.is_(None),
    )  # fmt: skip
    return bool(tx.execute(query.values(at=at)).rowcount)


def keep(tx: Tx, key_id: str, request: str, status: int, body: str) -> None:
    """What the request was answered."""
    query = update(kept_answer).where(kept_answer.c.key_id == key_id, kept_answer.c.request == request)
    tx.execute(query.values(status=status, body=body))


def forget(tx: Tx, key_id: str, request: str) -> None:
    """The request did nothing: it may come again."""
    tx.execute(delete(kept_answer).where(kept_answer.c.key_id == key_id, kept_answer.c.request == request))


def forget_before(tx: Tx, at: datetime) -> None:
    """Nothing older than that is kept."""
    tx.execute(delete(kept_answer).where(kept_answer.c.at < at))
