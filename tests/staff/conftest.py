"""Migrated databases of each kind for tests about staff."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.conversations.town import new_sqlite


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database of each kind."""
    if request.param == "sqlite":
        opened = Database(new_sqlite(tmp_path))
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        opened = Database(make())
        upgrade(opened)
    yield opened
    opened.close()
