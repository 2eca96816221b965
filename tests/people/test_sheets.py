"""A list of residents is read in whatever encoding, with whatever delimiter, and from whichever program it came."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.people.sheets import Unreadable, open_sheet

SPANISH = "Teléfono,Colonia,Notas\n5055550121,San José,señora Peña\n5055550122,Martíneztown,¿mañana?\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"), ("mac_roman", "mac_roman"), ("cp850", "cp850"),
    ],
)  # fmt: skip
def test_the_encoding_is_guessed(tmp_path: Path, encoding: str, guessed: str) -> None:
    sheet = open_sheet(written(tmp_path, SPANISH, encoding))
    assert sheet.encoding == guessed
    assert sheet.header == ("Teléfono", "Colonia", "Notas")
    assert list(sheet.rows()) == [
        (2, ["5055550121", "San José", "señora Peña"]),
        (3, ["5055550122", "Martíneztown", "¿mañana?"]),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_one_accent_far_down_is_enough(tmp_path: Path, encoding: str) -> None:
    text = "phone,area\n" + "5055550121,Downtown\n" * 9_000 + "5055550122,Peña\n"
    assert list(open_sheet(written(tmp_path, text, encoding)).rows())[-1] == (9_002, ["5055550122", "Peña"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(tmp_path: Path, delimiter: str) -> None:
    rows = [["phone", "language", "name"], ["5055550121", "es", '"a, b; c"'], ["5055550122", "en", "d"]]
    sheet = open_sheet(written(tmp_path, "\n".join(delimiter.join(row) for row in rows)))
    assert sheet.delimiter == delimiter
    assert [cells for _, cells in sheet.rows()] == [["5055550121", "es", "a, b; c"], ["5055550122", "en", "d"]]


def test_a_list_of_numbers_alone_is_a_table_too(tmp_path: Path) -> None:
    sheet = open_sheet(written(tmp_path, "phone\n505 555 0121\n"))
    assert list(sheet.rows()) == [(2, ["505 555 0121"])]


def test_the_line_that_tells_excel_the_delimiter_is_no_row(tmp_path: Path) -> None:
    sheet = open_sheet(written(tmp_path, "sep=;\nphone;area\n5055550121;a,b,c\n"))
    assert sheet.header == ("phone", "area")
    assert list(sheet.rows()) == [(2, ["5055550121", "a,b,c"])]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    text = '\n\nphone,notes\n5055550121,"two\nlines"\n,\n\n5055550122,\n'
    sheet = open_sheet(written(tmp_path, text))
    assert [number for number, _ in sheet.rows()] == [4, 7]


def test_marks_that_nobody_sees_and_the_quote_of_a_safe_cell_are_taken_off(tmp_path: Path) -> None:
    sheet = open_sheet(written(tmp_path, "phone,notes\n\u202a+1\u00a0505 555 0121\u202c,'+5\n'=x,it's\n"))
    assert [cells for _, cells in sheet.rows()] == [["+1 505 555 0121", "+5"], ["=x", "it's"]]


def test_a_workbook_shows_what_one_would_type(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["phone", "on", "seen", "renter", "rent", "none", "last"])
    book.active.append(
        [5055550121, date(2026, 3, 10), datetime.fromisoformat("2026-03-10 09:30"), True, 12.5, None, "z"]
    )
    book.active.append([5055550122.0, "3/10/2026", "", False, -1, None, "z"])
    book.save(tmp_path / "people.xlsx")
    sheet = open_sheet(tmp_path / "people.xlsx")
    assert (sheet.encoding, sheet.delimiter) == ("", "")
    assert list(sheet.rows()) == [
        (2, ["5055550121", "2026-03-10", "2026-03-10T09:30:00", "yes", "12.5", "", "z"]),
        (3, ["5055550122", "3/10/2026", "", "no", "-1", "", "z"]),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n,,\n", "is empty"),
        (b"PK\x03\x04 and then nothing", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .xlsx"),
        (b"%PDF-1.7", "Save it as .xlsx"),
        (b'phone,x\n"' + b"5" * 200_000, "no table"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        list(open_sheet(path).rows())


def test_a_wrong_encoding_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, SPANISH, "cp1252")
    with pytest.raises(Unreadable, match=r"not written in utf-8.*CSV UTF-8"):
        open_sheet(path, encoding="utf-8")
    with pytest.raises(Unreadable, match='No encoding is called "klingon"'):
        open_sheet(path, encoding="klingon")
