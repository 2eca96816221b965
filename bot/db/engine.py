"""Opens SQLite (write-ahead log, immediate transactions) or PostgreSQL (time-outs); it knows no tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from time import sleep
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError as Locked
from sqlalchemy.pool import QueuePool

from bot.db.base import Tx
from bot.lib.clock import monotonic

BUSY_FOR_MS = 10_000
"""How long a SQLite writer waits for another; the longest transaction of ours takes a few milliseconds."""
ASKED_AGAIN_SECONDS = 0.0002
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_FOR_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    # A checkpoint copies the log into the database; at every fourth megabyte, as is the default, busy minutes stall.
    "PRAGMA wal_autocheckpoint=4000",
)
# Whoever takes a connection ends its own transaction: returning one costs no second rollback (`pool_reset_on_return`).
_POSTGRES_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000 -c jit=off"
)
"""Compiling a query costs seconds here and saves milliseconds: every query of ours is short."""


class Database:
    """One engine: `begin()` writes, `read()` reads; both end with the block, nothing is open across a network call."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine = _sqlite(url, pool_size) if url.startswith("sqlite") else _postgres(url, pool_size)
        options = {"reads_only": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._reading = self.engine.execution_options(**options)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes: committed at the end of the block, undone when it raises."""
        with self.engine.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Only reads, each query by itself: it waits for no writer and opens no transaction that could be forgotten."""
        with self._reading.connect() as tx:
            yield tx

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def begin_immediate(connection: Any) -> None:
    """Begin a transaction that writes, as soon as the other writers let it.

    SQLite's own patience sleeps longer and longer, up to a tenth of a second, for a lock that is free again after half
    a millisecond; with two processes that doubles the time of a text. Beyond `BUSY_FOR_MS` it raises as SQLite does.
    """
    until = monotonic() + BUSY_FOR_MS / 1000
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if error.sqlite_errorcode != SQLITE_BUSY or monotonic() > until:
                    raise
                sleep(ASKED_AGAIN_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_FOR_MS}")


def _sqlite(url: str, pool_size: int) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, pool_reset_on_return=None, poolclass=QueuePool, pool_size=pool_size, max_overflow=0, hide_parameters=True,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def take_write_lock(connection: Tx) -> None:
        # A transaction that reads first and writes later fails at once in SQLite when another wrote in between;
        # taking the write lock at the start makes it wait instead.
        if not connection.get_execution_options().get("reads_only"):
            try:
                begin_immediate(connection.connection.driver_connection)
            except OperationalError as error:
                raise Locked("BEGIN IMMEDIATE", None, error) from error

    return engine


def _postgres(url: str, pool_size: int) -> Engine:
    return create_engine(
        url, pool_reset_on_return=None, hide_parameters=True, pool_size=pool_size, max_overflow=4, pool_timeout=10,
        pool_recycle=1800,
        connect_args={"connect_timeout": 5, "options": _POSTGRES_OPTIONS},
    )  # fmt: skip
