"""Counts what became of concerns, once a day and by a worker, and keeps it: a page reads one row, however many.

1. The concerns of the longest period are read a page at a time, the newest first, each page with all that was done.
2. figures.py says what became of each; every period that it falls into counts it.
3. After a second what was counted so far is put aside in one row, with the place where it goes on, and other work has
   its turn: replies do not wait for a million reports, and no lease runs out. Whoever goes on, also after a crash,
   counts from there; what was counted beside another who has gone on meanwhile is thrown away.
4. At the end, what is to be done now is counted by area and department, whenever it was reported.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import Subquery, and_, bindparam, case, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.figures import PERIODS, Did, Figures, Reported, Tally, fact, read
from bot.concerns.tables import OPEN, concern, concern_change, concern_follower
from bot.concerns.triage_tables import concern_figures
from bot.db.base import Tx, Utc
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.lib.clock import monotonic
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt

COUNT, FIGURES = "concern_figures", "figures"
"""The kind of outbox item, and its one subject."""
AGAIN_AFTER = timedelta(minutes=10)
"""Somebody may have it counted anew after so long."""
PAGE = 1_000
SLICE_SECONDS = 1.0
SO_FAR = "so far"
"""What stands in the place of a period while it is counted: the run, as far as it has come."""
GOES_ON_FOR = timedelta(hours=6)
"""A run that began longer ago is begun anew: what it counted is old."""
_ROW = {
    name: insert.values(period=bindparam("period"), figures=bindparam("figures"), counted_at=bindparam("counted_at"))
    for name, insert in (
        ("sqlite", sqlite.insert(concern_figures)), ("postgresql", postgresql.insert(concern_figures)),
    )
}  # fmt: skip
_KEEP = {
    name: insert.on_conflict_do_update(
        index_elements=["period"],
        set_={"figures": insert.excluded.figures, "counted_at": insert.excluded.counted_at},
    )
    for name, insert in _ROW.items()
}
_PUT_ASIDE = {name: insert.on_conflict_do_nothing() for name, insert in _ROW.items()}
_PUT_ASIDE_AGAIN = (
    update(concern_figures)
    .where(concern_figures.c.period == SO_FAR, concern_figures.c.counted_at == bindparam("seen"))
    .values(figures=bindparam("told"), counted_at=bindparam("now"))
)


def promise(tx: Tx, now: datetime) -> None:
    """Have it done by a worker."""
    put.put(tx, COUNT, FIGURES, queue=put.LATER, due_at=now)


@dataclass(slots=True)
class Run:
    """A count under way: when it began, what it has counted, and where it goes on."""

    began: datetime
    tallies: dict[str, Tally] = field(default_factory=lambda: {period: Tally() for period in PERIODS})
    after: tuple[datetime, str] | None = None

    def begins(self, period: str) -> datetime:
        """Where the period begins."""
        return self.began - timedelta(days=PERIODS[period])

    def add(self, of: Reported, did: Sequence[Did], zone: ZoneInfo) -> None:
        """Count a concern in every period that it falls into."""
        what = fact(of, did, zone, self.began)
        for period, tally in self.tallies.items():
            if of.created_at >= self.begins(period):
                tally.add(of, what)

    def told(self) -> str:
        """All of it, as JSON."""
        after = [self.after[0].isoformat(), self.after[1]] if self.after else None
        tallies = {period: tally.told() for period, tally in self.tallies.items()}
        return dumps({"began": self.began.isoformat(), "after": after, "tallies": tallies}, ensure_ascii=False)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The run that these plain values are."""
        after = (datetime.fromisoformat(told["after"][0]), told["after"][1]) if told["after"] else None
        tallies = {period: Tally.read(told["tallies"][period]) for period in PERIODS}
        return cls(datetime.fromisoformat(told["began"]), tallies, after)


def perform(
    db: Database, library: Library, now: datetime, *, page: int = PAGE, seconds: float = SLICE_SECONDS
) -> Outcome:
    """Go on counting for a second or so, and keep every period once all is counted; RetryAt now while there is more."""
    zone, ends = ZoneInfo(library.city.time_zone), monotonic() + seconds
    with db.read() as tx:
        run, seen = under_way(tx, now)
    while _count_page(db, run, zone, page):
        if monotonic() >= ends:
            with db.begin() as tx:
                put_aside(tx, run, seen, now)
            return RetryAt(now, "there is more")
    _keep(db, run, zone, now)
    return Done()


def under_way(tx: Tx, now: datetime) -> tuple[Run, datetime | None]:
    """The run to go on with, or a new one; and when what is put aside was, which only its own successor may replace."""
    of = concern_figures.c
    row = tx.execute(select(of.figures, of.counted_at).where(of.period == SO_FAR)).first()
    if row is None:
        return Run(now), None
    told = loads(row.figures)
    is_old = now - datetime.fromisoformat(told["began"]) >= GOES_ON_FOR
    return Run(now) if is_old else Run.read(told), row.counted_at


def put_aside(tx: Tx, run: Run, seen: datetime | None, now: datetime) -> None:
    """Keep how far the run has come, unless another has gone on since `seen`."""
    if seen is None:
        row = {"period": SO_FAR, "figures": run.told(), "counted_at": now}
        tx.execute(_PUT_ASIDE[tx.dialect.name], row)
    else:
        tx.execute(_PUT_ASIDE_AGAIN, {"seen": seen, "told": run.told(), "now": now})


def _count_page(db: Database, run: Run, zone: ZoneInfo, page: int) -> bool:
    """Count the next page; whether there may be more."""
    since = min(run.begins(period) for period in PERIODS)
    with db.read() as tx:
        rows = _page(tx, since, run.after, page)
        did, again = _did(tx, rows), told_again(tx, rows)
    for row in rows:
        of = Reported(
            row.department or "", row.area or "", row.language or "", row.created_at, again.get(row.id, ()),
            row.same_as is not None,
        )  # fmt: skip
        run.add(of, did.get(row.id, []), zone)
    if rows:
        run.after = rows[-1].created_at, rows[-1].id
    return len(rows) == page


def _keep(db: Database, run: Run, zone: ZoneInfo, now: datetime) -> None:
    with db.read() as tx:
        waiting = _open(tx, now.astimezone(zone).date())
    ends = run.began.astimezone(zone).date()
    with db.begin() as tx:
        for period, tally in run.tallies.items():
            begins = run.begins(period).astimezone(zone).date()
            told = dumps(Figures(begins, ends, tally.groups(), tally.crossed, waiting).told(), ensure_ascii=False)
            tx.execute(_KEEP[tx.dialect.name], {"period": period, "figures": told, "counted_at": now})
        tx.execute(delete(concern_figures).where(concern_figures.c.period == SO_FAR))


def figures(tx: Tx, period: str) -> tuple[Figures, datetime] | None:
    """The figures of a period as they were counted last, and when."""
    of = concern_figures.c
    row = tx.execute(select(of.figures, of.counted_at).where(of.period == period)).first()
    return (read(loads(row.figures)), row.counted_at) if row else None


def counted_at(tx: Tx) -> datetime | None:
    """When the figures were counted last."""
    newest = select(func.max(concern_figures.c.counted_at, type_=Utc()))
    return tx.execute(newest.where(concern_figures.c.period.in_(PERIODS))).scalar()


def _page(tx: Tx, since: datetime, after: tuple[datetime, str] | None, most: int) -> Sequence[Any]:
    of = concern.c
    columns = (of.id, of.department, of.area, of.language, of.created_at, of.same_as)
    query = select(*columns).where(of.created_at >= since)
    if after is not None:
        query = query.where(tuple_(of.created_at, of.id) < after)
    return tx.execute(query.order_by(of.created_at.desc(), of.id.desc()).limit(most)).all()


def _of_page(rows: Sequence[Any]) -> Subquery:
    """The ids of this page again, by its ends: the database finds them faster than a thousand ids that it has to read.

    The limit is above what there is; without one PostgreSQL takes them for many, and reads whole tables beside them.
    """
    of = concern.c
    key = tuple_(of.created_at, of.id)
    first, last = ((row.created_at, row.id) for row in (rows[0], rows[-1]))
    found = select(of.id).where(key <= first, key >= last).order_by(of.created_at.desc(), of.id.desc())
    return found.limit(2 * len(rows)).subquery()


def _did(tx: Tx, rows: Sequence[Any]) -> dict[str, list[Did]]:
    of = concern_change.c
    found: defaultdict[str, list[Did]] = defaultdict(list)
    if rows:
        page = _of_page(rows)
        query = select(of.concern_id, of.act, of.status, of.by, of.at, of.promised_on)
        for row in tx.execute(query.join(page, page.c.id == of.concern_id).order_by(of.concern_id, of.nth)):
            found[row[0]].append(Did(*row[1:]))
    return found


_first, _own, _theirs = concern.alias("first"), concern.alias("own"), concern_follower.alias("theirs")
_TOLD_AGAIN = (
    select(
        concern_follower.c.concern_id,
        func.coalesce(_theirs.c.since, _own.c.created_at, concern_follower.c.since, type_=Utc()),
    )
    .join(_first, _first.c.id == concern_follower.c.concern_id)
    .outerjoin(_own, _own.c.id == concern_follower.c.via)
    .outerjoin(
        _theirs,
        and_(_theirs.c.concern_id == _own.c.id, _theirs.c.contact_id == concern_follower.c.contact_id),
    )
    .where(concern_follower.c.contact_id != _first.c.contact_id)
)


def told_again(tx: Tx, rows: Sequence[Any]) -> dict[str, list[datetime]]:
    """When others told of the same: by "me too", or by a report of their own that staff said is the same."""
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    if rows:
        page = _of_page(rows)
        for concern_id, at in tx.execute(_TOLD_AGAIN.join(page, page.c.id == concern_follower.c.concern_id)):
            found[concern_id].append(at)
    return found


def _open(tx: Tx, today: Any) -> dict[tuple[str, str], tuple[int, int]]:
    """What is to be done now, by area and department, and how many of those promises are late."""
    of = concern.c
    area, department = func.coalesce(of.area, ""), func.coalesce(of.department, "")
    late = func.sum(case((of.promised_on < today, 1), else_=0))
    rows = tx.execute(select(area, department, func.count(), late).where(OPEN).group_by(area, department))
    return {(row[0], row[1]): (int(row[2]), int(row[3] or 0)) for row in rows}
