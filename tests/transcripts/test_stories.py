"""Golden conversations: each story is replayed whole, and twins in two languages decide alike."""

from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.rehearsal.playing import TOO_DEAR, Played, Rehearsed
from bot.rehearsal.town import Town
from tests.conversations.town import demo_library, new_sqlite
from tests.transcripts.replay import play, stories

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
        with closing(Town(new_sqlite(folder), demo_library())) as town:
            return play(story, town)

    return played


def compare(story: Path, played: Played) -> None:
    rehearsed = Rehearsed(story.name, story.read_text(encoding="utf-8"), played)
    if not rehearsed.goes_well:
        told = [*rehearsed.difference(), "", "If this is meant: pytest tests/transcripts --update"]
        pytest.fail("\n".join(told), pytrace=False)


@each_story
def test_a_story_goes_as_it_was_reviewed(story: Path, on_sqlite: Callable[[Path], Played], updates: bool) -> None:
    played = on_sqlite(story)
    if updates:
        story.write_text(played.text, encoding="utf-8")
    compare(story, played)


def test_a_text_that_is_too_dear_is_told() -> None:
    played = Played(lines=["> hi", "< hello"], dear=["hello"])
    rehearsed = Rehearsed("hi.txt", "> hi\n< hello\n", played)
    assert not rehearsed.goes_well
    assert rehearsed.difference() == [f"{TOO_DEAR}: hello"]


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
    with closing(Town(new_database(migrated_url.rpartition("/")[2].partition("?")[0]), demo_library())) as town:
        compare(story, play(story, town))
