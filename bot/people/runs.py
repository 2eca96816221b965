"""Queries of imports: the run, its problems, and contacts in bulk; they take an open transaction and never commit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import bindparam, exists, select, tuple_, update

from bot.db.base import Tx
from bot.people.merging import Counts
from bot.people.reading import RowProblem
from bot.people.tables import consent, contact, given_list, import_problem, import_run, suppression

RUNNING, FINISHED = "running", "finished"


@dataclass(frozen=True, slots=True)
class Run:
    """One import as far as it has come: `counts.rows` rows below the header are done."""

    id: str
    file: str
    rows: int
    counts: Counts
    started_at: datetime
    finished_at: datetime | None = None


_RUN = select(
    import_run.c.id, import_run.c.file, import_run.c.rows, import_run.c.counts, import_run.c.started_at,
    import_run.c.finished_at,
).order_by(import_run.c.started_at.desc(), import_run.c.id.desc())  # fmt: skip
_OF_DIGEST = _RUN.where(import_run.c.digest == bindparam("of")).limit(1)
_ADD_RUN = import_run.insert()
_MOVE = (
    update(import_run)
    .where(import_run.c.id == bindparam("of"), import_run.c.rows_done == bindparam("seen"))
    .values(rows_done=bindparam("to"), counts=bindparam("so_far"))
)
_FINISH = (
    update(import_run)
    .where(import_run.c.id == bindparam("of"), import_run.c.finished_at.is_(None))
    .values(status=FINISHED, finished_at=bindparam("at"))
)
_ADD_PROBLEM = import_problem.insert()
_position = tuple_(import_problem.c.row, import_problem.c.number)
_PROBLEMS = (
    select(
        import_problem.c.row, import_problem.c.number, import_problem.c.column, import_problem.c.wrong,
        import_problem.c.remedy, import_problem.c.skips,
    )
    .where(import_problem.c.run_id == bindparam("of"), _position > tuple_(bindparam("row"), bindparam("number")))
    .order_by(import_problem.c.row, import_problem.c.number)
    .limit(1_000)
)  # fmt: skip
_HOLDING = (
    select(
        contact.c.phone_hash, contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at,
        contact.c.topics_off, contact.c.area, contact.c.zone,
    )
    .where(contact.c.phone_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(contact.c.id)
)  # fmt: skip
_HOLDING_STILL = _HOLDING.with_for_update()
_SUPPRESSED = select(suppression.c.phone_hash, suppression.c.left_at, suppression.c.since).where(
    suppression.c.phone_hash.in_(bindparam("hashes", expanding=True))
)
_ADD_CONTACTS = contact.insert()
_CHANGE = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(
        language=bindparam("to_language"), language_source=bindparam("to_source"), area=bindparam("to_area"),
        zone=bindparam("to_zone"),
    )
)  # fmt: skip
_KEPT = select(consent.c.id).where(consent.c.id.in_(bindparam("them", expanding=True)))
_ADD_CONSENTS = consent.insert()


def run_of(tx: Tx, digest: str) -> Run | None:
    """The newest import of this file with the same answers about it."""
    row = tx.execute(_OF_DIGEST, {"of": digest}).first()
    return _run(row) if row else None


def runs(tx: Tx) -> list[Run]:
    """Every import, the newest first."""
    return [_run(row) for row in tx.execute(_RUN)]


def by_hand(tx: Tx, most: int) -> list[Run]:
    """The newest imports that began at the command line."""
    of_console = exists().where(given_list.c.run_id == import_run.c.id)
    return [_run(row) for row in tx.execute(_RUN.where(~of_console).limit(most))]


def _run(row: Sequence[Any]) -> Run:
    run_id, file, rows, counts, started_at, finished_at = row
    return Run(run_id, file, rows, Counts(**loads(counts)), started_at, finished_at)


def add_run(tx: Tx, run: Run, *, digest: str, mapping: Mapping[str, str], consent_source: str | None) -> None:
    """An import begins."""
    tx.execute(_ADD_RUN, {
        "id": run.id, "digest": digest, "file": run.file, "mapping": dumps(mapping, ensure_ascii=False),
        "consent_source": consent_source, "rows": run.rows, "rows_done": 0, "counts": dumps(asdict(run.counts)),
        "status": RUNNING, "started_at": run.started_at,
    })  # fmt: skip


def move(tx: Tx, run_id: str, *, seen: int, counts: Counts) -> bool:
    """The run has come this far; False when somebody else has moved it since it was `seen`."""
    values = {"of": run_id, "seen": seen, "to": counts.rows, "so_far": dumps(asdict(counts))}
    return bool(tx.execute(_MOVE, values).rowcount)


def finish(tx: Tx, run_id: str, at: datetime) -> None:
    """Every row of the run is done."""
    tx.execute(_FINISH, {"of": run_id, "at": at})


def add_problems(tx: Tx, run_id: str, problems: Sequence[RowProblem], *, first: int = 0) -> None:
    """Keep what was wrong, numbered from `first` on: within a row in this order."""
    if problems:
        rows = [{**asdict(each), "run_id": run_id, "number": number} for number, each in enumerate(problems, first)]
        tx.execute(_ADD_PROBLEM, rows)


def problems_of(tx: Tx, run_id: str) -> Iterator[RowProblem]:
    """Everything that was wrong, by row, read in portions."""
    row, number = 0, 0
    while page := tx.execute(_PROBLEMS, {"of": run_id, "row": row, "number": number}).all():
        yield from (RowProblem(*each[:1], *each[2:]) for each in page)
        row, number = page[-1][:2]


def holders(tx: Tx, hashes: Collection[str], *, still: bool = False) -> dict[str, tuple[Any, ...]]:
    """By hash, who holds each phone: id, language, its source, left_at, topics_off, area, zone.

    `still`: nobody changes them until the transaction ends.
    """
    rows = tx.execute(_HOLDING_STILL if still else _HOLDING, {"hashes": list(hashes)})
    return {row[0]: tuple(row[1:]) for row in rows}


def suppressed(tx: Tx, hashes: Collection[str]) -> dict[str, datetime]:
    """By hash, the phones that no list brings back, and since when."""
    rows = tx.execute(_SUPPRESSED, {"hashes": list(hashes)})
    return {phone_hash: left_at or since for phone_hash, left_at, since in rows}


def add_contacts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New contacts, all with the same columns."""
    if rows:
        tx.execute(_ADD_CONTACTS, rows)


def change_contacts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Language, its source, area and zone of contacts that are there: `of`, `to_language`, `to_source`, ..."""
    if rows:
        tx.execute(_CHANGE, rows)


def consents_kept(tx: Tx, ids: Collection[str]) -> set[str]:
    """Those of these lines that stand in the ledger already."""
    return set(tx.execute(_KEPT, {"them": list(ids)}).scalars()) if ids else set()


def add_consents(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """More lines in the ledger."""
    if rows:
        tx.execute(_ADD_CONSENTS, rows)
