"""CSV that spreadsheets open without running anything; it knows no columns of ours."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> str:
    """The value as a cell: a leading quote keeps a spreadsheet from taking it for a formula (CWE-1236)."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_STARTS_A_FORMULA) else words


def write(stream: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A header and one line per row; numbers stay numbers, text is made safe."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row[each] if isinstance(row[each], (int, float)) else safe(row[each]) for each in columns])
