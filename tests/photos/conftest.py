"""A town whose residents send photos, on the carrier's stand-in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.flowfiles.library import Library
from tests.standin.twilio import TwilioStandIn
from tests.web.fixtures import empty_database, shared_carrier, speaks, town_carrier  # noqa: F401  fixtures
from tests.web.town import Town


@pytest.fixture
def new_town(
    tmp_path: Path,
    empty_database: Path,  # noqa: F811
    speaks: Library,  # noqa: F811
    town_carrier: TwilioStandIn,  # noqa: F811
) -> Iterator[Callable[..., Town]]:
    made: list[Town] = []

    def make(**settings: str) -> Town:
        town = Town(tmp_path, empty_database, speaks, town_carrier, PHOTOS_PATH=str(tmp_path / "photos"), **settings)
        made.append(town)
        return town

    yield make
    for town in made:
        town.bot.db.close()


@pytest.fixture
def town(new_town: Callable[..., Town]) -> Town:
    return new_town()
