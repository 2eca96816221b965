"""The tools for authors and translators on the command line: what they write, what they say, and what they refuse."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from bot.cli import cabildo
from tests.conversations.town import ROOT

Run = Callable[..., Result]
QUESTIONS = "What would you plant? (several) - Corn - Beans - Other\nHow many live with you? (number)\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The shipped flows and catalogs, to be written to."""
    for folder in ("flows", "translations"):
        copytree(ROOT / folder, tmp_path / "city" / folder)
    return tmp_path / "city"


@pytest.fixture
def tool(run: Run, city: Path) -> Run:
    """Runs a command on that city."""

    def called(*words: str, typed: str = "") -> Result:
        environment = {
            "FLOWS_PATH": str(city / "flows"), "TRANSLATIONS_PATH": str(city / "translations"), "LOG_LEVEL": "error",
        }  # fmt: skip
        return CliRunner().invoke(cabildo, list(words), env=environment, input=typed)

    return called


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A form as a partner would send it, with rows that a text message cannot carry."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in [
        ("type", "name", "label::English (en)", "label::Spanish (es)", "relevant"),
        ("select_one yn", "garden", "Do you have a garden?", "¿Tiene huerta?", None),
        ("integer", "beds", "How many beds?", "¿Cuántas camas?", "${garden} = 'yes'"),
        ("image", "photo", "A photo?", "¿Una foto?", None),
    ]:
        sheet.append(row)
    listed = book.create_sheet("choices")
    for row in [
        ("list_name", "name", "label::English (en)", "label::Spanish (es)"),
        ("yn", "yes", "We do", "Claro"), ("yn", "none", "Not yet", "Por ahora no"),
    ]:  # fmt: skip
        listed.append(row)
    book.save(tmp_path / "gardens.xlsx")
    return tmp_path / "gardens.xlsx"


def test_a_flow_is_drawn_to_the_screen_or_to_a_file(tool: Run, tmp_path: Path) -> None:
    shown = tool("flows", "graph", "prosperity")
    assert shown.exit_code == 0
    assert ET.fromstring(shown.output).tag.endswith("svg") and "¿" in shown.output
    file = tmp_path / "prosperity.svg"
    written = tool("flows", "graph", "prosperity", "--to", str(file), "--language", "en")
    assert written.exit_code == 0 and str(file) in written.output
    assert "¿" not in file.read_text(encoding="utf-8")


def test_a_drawing_of_nothing_is_refused_with_a_hint(tool: Run) -> None:
    result = tool("flows", "graph", "prosperty")
    assert result.exit_code == 1 and 'Did you mean "prosperity"?' in result.output
    assert tool("flows", "graph", "report", "--language", "so").exit_code == 2


def test_a_flow_that_cannot_be_read_says_why_it_is_not_drawn(tool: Run, city: Path) -> None:
    path = city / "flows/person.yaml"
    path.write_text(path.read_text().replace("hand_off:", "handoff:"))
    result = tool("flows", "graph", "person")
    assert result.exit_code == 1 and "flows/person.yaml:" in result.output
    assert tool("flows", "graph", "report").exit_code == 0


def test_a_new_flow_passes_the_check_once_it_is_translated(tool: Run, city: Path) -> None:
    result = tool("flows", "new", "garden", "--title", "A garden", typed=QUESTIONS)
    assert result.exit_code == 0
    assert "garden.yaml asks 2 questions." in result.output and "cabildo flows check" in result.output
    assert tool("flows", "check").exit_code == 1  # nobody has translated it
    assert tool("translations", "extract").exit_code == 0
    assert "to translate" in tool("translations", "update").output
    catalog = city / "translations/es/LC_MESSAGES/flows.po"
    fuzzy = re.sub(r"#, fuzzy(, .*)?\n", "", catalog.read_text())
    catalog.write_text(re.sub(r'(msgctxt "garden"\nmsgid "(.*)"\nmsgstr) ".*"', r'\1 "\2"', fuzzy))
    checked = tool("translations", "check", "--no-screens")
    assert (checked.exit_code, checked.output) == (0, "All is well.\n")


def test_questions_come_from_a_file_too(tool: Run, city: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text(QUESTIONS, encoding="utf-8")
    assert tool("flows", "new", "garden", str(tmp_path / "questions.txt"), "--title", "A garden").exit_code == 0
    assert "ask: What would you plant?" in (city / "flows/garden.yaml").read_text()


def test_a_flow_that_is_there_is_never_overwritten(tool: Run, city: Path) -> None:
    before = (city / "flows/report.yaml").read_bytes()
    result = tool("flows", "new", "report", "--title", "Another", typed=QUESTIONS)
    assert result.exit_code == 1 and "not overwritten" in result.output
    assert (city / "flows/report.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["city", "words", "Garden", "../outside", "1st", "a b"])
def test_a_name_that_no_flow_may_have_is_refused(tool: Run, city: Path, name: str) -> None:
    before = sorted(city.rglob("*"))
    result = tool("flows", "new", name, "--title", "X", typed=QUESTIONS)
    assert result.exit_code == 1 and "cannot be a flow" in result.output
    assert sorted(city.rglob("*")) == before


def test_a_list_without_questions_writes_nothing(tool: Run, city: Path) -> None:
    result = tool("flows", "new", "garden", "--title", "A garden", typed="# nothing yet\n")
    assert result.exit_code == 1 and "No question was given" in result.output
    assert not (city / "flows/garden.yaml").exists()


def test_a_survey_is_imported_with_its_translations(tool: Run, city: Path, survey: Path) -> None:
    result = tool("flows", "import", str(survey))
    assert result.exit_code == 0, result.output
    assert "gardens.xlsx:4: left-out" in result.output
    assert 'when: garden == "yes"' in (city / "flows/gardens.yaml").read_text()
    catalog = (city / "translations/es/LC_MESSAGES/flows.po").read_text()
    assert 'msgctxt "gardens"\nmsgid "Do you have a garden?"\nmsgstr "¿Tiene huerta?"' in catalog
    open_ = tool("translations", "check", "--no-screens").output
    assert "gardens, title" in open_  # a form has no title in Spanish
    assert "Do you have" not in open_
    assert ", as before" in tool("translations", "extract").output
    assert tool("flows", "import", str(survey)).exit_code == 1  # it is there now


def test_a_survey_may_be_looked_at_in_another_folder_first(tool: Run, city: Path, survey: Path, tmp_path: Path) -> None:
    before = (city / "translations/es/LC_MESSAGES/flows.po").read_bytes()
    (tmp_path / "drafts").mkdir()
    assert tool("flows", "import", str(survey), "--to", str(tmp_path / "drafts")).exit_code == 0
    assert (tmp_path / "drafts/gardens.yaml").exists()
    assert "¿Tiene huerta?" in (tmp_path / "drafts/translations/es/LC_MESSAGES/flows.po").read_text()
    assert (city / "translations/es/LC_MESSAGES/flows.po").read_bytes() == before


def test_what_is_no_survey_is_refused_in_a_sentence(tool: Run, city: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear city")
    result = tool("flows", "import", str(tmp_path / "letter.xlsx"))
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert "cannot be read as an XLSForm" in result.output


def test_the_round_of_a_translator(tool: Run, city: Path) -> None:
    tool("translations", "extract")
    tool("translations", "update")
    path = city / "flows/status.yaml"
    path.write_text(path.read_text().replace("What is your report?", "Which is your report?"))
    result = tool("translations", "check", "--no-screens")
    assert result.exit_code == 1
    assert "es status, reference" in result.output and "changed-source" in result.output
    assert "flows.pot: " in tool("translations", "extract").output
    assert "1 of " in tool("translations", "update", "--language", "es").output
    assert "is marked fuzzy" in " ".join(tool("translations", "check").output.split())


def test_a_new_language_begins_with_a_word(tool: Run, city: Path) -> None:
    tool("translations", "extract")
    result = tool("translations", "update", "--language", "so")
    assert result.exit_code == 0
    assert "Language: so" in (city / "translations/so/LC_MESSAGES/console.po").read_text()


@pytest.mark.parametrize("language", ["en", "../es", "EN", "spanish"])
def test_what_is_no_language_to_translate_into_is_refused(tool: Run, city: Path, language: str) -> None:
    before = sorted(city.rglob("*"))
    assert tool("translations", "update", "--language", language).exit_code == 2
    assert sorted(city.rglob("*")) == before


def test_compiling_says_that_nobody_needs_it(tool: Run, city: Path) -> None:
    result = tool("translations", "compile")
    assert result.exit_code == 0 and "Cabildo itself reads the .po files" in result.output
    assert (city / "translations/es/LC_MESSAGES/flows.mo").stat().st_size > 1000


def test_a_broken_catalog_is_told_and_no_traceback(tool: Run, city: Path) -> None:
    (city / "translations/es/LC_MESSAGES/flows.po").write_text("nonsense\n")
    for command in ("update", "compile", "check"):
        result = tool("translations", command)
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit), command
        assert "cannot be read" in result.output
        assert "translations/es/LC_MESSAGES/flows.po:1: catalog" in result.output


@pytest.mark.slow
def test_the_reader_of_spreadsheets_is_loaded_only_for_spreadsheets() -> None:
    program = "import sys, bot.cli, bot.flowfiles.xlsform; sys.exit(bool({'pyxform', 'openpyxl'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
