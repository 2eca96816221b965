"""How Hypothesis runs here: the same examples every time, without a clock; and offices that send broadcasts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.broadcasts.city import Office
from tests.conversations.town import new_sqlite

# `db` is made once for a module: each example takes back what it wrote.
settings.register_profile(
    "broadcasts", derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.load_profile("broadcasts")


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


@pytest.fixture
def office(any_url: str) -> Iterator[Office]:
    """People who send broadcasts, in a town where nobody lives yet."""
    made = Office(any_url)
    yield made
    made.town.close()
