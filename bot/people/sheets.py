"""Opens a CSV or XLSX file as rows of plain text, in whatever encoding it came; it knows no column."""

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile

_Rows = Generator[tuple[int, list[str]], None, None]
DELIMITERS = (",", ";", "\t", "|")
OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
"""What spreadsheets write that do not write Unicode: Windows, Mac, and "CSV (MS-DOS)"."""
_LETTERS = dict.fromkeys("áéíóúüñ¿¡", 2) | dict.fromkeys("ÁÉÍÓÚÜÑàâãçèêëîïôõœùû’“”–", 1)
"""Letters that speak for an encoding, and how loudly."""
_LOOKED_AT = 65_536
"""Bytes of lines with such letters that are looked at."""
_SNIFFED = 20
"""Rows that are looked at for the delimiter."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"), None)
"""Marks that phones and web pages leave around a number that is copied."""
_SPACES = {ord(space): " " for space in "\u00a0\u2007\u202f\t"}
_TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""What some programs write above a table, so that Excel opens it in any country."""
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip


class Unreadable(Exception):
    """The file as a whole cannot be used; the two arguments are what is wrong and how to mend it, as sentences."""

    def __str__(self) -> str:
        return " ".join(str(each) for each in self.args)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose rows can be read again and again; `header` is its first row that is not empty.

    `encoding` and `delimiter` are empty for a workbook. `digest` is SHA-256 of its bytes.
    """

    path: Path
    header: tuple[str, ...]
    header_row: int
    digest: str
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header that is not empty, with the number a spreadsheet shows beside it."""
        rows = _workbook_rows(self.path) if not self.encoding else _text_rows(self.path, self.encoding, self.delimiter)
        for number, cells in rows:
            if number > self.header_row and any(cells):
                yield number, cells


def open_sheet(path: Path, *, encoding: str = "") -> Sheet:
    """The sheet in this file; `Unreadable` when there is none. A given `encoding` is believed, none is guessed."""
    try:
        with path.open("rb") as stream:
            digest, start = _digest(stream), _first_bytes(stream)
            if start.startswith(b"PK\x03\x04"):
                return _opened(path, digest, "", "")
            _refuse_what_is_no_text(start)
            encoding = encoding or _encoding_of(stream)
        delimiter = _delimiter_of(path, encoding)
        return _opened(path, digest, encoding, delimiter)
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be opened: {error.strerror}.", "Check its name and folder.") from error
    except LookupError as error:
        raise Unreadable(f'No encoding is called "{encoding}".', "Use utf-8, utf-16, cp1252 or mac_roman.") from error


def _opened(path: Path, digest: str, encoding: str, delimiter: str) -> Sheet:
    rows = _text_rows(path, encoding, delimiter) if encoding else _workbook_rows(path)
    with closing(rows):
        for number, cells in rows:
            if any(cells):
                return Sheet(path, tuple(cells), number, digest, encoding, delimiter)
    raise Unreadable(f"{path.name} is empty.", "Its first row names the columns; below it stands one resident a row.")


def _digest(stream: BinaryIO) -> str:
    digest = sha256()
    while block := stream.read(1 << 16):
        digest.update(block)
    return digest.hexdigest()


def _first_bytes(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(4096)


def _refuse_what_is_no_text(start: bytes) -> None:
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Unreadable("This is an old or another kind of document.", "Save it as .xlsx, or as CSV in UTF-8.")


def _encoding_of(stream: BinaryIO) -> str:
    """By its mark, by its zeros, as UTF-8 when all of it is; else by the letters that come out.

    General guessers (charset-normalizer 3.5 among them) take short Spanish lists that a Mac saved for Windows'; here
    the language of the letters is known.
    """
    start = _first_bytes(stream)
    for mark, encoding in _BOMS.items():
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    telling = bytearray()
    is_utf8 = True
    for line in stream:
        if is_utf8:
            try:
                decoder.decode(line)
            except UnicodeDecodeError:
                is_utf8 = False
        if not line.isascii():
            telling += line
        if not is_utf8 and len(telling) > _LOOKED_AT:
            break
        del telling[_LOOKED_AT + 1 :]
    return "utf-8" if is_utf8 else max(OLD_ENCODINGS, key=lambda each: _plausible(bytes(telling), each))


def _plausible(written: bytes, encoding: str) -> int:
    return sum(_LETTERS.get(letter, 0) for letter in written.decode(encoding, errors="replace") if ord(letter) > 127)


def _delimiter_of(path: Path, encoding: str) -> str:
    """What parts the first rows into the same number of columns, as many as may be; a list of numbers has one."""
    with _text(path, encoding) as stream:
        first = stream.readline()
        if told := _TOLD.fullmatch(first):
            return told[1]
        lines = [first, *islice(stream, _SNIFFED - 1)]

        def fits(delimiter: str) -> tuple[int, int]:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
            columns = len(rows[0]) if rows else 0
            return (sum(len(row) == columns for row in rows), columns) if columns > 1 else (0, 0)

        return max(DELIMITERS, key=fits)


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """The file as text; `Unreadable` when what is read turns out to be none."""
    try:
        with path.open(encoding=encoding, newline="") as stream:
            yield stream
    except UnicodeError as error:
        remedy = 'Save it as "CSV UTF-8", or name its --encoding.'
        raise Unreadable(f"{path.name} is not written in {encoding}.", remedy) from error
    except csv.Error as error:
        remedy = "Look for a quote that is never closed, or save it as .xlsx."
        raise Unreadable(f"{path.name} is no table: {error}.", remedy) from error


def _text_rows(path: Path, encoding: str, delimiter: str) -> _Rows:
    with _text(path, encoding) as stream:
        first = stream.readline()
        lines = stream if _TOLD.fullmatch(first) else chain([first], stream)  # A spreadsheet hides such a row, too.
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            yield number, [plain(cell) for cell in cells]


def _workbook_rows(path: Path) -> _Rows:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # Half a second that a CSV need not wait for.
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        # By its stream, since the library judges a path by its ending; read-only keeps one row in memory.
        with path.open("rb") as stream, closing(load_workbook(stream, read_only=True, data_only=True)) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # Some programs write a size that is too small, and rows would be lost.
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [plain(_shown(cell)) for cell in cells]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise Unreadable(f"{path.name} is no workbook that can be read.", "Save it again as .xlsx or CSV.") from error


def _shown(cell: Any) -> str:
    """A cell as somebody would type it: whole numbers without a point, dates as 2026-03-10."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < 1e16:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)


def plain(cell: str) -> str:
    """The cell without marks nobody sees, spaces around it, and the quote that keeps a spreadsheet from running it."""
    words = cell.translate(_INVISIBLE).translate(_SPACES).strip()
    return words[1:] if words.startswith(("'=", "'+", "'-", "'@")) else words
