"""Migrated databases of each kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.conversations.town import new_sqlite


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated SQLite database."""
    db = Database(new_sqlite(tmp_path))
    yield db
    db.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database of each kind."""
    if request.param == "sqlite":
        made = Database(new_sqlite(tmp_path))
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        made = Database(make())
        upgrade(made)
    yield made
    made.close()
