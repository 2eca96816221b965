"""A burst: the writes of one decision, gathered first and then sent together in one short transaction; no decisions.

Reading, thinking and writing inside one transaction would hold SQLite's only write lock while the engine thinks, and
cost PostgreSQL a round trip for every row. A decision is made from a read instead; its writes carry what they rely on
(`must`), and when that is no longer so, nothing is written and the decision is made anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from bot.db.engine import Database

Row = Mapping[str, Any]


class Stale(Exception):
    """What a burst relied on was no longer so; nothing of it was written."""


class Writer(Protocol):
    """What takes writes whose result nobody waits for: a burst, or an open transaction."""

    @property
    def dialect(self) -> Dialect:
        """Which database it is."""
        ...

    def execute(self, statement: Any, parameters: Any, /) -> Any:
        """Run, or gather, this statement with one row or several."""
        ...


class Burst:
    """The writes of one decision, in order."""

    def __init__(self, db: Database) -> None:
        self.dialect: Dialect = db.engine.dialect
        self._writes: list[tuple[ClauseElement, Row, bool]] = []

    def execute(self, statement: ClauseElement, parameters: Row | Sequence[Row], /) -> None:
        """Gather a write; several rows are several writes."""
        rows = [parameters] if isinstance(parameters, Mapping) else parameters
        self._writes += [(statement, row, False) for row in rows]

    def must(self, statement: ClauseElement, row: Row, /) -> None:
        """Gather a write that has to change a row; if it changes none, the whole burst is undone as `Stale`."""
        self._writes.append((statement, row, True))

    def send(self, db: Database) -> None:
        """Write everything and commit; `Stale`, with nothing written, when a `must` or a unique key says no."""
        writes = [(*_prepared(statement, tuple(row), self.dialect, row), must) for statement, row, must in self._writes]
        errors = db.engine.dialect.loaded_dbapi
        connection = db.engine.raw_connection()
        try:
            (_send_sqlite if db.is_sqlite else _send_postgres)(connection.driver_connection, writes)
        except errors.IntegrityError as error:
            raise Stale(str(error)) from error
        except errors.OperationalError as error:
            connection.invalidate(error)
            raise OperationalError("a burst of writes", None, error) from error
        finally:
            connection.close()


def _send_sqlite(connection: Any, writes: list[tuple[str, Any, bool]]) -> None:
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        for sql, row, must in writes:
            if cursor.execute(sql, row).rowcount == 0 and must:
                raise Stale(sql)
        cursor.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
    finally:
        cursor.close()


def _send_postgres(connection: Any, writes: list[tuple[str, Any, bool]]) -> None:
    try:
        with connection.pipeline():
            sent = [(connection.cursor().execute(sql, row), sql, must) for sql, row, must in writes]
        for cursor, sql, must in sent:
            if cursor.rowcount == 0 and must:
                raise Stale(sql)
        connection.commit()
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise


@dataclass(frozen=True, slots=True)
class _Prepared:
    sql: str
    names: tuple[str, ...]
    defaults: Mapping[str, Any]
    processors: Mapping[str, Callable[[Any], Any]]
    positional: bool


def _prepared(statement: ClauseElement, keys: tuple[str, ...], dialect: Dialect, row: Row) -> tuple[str, Any]:
    ready = _compiled(statement, keys, dialect)
    values = {**ready.defaults, **row}
    for name, process in ready.processors.items():
        values[name] = process(values[name])
    if ready.positional:
        return ready.sql, [values[name] for name in ready.names]
    return ready.sql, {name: values[name] for name in ready.names}


@lru_cache(maxsize=256)
def _compiled(statement: ClauseElement, keys: tuple[str, ...], dialect: Dialect) -> _Prepared:
    """The SQL of a statement and how its values are handed to the driver; statements are built once, at import."""
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  for the types; only SQL statements get here
    processors = {}
    for parameter, name in compiled.bind_names.items():
        if process := parameter.type.dialect_impl(dialect).bind_processor(dialect):
            processors[name] = process
    positional = compiled.positiontup is not None
    names = tuple(compiled.positiontup or compiled.binds)
    defaults = {name: each.value for name, each in compiled.binds.items() if each.value is not None}
    return _Prepared(str(compiled), names, defaults, processors, positional)
