"""A burst: the writes of one decision, gathered first and then sent together in one short transaction; no decisions.

Reading, thinking and writing inside one transaction would hold SQLite's only write lock while the engine thinks, and
cost PostgreSQL a round trip for every row. A decision is made from a read instead; its writes carry what they rely on
(`must`), and when that is no longer so, nothing is written and the decision is made anew.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.dml import UpdateBase

from bot.db.engine import Database, begin_immediate
from bot.db.prepared import Row, prepared


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
    writes = _in_one_statement_each(writes)
    joined = _joined(tuple((write.sql, write.table, write.must) for write in writes))
    connection.autocommit = joined is not None
    try:
        if joined is not None:
            connection.execute(joined, _joined_values(writes))
            return
        with connection.pipeline():
            for write in writes:
                connection.execute(_MUST.format(write.sql) if _changes(write.sql, write.must) else write.sql, write.row)
            connection.commit()
    except BaseException:
        if not connection.closed and not connection.autocommit:
            connection.rollback()
        raise
    finally:
        if not connection.closed:
            connection.autocommit = False


def _in_one_statement_each(writes: list[Write]) -> list[Write]:
    """Rows of one table in one INSERT: the parts of a joined statement run in any order, the rows of one in theirs."""
    rows: dict[str, list[Write]] = {}
    for number, write in enumerate(writes):
        plain = write.sql.startswith("INSERT") and write.sql.endswith(")") and " VALUES (" in write.sql
        rows.setdefault(write.sql if plain else f"{number}", []).append(write)
    return [_with_rows(same) if len(same) > 1 else same[0] for same in rows.values()]


def _with_rows(same: list[Write]) -> Write:
    head, _, values = same[0].sql.partition(" VALUES ")
    tuples = [_NAME.sub(lambda match, n=n: f"%(r{n}_{match[1]})s", values) for n in range(len(same))]  # type: ignore[misc]
    row = {f"r{number}_{name}": value for number, write in enumerate(same) for name, value in write.row.items()}
    must = any(write.must for write in same)
    return Write(f"{head} VALUES {', '.join(tuples)}", row, same[0].table, must)


_MUST = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"
"""A `must` that changes nothing divides by zero, and with that everything is undone."""
_NAME = re.compile(r"%\((\w+)\)s")


def _changes(sql: str, must: bool) -> bool:  # noqa: FBT001  it is handed on from a write
    return must and not sql.startswith("INSERT")


@lru_cache(maxsize=512)
def _joined(writes: tuple[tuple[str, str, bool], ...]) -> str | None:
    """All writes as one statement with a common table expression each; None where that would not mean the same.

    The parts of such a statement do not see each other's rows, so an UPDATE may share its table with no other part.
    """
    tables = Counter(table for _, table, _ in writes)
    if any(tables[table] > 1 for sql, table, _ in writes if not sql.startswith("INSERT")):
        return None
    parts, counted = [], ["1"]
    for number, (sql, _, must) in enumerate(writes):
        named = _NAME.sub(lambda match, number=number: f"%(w{number}_{match[1]})s", sql)  # type: ignore[misc]
        if _changes(sql, must):
            counted.append(f"1 / (SELECT count(*) FROM w{number})")  # noqa: S608  the number is ours
            named += " RETURNING 1"
        parts.append(f"w{number} AS ({named})")
    return f"WITH {', '.join(parts)} SELECT {', '.join(counted)}"


def _joined_values(writes: list[Write]) -> dict[str, Any]:
    return {f"w{number}_{name}": value for number, write in enumerate(writes) for name, value in write.row.items()}
