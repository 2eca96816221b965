"""What every table is made of: the one metadata, names of constraints, an aware UTC column type; no tables."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Tx = Connection
"""An open transaction; store functions take it first and never commit it."""


class Utc(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite, which has no zones, gets it without and gives it back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """PostgreSQL's driver takes aware values as they are; for SQLite the last one is remembered.

        A turn writes the same moment into eight columns.
        """
        write = super().bind_processor(dialect)
        if dialect.name != "sqlite" or write is None:
            return _checked
        last: tuple[Any, Any] = (None, None)

        def remembered(value: Any) -> Any:
            nonlocal last
            if value is not last[0]:
                last = (value, write(value))
            return last[1]

        return remembered

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _checked(value: Any) -> Any:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return value
