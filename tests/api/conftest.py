"""One town for all tests of the API that do not mind each other, and fresh ones on every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.city import ApiTown, api_town
from tests.conversations.conftest import any_url
from tests.conversations.town import new_sqlite

__all__ = ["any_url"]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiTown]:
    """A town for tests that do not mind what others did in it; whoever counts asks for a fresh one."""
    with api_town(new_sqlite(tmp_path_factory.mktemp("api")), api_requests_per_minute=1_000_000) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[ApiTown]:
    """A town of this test."""
    with api_town(new_sqlite(tmp_path)) as made:
        yield made


@pytest.fixture
def anywhere(any_url: str) -> Iterator[ApiTown]:
    """A town of this test on each kind of database."""
    with api_town(any_url) as made:
        yield made
