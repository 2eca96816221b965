"""Reads a list page by page, each from where the last one ended; what is listed it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_

from bot.db.base import Tx
from bot.lib.paging import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Portion(Generic[T]):
    """Some rows of a list, and the place after the last of them; None when the list ends here."""

    rows: Sequence[T]
    after: Place | None


def portion(
    tx: Tx, query: Select[Any], order: Sequence[ColumnElement[Any]], *, after: Place | None, limit: int,
    down: bool = False,
) -> Portion[Row[Any]]:  # fmt: skip
    """The next rows of the query, ordered by these columns of it, which together are unique and never empty.

    `down` begins with the highest.
    """
    if after:
        given = tuple_(*(literal(value, column.type) for value, column in zip(after, order, strict=True)))
        query = query.where(tuple_(*order) < given if down else tuple_(*order) > given)
    ordered = [column.desc() for column in order] if down else order
    rows = tx.execute(query.order_by(*ordered).limit(limit + 1)).all()
    if len(rows) <= limit:
        return Portion(rows, None)
    last: dict[str, str | datetime] = dict(rows[limit - 1]._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    return Portion(rows[:limit], tuple(last[column.key or ""] for column in order))
