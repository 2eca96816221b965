"""The migrations make exactly the tables that the program describes, from nothing and back, on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, text

from bot.db import engine
from bot.db.base import metadata
from bot.db.engine import Database
from bot.db.migrate import HEAD, MIGRATIONS, is_current, upgrade

SEARCH = ("concern_search", "directory_gap_search", "search_word")
IN_POSTGRES = {("column", "search"), ("index", "ix_concern_search"), ("index", "ix_directory_gap_search")}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/city.db"
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
    db = Database(url)
    yield db
    db.close()


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def differences(db: Database) -> list[object]:
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_object": _is_described}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, metadata))


def _is_described(_made: object, name: str | None, kind: str, *_: object) -> bool:
    """The index of words is the database's own (bot/db/search.py): it has another form in each."""
    return not (name or "").startswith(SEARCH) and (kind, name) not in IN_POSTGRES


def tables(db: Database) -> set[str]:
    there = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {each for each in there if not each.startswith(SEARCH)}


def test_the_program_knows_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


def test_an_empty_database_becomes_what_the_program_describes(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    assert tables(empty) == set(metadata.tables) and len(metadata.tables) > 8
    assert differences(empty) == []


def test_a_missing_column_would_be_seen(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("ALTER TABLE contact DROP COLUMN zone"))
    assert len(differences(empty)) == 1


def test_the_way_back_and_forth_again(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        back = config()
        back.attributes["connection"] = connection
        command.downgrade(back, "base")
        connection.commit()
    assert tables(empty) == set() and not is_current(empty)
    upgrade(empty)
    assert differences(empty) == []


@pytest.mark.postgres
def test_a_migration_of_a_large_city_is_not_cut_off(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_POSTGRES_OPTIONS", "-c statement_timeout=500")
    db, slept = Database(new_database(), pool_size=1), []

    def takes_long(_connection: object, cursor: Any, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("CREATE TABLE") and not slept:
            slept.append(cursor.execute("SELECT pg_sleep(0.7)"))

    event.listen(db.engine, "before_cursor_execute", takes_long)
    upgrade(db)
    assert slept and is_current(db)
    with db.read() as tx:
        assert tx.execute(text("SHOW statement_timeout")).scalar() == "500ms"
    db.close()


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("INSERT INTO lease VALUES ('clock', 'me', '2026-03-10 16:00:00+00:00')"))
    upgrade(empty)
    with empty.read() as tx:
        assert tx.execute(text("SELECT holder FROM lease")).scalar() == "me"
