"""Golden conversations: each story is replayed whole, and twins in two languages decide alike."""

import difflib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.conversations.town import Town, new_sqlite
from tests.transcripts.replay import Played, play, stories

FOLDER = Path(__file__).parent
STORIES = list(stories(FOLDER))
TWINS = sorted(path.name.removesuffix(".es.txt") for path in STORIES if path.name.endswith(".es.txt"))
ON_POSTGRES = ("report.en", "report.es", "survey.es", "leave.en", "survey_forgotten.es", "neighbors")

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Played]:
    """Plays a story in a fresh town, and each story once."""
    folder = tmp_path_factory.mktemp("stories")

    @cache
    def played(story: Path) -> Played:
        town = Town(new_sqlite(folder))
        try:
            return play(story.read_text(encoding="utf-8"), town)
        finally:
            town.close()

    return played


def compare(story: Path, played: Played) -> None:
    expected, found = story.read_text(encoding="utf-8").splitlines(), played.lines
    if expected != found:
        diff = difflib.unified_diff(
            expected, found, f"{story.name} as reviewed", f"{story.name} as it goes now", lineterm="", n=4
        )
        pytest.fail("\n".join([*diff, "", "If this is meant: pytest tests/transcripts --update"]), pytrace=False)


@each_story
def test_a_story_goes_as_it_was_reviewed(story: Path, on_sqlite: Callable[[Path], Played], updates: bool) -> None:
    played = on_sqlite(story)
    if updates:
        story.write_text("\n".join(played.lines).rstrip() + "\n", encoding="utf-8")
    compare(story, played)
    assert played.dear == [], "A text costs more parts than its steps may."


@each_story
def test_a_text_of_more_than_one_part_says_why(story: Path) -> None:
    lines = story.read_text(encoding="utf-8").splitlines()
    dear = [line for line in lines if line.startswith("<") and not line.startswith("< ")]
    reasons = [line for line in lines if line.startswith("# Parts: ")]
    assert bool(dear) == bool(reasons), dear or reasons


@pytest.mark.slow
@pytest.mark.parametrize("twins", TWINS)
def test_twins_decide_alike(twins: str, on_sqlite: Callable[[Path], Played]) -> None:
    english, spanish = (on_sqlite(FOLDER / f"{twins}.{language}.txt") for language in ("en", "es"))
    assert english.decisions == spanish.decisions
    assert len(english.decisions) > 3


def test_every_story_of_one_language_has_its_twin() -> None:
    english = {path.name.removesuffix(".en.txt") for path in STORIES if path.name.endswith(".en.txt")}
    assert english == set(TWINS)


@pytest.fixture(scope="session")
def migrated_url(new_database: Callable[..., str]) -> str:
    """A PostgreSQL database with every migration, to be copied."""
    url = new_database()
    db = Database(url)
    upgrade(db)
    db.close()
    return url


@pytest.mark.parametrize("name", ON_POSTGRES)
def test_a_story_goes_the_same_on_postgresql(name: str, migrated_url: str, new_database: Callable[..., str]) -> None:
    story = FOLDER / f"{name}.txt"
    town = Town(new_database(migrated_url.rpartition("/")[2].partition("?")[0]))
    played = play(story.read_text(encoding="utf-8"), town)
    town.close()
    compare(story, played)
