"""The phone in the terminal against the running product, by subprocess; no browser is needed, only the city."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import City

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def chat(environment: dict[str, str], phone: str, *lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--phone", phone], cwd=ROOT, env=environment, capture_output=True,
        input="".join(f"{line}\n" for line in lines), text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_resident_reports_from_the_terminal(city: City) -> None:
    said = chat(city.environment, "+15055550190", "hay un bache en mi calle", "1", "/why", "Silver y la 6ta", "/quit")
    assert said.returncode == 0, said.stderr
    replies = [line for line in said.stdout.splitlines() if line.startswith("< ")]
    assert any("¿De qué se trata?" in line for line in replies) and "Su reporte es" in replies[-1]
    assert "report.kind: answered pothole" in said.stdout and "1 part, GSM-7" in said.stdout


def test_the_next_day_reminds(city: City) -> None:
    said = chat(city.environment, "+15055550191", "there is a huge pothole on my street", "/next-day")
    assert "your report is not done yet" in said.stdout and "In the city it is now" in said.stdout


def test_a_text_that_nobody_answers_says_so(city: City) -> None:
    said = chat(city.environment, "+15055550192", "STOP", "hello?", "/why")
    assert "no text came back" in said.stdout and "the resident has left" in said.stdout


def test_a_number_that_somebody_may_own_is_refused_in_a_sentence(city: City) -> None:
    said = chat(city.environment, "+15052437811", "hola")
    assert said.returncode == 1 and "numbers that nobody owns" in said.stderr and "Traceback" not in said.stderr


def test_a_city_that_does_not_run_is_said_so() -> None:
    said = chat({**os.environ, "PORT": "9", "PUBLIC_URL": ""}, "+15055550193", "hola")
    assert said.returncode == 1 and "cabildo up" in said.stderr and "Traceback" not in said.stderr
