"""What SQLite is opened with, and that processes which read first and write later wait for each other."""

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, StatementError

from bot.db.base import Utc
from bot.db.engine import BUSY_FOR_MS, Database
from bot.outbox import leases, put
from bot.outbox.tables import outbox

ROOT = Path(__file__).parent.parent.parent
READ_THEN_WRITE = """
import sys
from sqlalchemy import text
from bot.db.engine import Database
db = Database(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with db.begin() as tx:
        seen = tx.execute(text("SELECT due_at FROM outbox WHERE id = 1")).first()
        attempts = tx.execute(text("SELECT attempts FROM outbox WHERE id = 1")).scalar_one()
        tx.execute(text("UPDATE outbox SET attempts = :n WHERE id = 1"), {"n": attempts + 1})
db.close()
"""


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", BUSY_FOR_MS), ("foreign_keys", 1)],
)
def test_every_sqlite_connection_is_set_up(sqlite: Database, pragma: str, expected: object) -> None:
    with sqlite.begin() as first, sqlite.read() as second:
        for tx in (first, second):
            assert tx.execute(text(f"PRAGMA {pragma}")).scalar() == expected


@pytest.mark.slow
def test_four_processes_that_read_and_then_write_lose_nothing_and_are_never_refused(sqlite: Database) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    with sqlite.begin() as tx:
        put.put(tx, "count", "it", queue=put.LATER, due_at=now)
    words = [sys.executable, "-c", READ_THEN_WRITE, sqlite.url, "25"]
    running = [subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    said = [each.communicate(timeout=60)[1].decode() for each in running]
    assert [each.returncode for each in running] == [0, 0, 0, 0], said
    with sqlite.read() as tx:
        assert tx.execute(text("SELECT attempts FROM outbox")).scalar() == 100


def test_a_reader_waits_for_no_writer(sqlite: Database) -> None:
    with sqlite.begin() as writer:
        writer.execute(text("INSERT INTO lease VALUES ('clock', 'me', '2026-03-10')"))
        started = time.monotonic()
        with sqlite.read() as reader:
            assert reader.execute(text("SELECT count(*) FROM lease")).scalar() == 0
        assert time.monotonic() - started < 1


def test_a_store_waits_for_a_locked_database_and_then_does_its_work(sqlite: Database) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    locked, free = threading.Event(), threading.Event()

    def lock() -> None:
        with sqlite.begin() as tx:
            tx.execute(text("SELECT 1"))
            locked.set()
            free.wait(10)

    holder = threading.Thread(target=lock)
    holder.start()
    assert locked.wait(10)
    threading.Timer(0.2, free.set).start()
    started = time.monotonic()
    assert leases.hold(sqlite, "clock", "me", now=now, lease_for=timedelta(seconds=5))
    assert time.monotonic() - started > 0.1
    holder.join()


@pytest.mark.slow
def test_a_database_that_stays_locked_says_so(sqlite: Database) -> None:
    with sqlite.begin(), sqlite.engine.connect() as other:
        other.connection.driver_connection.execute("PRAGMA busy_timeout=20")  # type: ignore[union-attr]
        with pytest.raises(OperationalError, match="locked"):
            other.execute(text("SELECT 1"))


def test_a_block_that_raises_leaves_nothing(db: Database) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)

    def interrupted() -> None:
        with db.begin() as tx:
            put.put(tx, "count", "it", queue=put.LATER, due_at=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    with db.read() as tx:
        assert tx.execute(select(outbox.c.id)).first() is None


def test_times_keep_their_zone_and_those_without_one_are_refused(db: Database) -> None:
    moment = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    leases.hold(db, "clock", "me", now=moment, lease_for=timedelta(0))
    with db.read() as tx:
        (until,) = tx.execute(text("SELECT until FROM lease").columns(until=Utc)).one()
    assert until == moment and until.tzinfo is UTC
    with pytest.raises(StatementError, match="has no time zone"):
        leases.hold(db, "clock", "me", now=moment.replace(tzinfo=None), lease_for=timedelta(0))
