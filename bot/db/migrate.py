"""Brings the database to this program's schema with Alembic, and tells whether it is there already."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from bot.db.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0026"
"""The newest migration; a test compares it with Alembic's own idea."""


def upgrade(db: Database) -> None:
    """Apply every migration that is missing; quick when none is."""
    if is_current(db):
        return
    from alembic import command  # A second of import, paid only when there is something to do.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection, _patient(db, connection):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextmanager
def _patient(db: Database, connection: Connection) -> Iterator[None]:
    """No statement is cut off for taking long: a column filled in, or an index, takes minutes in a large city."""
    if db.is_sqlite:
        yield
        return
    connection.execute(text("SET statement_timeout = 0"))
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("RESET statement_timeout"))
        connection.commit()


def is_current(db: Database) -> bool:
    """Whether the database has every migration."""
    try:
        with db.read() as tx:
            return tx.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    except DatabaseError:  # There is no such table yet.
        return False
