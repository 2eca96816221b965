"""Writes down the deliveries that were taken: they are nearly all, so each database gets them in its quickest form."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Integer, SmallInteger, bindparam, func, literal_column, update
from sqlalchemy.dialects.postgresql import ARRAY

from bot.db.base import Tx
from bot.webhooks.rules import Status, Tried
from bot.webhooks.tables import delivery

_PENDING = delivery.c.status == literal_column("'pending'")
_ALIKE = (
    update(delivery)
    .where(_PENDING)
    .values(
        status=Status.DELIVERED, due_at=bindparam("tried"), attempts=delivery.c.attempts + 1,
        first_at=func.coalesce(delivery.c.first_at, bindparam("tried", type_=delivery.c.tried_at.type)),
        tried_at=bindparam("tried"), why=None, excerpt=None,
    )
)  # fmt: skip
_ON_SQLITE = _ALIKE.where(delivery.c.id.in_(bindparam("ids", expanding=True))).values(
    answer=bindparam("got"), took_ms=bindparam("took")
)
_LISTED = (
    func.unnest(
        bindparam("ids", type_=ARRAY(BigInteger)), bindparam("got", type_=ARRAY(SmallInteger)),
        bindparam("took", type_=ARRAY(Integer)),
    )
    .table_valued("id", "got", "took")
    .render_derived()
)  # fmt: skip
_ON_POSTGRESQL = _ALIKE.where(delivery.c.id == _LISTED.c.id).values(answer=_LISTED.c.got, took_ms=_LISTED.c.took)


def add(tx: Tx, taken: Sequence[tuple[int, Tried]]) -> None:
    """These deliveries arrived; one that is not pending any more stays as it is.

    PostgreSQL has them all in one statement. SQLite, for which a statement is cheap and a join is not, has one for each
    answer and time that it took.
    """
    if taken and tx.dialect.name == "postgresql":
        tx.execute(_ON_POSTGRESQL, {
            "ids": [id for id, _ in taken], "got": [tried.answer for _, tried in taken],
            "took": [round(tried.seconds * 1000) for _, tried in taken], "tried": _last(taken),
        })  # fmt: skip
        return
    alike: dict[tuple[int | None, int], list[tuple[int, Tried]]] = {}
    for id, tried in taken:
        alike.setdefault((tried.answer, round(tried.seconds * 1000)), []).append((id, tried))
    for (answer, took), those in alike.items():
        tx.execute(_ON_SQLITE, {
            "ids": [id for id, _ in those], "tried": _last(those), "got": answer, "took": took,
        })  # fmt: skip


def _last(taken: Sequence[tuple[int, Tried]]) -> datetime:
    return max(tried.at for _, tried in taken)
