"""Towns for tests of conversations: fresh ones on SQLite, and on every database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.conversations.town import Town, new_sqlite


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    return new_sqlite(tmp_path)


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """The demo city with nobody in it."""
    made = Town(sqlite_url)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh migrated database of each kind."""
    if request.param == "sqlite":
        return new_sqlite(tmp_path)
    make: Callable[..., str] = request.getfixturevalue("new_database")
    url = make()
    db = Database(url)
    upgrade(db)
    db.close()
    return url
