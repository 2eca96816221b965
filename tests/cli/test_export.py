"""Exports: their columns, cells that no spreadsheet runs, and never a phone number."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from bot.demo.first import CONVERSATIONS
from bot.exports import EXPORTS
from tests.conversations.town import SAM, Town

Run = Callable[..., Result]
COLUMNS = {
    "concerns": "reference kind guessed words place place_status area language status flow_version created_at "
    "contact_id id",
    "answers": "survey flow flow_version step status codes words language at session_id contact_id id",
    "messages": "direction purpose body language flow flow_version step status error_code parts encoding created_at "
    "sent_at contact_id id",
}


@pytest.fixture
def texted(run: Run) -> Run:
    """The city after its demo residents have texted."""
    assert run("demo").exit_code == 0
    return run


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.parametrize("what", sorted(EXPORTS))
def test_the_columns_are_these_and_both_forms_hold_the_same(texted: Run, what: str) -> None:
    table = rows(texted("export", what))
    values = json.loads(texted("export", what, "--format", "json").stdout)
    assert list(table[0]) == list(values[0]) == COLUMNS[what].split()
    assert len(table) == len(values) > 2
    assert [row["id"] for row in table] == [row["id"] for row in values]


@pytest.mark.parametrize("what", sorted(EXPORTS))
@pytest.mark.parametrize("form", ["csv", "json"])
def test_no_export_holds_a_phone_number(texted: Run, what: str, form: str) -> None:
    said = texted("export", what, "--format", form).stdout
    digits = re.sub(r"[\s().+-]", "", said)
    for phone, _ in CONVERSATIONS:
        assert phone[2:] not in digits and phone not in said


def test_what_residents_said_is_there_in_their_words(texted: Run) -> None:
    concerns = rows(texted("export", "concerns"))
    assert {row["kind"] for row in concerns} >= {"pothole", "street_light"}
    assert "no sirve la luz de mi calle, esta bien oscuro" in [row["words"] for row in concerns]
    meaning = [row for row in rows(texted("export", "answers")) if row["step"] == "meaning"]
    assert {row["codes"] for row in meaning} == {"work"} and {row["language"] for row in meaning} == {"en", "es"}


def test_the_count_goes_to_standard_error_only(texted: Run) -> None:
    result = texted("export", "answers")
    assert "answers" in result.stderr
    assert result.stdout.startswith("survey,flow,")


def test_a_file_gets_the_same(texted: Run, tmp_path: Path) -> None:
    result = texted("export", "concerns", "--to", str(tmp_path / "concerns.csv"))
    assert result.exit_code == 0 and result.stdout == ""
    assert (tmp_path / "concerns.csv").read_text(encoding="utf-8") == texted("export", "concerns").stdout


def test_an_empty_city_exports_a_header_and_an_empty_list(run: Run) -> None:
    assert run("export", "concerns").stdout.splitlines() == [COLUMNS["concerns"].replace(" ", ",")]
    assert json.loads(run("export", "concerns", "--format", "json").stdout) == []


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1 and more", "-2 by the gate", "@SUM(A1)", "\t=1 by the gate"])
def test_no_cell_is_run_by_a_spreadsheet(run: Run, data: str, words: str) -> None:
    town = Town(data)
    for body in ("huge pothole on Central", "1", words):
        town.says(SAM, body)
    town.close()
    (place,) = [row["place"] for row in rows(run("export", "concerns"))]
    assert place == f"'{words.strip()}"
    (value,) = json.loads(run("export", "concerns", "--format", "json").stdout)
    assert value["place"] == words.strip()


def test_an_unknown_export_is_refused(run: Run) -> None:
    assert run("export", "contacts").exit_code == 2


def test_a_database_that_was_not_made_yet_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("export", "concerns", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert "cabildo db upgrade" in result.output
