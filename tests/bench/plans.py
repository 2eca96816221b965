"""What PostgreSQL does for a statement: the rows it looks at, and the large tables it reads from end to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.db.engine import Database

LARGE_TABLE, MANY_ROWS = 20_000, 50_000
"""Rows of a table that nobody should read whole, and rows that one statement should not look at."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`looked_at`: the most rows that one step of it went through; `whole`: large tables it read from end to end."""

    looked_at: int
    whole: tuple[str, ...]

    @property
    def is_unbounded(self) -> bool:
        return bool(self.whole) or self.looked_at > MANY_ROWS


def plan_of(db: Database, statement: str, values: Any) -> Plan | None:
    """The plan as it ran; None for what is no query."""
    if not statement.lstrip().upper().startswith(("SELECT", "WITH", "(")):
        return None
    with db.read() as tx:
        found = tx.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", values).scalar_one()
    steps = [*_steps(found[0]["Plan"])]
    whole = {each["Relation Name"] for each in steps if each["Node Type"] == "Seq Scan" and _rows(each) > LARGE_TABLE}
    return Plan(max(_rows(each) for each in steps), tuple(sorted(whole)))


def _steps(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield step
    for each in step.get("Plans", ()):
        yield from _steps(each)


def _rows(step: dict[str, Any]) -> int:
    removed = sum(step.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter", "Index Recheck"))
    return int((step.get("Actual Rows", 0) + removed) * step.get("Actual Loops", 1))
