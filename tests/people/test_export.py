"""Residents leave the city's list without numbers, or with them to somebody whose name and reason are kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.db.engine import Database
from bot.lib.vault import Vault
from bot.people import exports, service
from bot.people.fields import set_fields
from bot.people.tables import contact
from tests.conversations.town import LUPE, ROSA, SAM

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
VAULT = Vault("a secret of the tests")


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    """Lupe, Sam who has left, and Rosa whose phone turned out to be another's."""
    opened = Database(any_url)
    people = [("ctc_1", LUPE, VAULT.seal(LUPE)), ("ctc_2", SAM, VAULT.seal(SAM)), ("ctc_3", ROSA, b"")]
    with opened.begin() as tx:
        for contact_id, phone, sealed in people:
            row = {"id": contact_id, "phone_hash": VAULT.lookup(phone), "phone_sealed": sealed, "created_at": NOW}
            tx.execute(contact.insert(), {**row, "zone": "=3"})
        service.leave(tx, "ctc_2", source="keyword", words="STOP", message_id=None, language=None, now=NOW)
        set_fields(tx, {("ctc_1", "renter"): "yes", ("ctc_1", "gone"): "x", ("ctc_2", "renter"): "no"})
        set_fields(tx, {("ctc_1", "renter"): "no"})
    yield opened
    opened.close()


def test_everybody_is_there_without_a_number(db: Database) -> None:
    found = list(exports.residents(db, ["renter", "home"]))
    assert [list(row) for row in found] == [exports.columns(["renter", "home"], numbers=False)] * 3
    assert [(row["id"], row["renter"], row["left_at"]) for row in found] == [
        ("ctc_1", "no", None), ("ctc_2", "no", "2026-03-10T16:00:00+00:00"), ("ctc_3", None, None),
    ]  # fmt: skip
    assert exports.size(db, numbers=False) == 3
    assert not any(phone[2:] in str(found) for phone in (LUPE, SAM, ROSA))


def test_a_number_leaves_only_while_its_resident_can_be_texted(db: Database) -> None:
    found = list(exports.residents(db, [], VAULT))
    assert [(row["id"], row["phone"]) for row in found] == [("ctc_1", LUPE)]
    assert exports.size(db, numbers=True) == 1


def test_many_residents_come_in_portions(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 2)
    assert [row["id"] for row in exports.residents(db, ["renter"])] == ["ctc_1", "ctc_2", "ctc_3"]


def test_a_disclosure_is_kept(db: Database) -> None:
    exports.disclose(db, who="the clerk", why="flood warning", count=1, now=NOW)
    with db.read() as tx:
        assert exports.disclosures(tx) == [
            {"who": "the clerk", "why": "flood warning", "what": "contacts", "count": 1, "at": NOW}
        ]


def test_no_cell_of_a_workbook_is_run(db: Database, tmp_path: Path) -> None:
    header = exports.columns([], numbers=True)
    exports.write_workbook(tmp_path / "people.xlsx", header, exports.residents(db, [], VAULT))
    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    first, second = book.active.iter_rows(values_only=True)
    told = dict(zip(first, second, strict=True))
    assert told["zone"] == "'=3" and told["phone"] == f"'{LUPE}"
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}
    book.close()
