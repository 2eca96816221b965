"""Fixtures that every test may ask for: the real servers, the browser, and what was skipped for want of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests import services

# Whoever asks for one of these fixtures needs the thing, so it carries the mark without saying so again.
MARKS = {
    "postgres": "postgres",
    "postgres_url": "postgres",
    "new_database": "postgres",
    "redis_url": "redis",
    "empty_redis_url": "redis",
    "chromium_path": "browser",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if mark := MARKS.get(fixture):
                item.add_marker(mark)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lacking: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _, found, rest = reason.partition(services.MISSING)
        if found:
            lacking[found + rest] = lacking.get(found + rest, 0) + 1
    if lacking:
        terminalreporter.section("skipped because this machine lacks something")
        for reason, count in sorted(lacking.items()):
            terminalreporter.line(f"{count} skipped: {reason}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL server: TEST_DATABASE_URL's, else a throw-away one of this test process."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield services.Postgres(url)
        return
    with services.postgres_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_url(postgres: services.Postgres) -> Iterator[str]:
    """One empty database for this test process; for an own one per test or module, ask for `new_database`."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def new_database(postgres: services.Postgres) -> Iterator[Callable[..., str]]:
    """Call it for the address of a fresh database, a copy of `template` when named; all are dropped at the end."""
    made: list[str] = []

    def make(template: str = "template1") -> str:
        made.append(postgres.create_database(template))
        return made[-1]

    yield make
    for url in made:
        postgres.drop_database(url)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this test process: a numbered database of TEST_REDIS_URL's server, else a throw-away server."""
    if url := os.environ.get("TEST_REDIS_URL"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        yield services.redis_url_with_number(url, int(worker.removeprefix("gw")))
        return
    with services.redis_server() as server:
        yield server.url


@pytest.fixture
def empty_redis_url(redis_url: str) -> str:
    """The same, emptied before the test."""
    with redis.Redis.from_url(redis_url) as connection:
        connection.flushdb()
    return redis_url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser's program; started as root it also wants `--no-sandbox`."""
    found = services.chromium()
    if found is None:
        services.need("Chromium", "to test the screens as a person sees them", services.CHROMIUM_COMMAND)
    return found
