"""The commands: their help, what they print, and the exit codes that scripts rely on."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import Result

from bot.settings import DEFAULT_SECRET
from tests.conversations.town import ROOT
from tests.reference import helps

Run = Callable[..., Result]
COMMANDS = [path[1:] for path, _ in helps()]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("asks", ["-h", "--help"])
def test_every_command_explains_itself(run: Run, words: tuple[str, ...], asks: str) -> None:
    result = run(*words, asks)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ") and len(result.output.splitlines()) > 5


def test_an_unknown_command_is_refused(run: Run) -> None:
    assert run("fly").exit_code == 2


def test_good_flows_pass_the_check(run: Run) -> None:
    result = run("flows", "check")
    assert (result.exit_code, result.output) == (0, "All is well.\n")


def test_prices_are_listed_when_asked_for(run: Run) -> None:
    result = run("flows", "check", "--prices")
    assert result.exit_code == 0
    assert any("prosperity" in line and "meaning" in line for line in result.output.splitlines())


def test_a_flow_with_a_problem_fails_the_check_and_says_where(run: Run, tmp_path: Path) -> None:
    flows = Path(copytree(ROOT / "flows", tmp_path / "flows"))
    (flows / "person.yaml").write_text((flows / "person.yaml").read_text().replace("hand_off:", "handoff:"))
    result = run("flows", "check", FLOWS_PATH=str(flows))
    assert result.exit_code == 1
    assert "flows/person.yaml:" in result.output


def test_no_flows_at_all_is_a_problem_and_no_traceback(run: Run, tmp_path: Path) -> None:
    result = run("flows", "check", FLOWS_PATH=str(tmp_path / "nowhere"))
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert "city.yaml" in result.output


def test_the_database_is_made_and_making_it_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/city.db"
    for _ in range(2):
        result = run("db", "upgrade", DATABASE_URL=url)
        assert (result.exit_code, result.output) == (0, "The database is up to date.\n")
    assert (tmp_path / "new/city.db").exists()


def test_the_demo_is_for_the_simulator(run: Run) -> None:
    result = run("demo", TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="t")
    assert result.exit_code == 1 and "unset the Twilio settings" in result.output


def test_the_demo_texts_once(run: Run) -> None:
    assert run("demo").output == "The demo city is ready.\n"
    before = run("export", "messages", "--format", "json").stdout
    assert run("demo").exit_code == 0
    assert run("export", "messages", "--format", "json").stdout == before


def test_settings_that_cannot_be_read_are_told_all_at_once(run: Run, tmp_path: Path) -> None:
    result = run(
        "doctor", PORT="eighty", LEASE_SECONDS="0", SIMULATOR="perhaps", SECRET_KEY_FILE=str(tmp_path / "missing")
    )
    assert result.exit_code == 1
    for name in ("PORT", "LEASE_SECONDS", "SIMULATOR", "SECRET_KEY_FILE"):
        assert name in result.output
    assert "Traceback" not in result.output


def test_up_refuses_what_is_unfit_for_real_residents_all_at_once(run: Run) -> None:
    result = run("up", TWILIO_ACCOUNT_SID="AC1", SIMULATOR="true", PUBLIC_URL="")
    assert result.exit_code == 1
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID", "SECRET_KEY", "PUBLIC_URL", "SIMULATOR"):
        assert name in result.output
    assert DEFAULT_SECRET not in result.output


@pytest.mark.slow
def test_the_module_is_the_command() -> None:
    words = [sys.executable, "-m", "bot", "--version"]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.startswith("cabildo")


def test_a_database_that_does_not_answer_is_told_in_a_sentence(run: Run) -> None:
    result = run("db", "upgrade", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert "check DATABASE_URL" in result.output
