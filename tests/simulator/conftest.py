"""An application over an empty database of its own, and a client of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from bot.app import create_app
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.flowfiles.library import Library, load
from bot.settings import Settings
from bot.wiring import Bot, build

ROOT = Path(__file__).parents[2]
OWN_PAGE = {"X-Cabildo-Simulator": "1"}


@pytest.fixture(scope="session")
def library() -> Library:
    return load(ROOT / "flows", ROOT / "translations")


@pytest.fixture
def build_bot(tmp_path: Path, library: Library) -> Iterator[Callable[..., Bot]]:
    """Call it with settings for a product of its own; nothing runs but what the test calls."""
    built: list[Bot] = []

    def make(**settings: object) -> Bot:
        url = f"sqlite:///{tmp_path / f'{len(built)}.db'}"
        database = Database(url)
        upgrade(database)
        database.close()
        paths = {"flows_path": ROOT / "flows", "translations_path": ROOT / "translations"}
        built.append(build(Settings(database_url=url, **paths, **settings), library=library))
        return built[-1]

    yield make
    for each in built:
        each.db.close()


@pytest.fixture
def bot(build_bot: Callable[..., Bot]) -> Bot:
    return build_bot()


@pytest.fixture
def app(bot: Bot) -> Flask:
    return create_app(bot)
