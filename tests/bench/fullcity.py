"""Fills a database of either kind, by itself and in bulk, with what a city of some years holds; it measures nothing.

What it holds is in tests/bench/cityrows.py.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.engine import Connection

from bot.conversations.staff_tables import care
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.messaging.tables import message
from tests.bench.cityrows import Dialect, Sizes, rows_of
from tests.bench.run import say


def fill(db: Database, sizes: Sizes, library: Library, now: datetime) -> None:
    """Every table; the message table's indexes are built afterwards, as any bulk load would."""
    d = Dialect(db, now)
    with db.begin() as tx:
        if not db.is_sqlite:
            for setting in ("statement_timeout = 0", "maintenance_work_mem = '256MB'"):
                tx.execute(text(f"SET LOCAL {setting}"))
        for index in message.indexes:
            index.drop(tx)
        for table, count, columns in rows_of(d, sizes, library):
            _insert(tx, d, table, count, columns)
        for index in message.indexes:
            index.create(tx)
        if not db.is_sqlite:
            tx.execute(text("SELECT setval(pg_get_serial_sequence('event', 'seq'), (SELECT max(seq) FROM event))"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT", reads_only=True) as connection:
        if not db.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE" if db.is_sqlite else "VACUUM ANALYZE"))


def hand_over(db: Database, to: Sequence[str]) -> None:
    """What the first members of the staff have to answer is these people's."""
    with db.begin() as tx:
        for at, staff_id in enumerate(to):
            was = f"stf_{at + 1:026d}"
            tx.execute(update(care).where(care.c.assigned_to == was).values(assigned_to=staff_id))


SLOW_ENOUGH_TO_SAY = 5.0


def _insert(tx: Connection, d: Dialect, table: str, count: int, columns: Mapping[str, str]) -> None:
    began = time.monotonic()
    sql = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {d.numbers(count)} AS c"
    )
    tx.exec_driver_sql(sql if d.is_sqlite else sql.replace("%", "%%"))
    if (took := time.monotonic() - began) > SLOW_ENOUGH_TO_SAY:
        say(f"  filled {table}: {count:,} rows in {took:.0f} s")
