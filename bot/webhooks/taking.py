"""Writes down the deliveries that were taken: they are nearly all, so each database gets them in its quickest form."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, DateTime, Integer, SmallInteger, bindparam, func, literal_column, update
from sqlalchemy.dialects.postgresql import ARRAY

from bot.db.base import Tx
from bot.webhooks.rules import Status, Tried
from bot.webhooks.tables import delivery

_PENDING = delivery.c.status == literal_column("'pending'")
_ALIKE = update(delivery).where(_PENDING).values(
    status=Status.DELIVERED, attempts=delivery.c.attempts + 1, why=None, excerpt=None
)  # fmt: skip
_TRIED = bindparam("tried", type_=delivery.c.tried_at.type)
_ON_SQLITE = _ALIKE.where(delivery.c.id == bindparam("of")).values(
    due_at=_TRIED, tried_at=_TRIED, first_at=func.coalesce(delivery.c.first_at, _TRIED), answer=bindparam("got"),
    took_ms=bindparam("took"),
)  # fmt: skip
_LISTED = (
    func.unnest(
        bindparam("ids", type_=ARRAY(BigInteger)), bindparam("got", type_=ARRAY(SmallInteger)),
        bindparam("took", type_=ARRAY(Integer)), bindparam("tried", type_=ARRAY(DateTime(timezone=True))),
    )
    .table_valued("id", "got", "took", "tried")
    .render_derived()
)  # fmt: skip
_ON_POSTGRESQL = _ALIKE.where(delivery.c.id == _LISTED.c.id).values(
    due_at=_LISTED.c.tried, tried_at=_LISTED.c.tried, first_at=func.coalesce(delivery.c.first_at, _LISTED.c.tried),
    answer=_LISTED.c.got, took_ms=_LISTED.c.took,
)  # fmt: skip


def add(tx: Tx, taken: Sequence[tuple[int, Tried]]) -> None:
    """These deliveries arrived; one that is not pending any more stays as it is.

    PostgreSQL has them all in one statement; SQLite, for which a statement is cheap and a join dear, has one for each.
    """
    if not taken:
        return
    if tx.dialect.name == "postgresql":
        tx.execute(_ON_POSTGRESQL, {
            "ids": [id for id, _ in taken], "got": [tried.answer for _, tried in taken],
            "took": [_took(tried) for _, tried in taken], "tried": [tried.at for _, tried in taken],
        })  # fmt: skip
        return
    tx.execute(_ON_SQLITE, [
        {"of": id, "tried": tried.at, "got": tried.answer, "took": _took(tried)} for id, tried in taken
    ])  # fmt: skip


def _took(tried: Tried) -> int:
    return round(tried.seconds * 1000)
