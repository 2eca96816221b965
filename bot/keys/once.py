"""A request that comes twice is done once: remembers for a day what each Idempotency-Key of a key was answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.engine import Database
from bot.keys import store

KEPT_FOR = timedelta(hours=24)
TAKEN_UP_AFTER = timedelta(minutes=2)
"""A request still under way after so long was cut off; what it does is safe to do again."""


@dataclass(frozen=True, slots=True)
class First:
    """Nobody has asked this before: do it."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The same request is being done at this moment."""


@dataclass(frozen=True, slots=True)
class Differs:
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Kept:
    """It was done; this is what it was answered."""

    status: int
    body: str


def begin(
    db: Database, key_id: str, request: str, digest: str, *, now: datetime
) -> First | UnderWay | Differs | Kept:  # fmt: skip
    """What to do with a request of this key; First marks it as under way, until `done` or `undone`."""
    with db.begin() as tx:
        store.forget_before(tx, now - KEPT_FOR)
        if store.begin_request(tx, key_id, request, digest, now):
            return First()
        found = store.kept(tx, key_id, request)
        if found is None:
            return UnderWay()
        before, status, body, at = found
        if before != digest:
            return Differs()
        if status is not None:
            return Kept(status, body or "")
        is_cut_off = at <= now - TAKEN_UP_AFTER
        return First() if is_cut_off and store.take_up(tx, key_id, request, at, now) else UnderWay()


def done(db: Database, key_id: str, request: str, status: int, body: str) -> None:
    """Keep the answer."""
    with db.begin() as tx:
        store.keep(tx, key_id, request, status, body)


def undone(db: Database, key_id: str, request: str) -> None:
    """Nothing was done, so the same key may be tried again."""
    with db.begin() as tx:
        store.forget(tx, key_id, request)
