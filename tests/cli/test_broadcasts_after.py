"""Broadcasts by the command line, beyond the first sending: flows, trials, the same again, reports and reminders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.messaging.tables import simulated_text
from tests.broadcasts.city import EN
from tests.cli.conftest import Run
from tests.cli.test_broadcasts import LATER, PROMISES, drafted, said
from tests.conversations.town import LUPE, ROSA, SAM, Town


@pytest.fixture
def town(data: str, run: Run, tmp_path: Path) -> Iterator[Town]:
    """A resident who reads Spanish and one who reads English."""
    path = tmp_path / "people.csv"
    path.write_text(f"phone,language\n{LUPE},es\n{SAM},en\n", encoding="utf-8")
    said(run("contacts", "import", str(path), "--consent", "paper form", "--consent-on", "2026-03-01"))
    made = Town(data, starts_at=LATER)
    yield made
    made.close()


def send(run: Run, town: Town, name: str = "water", *more: str) -> None:
    said(run("broadcast", "approve", name, "--as", "Eva"))
    said(run("broadcast", "start", name, *more))
    town.drain()


def test_a_flow_begins_with_the_text(run: Run, town: Town) -> None:
    drafted(run, "--flow", "prosperity", "--level", "consult")
    send(run, town)
    assert town.hears(SAM, "1")[0].startswith("1 of 6.")
    assert "no flow" in said(run("broadcast", "draft", "other", "--flow", "prosperty", "--as", "Dana"))


def test_what_came_back_is_read_without_numbers(run: Run, town: Town) -> None:
    drafted(run)
    town.says(SAM, "before it")
    send(run, town)
    town.says(LUPE, "ya hay agua,\ngracias")
    town.says(SAM, "thanks")
    told = said(run("broadcast", "replies", "water")).splitlines()
    assert [line[18:] for line in told] == ["es  ya hay agua, gracias", "en  thanks"]


def test_a_look_at_the_texts_on_ones_own_phone(run: Run, town: Town) -> None:
    drafted(run)
    assert said(run("broadcast", "test", "water", "--to", SAM)) == "2 texts are on the way to that phone.\n"
    town.drain()
    assert len(town.said(SAM)) == 2 and town.said(LUPE) == []
    refused = said(run("broadcast", "test", "water", "--to", ROSA), 1)
    assert "never texted the city" in refused and ROSA[-4:] not in refused
    assert "no telephone number" in said(run("broadcast", "test", "water", "--to", "hello"), 2)


def test_the_same_again_is_asked_about(run: Run, town: Town) -> None:
    drafted(run)
    send(run, town)
    result = run("broadcast", "draft", "twice", "--segment", "language = en", "--text", "en=x", "--as", "Dana")
    assert "does not tell how to leave" in said(result)
    said(run("broadcast", "draft", "twice", "--text", f"en={EN}", *PROMISES, "--as", "Dana"))
    said(run("broadcast", "approve", "twice", "--as", "Eva"))
    told = said(run("broadcast", "start", "twice"), 1)
    assert '"water" said the same within the last two days, also to 1 person of these' in told and "--again" in told
    assert "It begins" in said(run("broadcast", "start", "twice", "--again"))


def test_the_report_that_is_due_and_its_draft(run: Run, town: Town) -> None:
    drafted(run)
    assert "report back due" not in said(run("broadcast", "list"))
    assert "has not begun" in said(run("broadcast", "report", "water", "--as", "Dana"), 1)
    send(run, town)
    assert "report back due on 2099-04-01, in " in said(run("broadcast", "list"))
    assert "would reach 2 people.\nLook again" in said(run("broadcast", "report", "water", "--as", "Dana"))
    listed = said(run("broadcast", "list"))
    assert "water report  (got water)" in listed and "report back due" in listed
    said(run("broadcast", "draft", "water report", "--text", "en={city}: it is back. STOP ends.", "--as", "Dana"))
    send(run, town, "water report")
    assert "report back due" not in said(run("broadcast", "list"))
    bodies = [row[0] for row in town.query(select(simulated_text.c.body))]
    assert min(bodies) == "CityText: it is back. STOP ends." and "Ya hay agua. ALTO para salir." in bodies


def test_reminders_of_a_date(run: Run, town: Town) -> None:
    drafted(run)
    send(run, town)
    words = ("--text", "en={city}: see you. STOP ends.", "--text", "es={city}: nos vemos. ALTO para salir.")
    told = said(run("broadcast", "remind", "water", "--event", "2099-05-07 18:00", "--before", "7d", "--before", "2h",
                    *words, "--as", "Dana"))  # fmt: skip
    assert '"water-7d" is draft and would reach 2 people.' in told and '"water-2h" is draft' in told
    assert "Begins 2099-04-30 18:00" in said(run("broadcast", "preview", "water-7d"))
    assert "Begins 2099-05-07 16:00" in said(run("broadcast", "preview", "water-2h"))
    for event, before, wrong in (("now", "1d", "takes a time"), ("2099-05-07 18:00", "soon", "write 7d, 2h or 30m")):
        result = run("broadcast", "remind", "water", "--event", event, "--before", before, *words, "--as", "Dana")
        assert wrong in said(result, 2)


def test_the_preview_tells_the_cap(run: Run, town: Town) -> None:
    drafted(run)
    assert "at 1 a second and 1,800 a day, quiet hours left out." in said(run("broadcast", "preview", "water"))


def test_watching_it_to_the_end(run: Run, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is watched the worker goes on; the bar is on the error stream, the figures are the output."""
    drafted(run)
    said(run("broadcast", "approve", "water", "--as", "Eva"))
    said(run("broadcast", "start", "water"))
    looked = []

    def works(_: float) -> None:
        looked.append(town.now)
        town.drain()
        town.now = town.now.replace(minute=town.now.minute + 6)

    monkeypatch.setattr("bot.cli.broadcasts.sleep", works)
    told = said(run("broadcast", "status", "water", "--follow"))
    assert '"water" is finished.' in told and 1 < len(looked) < 5
