"""Fixtures of the town, for every folder of tests that needs one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.flowfiles.library import Library
from bot.logs import set_up
from tests.services import database_of
from tests.standin.twilio import TwilioStandIn
from tests.web import town as towns
from tests.web.town import Town


@pytest.fixture(scope="session")
def speaks() -> Library:
    """What the city says, read once; what the processes would log is left out, or thousands of traces are drawn."""
    set_up("critical")
    return towns.library()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    return towns.template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def shared_carrier() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as carrier:
        yield carrier


@pytest.fixture
def town_carrier(shared_carrier: TwilioStandIn) -> TwilioStandIn:
    """The stand-in, empty; callbacks are posted by the tests themselves."""
    shared_carrier.reset()
    shared_carrier.callbacks_off()
    return shared_carrier


@pytest.fixture
def town(tmp_path: Path, empty_database: Path, speaks: Library, town_carrier: TwilioStandIn) -> Iterator[Town]:
    made = Town(tmp_path, empty_database, speaks, town_carrier)
    yield made
    made.bot.db.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_town(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    speaks: Library,
    town_carrier: TwilioStandIn,
) -> Iterator[Town]:
    """The same town on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("town")
        return
    url = request.getfixturevalue("new_database")(database_of(request.getfixturevalue("postgres_template")))
    made = Town(tmp_path, None, speaks, town_carrier, DATABASE_URL=url)
    yield made
    made.bot.db.close()


@pytest.fixture(scope="session")
def postgres_template(new_database: Callable[..., str]) -> str:
    """A migrated, empty PostgreSQL database to copy."""
    return towns.migrated(new_database())
