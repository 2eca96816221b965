"""What the machine made of concerns, and which may be new to the city: kept, listed, seen; it decides nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.novelty import RISING, Rising
from bot.concerns.triage_tables import concern_reading, rising_term
from bot.db.base import Tx

WORTH_TELLING = 0.01
_KEEP = {
    "sqlite": sqlite.insert(concern_reading).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(concern_reading).on_conflict_do_nothing(),
}
_MARK_NEW = {
    name: insert.on_conflict_do_update(
        index_elements=["concern_id"], set_={"novel": insert.excluded.novel, "terms": insert.excluded.terms},
        where=or_(concern_reading.c.novel.is_(None), concern_reading.c.novel == RISING),
    )
    for name, insert in (
        ("sqlite", sqlite.insert(concern_reading)), ("postgresql", postgresql.insert(concern_reading)),
    )
}  # fmt: skip
_SEEN = (
    update(concern_reading)
    .where(concern_reading.c.concern_id == bindparam("of"), concern_reading.c.seen_at.is_(None))
    .values(seen_at=bindparam("at"), seen_by=bindparam("by"))
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine made of one concern: categories with their chance, best first; see the table."""

    chances: tuple[tuple[str, float], ...]
    agency: str
    novel: str | None
    terms: tuple[str, ...]
    is_seen: bool

    @property
    def likely(self) -> list[tuple[str, float]]:
        """The categories that are worth telling: the likeliest, and at most two others with a chance of a hundredth."""
        return [each for at, each in enumerate(self.chances[:3]) if not at or each[1] >= WORTH_TELLING]


def keep(
    tx: Tx, concern_id: str, chances: Sequence[tuple[str, float]], agency: str, novel: str | None, created_at: datetime
) -> None:
    """Keep what was made of a concern, once."""
    told = dumps([[code, round(chance, 4)] for code, chance in chances])
    row = {"concern_id": concern_id, "chances": told, "agency": agency or None, "novel": novel}
    tx.execute(_KEEP[tx.dialect.name], {**row, "created_at": created_at})


def readings(tx: Tx, concern_ids: Collection[str]) -> dict[str, Reading]:
    """What was made of each of these."""
    of = concern_reading.c
    query = select(of.concern_id, of.chances, of.agency, of.novel, of.terms, of.seen_at)
    rows = tx.execute(query.where(of.concern_id.in_(sorted(concern_ids)))) if concern_ids else ()
    return {
        row.concern_id: Reading(
            tuple((code, chance) for code, chance in loads(row.chances)), row.agency or "", row.novel,
            tuple(loads(row.terms or "[]")), row.seen_at is not None,
        )
        for row in rows
    }  # fmt: skip


def seen(tx: Tx, concern_id: str, by: str, now: datetime) -> bool:
    """Somebody of the city has seen it, so that it is new to them no longer; whether it was."""
    return bool(tx.execute(_SEEN, {"of": concern_id, "by": by, "at": now}).rowcount)


def mark_rising(tx: Tx, marked: Mapping[str, tuple[datetime, Sequence[str]]]) -> None:
    """These concerns have words that are rising, by id with when they came; one that is in the lane already stays."""
    rows = [
        {"concern_id": id, "chances": "[]", "novel": RISING, "terms": dumps(list(terms), ensure_ascii=False),
         "created_at": at}
        for id, (at, terms) in sorted(marked.items())
    ]  # fmt: skip
    if rows:
        tx.execute(_MARK_NEW[tx.dialect.name], rows)


def replace_rising(tx: Tx, rising: Sequence[Rising], now: datetime) -> None:
    """The words that rise now, instead of those that did."""
    tx.execute(rising_term.delete())
    rows = [
        {"scope": each.scope, "term": each.term, "days": each.days, "residents": each.residents,
         "before": each.before, "score": each.score, "found_on": now.date()}
        for each in rising
    ]  # fmt: skip
    if rows:
        tx.execute(rising_term.insert(), rows)


def rising(tx: Tx, most: int = 60) -> list[Rising]:
    """The words that rise, as counted last, the clearest first."""
    of = rising_term.c
    columns = (of.scope, of.term, of.days, of.residents, of.before, of.score)
    return [Rising(*row) for row in tx.execute(select(*columns).order_by(of.score.desc(), of.term).limit(most))]
