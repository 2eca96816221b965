"""`cabildo reconcile` at the command line: what it says, and what it says while nothing is there."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.lib.clock import system_clock
from bot.messaging.tables import message, simulated_text
from tests.cli.conftest import Run
from tests.conversations.town import SAM, Town

ALL_TOLD = "No receipt is missing: 0 texts on the carrier's list of three days."


def test_it_says_when_no_text_is_in_doubt_and_no_receipt_is_missing(run: Run) -> None:
    result = run("reconcile")
    assert (result.exit_code, result.output) == (0, f"No text is in doubt.\n{ALL_TOLD}\n")


def test_it_counts_what_came_of_it(run: Run, data: str) -> None:
    town = Town(data)
    town.says(SAM, "huge pothole on Central")
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status="in_doubt"))
    town.close()
    result = run("reconcile")
    assert result.exit_code == 0
    *counts, receipts = result.output.splitlines()
    assert [line[:1] for line in counts] == ["0", "1", "0"]
    assert receipts == ALL_TOLD
    assert "not on the carrier's list" in result.output


def test_it_takes_in_receipts_that_were_lost(run: Run, data: str) -> None:
    town = Town(data)
    town.says(SAM, "huge pothole on Central")
    now = system_clock()
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status="accepted", carrier_id="SM1"))
        for sid in ("SM1", "SM2"):
            row = {"carrier_id": sid, "phone_hash": "?", "body": "?", "message_id": "?", "at": now - timedelta(hours=2)}
            tx.execute(simulated_text.insert(), row)
    said = run("reconcile").output.splitlines()
    assert said[1:] == [
        "Lost receipts taken in: 1, among 2 texts on the carrier's list of three days.",
        "Texts on it that are none of ours: 1. Does something else send with the same account?",
    ]
    with town.db.read() as tx:
        assert tx.execute(select(message.c.status).where(message.c.direction == "out")).scalars().all() == ["delivered"]
    town.close()
    assert "No receipt is missing: 2 texts" in run("reconcile").output


def test_a_list_that_cannot_be_read_is_told_in_a_sentence(run: Run) -> None:
    account = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "x", "TWILIO_FROM": "+15055550100"}
    result = run("reconcile", **account, TWILIO_API_URL="http://127.0.0.1:1", PUBLIC_URL="https://text.city.example")
    assert result.exit_code == 1
    assert "could not be read" in result.output and "Traceback" not in result.output


def test_a_database_that_is_not_there_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("reconcile", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == 1
    assert "cabildo db upgrade" in result.output
