"""The console over a fresh database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.console.desk import Console, open_console
from tests.conversations.town import new_sqlite


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    opened = open_console(new_sqlite(tmp_path))
    yield opened
    opened.bot.db.close()


@pytest.fixture
def open_with(tmp_path: Path) -> Iterator[Callable[..., Console]]:
    """Call it with settings for a console that has them."""
    opened: list[Console] = []

    def make(**settings: object) -> Console:
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        opened.append(open_console(new_sqlite(folder), **settings))
        return opened[-1]

    yield make
    for each in opened:
        each.bot.db.close()
