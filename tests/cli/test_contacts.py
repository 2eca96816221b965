"""Residents in and out by the command line: what is told, what is kept, and what is refused."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from bot.db.engine import Database
from bot.people.exports import disclosures
from bot.people.tables import consent, contact, import_run
from tests.cli.conftest import Run
from tests.conversations.town import LUPE, ROOT, SAM, STARTS_AT, Town, new_sqlite

PAPER = ("--consent", "paper form", "--consent-on", "2026-03-01")
TOLD = "phone;idioma;notas\n505 555 0121;Español;vecina\n505 555 0122;klingon;\n5.05555E+09;;\n5055550121;;\n"


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(TOLD, encoding="utf-8")
    return str(path)


def rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written)))


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.output


def counted(data: str, *tables: Any) -> list[int]:
    db = Database(data)
    with db.read() as tx:
        found = [int(tx.execute(select(func.count()).select_from(table)).scalar_one()) for table in tables]
    db.close()
    return found


def test_a_dry_run_tells_what_would_happen(run: Run, data: str, people: str) -> None:
    told = said(run("contacts", "import", people, *PAPER, "--dry-run"), 1)
    assert "people.csv: utf-8, columns parted by semicolons, 4 rows." in told
    assert ["(not", "imported)", "notas"] in [line.split() for line in told.splitlines()]
    assert 'row 3, idioma: "klingon" is no language of this city. Write one of en, es, or leave it empty.' in told
    assert "row 4, phone: the spreadsheet has shortened the number." in told
    assert "row 5, phone: the same number stands in row 2." in told
    assert "4 rows: 1 new resident, 0 known already, 1 repeated, 2 left out. Nothing was written" in told
    assert counted(data, contact, consent, import_run) == [0, 0, 0]


def test_the_good_rows_come_in_and_the_others_are_in_a_file(run: Run, data: str, people: str, tmp_path: Path) -> None:
    to = tmp_path / "problems.csv"
    told = said(run("contacts", "import", people, *PAPER, "--problems", str(to)))
    assert "1 new resident, 0 known already, 1 repeated, 2 left out. Nobody was texted." in told
    assert counted(data, contact, consent, import_run) == [1, 1, 1]
    listed = rows(to.read_text(encoding="utf-8-sig"))
    assert list(listed[0]) == ["row", "column", "what is wrong", "how to mend it", "left out"]
    assert [(each["row"], each["column"], each["left out"]) for each in listed] == [
        ("3", "idioma", "yes"), ("4", "phone", "yes"), ("5", "phone", "no"),
    ]  # fmt: skip
    again = said(run("contacts", "import", people, *PAPER))
    assert "nothing is left to do" in again and "row 3, idioma" in again
    assert counted(data, contact, consent, import_run) == [1, 1, 1]


def test_twenty_problems_are_shown_and_the_others_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("phone\n" + "nobody\n" * 25, encoding="utf-8")
    told = said(run("contacts", "import", str(tmp_path / "people.csv"), *PAPER, "--dry-run"), 1)
    assert told.count("this is no phone number") == 20
    assert "... and 5 more; --problems problems.csv writes them all." in told


def test_numbers_that_follow_each_other_need_a_word_more(run: Run, data: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("phone\n" + "".join(f"+1505{2_000_000 + index}\n" for index in range(60)), encoding="utf-8")
    told = said(run("contacts", "import", str(path), *PAPER), 1)
    assert "60 numbers follow each other" in told and "--allow-sequential" in told
    assert counted(data, contact, import_run) == [0, 0]
    said(run("contacts", "import", str(path), *PAPER, "--dry-run"), 1)
    said(run("contacts", "import", str(path), *PAPER, "--allow-sequential"))
    assert counted(data, contact, import_run) == [60, 1]


def test_a_mapping_names_columns(run: Run, data: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Cell #,Rents?\n505 555 0121,yes\n", encoding="utf-8")
    told = said(run("contacts", "import", str(path), *PAPER), 1)
    assert 'No column is the phone number; there are "Cell #", "Rents?".' in told
    said(run("contacts", "import", str(path), *PAPER, "--map", "phone=Cell #", "--map", "renter=Rents?"))
    assert [row["renter"] for row in rows(run("contacts", "export").stdout)] == ["yes"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--map", "phone"), "is no mapping"),
        (("--map", "phone=Cell"), 'No column is called "Cell"'),
        (("--consent-on", "yesterday"), "does not match the format"),
        (("--language", "xx"), "no language of this city"),
        (("--encoding", "klingon"), "No encoding is called"),
    ],
)
def test_what_cannot_be_meant_is_told(run: Run, people: str, words: tuple[str, str], says: str) -> None:
    result = run("contacts", "import", people, *words)
    assert result.exit_code in (1, 2) and isinstance(result.exception, SystemExit)
    assert says in " ".join(result.output.split())


def test_a_database_that_was_not_made_yet_is_told_in_a_sentence(run: Run, people: str, tmp_path: Path) -> None:
    result = run("contacts", "import", people, *PAPER, DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert "cabildo db upgrade" in said(result, 1) and isinstance(result.exception, SystemExit)


def test_nobody_hears_of_it(run: Run, data: str, people: str) -> None:
    said(run("contacts", "import", people, *PAPER))
    town = Town(data)
    town.drain()
    assert town.said(LUPE) == []
    town.close()


def test_an_export_has_no_numbers(run: Run, people: str, tmp_path: Path) -> None:
    said(run("contacts", "import", people, *PAPER))
    result = run("contacts", "export")
    (row,) = rows(result.stdout)
    assert list(row) == [
        "id", "language", "area", "zone", "door", "topics_off", "since", "left_at", "renter",
    ]  # fmt: skip
    assert row["language"] == "es" and LUPE[2:] not in said(result)
    said(run("contacts", "export", "--to", str(tmp_path / "out.csv")))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == result.stdout


@pytest.mark.parametrize(
    "words",
    [("--with-numbers",), ("--with-numbers", "--as", "clerk"), ("--with-numbers", "--because", "x"), ("--as", "clerk"),
     ("--with-numbers", "--as", " ", "--because", " ")],
)  # fmt: skip
def test_numbers_need_a_name_and_a_reason(run: Run, data: str, words: tuple[str, ...]) -> None:
    result = run("contacts", "export", *words)
    assert result.exit_code == 2 and "--because" in result.output


def test_numbers_leave_with_a_name_and_come_back_in(run: Run, data: str, people: str, tmp_path: Path) -> None:
    said(run("contacts", "import", people, *PAPER))
    for to in ("out.csv", "out.xlsx"):
        words = ("--with-numbers", "--as", "the clerk", "--because", "flood warning", "--to", str(tmp_path / to))
        assert LUPE[2:] not in said(run("contacts", "export", *words))
        told = said(run("contacts", "import", str(tmp_path / to), *PAPER, "--dry-run"))
        assert "1 row: 0 new residents, 1 known already" in told
    db = Database(data)
    with db.read() as tx:
        kept = [(each["who"], each["why"], each["count"]) for each in disclosures(tx)]
    db.close()
    assert kept == [("the clerk", "flood warning", 1)] * 2
    (row,) = rows((tmp_path / "out.csv").read_text(encoding="utf-8-sig"))
    assert row["phone"] == f"'{LUPE}"


def test_doors_are_counted(run: Run, data: str) -> None:
    assert said(run("contacts", "doors")).split() == ["0", "main_library", "BIBLIOTECA,", "LIBRARY7"]
    db = Database(data)
    with db.begin() as tx:
        for phone, door in ((LUPE, "main_library"), (SAM, "old_fair")):
            row = {"id": phone, "phone_hash": phone, "phone_sealed": b"", "door": door}
            tx.execute(contact.insert(), {**row, "created_at": STARTS_AT})
    db.close()
    told = said(run("contacts", "doors"))
    assert [line.split()[:2] for line in told.splitlines()] == [["1", "main_library"], ["1", "old_fair"]]
    assert LUPE not in told


@pytest.mark.slow
def test_a_killed_import_ends_as_one_that_was_left_alone(run: Run, data: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    lines = [f"+1505{2_000_000 + index * 7},{'es' if index % 3 else 'en'},3" for index in range(6_000)]
    path.write_text("\n".join(["phone,language,zone", *lines, *lines[:50], "nobody,,"]), encoding="utf-8")
    words = ("contacts", "import", str(path), *PAPER)
    stopped_at = [_killed(data, words, after) for after in (1, 2_000, 4_500)]
    assert all(0 < rows_done < 6_051 for rows_done in stopped_at), stopped_at
    told = said(run(*words))
    assert f"It was stopped after {stopped_at[-1]:,} of 6,051 rows" in told
    alone = new_sqlite(tmp_path / "alone")
    left_alone = said(run(*words, DATABASE_URL=alone))
    assert told.splitlines()[-1] == left_alone.splitlines()[-1]
    assert "6,051 rows: 6,000 new residents, 0 known already, 50 repeated, 1 left out." in told
    assert counted(data, contact, consent, import_run) == counted(alone, contact, consent, import_run)
    exported = [
        Counter((row["language"], row["zone"]) for row in rows(run("contacts", "export", DATABASE_URL=url).stdout))
        for url in (data, alone)
    ]
    assert exported[0] == exported[1] and exported[0].total() == 6_000


def _killed(data: str, words: tuple[str, ...], after: int) -> int:
    """Run the command in a process of its own, kill it once so many rows are done, and tell how many are."""
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": data, "FLOWS_PATH": str(ROOT / "flows"),
        "TRANSLATIONS_PATH": str(ROOT / "translations"),
    }  # fmt: skip
    db = Database(data)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while process.poll() is None:
            with db.read() as tx:
                if (tx.execute(select(import_run.c.rows_done)).scalar() or 0) >= after:
                    break
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with db.read() as tx:
        done = int(tx.execute(select(import_run.c.rows_done)).scalar_one())
    db.close()
    return done
