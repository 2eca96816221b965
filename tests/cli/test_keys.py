"""`cabildo keys` at the command line: a key is made, shown once, listed, rotated, revoked."""

import re

from tests.cli.conftest import Run

ADD = ("keys", "add", "311 desk", "--for", "case files", "--as", "A clerk")


def secret_in(said: str) -> str:
    (found,) = re.findall(r"^  (cbd_\w{43})$", said, re.MULTILINE)
    return str(found)


def test_the_life_of_a_key(run: Run) -> None:
    made = run(*ADD, "--scope", "concerns:read", "--department", "parks")
    assert made.exit_code == 0, made.output
    secret = secret_in(made.output)
    listed = run("keys", "list").output
    assert "311 desk" in listed and "concerns:read" in listed and "parks" in listed and "never" in listed
    assert secret[4:] not in listed
    turned = run("keys", "rotate", "311 desk")
    assert secret_in(turned.output) != secret and "counts until" in turned.output
    assert "2 live secrets" in run("keys", "list").output
    assert run("keys", "rotate", "311 desk").exit_code == 1
    assert run("keys", "revoke", "311 desk").exit_code == 0
    assert "revoked" in run("keys", "list").output


def test_what_is_wrong_is_said_at_once(run: Run) -> None:
    said = run(*ADD, "--scope", "everything", "--department", "moon", "--expires", "2020-01-01")
    assert said.exit_code == 1
    assert all(word in said.output for word in ('"everything"', '"moon"', "ended already"))
    assert run("keys", "revoke", "nobody").exit_code == 1


def test_a_database_without_tables_is_told_in_a_sentence(run: Run, tmp_path) -> None:
    said = run(*ADD, "--scope", "flows:read", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert said.exit_code == 1 and "cabildo db upgrade" in said.output
