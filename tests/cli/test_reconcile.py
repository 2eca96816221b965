"""`cabildo reconcile` at the command line: what it says, and what it says while nothing is there."""

from pathlib import Path

from sqlalchemy import update

from bot.messaging.tables import message
from tests.cli.conftest import Run
from tests.conversations.town import SAM, Town


def test_it_says_when_no_text_is_in_doubt(run: Run) -> None:
    result = run("reconcile")
    assert (result.exit_code, result.output) == (0, "No text is in doubt.\n")


def test_it_counts_what_came_of_it(run: Run, data: str) -> None:
    town = Town(data)
    town.says(SAM, "huge pothole on Central")
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status="in_doubt"))
    town.close()
    result = run("reconcile")
    assert result.exit_code == 0
    assert [line[:1] for line in result.output.splitlines()] == ["0", "1", "0"]
    assert "not on the carrier's list" in result.output


def test_a_database_that_is_not_there_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("reconcile", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == 1
    assert "cabildo db upgrade" in result.output
