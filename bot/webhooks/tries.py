"""Queries about the single calls of a delivery; they take an open transaction first and never commit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.webhooks.rules import MOST_TRIES, Status, Tried
from bot.webhooks.tables import delivery, delivery_try

_KEY = [delivery_try.c.delivery_id, delivery_try.c.slot]
_INTO = ["delivery_id", "slot", "nth", "subject", "at", "answer", "took_ms"]
_FIRST_TAKEN = select(
    delivery.c.id, literal(1), literal(1), delivery.c.subject, delivery.c.tried_at, delivery.c.answer,
    delivery.c.took_ms,
).where(delivery.c.status == Status.DELIVERED, delivery.c.attempts == 1)  # fmt: skip
_WHAT = ("nth", "subject", "at", "answer", "why", "excerpt", "took_ms")
_ON_SQLITE, _ON_POSTGRESQL = sqlite.insert(delivery_try), postgresql.insert(delivery_try)
_ADD = {
    "sqlite": _ON_SQLITE.on_conflict_do_update(
        index_elements=_KEY, set_={name: _ON_SQLITE.excluded[name] for name in _WHAT}
    ),
    "postgresql": _ON_POSTGRESQL.on_conflict_do_update(
        index_elements=_KEY, set_={name: _ON_POSTGRESQL.excluded[name] for name in _WHAT}
    ),
}


def row(delivery_id: int, subject: str, nth: int, tried: Tried) -> dict[str, Any]:
    """The row of the nth call; of an answer that takes the event only its status is kept."""
    return {
        "delivery_id": delivery_id, "slot": nth % MOST_TRIES, "nth": nth, "subject": subject, "at": tried.at,
        "answer": tried.answer, "why": tried.why or None, "excerpt": None if tried.is_taken else tried.excerpt or None,
        "took_ms": round(tried.seconds * 1000),
    }  # fmt: skip


def add(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what came back; each takes the place of the one MOST_TRIES before it."""
    if rows:
        tx.execute(_ADD[tx.dialect.name], rows)


def keep_first(tx: Tx, those: ColumnElement[bool]) -> None:
    """Before they are sent again: what was taken at the first call has no row of its own yet."""
    into = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(delivery_try)
    tx.execute(into.from_select(_INTO, _FIRST_TAKEN.where(those)).on_conflict_do_nothing())


def of_delivery(tx: Tx, delivery_id: int) -> Sequence[Row[Any]]:
    """The calls that were kept of one delivery, newest first; none of one that was taken at once."""
    mine = select(delivery_try).where(delivery_try.c.delivery_id == delivery_id)
    return tx.execute(mine.order_by(delivery_try.c.nth.desc())).all()


def forget_of(tx: Tx, those: ColumnElement[bool]) -> None:
    """What is kept of the calls of these deliveries goes."""
    tx.execute(delete(delivery_try).where(delivery_try.c.delivery_id.in_(select(delivery.c.id).where(those))))
