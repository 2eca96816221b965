"""Concerns by the command line: who waits, what is done, and what is refused with a reason."""

from datetime import UTC, datetime

import pytest
from click.testing import Result
from sqlalchemy import select

from bot.concerns.tables import concern
from tests.cli.conftest import Run
from tests.conversations.town import SAM, Town

LATER = datetime(2036, 3, 11, 17, 0, tzinfo=UTC)


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def reference(data: str) -> str:
    """Somebody has reported a pothole."""
    town = Town(data, starts_at=LATER)
    town.says(SAM, "big pothole on 4th and central")
    town.says(SAM, "1")
    ((found,),) = town.query(select(concern.c.reference))
    town.close()
    return str(found)


def test_from_the_list_to_the_end(run: Run, reference: str) -> None:
    assert f"{reference}  2036-03-11  assigned  public_works  pothole" in said(run("concerns", "list"))
    assert "No concern waits" in said(run("concerns", "list", "--department", "water"))
    assert f"{reference} is answered now." in said(
        run("concerns", "answer", reference, "yes", "--by", "2099-04-01", "--as", "Dana")
    )
    assert "2099-04-01" in said(run("concerns", "list"))
    said(run("concerns", "finish", reference.lower(), "--as", "Dana"))
    shown = said(run("concerns", "show", reference))
    assert "answer yes by 2099-04-01 (Dana) -> answered" in shown and "finish (Dana) -> done" in shown
    assert "No concern waits" in said(run("concerns", "list"))
    assert reference in said(run("concerns", "list", "--all"))


def test_what_cannot_be_done_says_why(run: Run, reference: str) -> None:
    assert "Say why in es" in said(run("concerns", "answer", reference, "no", "--as", "Dana"), 1)
    assert "is no department" in said(run("concerns", "assign", reference, "roads", "--as", "Dana"), 1)
    assert "There is no concern" in said(run("concerns", "show", "XXXXX"), 1)
    assert "names no language" in said(run("concerns", "answer", reference, "no", "--why", "no", "--as", "Dana"), 2)
    said(run("concerns", "hand-over", reference, "ABQ RIDE", "--why", "en=Buses are theirs.", "--as", "Dana"))
    assert "reopened" in said(run("concerns", "reopen", reference, "--as", "Dana"))
