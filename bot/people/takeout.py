"""Files of residents that staff asked for at the console: written by a worker, sealed, there for a day, then gone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib import csv
from bot.lib.clock import Clock
from bot.lib.vault import Vault
from bot.outbox import put
from bot.outbox.relay import Done, Outcome
from bot.people import exports
from bot.people.tables import taken_file

WRITE, CLEAR = "people.write_file", "people.clear_file"
ASKED, READY, GONE = "asked", "ready", "gone"
FORMS = ("csv", "xlsx")
KEPT_FOR = timedelta(hours=24)
TOLD_EVERY = 5_000
"""Rows after which the page is told how far it is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as far as it is written."""

    id: str
    form: str
    numbers: bool
    why: str
    state: str
    rows_done: int
    taken_by: str
    asked_at: datetime


_COLUMNS = (
    taken_file.c.id, taken_file.c.form, taken_file.c.numbers, taken_file.c.why, taken_file.c.state,
    taken_file.c.rows_done, taken_file.c.taken_by, taken_file.c.asked_at,
)  # fmt: skip
_SET = update(taken_file).where(taken_file.c.id == bindparam("of"))


def ask(tx: Tx, file_id: str, *, form: str, numbers: bool, why: str, by: str, now: datetime) -> None:
    """A worker writes it as soon as it can."""
    tx.execute(taken_file.insert(), {
        "id": file_id, "form": form, "numbers": numbers, "why": why, "state": ASKED, "rows_done": 0, "sealed": b"",
        "taken_by": by, "asked_at": now,
    })  # fmt: skip
    put.put(tx, WRITE, file_id, queue=put.LATER, due_at=now)
    put.put(tx, CLEAR, file_id, queue=put.LATER, due_at=now + KEPT_FOR)


def taken(tx: Tx, file_id: str) -> Taken | None:
    """The file with this id."""
    row = tx.execute(select(*_COLUMNS).where(taken_file.c.id == file_id)).first()
    return Taken(*row) if row else None


def taken_by(tx: Tx, staff_id: str, most: int = 10) -> list[Taken]:
    """The newest files that somebody asked for."""
    mine = select(*_COLUMNS).where(taken_file.c.taken_by == staff_id)
    return [Taken(*row) for row in tx.execute(mine.order_by(taken_file.c.asked_at.desc()).limit(most))]


def content(tx: Tx, vault: Vault, file_id: str) -> bytes:
    """What is in it; empty once it is gone."""
    sealed = tx.execute(select(taken_file.c.sealed).where(taken_file.c.id == file_id)).scalar()
    return vault.open_bytes(sealed) if sealed else b""


def perform_write(
    db: Database, vault: Vault, fields: list[str], file_id: str, name_of: Callable[[str], str], clock: Clock
) -> Outcome:  # fmt: skip
    """Write everybody down; with numbers, it is kept who takes how many and why before the first one is opened."""
    with db.read() as tx:
        file = taken(tx, file_id)
    if file is None or file.state != ASKED:
        return Done()
    if file.numbers:
        exports.disclose(
            db, who=name_of(file.taken_by)[:120], why=file.why, count=exports.size(db, numbers=True), now=clock()
        )
    rows = _counted(db, file.id, exports.residents(db, fields, vault if file.numbers else None))
    header = exports.columns(fields, numbers=file.numbers)
    written = _workbook(header, rows) if file.form == "xlsx" else _csv(header, rows)
    with db.begin() as tx:
        tx.execute(_SET.values(state=READY, sealed=vault.seal_bytes(written)), {"of": file.id})
    return Done()


def perform_clear(db: Database, file_id: str) -> Outcome:
    """The day is over."""
    with db.begin() as tx:
        tx.execute(_SET.values(state=GONE, sealed=b""), {"of": file_id})
    return Done()


def _counted(db: Database, file_id: str, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if done % TOLD_EVERY == 0:
            _tell(db, file_id, done)
    _tell(db, file_id, done)


def _tell(db: Database, file_id: str, done: int) -> None:
    with db.begin() as tx:
        tx.execute(_SET.values(rows_done=done), {"of": file_id})


def _csv(header: list[str], rows: Iterator[Mapping[str, Any]]) -> bytes:
    stream = StringIO()
    csv.write(stream, header, rows)
    return stream.getvalue().encode("utf-8-sig")


def _workbook(header: list[str], rows: Iterator[Mapping[str, Any]]) -> bytes:
    with TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / "residents.xlsx"
        exports.write_workbook(path, header, rows)
        return path.read_bytes()
