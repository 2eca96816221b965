"""About how many people a rule finds, while somebody writes it: never longer than a moment, however large the city.

Up to SMALL residents everybody is asked. In a larger city a sample is: some of PostgreSQL's pages of contacts, and what
holds of them is taken to hold of all. Either way the database gives up after PATIENCE_MS, and nobody waits for it; the
exact number comes with the preview, which a worker counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.util import ClauseAdapter

from bot.broadcasts.audience import is_member
from bot.broadcasts.tree import Rule
from bot.db.base import Tx
from bot.db.engine import Database
from bot.lib.clock import monotonic
from bot.people.tables import contact

SMALL = 20_000
SAMPLE = 8_000
PATIENCE_MS = 400
FEWEST_FOUND = 20
"""From so many of a sample on, the whole is spoken of as "about"; of fewer only a most is known."""
_SIZE = text("SELECT reltuples FROM pg_class WHERE oid = 'contact'::regclass")
_STEPS = 5_000
"""Of SQLite's machine, between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Glance:
    """`exactly` so many, or `about`, or `fewer` than so many; `unknown` when it took too long."""

    how: str
    people: int = 0


def glance(db: Database, rule: Rule, now: datetime, zone: tzinfo) -> Glance:
    """About how many people are in the audience of the rule now."""
    found = is_member(rule, now, zone)
    try:
        with db.read() if db.is_sqlite else db.begin() as tx, _hurried(tx):
            everybody = _everybody(tx)
            if everybody <= SMALL:
                return Glance("exactly", _exactly(tx, found))
            looked_at, of_them = _sampled(tx, found, min(100.0, 100 * SAMPLE / everybody))
            return of_sample(of_them, looked_at / everybody) if looked_at else Glance("unknown")
    except OperationalError:
        return Glance("unknown")


def of_sample(found: int, share: float) -> Glance:
    """What so many of a sample say of everybody: two digits of it; of very few, the most that there can well be."""
    if found >= FEWEST_FOUND:
        return Glance("about", _rounded(found / share))
    return Glance("fewer", _rounded((found + 3 + 2 * found**0.5) / share))


def _rounded(number: float) -> int:
    whole = round(number)
    step: int = 10 ** max(0, len(str(whole)) - 2)
    return round(whole / step) * step


def _everybody(tx: Tx) -> int:
    """About how many residents there are: PostgreSQL knows without counting, and SQLite's cities are small."""
    if tx.dialect.name == "postgresql":
        return max(0, int(tx.execute(_SIZE).scalar_one()))
    return 0


def _exactly(tx: Tx, found: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(contact).where(found)).scalar_one())


def _sampled(tx: Tx, found: ColumnElement[bool], percent: float) -> tuple[int, int]:
    """How many of so many percent of the pages were looked at, and how many of them are found."""
    some = contact.tablesample(func.system(percent), name="some")
    asked = ClauseAdapter(some).traverse(found)  # The same of a row of the sample: nothing else of the table is read.
    looked_at, of_them = tx.execute(select(func.count(), func.count().filter(asked)).select_from(some)).one()
    return int(looked_at), int(of_them)


@contextmanager
def _hurried(tx: Tx) -> Iterator[None]:
    """Let no query take longer than the moment that somebody waits."""
    if tx.dialect.name == "postgresql":
        tx.execute(text(f"SET LOCAL statement_timeout = {PATIENCE_MS}"))
        yield
        return
    driver: Any = tx.connection.driver_connection
    until = monotonic() + PATIENCE_MS / 1000
    driver.set_progress_handler(lambda: monotonic() > until, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
