"""Lists of residents brought at the console: kept sealed, tried, brought in by a worker, and gone when that is over.

States, in order: `new` (its columns are to be told), `trying`, `tried`, `running`, `paused`, and `over` or `failed`.
What a worker does it does in portions that end well within its lease; the file is read anew for each.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from json import dumps, loads
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.db.base import Tx
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.lib.clock import Clock
from bot.lib.vault import Vault
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt
from bot.people import imports, runs
from bot.people.columns import columns_of, refuse_a_resident
from bot.people.imports import Busy, List, Said, open_list
from bot.people.merging import Counts
from bot.people.reading import RowProblem
from bot.people.sheets import Unreadable, open_sheet
from bot.people.tables import given_list, import_problem

TRY, BRING_IN, CLEAR = "people.try_list", "people.bring_in", "people.clear_list"
"""Kinds of outbox items; each one's subject is the list."""
NEW, TRYING, TRIED, RUNNING, PAUSED, OVER, FAILED = "new", "trying", "tried", "running", "paused", "over", "failed"
KEPT_FOR = timedelta(hours=24)
"""After so long the file of a list that nobody has started is removed."""
LARGEST = 16 * 1024 * 1024
MOST_PROBLEMS = 5_000
"""Problems of a trial that are kept; an import keeps all of its own."""
PORTION = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Given:
    """A list as far as it has come; `answers` is what was said about it, `told` what was found out."""

    id: str
    file: str
    state: str
    answers: Mapping[str, Any]
    told: Mapping[str, Any]
    rows: int
    rows_done: int
    run_id: str | None
    given_by: str
    given_at: datetime

    @property
    def counts(self) -> Counts:
        """What the trial, or the import so far, comes to."""
        return Counts(**self.told.get("counts", {}))


_COLUMNS = (
    given_list.c.id, given_list.c.file, given_list.c.state, given_list.c.answers, given_list.c.told,
    given_list.c.rows, given_list.c.rows_done, given_list.c.run_id, given_list.c.given_by, given_list.c.given_at,
)  # fmt: skip
_SET = update(given_list).where(given_list.c.id == bindparam("of"))
_FORGET_PROBLEMS = delete(import_problem).where(import_problem.c.run_id == bindparam("of"))


def given(tx: Tx, list_id: str, *, still: bool = False) -> Given | None:
    """The list with this id."""
    query = select(*_COLUMNS).where(given_list.c.id == list_id)
    row = tx.execute(query.with_for_update() if still else query).first()
    return _given(row) if row else None


def given_lists(tx: Tx, *, before: str = "", most: int = 25) -> list[Given]:
    """The newest lists, older than the one with the id `before`: ids are in the order of time."""
    query = select(*_COLUMNS)
    if before:
        query = query.where(given_list.c.id < before)
    return [_given(row) for row in tx.execute(query.order_by(given_list.c.id.desc()).limit(most))]


def _given(row: Any) -> Given:
    id, file, state, answers, told, *rest = row
    return Given(id, file, state, loads(answers), loads(told), *rest)


def keep(
    tx: Tx, vault: Vault, library: Library, list_id: str, *, file: str, content: bytes, by: str, now: datetime
) -> Given:  # fmt: skip
    """Keep a file that somebody brought; `Unreadable` when it is no list."""
    with _as_file(file, content) as path:
        header = open_sheet(path).header
    refuse_a_resident(header, library.city.fields)
    row = {
        "id": list_id, "file": file[:200], "sealed": vault.seal_bytes(content), "answers": "{}", "state": NEW,
        "told": dumps({"header": header}, ensure_ascii=False), "rows": 0, "rows_done": 0, "run_id": None,
        "given_by": by, "given_at": now,
    }  # fmt: skip
    tx.execute(given_list.insert(), row)
    put.put(tx, CLEAR, list_id, queue=put.LATER, due_at=now + KEPT_FOR)
    found = given(tx, list_id)
    assert found is not None  # noqa: S101  for the types; it was written above
    return found


def meanings(header: tuple[str, ...], library: Library, said: Mapping[str, str]) -> dict[str, str]:
    """What each column means, by its name and by what was said; `Unreadable` when that cannot be told."""
    return columns_of(header, library.city.fields, said).mapping()


def answer(tx: Tx, of: Given, answers: Mapping[str, Any], *, now: datetime) -> None:
    """What was said about the list; a worker tries it out now, and nothing is written."""
    change(tx, of.id, answers=dumps(answers, ensure_ascii=False), state=TRYING, rows=0, rows_done=0,
           told=dumps({"header": of.told["header"]}, ensure_ascii=False))  # fmt: skip
    tx.execute(_FORGET_PROBLEMS, {"of": of.id})
    put.put(tx, TRY, of.id, queue=put.LATER, due_at=now)


def start(tx: Tx, of: Given, *, now: datetime) -> None:
    """Bring it in, or go on with it."""
    change(tx, of.id, state=RUNNING)
    put.put(tx, BRING_IN, of.id, queue=put.LATER, due_at=now)


def pause(tx: Tx, of: Given) -> None:
    """Stop after the rows at hand."""
    change(tx, of.id, state=PAUSED)


def remove(tx: Tx, of: Given) -> None:
    """The list goes, and its file; residents who were brought in stay."""
    tx.execute(_FORGET_PROBLEMS, {"of": of.id})
    tx.execute(delete(given_list).where(given_list.c.id == of.id))


def change(tx: Tx, list_id: str, **values: Any) -> None:
    """Set these columns."""
    tx.execute(_SET.values(**values), {"of": list_id})


def perform_try(db: Database, vault: Vault, library: Library, list_id: str, now: datetime) -> Outcome:
    """Read the whole list and say what it would come to; nothing is written but that."""
    with db.read() as tx:
        of = given(tx, list_id)
    if of is None or of.state != TRYING:
        return Done()
    told: dict[str, Any] = {"header": of.told["header"]}
    with _opened(db, vault, library, of, now) as people:
        if isinstance(people, Unreadable):
            _fail(db, of, people)
            return Done()
        counts, problems = Counts(), list(people.in_a_row)
        for plan in imports.try_out(db, vault, people, now=now):
            counts = plan.counts
            problems += plan.problems[: max(MOST_PROBLEMS - len(problems), 0)]
            with db.begin() as tx:
                change(tx, of.id, rows=people.rows, rows_done=counts.rows)
        told |= {"counts": asdict(counts), "in_a_row": len(people.in_a_row), "columns": people.columns.mapping(),
                 "unused": people.columns.unused}  # fmt: skip
    with db.begin() as tx:
        _keep_problems(tx, of.id, problems)
        change(tx, of.id, state=TRIED, told=dumps(told, ensure_ascii=False))
    return Done()


def _keep_problems(tx: Tx, list_id: str, problems: list[RowProblem]) -> None:
    tx.execute(_FORGET_PROBLEMS, {"of": list_id})
    runs.add_problems(tx, list_id, problems)


def perform_import(db: Database, vault: Vault, library: Library, list_id: str, clock: Clock) -> Outcome:
    """Bring in a portion of the list; what is not done yet comes up again at once."""
    now = clock()
    with db.read() as tx:
        of = given(tx, list_id)
    if of is None or of.state != RUNNING:
        return Done()
    with _opened(db, vault, library, of, now) as people:
        if isinstance(people, Unreadable):
            _fail(db, of, people)
            return Done()
        try:
            if not _bring_in_a_portion(db, vault, of, people, clock):
                return RetryAt(clock(), "there is more")
        except Busy:
            return RetryAt(clock() + PORTION, "another worker is at it")
    return Done()


def _bring_in_a_portion(db: Database, vault: Vault, of: Given, people: List, clock: Clock) -> bool:
    """Whether nothing is left to do: all rows are in, or somebody has paused it."""
    ends = clock() + PORTION
    run = imports.begin(db, people, now=clock())
    with db.begin() as tx:
        change(tx, of.id, run_id=run.id, rows=people.rows)
    for counts in imports.bring_in(db, vault, people, run, clock=clock) if run.finished_at is None else ():
        run = replace(run, counts=counts)
        with db.begin() as tx:
            change(tx, of.id, rows_done=counts.rows, told=_with_counts(of, counts))
            now_state = given(tx, of.id)
        if now_state is None or now_state.state != RUNNING:
            return True
        if clock() >= ends and counts.rows < people.rows:
            return False
    with db.begin() as tx:
        change(
            tx, of.id, state=OVER, sealed=b"", rows_done=run.counts.rows,
            told=_with_counts(of, run.counts, again=run.finished_at is not None),
        )  # fmt: skip
        tx.execute(_FORGET_PROBLEMS, {"of": of.id})
    return True


def _with_counts(of: Given, counts: Counts, *, again: bool = False) -> str:
    return dumps({**of.told, "counts": asdict(counts), "again": again}, ensure_ascii=False)


def perform_clear(db: Database, list_id: str, now: datetime) -> Outcome:
    """Remove the file of a list that nobody has started for a day; one that is under way keeps its own."""
    with db.begin() as tx:
        of = given(tx, list_id, still=True)
        if of is None or of.state in (OVER, FAILED):
            return Done()
        if of.state in (RUNNING, TRYING):
            return RetryAt(now + KEPT_FOR)
        change(tx, of.id, state=FAILED, sealed=b"", told=dumps({**of.told, "wrong": ["expired", ""]}))
        tx.execute(_FORGET_PROBLEMS, {"of": of.id})
    return Done()


def _fail(db: Database, of: Given, why: Unreadable) -> None:
    """What is wrong with the whole is told; the columns can be told anew."""
    with db.begin() as tx:
        told = {**of.told, "wrong": [str(each) for each in why.args]}
        change(tx, of.id, state=NEW, told=dumps(told, ensure_ascii=False))


@contextmanager
def _opened(
    db: Database, vault: Vault, library: Library, of: Given, now: datetime
) -> Iterator[List | Unreadable]:  # fmt: skip
    with db.read() as tx:
        sealed = tx.execute(select(given_list.c.sealed).where(given_list.c.id == of.id)).scalar()
    if not sealed:
        yield Unreadable("expired", "")
        return
    with _as_file(of.file, vault.open_bytes(sealed)) as path:
        try:
            people: List | Unreadable = open_list(path, library, said(of.answers), now=now)
        except Unreadable as error:
            people = error
        yield people


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    """The content in a file that only this process's account may read, for as long as it is looked at."""
    with TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / (Path(name).name or "list")
        path.touch(mode=0o600)
        path.write_bytes(content)
        yield path


def said(answers: Mapping[str, Any]) -> Said:
    """What was said about a list, as the import takes it."""
    on = answers.get("consent_on")
    return Said(
        mapping=answers.get("mapping", {}), day_first=bool(answers.get("day_first")),
        consent_source=answers.get("consent_source", ""), consent_on=date.fromisoformat(on) if on else None,
        consent_words=answers.get("consent_words", ""), language=answers.get("language", ""),
    )  # fmt: skip
