"""Statements compiled once and handed to the driver as they are, for the few that every text needs; no decisions.

SQLAlchemy's own execution costs three times what these statements cost the database; everything that is not on the
path of every text uses it all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from bot.db.engine import Database

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[str, ...]
    positional: bool
    defaults: Mapping[str, Any]
    into: Mapping[str, Callable[[Any], Any]]
    out_of: tuple[Callable[[Any], Any] | None, ...]


def prepared(statement: ClauseElement, row: Row, dialect: Dialect) -> tuple[str, Any]:
    """The SQL of a statement built at import, and this row's values as the driver takes them."""
    ready = _compiled(statement, tuple(row), dialect)
    values = {**ready.defaults, **row}
    for name, process in ready.into.items():
        values[name] = process(values[name])
    if ready.positional:
        return ready.sql, [values[name] for name in ready.names]
    return ready.sql, {name: values[name] for name in ready.names}


def first_row(db: Database, statement: Select[Any], row: Row) -> tuple[Any, ...] | None:
    """The first row that this query finds, in a read of its own."""
    dialect = db.engine.dialect
    sql, values = prepared(statement, row, dialect)
    connection = db.engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        if not db.is_sqlite:
            driver.autocommit = True  # Reading needs no BEGIN and no ROLLBACK.
        found = driver.execute(sql, values).fetchone()
    except dialect.loaded_dbapi.OperationalError as error:
        connection.invalidate(error)
        raise OperationalError(sql, None, error) from error
    finally:
        if connection.is_valid and not db.is_sqlite:
            driver.autocommit = False
        connection.close()
    if found is None:
        return None
    out_of = _compiled(statement, tuple(row), dialect).out_of
    return tuple(value if process is None else process(value) for process, value in zip(out_of, found, strict=True))


@lru_cache(maxsize=256)
def _compiled(statement: ClauseElement, keys: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  for the types; only SQL statements get here
    into = {
        name: process
        for parameter, name in compiled.bind_names.items()
        if (process := parameter.type.dialect_impl(dialect).bind_processor(dialect))
    }
    out_of: tuple[Callable[[Any], Any] | None, ...] = ()
    if isinstance(statement, Select):
        types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        out_of = tuple(each.result_processor(dialect, None) for each in types)
    return _Compiled(
        sql=str(compiled),
        names=tuple(compiled.positiontup or compiled.binds),
        positional=compiled.positiontup is not None,
        defaults={name: each.value for name, each in compiled.binds.items() if each.value is not None},
        into=into,
        out_of=out_of,
    )
