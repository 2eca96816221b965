"""A session finishes on the version of a flow it began with, whatever was written since and whichever process it is."""

from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import func, select

from bot.conversations import pins
from bot.conversations.tables import answer, flow_version
from bot.flowfiles.library import Library, load
from tests.conversations.town import LUPE, ROOT, SAM, Town


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the city's flows and translations, to be edited."""
    copytree(ROOT / "flows", tmp_path / "flows")
    copytree(ROOT / "translations", tmp_path / "translations")
    return tmp_path


def library(files: Path) -> Library:
    return load(files / "flows", files / "translations")


def edit(path: Path, *changes: tuple[str, str]) -> None:
    words = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    path.write_text(words, encoding="utf-8")


def rewrite_the_survey(files: Path) -> None:
    """Another wording in both languages, a question fewer, the options of another turned around."""
    new = "2 of 5. How is your household doing, compared with last year?"
    edit(
        files / "flows/prosperity.yaml",
        ("2 of 6. Compared with last year, your household is:", new),
        ("{better: Better, same: The same, worse: Worse}", "{worse: Worse, same: The same, better: Better}"),
        (
            (
                "  - id: need\n    number: 3\n"
                "    ask: 3 of 6. What would help your household do better? Tell us in your own words.\n"
            ),
            "",
        ),
    )
    edit(
        files / "translations/es/LC_MESSAGES/flows.po",
        ("2 of 6. Compared with last year, your household is:", new),
        ("2 de 6. Comparado con el año pasado, en su casa les va:", "2 de 5. ¿Cómo les va en su casa?"),
    )


@pytest.mark.parametrize("forgets", [False, True], ids=["versions in memory", "versions read every time"])
def test_whoever_is_in_the_middle_goes_on_with_the_old_version(
    sqlite_url: str, files: Path, forgets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if forgets:
        monkeypatch.setattr(pins, "MOST_KEPT", 0)
    before = Town(sqlite_url, library=library(files))
    before.says(LUPE, "hola buenos dias")
    before.says(LUPE, "saltar")
    before.says(LUPE, "encuesta")
    assert before.hears(LUPE, "1")[0].startswith("1 de 6.")
    pinned = before.waiting(LUPE).frame.digest
    before.close()

    rewrite_the_survey(files)
    after = Town(sqlite_url, library=library(files), starts_at=before.now)  # Another process: nothing is remembered.
    assert after.hears(LUPE, "salud") == [
        "2 de 6. Comparado con el año pasado, en su casa les va: 1 Mejor 2 Igual 3 Peor 9 Prefiero no decir"
    ]
    assert after.hears(LUPE, "1")[0].startswith("3 de 6.")
    for body in ("que baje la renta", "2", "5", "saltar", "1"):
        after.says(LUPE, body)
    assert [row.status for row in after.sessions(LUPE)] == ["done", "done"]
    (year,) = after.query(select(answer.c.codes, answer.c.flow_version).where(answer.c.step == "year"))
    assert tuple(year) == ('["better"]', pinned)
    (completed,) = [event for event in after.events() if event.type == "survey.completed"]
    assert pinned in completed.data

    # Who begins now begins on the new version.
    after.says(SAM, "good morning to you all")
    after.says(SAM, "survey")
    after.says(SAM, "1")
    assert after.hears(SAM, "health")[0].startswith("2 of 5. How is your household doing")
    after.says(SAM, "1")
    told = select(answer.c.codes, answer.c.flow_version).where(answer.c.step == "year").order_by(answer.c.at)
    codes = after.query(told)
    assert codes[-1].codes == '["worse"]' and codes[-1].flow_version != pinned
    after.close()


def test_a_flow_that_was_taken_away_is_still_finished(sqlite_url: str, files: Path) -> None:
    before = Town(sqlite_url, library=library(files))
    before.says(SAM, "good morning to you all")
    before.says(SAM, "skip")
    before.says(SAM, "survey")
    before.says(SAM, "1")
    before.close()
    edit(files / "flows/prosperity.yaml", ("flow: prosperity", "flow: wellbeing"))
    (files / "flows/prosperity.yaml").rename(files / "flows/wellbeing.yaml")
    after = Town(sqlite_url, library=library(files), starts_at=before.now)
    assert after.hears(SAM, "health")[0].startswith("2 of 6.")
    after.close()


def test_a_version_is_kept_once_and_never_changed(sqlite_url: str, files: Path) -> None:
    town = Town(sqlite_url, library=library(files))
    kept = town.query(select(flow_version).order_by(flow_version.c.digest))
    town.close()
    again = Town(sqlite_url, library=library(files))
    assert again.query(select(flow_version).order_by(flow_version.c.digest)) == kept
    again.close()
    rewrite_the_survey(files)
    newer = Town(sqlite_url, library=library(files))
    assert newer.query(select(func.count()).select_from(flow_version))[0][0] == len(kept) + 1
    old = [row for row in newer.query(select(flow_version)) if row in kept]
    assert len(old) == len(kept)
    newer.close()
