"""One city per database for all these tests; each test gets it whole, with residents of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.faults.city import City
from tests.standin.signing import ACCOUNT, TOKEN
from tests.standin.twilio import TwilioStandIn
from tests.web.town import migrated

DATABASES = ("sqlite", "postgres")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        database = parameters.get("running_city")
        if database:
            item.add_marker("slow")
            item.add_marker("redis")
        if database == "postgres":
            item.add_marker("postgres")


@pytest.fixture(scope="session", params=DATABASES)
def running_city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp(f"city-{request.param}")
    with services.redis_server() as redis, TwilioStandIn(account=ACCOUNT, token=TOKEN) as carrier:
        carrier.callbacks_on(callback_after_ms=5)
        if request.param == "sqlite":
            yield from _kept(City(folder, migrated(f"sqlite:///{folder}/city.db"), redis, carrier))
            return
        with services.postgres_cluster(durable=True) as cluster:
            yield from _kept(City(folder, migrated(cluster.create_database()), redis, carrier, cluster))


def _kept(city: City) -> Iterator[City]:
    try:
        yield city
    finally:
        city.close()


@pytest.fixture
def city(running_city: City) -> Iterator[City]:
    """The city with everything running and nobody in it."""
    running_city.forget_residents()
    running_city.heal()
    yield running_city
    running_city.carrier.configure(latency_ms=0)
    for armed in Path(running_city.folder).glob("crash-*"):
        armed.unlink()
