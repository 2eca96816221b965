"""`cabildo staff`: the first administrator, who is there, and the way back in."""

import re

import pytest

from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.staff import service
from tests.cli.conftest import Run

ADD = ("staff", "add", "--name", "Ada", "--email", "Ada@City.example", "--role", "admin")


def token_of(said: str) -> str:
    return re.search(r"http://127\.0\.0\.1:1/console/link/(\w{43})\n", said)[1]


def test_somebody_is_added_joins_and_is_listed(run: Run, data: str) -> None:
    assert "Nobody yet" in run("staff", "list").output
    token = token_of(run(*ADD).output)
    assert run("staff", "list").output == "ada@city.example  admin  invited  Ada\n"
    db = Database(data)
    assert service.choose_password(db, token, "cuatro gatos en el tejado", now=system_clock()).name == "Ada"
    db.close()


def test_a_reset_makes_another_link_and_forgets_the_factor_when_told(run: Run, data: str) -> None:
    first = token_of(run(*ADD).output)
    second = token_of(run("staff", "reset", "ada@city.example", "--second-factor").output)
    db = Database(data)
    assert first != second and service.linked(db, second, now=system_clock())[0].name == "Ada"
    db.close()


def test_disabling_and_its_undoing(run: Run) -> None:
    run(*ADD)
    assert run("staff", "disable", "ada@city.example", "--because", "left").exit_code == 0
    assert "disabled" in run("staff", "list").output
    refused = run("staff", "reset", "ada@city.example")
    assert refused.exit_code == 1 and "--undo" in refused.output
    run("staff", "disable", "ada@city.example", "--undo")
    assert "invited" in run("staff", "list").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (ADD, "already"),
        (("staff", "add", "--name", "T", "--email", "t@c.example", "--role", "triage"), "needs a department"),
        (("staff", "add", "--name", "T", "--email", "t", "--role", "clerk"), "not an e-mail"),
        (("staff", "reset", "nobody@city.example"), "staff list"),
    ],
)
def test_what_is_refused_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    run(*ADD)
    refused = run(*words)
    assert refused.exit_code == 1 and said in refused.output and "Traceback" not in refused.output
