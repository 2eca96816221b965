"""The demo city's files as they are and in other words, with transcripts, and a town with nobody in it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.flowfiles.release import Files, Folders, files_in
from bot.rehearsal.playing import rehearse
from bot.rehearsal.town import Town, new_town
from tests.conversations.town import ROOT, demo_library, new_sqlite

STORIES = {
    "hole.es.txt": "> hay un bache bien grande en la Central\n> 1\n> la Central y la 4ta\n",
    "menu.en.txt": "> hi\n> 1\n> skip\n> survey\n> 1\n> health\n> 1\n",
}
CITY = Folders(ROOT / "flows", ROOT / "translations", ROOT / "tests/transcripts")


@pytest.fixture
def town() -> Iterator[Town]:
    with new_town(demo_library()) as made:
        yield made


@pytest.fixture(scope="session")
def city_files() -> Files:
    """The demo city's files, with two transcripts of what is said now: the golden ones are played elsewhere."""
    found = {name: text for name, text in files_in(CITY).items() if not name.startswith("transcripts/")}
    return {**found, **{f"transcripts/{name}": reviewed(text) for name, text in STORIES.items()}}


def reviewed(script: str) -> str:
    """The transcript that this script becomes with the demo city's flows."""
    (played,) = rehearse({"script": script}, demo_library())
    return played.played.text


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database of each kind."""
    if request.param == "sqlite":
        url = new_sqlite(tmp_path / "var")
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
    with closing(Database(url)) as db:
        upgrade(db)
        yield db


def edited(files: Files, name: str, *changes: tuple[str, str]) -> Files:
    """The files with these changes in one of them."""
    text = files[name]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return {**files, name: text}


@pytest.fixture(scope="session")
def reworded(city_files: Files) -> Files:
    """Another release: the second question in other words in both languages, its options turned around."""
    old, new = "2 of 6. Compared with last year, your household is:", "2 of 6. Is your household doing better now?"
    catalog = "translations/es/LC_MESSAGES/flows.po"
    files = edited(
        city_files, "flows/prosperity.yaml", (old, new),
        ("{better: Better, same: The same, worse: Worse}", "{worse: Worse, same: The same, better: Better}"),
    )  # fmt: skip
    files = edited(
        files, catalog, (old, new),
        ("2 de 6. Comparado con el año pasado, en su casa les va:", "2 de 6. ¿En su casa les va mejor que antes?"),
    )  # fmt: skip
    return {name: text for name, text in files.items() if name != "transcripts/menu.en.txt"}
