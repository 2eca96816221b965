"""Writes every answer of a survey into a file for spreadsheets, row by row; its bytes are kept in pieces until fetched.

The file has no phone number and no resident: answers with the same `response` are one walk of one person. Memory stays
flat however many answers there are: they are read a thousand at a time, and written to the disk of the worker first.
"""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from json import loads
from pathlib import Path
from typing import Any

from bot.db.engine import Database
from bot.lib import csv
from bot.lib.clock import monotonic
from bot.lib.ids import new_id
from bot.outbox import put
from bot.outbox.relay import Done, Outcome
from bot.staff import audit
from bot.staff.rules import Staff
from bot.surveys import answers, store

WRITE, DROP = "write_survey_file", "drop_survey_file"
"""The kinds of outbox items; the subject is the file's id, behind the survey's and a stroke."""
FORMS = ("csv", "xlsx")
COLUMNS = ("response", "question", "status", "codes", "words", "language", "at", "flow_version")
ROWS_AT_A_TIME, PIECE = 1_000, 256 * 1024
ROWS_OF_A_SHEET = 1_000_000
"""A sheet of a spreadsheet ends soon after."""
KEPT_FOR = timedelta(days=7)
HELD_FOR = timedelta(minutes=5)
"""After so long without news of a worker, another one writes the file."""
ASKED, READY, GONE = "asked", "ready", "gone"


def ask(db: Database, survey: str, form: str, *, by: Staff, now: datetime) -> str:
    """Have the file written; the id of it. Who takes answers out is kept in the audit log."""
    file_id = new_id("sfl", now)
    with db.begin() as tx:
        row = {"id": file_id, "survey": survey, "form": form, "state": ASKED, "answers": 0, "asked_by": by.id,
               "asked_at": now}  # fmt: skip
        store.add_file(tx, row)
        audit.record(tx, by, "survey.exported", survey, form, now)
        put.put(tx, WRITE, f"{survey}/{file_id}", queue=put.LATER, due_at=now)
        put.put(tx, DROP, f"{survey}/{file_id}", queue=put.LATER, due_at=now + KEPT_FOR)
    return file_id


def write(db: Database, subject: str, *, now: datetime) -> Outcome:
    """Write the file; nothing when it is there, or gone."""
    survey, _, file_id = subject.partition("/")
    with db.read() as tx:
        found = store.file_by_id(tx, survey, file_id)
    if found is None or found.state != ASKED:
        return Done()
    with tempfile.TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / "answers"
        written = _Progress(db, subject, now)
        (_write_csv if found.form == "csv" else _write_xlsx)(path, written.counted(_rows(db, survey)))
        # All of it or nothing: another worker may have taken the work up when this one was slow.
        with path.open("rb") as stream, db.begin() as tx:
            if store.finish_file(tx, file_id, was=ASKED, state=READY, answers=written.rows):
                for number, piece in enumerate(iter(lambda: stream.read(PIECE), b"")):
                    store.add_part(tx, file_id, number, piece)
    return Done()


def drop(db: Database, subject: str, *, now: datetime) -> Outcome:
    """Take the file away again: who still needs it asks anew."""
    file_id = subject.partition("/")[2]
    with db.begin() as tx:
        store.drop_parts(tx, file_id)
        store.change_file(tx, file_id, state=GONE)
    return Done()


def pieces(db: Database, file_id: str) -> Iterator[bytes]:
    """The file, piece by piece, each read when the one before is on its way."""
    number = 0
    while True:
        with db.read() as tx:
            piece = store.part(tx, file_id, number)
        if piece is None:
            return
        yield piece
        number += 1


class _Progress:
    """Tells how many rows are written, now and then, and that the work is still in hand."""

    def __init__(self, db: Database, subject: str, now: datetime) -> None:
        self.rows = 0
        self._db, self._subject, self._now = db, subject, now
        self._begun = monotonic()

    def counted(self, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            self.rows += 1
            if self.rows % (20 * ROWS_AT_A_TIME) == 0:
                now = self._now + timedelta(seconds=monotonic() - self._begun)
                with self._db.begin() as tx:
                    store.change_file(tx, self._subject.partition("/")[2], answers=self.rows)
                    put.postpone(tx, WRITE, self._subject, due_at=now + HELD_FOR)
            yield row


def _rows(db: Database, survey: str) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        with db.read() as tx:
            page = answers.rows(tx, survey, after=after, limit=ROWS_AT_A_TIME)
        for row in page.rows:
            yield {
                "response": row.session_id, "question": row.step, "status": row.status,
                "codes": " ".join(loads(row.codes)), "words": row.words, "language": row.language or "",
                "at": row.at.isoformat(), "flow_version": row.flow_version,
            }  # fmt: skip
        if page.after is None:
            return
        after = page.after


def _write_csv(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:  # The mark tells Excel that this is UTF-8.
        csv.write(stream, COLUMNS, rows)


def _write_xlsx(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    from xlsxwriter import Workbook  # Only a worker that writes a sheet needs it.

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with Workbook(str(path), options) as book:
        sheet, line = _sheet(book), 1
        for row in rows:
            if line > ROWS_OF_A_SHEET:
                sheet, line = _sheet(book), 1
            for column, name in enumerate(COLUMNS):
                sheet.write_string(line, column, str(row[name]))
            line += 1


def _sheet(book: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    return sheet
