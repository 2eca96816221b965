"""Makes one PostgreSQL statement of several writes where that means the same; text only, nothing is sent here.

A statement with a common table expression for each write is a transaction by itself: one message each way instead of
one per write, and nothing for the driver to take apart (docs/adr/0002). The parts do not see each other's rows and run
in any order, so an UPDATE may share its table with no other part, and rows of one table go in one INSERT.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_NAME = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Joined:
    """The statement with values numbered `$1`, and for each number which write it comes from and under which name."""

    sql: str
    values: tuple[tuple[int, str], ...]


@lru_cache(maxsize=512)
def joined(writes: tuple[tuple[str, str, bool], ...]) -> Joined | None:
    """The one statement for these writes (SQL, table, whether it must change a row); None where there is none."""
    tables = Counter(table for _, table, _ in writes)
    if any(tables[table] > 1 for sql, table, _ in writes if not _inserts(sql)):
        return None
    values: list[tuple[int, str]] = []

    def numbered(sql: str, write: int) -> str:
        def number(match: re.Match[str]) -> str:
            values.append((write, match[1]))
            return f"${len(values)}"

        return _NAME.sub(number, sql)

    parts, counted = [], ["1"]
    for same in _grouped(writes):
        first = same[0]
        sql = numbered(writes[first][0], first)
        for other in same[1:]:
            sql += ", " + numbered(writes[other][0].partition(" VALUES ")[2], other)
        if writes[first][2] and not _inserts(sql):
            # A write that has to change a row and changes none divides by zero, and with that everything is undone.
            counted.append(f"1 / (SELECT count(*) FROM w{first})")  # noqa: S608  the number is ours
            sql += " RETURNING 1"
        parts.append(f"w{first} AS ({sql})")
    return Joined(f"WITH {', '.join(parts)} SELECT {', '.join(counted)}", tuple(values))


def _grouped(writes: tuple[tuple[str, str, bool], ...]) -> list[list[int]]:
    """The writes by number, those together that are rows of the same INSERT."""
    groups: dict[str, list[int]] = {}
    for number, (sql, _, _) in enumerate(writes):
        is_row = _inserts(sql) and " VALUES (" in sql and sql.endswith(")")
        groups.setdefault(sql if is_row else f"{number}", []).append(number)
    return list(groups.values())


def _inserts(sql: str) -> bool:
    return sql.startswith("INSERT")
