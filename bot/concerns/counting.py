"""Counts what became of concerns, once a day and by a worker, and keeps it: a page reads one row, however many.

1. The concerns of the longest period are read a page at a time, the newest first, each page with all that was done.
2. figures.py says what became of each; every period that it falls into counts it.
3. What is to be done now is counted by area and department, whenever it was reported.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.figures import PERIODS, Did, Figures, Reported, Tally, fact, read
from bot.concerns.tables import OPEN, concern, concern_change, concern_follower
from bot.concerns.triage_tables import concern_figures
from bot.db.base import Tx, Utc
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.outbox import put
from bot.outbox.relay import Done, Outcome

COUNT, FIGURES = "concern_figures", "figures"
"""The kind of outbox item, and its one subject."""
AGAIN_AFTER = timedelta(minutes=10)
"""Somebody may have it counted anew after so long."""
PAGE = 1_000
_KEEP = {
    name: insert.on_conflict_do_update(
        index_elements=["period"],
        set_={"figures": insert.excluded.figures, "counted_at": insert.excluded.counted_at},
    )
    for name, insert in (
        ("sqlite", sqlite.insert(concern_figures)), ("postgresql", postgresql.insert(concern_figures)),
    )
}  # fmt: skip


def promise(tx: Tx, now: datetime) -> None:
    """Have it done by a worker."""
    put.put(tx, COUNT, FIGURES, queue=put.LATER, due_at=now)


def perform(db: Database, library: Library, now: datetime, *, page: int = PAGE) -> Outcome:
    """Count every period, and keep it; so many concerns are read at a time."""
    zone = ZoneInfo(library.city.time_zone)
    tallies = {name: (Tally(), now - timedelta(days=days)) for name, days in PERIODS.items()}
    since = min(begins for _, begins in tallies.values())
    for of, did in _concerns(db, since, page):
        what = fact(of, did, zone, now)
        for tally, begins in tallies.values():
            if of.created_at >= begins:
                tally.add(of, what)
    with db.read() as tx:
        waiting = _open(tx, now.astimezone(zone).date())
    for name, (tally, begins) in tallies.items():
        days = (begins.astimezone(zone).date(), now.astimezone(zone).date())
        found = Figures(*days, tally.groups(), tally.crossed, waiting)
        with db.begin() as tx:
            told = dumps(found.told(), ensure_ascii=False)
            tx.execute(_KEEP[tx.dialect.name], {"period": name, "figures": told, "counted_at": now})
    return Done()


def figures(tx: Tx, period: str) -> tuple[Figures, datetime] | None:
    """The figures of a period as they were counted last, and when."""
    of = concern_figures.c
    row = tx.execute(select(of.figures, of.counted_at).where(of.period == period)).first()
    return (read(loads(row.figures)), row.counted_at) if row else None


def counted_at(tx: Tx) -> datetime | None:
    """When the figures were counted last."""
    return tx.execute(select(func.max(concern_figures.c.counted_at, type_=Utc()))).scalar()


def _concerns(db: Database, since: datetime, page: int) -> Iterator[tuple[Reported, list[Did]]]:
    after: tuple[datetime, str] | None = None
    while True:
        with db.read() as tx:
            rows = _page(tx, since, after, page)
            ids = [row.id for row in rows]
            did, followers = _did(tx, ids), _followers(tx, ids)
        for row in rows:
            of = Reported(
                row.department or "", row.area or "", row.language or "", row.created_at, followers.get(row.id, 0)
            )  # fmt: skip
            yield of, did.get(row.id, [])
        if len(rows) < page:
            return
        after = rows[-1].created_at, rows[-1].id


def _page(tx: Tx, since: datetime, after: tuple[datetime, str] | None, most: int) -> Sequence[Any]:
    of = concern.c
    query = select(of.id, of.department, of.area, of.language, of.created_at).where(of.created_at >= since)
    if after is not None:
        query = query.where(tuple_(of.created_at, of.id) < after)
    return tx.execute(query.order_by(of.created_at.desc(), of.id.desc()).limit(most)).all()


def _did(tx: Tx, ids: Sequence[str]) -> dict[str, list[Did]]:
    of = concern_change.c
    query = select(of.concern_id, of.act, of.status, of.by, of.at, of.promised_on).where(of.concern_id.in_(ids))
    found: defaultdict[str, list[Did]] = defaultdict(list)
    for row in tx.execute(query.order_by(of.concern_id, of.nth)) if ids else ():
        found[row[0]].append(Did(*row[1:]))
    return found


def _followers(tx: Tx, ids: Sequence[str]) -> dict[str, int]:
    of = concern_follower.c
    query = select(of.concern_id, func.count()).where(of.concern_id.in_(ids)).group_by(of.concern_id)
    return {row[0]: int(row[1]) for row in tx.execute(query)} if ids else {}


def _open(tx: Tx, today: Any) -> dict[tuple[str, str], tuple[int, int]]:
    """What is to be done now, by area and department, and how many of those promises are late."""
    of = concern.c
    area, department = func.coalesce(of.area, ""), func.coalesce(of.department, "")
    late = func.sum(case((of.promised_on < today, 1), else_=0))
    rows = tx.execute(select(area, department, func.count(), late).where(OPEN).group_by(area, department))
    return {(row[0], row[1]): (int(row[2]), int(row[3] or 0)) for row in rows}
