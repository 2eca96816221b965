"""Towns on both databases, and what changes their city.yaml."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.flowfiles.open311 import Open311
from tests.conversations.conftest import any_url, sqlite_url  # noqa: F401  fixtures
from tests.conversations.town import Town, demo_library

OpenTown = Callable[..., Town]


@pytest.fixture
def open_town() -> Iterator[OpenTown]:
    """Call it with a database's address, and how its city speaks Open311, for a town."""
    opened: list[Town] = []

    def make(url: str, says: Open311 | None = None) -> Town:
        library = demo_library()
        city = replace(library.city, open311=says or Open311())
        opened.append(Town(url, library=replace(library, city=city)))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
