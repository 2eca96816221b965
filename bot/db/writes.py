"""Writes gathered first and then sent together: as a burst with a transaction of its own, or into one; no decisions.

A burst holds the writes of one decision. Reading, thinking and writing inside one transaction would hold SQLite's
only write lock while the engine thinks, and cost PostgreSQL a round trip for every row. A decision is made from a read
instead; its writes carry what they rely on (`must`), and when that is no longer so, nothing is written and the decision
is made anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from psycopg import RawCursor
from sqlalchemy import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.dml import UpdateBase

from bot.db.base import Tx
from bot.db.engine import Database, begin_immediate
from bot.db.joined import joined
from bot.db.prepared import Row, prepared


class Stale(Exception):
    """What a burst relied on was no longer so; nothing of it was written."""


class Writer(Protocol):
    """What takes writes whose result nobody waits for: a burst, an open transaction, or what gathers for one."""

    @property
    def dialect(self) -> Dialect:
        """Which database it is."""
        ...

    def execute(self, statement: Any, parameters: Any, /) -> Any:
        """Run, or gather, this statement with one row or several."""
        ...


@dataclass(frozen=True, slots=True)
class Write:
    """One statement as the driver takes it, the table it writes to, and whether it has to change a row."""

    sql: str
    row: Any
    table: str
    must: bool


class Burst:
    """The writes of one decision, in order."""

    def __init__(self, db: Database) -> None:
        self.dialect: Dialect = db.engine.dialect
        self._writes: list[tuple[UpdateBase, Row, bool]] = []

    def execute(self, statement: UpdateBase, parameters: Row | Sequence[Row], /) -> None:
        """Gather a write; several rows are several writes."""
        rows = [parameters] if isinstance(parameters, Mapping) else parameters
        self._writes += [(statement, row, False) for row in rows]

    def must(self, statement: UpdateBase, row: Row, /) -> None:
        """Gather a write that has to change a row; if it changes none, the whole burst is undone as `Stale`.

        An INSERT says so by its unique keys: it must not say ON CONFLICT DO NOTHING.
        """
        self._writes.append((statement, row, True))

    def send(self, db: Database) -> None:
        """Write everything and commit; `Stale`, with nothing written, when a `must` or a unique key says no."""
        writes = [
            Write(*prepared(statement, row, self.dialect), str(statement.table), must)
            for statement, row, must in self._writes
        ]
        errors = db.engine.dialect.loaded_dbapi
        connection = db.engine.raw_connection()
        try:
            (_send_sqlite if db.is_sqlite else _send_postgres)(connection.driver_connection, writes)
        except (errors.IntegrityError, errors.DataError) as error:
            raise Stale(str(error)) from error
        except errors.OperationalError as error:
            connection.invalidate(error)
            raise OperationalError("a burst of writes", None, error) from error
        finally:
            connection.close()


class Gathered:
    """Writes for an open transaction, in which each statement is sent once with all its rows, not row by row.

    For many writes that do not rely on each other: nobody sees their order, which is that of the statements.
    """

    def __init__(self, tx: Tx) -> None:
        self.dialect: Dialect = tx.dialect
        self._tx = tx
        self._rows: dict[tuple[UpdateBase, frozenset[str]], list[Row]] = {}

    def execute(self, statement: UpdateBase, parameters: Row | Sequence[Row], /) -> None:
        """Gather a write; rows of one statement that name other columns go apart."""
        rows = [parameters] if isinstance(parameters, Mapping) else parameters
        for row in rows:
            self._rows.setdefault((statement, frozenset(row)), []).append(row)

    def send(self) -> None:
        """Write everything into the transaction; it is for whoever began that to commit."""
        for (statement, _), rows in self._rows.items():
            self._tx.execute(statement, rows)
        self._rows.clear()


def _send_sqlite(connection: Any, writes: list[Write]) -> None:
    cursor = connection.cursor()
    begin_immediate(connection)
    try:
        for write in writes:
            if cursor.execute(write.sql, write.row).rowcount == 0 and write.must:
                raise Stale(write.sql)
        cursor.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
    finally:
        cursor.close()


def _send_postgres(connection: Any, writes: list[Write]) -> None:
    """As one statement where that means the same, which is a transaction by itself; else in one round trip."""
    one = joined(tuple((write.sql, write.table, write.must) for write in writes))
    connection.autocommit = one is not None
    try:
        if one is not None:
            RawCursor(connection).execute(one.sql, [writes[write].row[name] for write, name in one.values])
            return
        with connection.pipeline():
            for write in writes:
                must = write.must and not write.sql.startswith("INSERT")
                connection.execute(_MUST.format(write.sql) if must else write.sql, write.row)
            connection.commit()
    except BaseException:
        if not connection.closed and not connection.autocommit:
            connection.rollback()
        raise
    finally:
        if not connection.closed:
            connection.autocommit = False


_MUST = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"
"""A `must` that changes nothing divides by zero, and with that everything is undone."""
