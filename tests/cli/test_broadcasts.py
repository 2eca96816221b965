"""Broadcasts by the command line: drafting, what is told before money is spent, and what became of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from tests.broadcasts.city import EN, ES
from tests.cli.conftest import Run
from tests.conversations.town import LUPE, ROSA, SAM, Town

LATER = datetime(2036, 3, 11, 17, 0, tzinfo=UTC)
"""A Tuesday in the open hours, after whatever time it is now."""
WORDS = ("--text", f"en={EN}", "--text", f"es={ES}")
PROMISES = (
    "--level", "inform", "--report-back", "2099-04-01", "--report-text", "en=Done. STOP ends.",
    "--report-text", "es=Ya hay agua. ALTO para salir.",
)  # fmt: skip
EVERYBODY = ("--segment", "language = es", "--segment", "not language = es")


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def town(data: str, run: Run, tmp_path: Path) -> Iterator[Town]:
    """Three residents on the city's list: Spanish, English, and one whose language nobody knows."""
    path = tmp_path / "people.csv"
    path.write_text(f"phone,language\n{LUPE},es\n{SAM},en\n{ROSA},\n", encoding="utf-8")
    said(run("contacts", "import", str(path), "--consent", "paper form", "--consent-on", "2026-03-01"))
    made = Town(data, starts_at=LATER)
    yield made
    made.close()


def drafted(run: Run, *more: str) -> str:
    return said(run("broadcast", "draft", "water", *EVERYBODY, *WORDS, *PROMISES, "--as", "Dana", *more))


def test_a_bare_draft_is_told_everything_it_lacks(run: Run) -> None:
    told = said(run("broadcast", "draft", "water", "--as", "Dana"))
    assert '"water" is draft and would reach 0 people.' in told and told.count("\n- ") == 5
    assert "- Nobody has said whom it is for. Give a segment" in told
    assert "Nothing is missing" not in told
    assert "Nobody has said what this text promises" in said(run("broadcast", "approve", "water", "--as", "Eva"), 1)
    assert "draft" in said(run("broadcast", "list"))


def test_from_a_draft_to_the_phones(run: Run, town: Town) -> None:
    assert "Nothing is missing." in drafted(run)
    told = said(run("broadcast", "preview", "water"))
    assert "would reach 3 people" in told and "In all 3 SMS parts at 0.0079 USD: 0.02 USD." in told
    assert "  > Texto de la Ciudad: el viernes" in told and "language unknown, so in each" in told
    assert "Have it approved first." in said(run("broadcast", "start", "water"), 1)
    assert "Approved for 3 people." in said(run("broadcast", "approve", "water", "--as", "Eva"))
    assert "It begins" in said(run("broadcast", "start", "water"))
    town.drain()
    assert len(town.said(LUPE)) == len(town.said(SAM)) == len(town.said(ROSA)) == 1
    town.says(LUPE, "gracias")
    rows = [line.split() for line in said(run("broadcast", "status", "water")).splitlines()]
    assert rows[0] == ['"water"', "is", "running."]
    assert rows[1] == ["people", "in", "line", "sent", "arrived", "failed", "replied", "left"]
    assert ["es", "1", "0", "1", "0", "0", "1", "0"] in rows and ["each", "1", "0", "1", "0", "0", "0", "0"] in rows


def test_pause_resume_and_stop(run: Run, town: Town) -> None:
    drafted(run)
    assert "Only a running broadcast can be paused" in said(run("broadcast", "pause", "water"), 1)
    said(run("broadcast", "approve", "water", "--as", "Eva"))
    said(run("broadcast", "start", "water"))
    town.drain()
    assert "Paused." in said(run("broadcast", "pause", "water"))
    assert "paused" in said(run("broadcast", "list"))
    assert "It goes on." in said(run("broadcast", "resume", "water"))
    assert "Stopped. 0 people in line" in said(run("broadcast", "stop", "water"))
    assert '"water" is stopped.' in said(run("broadcast", "status", "water", "--follow"))
    assert "Draft another one" in said(run("broadcast", "draft", "water", "--parts", "2", "--as", "Eva"), 1)


def test_an_edit_keeps_what_is_not_said_and_voids_the_approval(run: Run, town: Town) -> None:
    drafted(run, "--hold-out", "10", "--at", "2098-03-11 10:00")
    said(run("broadcast", "approve", "water", "--as", "Eva"))
    assert "approved" in said(run("broadcast", "list"))
    said(run("broadcast", "draft", "water", "--text", "es=Hoy no hay agua. ALTO para salir.", "--as", "Eva"))
    assert "draft" in said(run("broadcast", "list"))
    told = said(run("broadcast", "preview", "water"))
    assert "Begins 2098-03-11 10:00" in told and "Hoy no hay agua" in told and "water is off" in told
    assert "Begins 2098" not in said(run("broadcast", "draft", "water", "--at", "now", "--as", "Eva"))


def test_variants_have_segments_and_words_of_their_own(run: Run, town: Town) -> None:
    drafted(
        run, "--variant", "spanish=idioma = es", "--text", "spanish.es=Vecinos: no hay agua. ALTO para salir.",
    )  # fmt: skip
    told = said(run("broadcast", "preview", "water"))
    assert "spanish, es" in told and "  > Vecinos: no hay agua. ALTO para salir." in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--segment", "ethnicity = a"), "Column 1: the city never sorts people by ethnicity"),
        (("--text", "en"), '"en" cannot be read; write LANGUAGE=TEXT.'),
        (("--text", "renters.en=x"), 'No variant is called "renters"; add --variant renters="RULE".'),
        (("--at", "tomorrow"), '"tomorrow" is no time; write "2026-03-11 10:00", or now.'),
    ],
)
def test_what_cannot_be_read_is_said(run: Run, words: tuple[str, ...], told: str) -> None:
    result = run("broadcast", "draft", "water", *words, "--as", "Dana")
    assert result.exit_code in (1, 2) and told in result.output
    assert "There are no broadcasts yet" in said(run("broadcast", "list"))


def test_a_name_that_nobody_knows(run: Run) -> None:
    for command in ("preview", "start", "pause", "resume", "stop", "status"):
        assert 'There is no broadcast "nothing"' in said(run("broadcast", command, "nothing"), 1)


def test_an_emergency_takes_a_role_and_a_reason_and_the_status_tells_them(run: Run, town: Town) -> None:
    said(run("broadcast", "draft", "flood", *EVERYBODY, *WORDS, "--kind", "emergency", "--as", "Dana"))
    approve = ("broadcast", "approve", "flood", "--as", "Eva")
    assert "--role coordinator --reason" in said(run(*approve), 1)
    assert "5 characters" in said(run(*approve, "--role", "admin", "--reason", "flood"), 1)
    assert run(*approve, "--role", "clerk", "--reason", "The river rises").exit_code == 2
    assert "Approved for 3" in said(run(*approve, "--role", "admin", "--reason", "The river\nrises on Elm"))
    assert "It begins now." in said(run("broadcast", "start", "flood")), "whatever time it is"
    told = said(run("broadcast", "status", "flood"))
    assert "Called an emergency by Eva, admin, on 20" in told and ": The river rises on Elm\n" in told
