"""An office that sends and a consumer that listens, each test its own, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db.engine import Database
from tests.services import database_of
from tests.web.fixtures import empty_database, postgres_template, shared_carrier, speaks, town, town_carrier
from tests.webhooks.consumer import Consumer
from tests.webhooks.office import Office

__all__ = ["empty_database", "postgres_template", "shared_carrier", "speaks", "town", "town_carrier"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        path = tmp_path / "office.db"
        path.write_bytes(request.getfixturevalue("empty_database").read_bytes())
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("new_database")(database_of(request.getfixturevalue("postgres_template")))
    made = Database(url, pool_size=8)
    yield made
    made.close()


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    made = Consumer().start()
    yield made
    made.kill()


@pytest.fixture
def office(db: Database, consumer: Consumer) -> Iterator[Office]:
    made = Office(db, allowed=consumer.allowed)
    yield made
    made.close()


@pytest.fixture
def subscription(office: Office, consumer: Consumer) -> str:
    """The consumer wants everything, and checks every signature."""
    made, consumer.secret = office.subscribe(consumer.url)
    return made
