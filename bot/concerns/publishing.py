"""Makes the files that anybody may have of concerns, once a day and by a worker; opened.py decides what is in them."""

from datetime import UTC, date, datetime, time
from hashlib import sha256
from io import StringIO
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns import opened
from bot.concerns.tables import concern
from bot.concerns.triage_tables import open_data
from bot.db.base import Tx
from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.lib import csv
from bot.outbox import put
from bot.outbox.relay import Done, Outcome

PUBLISH, OPEN_DATA = "open_data", "open_data"
"""The kind of outbox item, and its one subject."""
CSV, GEOJSON = "concerns.csv", "concerns.geojson"
FILES = (CSV, GEOJSON)
_KEEP = {
    name: insert.on_conflict_do_update(
        index_elements=["name"], set_={each: insert.excluded[each] for each in ("body", "digest", "made_at")},
    )
    for name, insert in (("sqlite", sqlite.insert(open_data)), ("postgresql", postgresql.insert(open_data)))
}  # fmt: skip


def promise(tx: Tx, now: datetime) -> None:
    """Have it done by a worker."""
    put.put(tx, PUBLISH, OPEN_DATA, queue=put.LATER, due_at=now)


def perform(db: Database, library: Library, now: datetime) -> Outcome:
    """Make every file anew."""
    zone = ZoneInfo(library.city.time_zone)
    begins, ends = opened.months_before(now.astimezone(zone).date())
    with db.read() as tx:
        counted = _counted(tx, begins, ends, zone)
    areas, spoken = library.city_map.of_kind("neighborhood"), library.city.languages
    table = opened.published(
        counted, areas, [each.code for each in library.lexicon], begins=begins, ends=ends
    )  # fmt: skip
    written = StringIO()
    labels = {each.code: each.label for each in library.lexicon}
    csv.write(written, opened.columns(spoken), opened.rows(table, labels, spoken))
    with db.begin() as tx:
        for name, body in ((CSV, written.getvalue()), (GEOJSON, opened.geojson(table, areas))):
            digest = sha256(body.encode()).hexdigest()[:16]
            tx.execute(_KEEP[tx.dialect.name], {"name": name, "body": body, "digest": digest, "made_at": now})
    return Done()


def file(tx: Tx, name: str) -> tuple[str, str, datetime] | None:
    """A file as it was made last: its text, its digest, and when."""
    of = open_data.c
    row = tx.execute(select(of.body, of.digest, of.made_at).where(of.name == name)).first()
    return (row.body, row.digest, row.made_at) if row else None


def made_at(tx: Tx) -> datetime | None:
    """When the files were made last."""
    return tx.execute(select(open_data.c.made_at).where(open_data.c.name == CSV)).scalar()


def _counted(tx: Tx, begins: date, ends: date, zone: ZoneInfo) -> dict[tuple[str, str], int]:
    """Reports of these days by area and category; nobody counts twice in either, so ten are ten residents."""
    first, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (begins, ends))
    of = concern.c
    area = func.coalesce(of.area, "")
    query = select(area, of.kind, func.count(of.contact_id.distinct())).where(
        of.created_at >= first, of.created_at < end
    )
    return {(row[0], row[1]): int(row[2]) for row in tx.execute(query.group_by(area, of.kind))}
