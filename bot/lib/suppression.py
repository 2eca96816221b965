"""Which small cells of a table nobody is shown, and what else hides them from whoever solves it; pure, no words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

SMALLEST_SHOWN = 10
"""Counts from one up to below this are not shown."""
BASE_FOR_SHARES, BASE_FOR_TRUST = 30, 100
"""Of fewer people no share is shown; of fewer than the second it is marked."""
NEAREST = 5
"""What is published for everybody is rounded to this."""

Cell = tuple[int, int]
"""Row and column."""
Table = Sequence[Sequence[int]]
Sum = Mapping[Cell, int]
"""Cells with their signs that together make nothing: what the margins of a table tell whoever reads it."""


def sums_of(rows: int, columns: int, *, down: bool = True) -> list[Sum]:
    """What is known of a table whose last column is the sum of the others, and (`down`) so is its last row."""
    across = [{(row, column): -1 if column == columns - 1 else 1 for column in range(columns)} for row in range(rows)]
    if not down:
        return list(across)
    below = [{(row, column): -1 if row == rows - 1 else 1 for row in range(rows)} for column in range(columns)]
    return [*across, *below]


def hidden_cells(table: Table, sums: Sequence[Sum]) -> frozenset[Cell]:
    """The cells that are not shown: small counts, and as many others as keep those from being worked out."""
    small = {
        (row, column)
        for row, cells in enumerate(table)
        for column, count in enumerate(cells)
        if 0 < count < SMALLEST_SHOWN
    }
    hidden = set(small)
    while (known := _alone(hidden, sums) & small or recovered(table, hidden, sums)) & small:
        telling = [each for each in sums if len(hidden & each.keys()) == 1 and known & each.keys()]
        about = telling or [each for each in sums if known & each.keys()]
        beside = [cell for each in about[:1] if telling for cell in each if cell not in hidden]
        beside = beside or [cell for each in about for cell in each if cell not in hidden]
        if not beside:
            return frozenset((row, column) for row, cells in enumerate(table) for column in range(len(cells)))
        hidden.add(min(beside, key=lambda cell: _missed(table, cell, telling)))
    return frozenset(hidden)


def shown(counts: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """The table with the sum of each row behind it and of all rows below it; None for a cell that is not shown."""
    table = [[*row, sum(row)] for row in counts]
    table.append([sum(column) for column in zip(*table, strict=True)])
    hidden = hidden_cells(table, sums_of(len(table), len(table[0])))
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(cells)]
        for row, cells in enumerate(table)
    ]


def _missed(table: Table, cell: Cell, telling: Sequence[Sum]) -> tuple[bool, int, bool, int, Cell]:
    """How much a cell would be missed: the last row most, then what spoils fewer telling sums, then what is no sum."""
    row, column = cell
    spoils = sum(cell in each for each in telling)
    return row == len(table) - 1, -spoils, column != len(table[0]) - 1, table[row][column], cell


def recovered(table: Table, hidden: Collection[Cell], sums: Sequence[Sum]) -> frozenset[Cell]:
    """The hidden cells whose counts follow from what is shown, for somebody who solves the table."""
    order = sorted(hidden)
    lines: list[list[Fraction]] = []
    for each in sums:
        unknown = [Fraction(each.get(cell, 0)) for cell in order]
        if any(unknown):
            shown = -sum(
                sign * table[row][column] for (row, column), sign in each.items() if (row, column) not in hidden
            )
            lines.append([*unknown, Fraction(shown)])
    found = set()
    for line in _reduced(lines, len(order)):
        involved = [index for index, value in enumerate(line[:-1]) if value]
        if len(involved) == 1:
            found.add(order[involved[0]])
        elif not line[-1] and len({line[index] > 0 for index in involved}) == 1:
            found.update(order[index] for index in involved)  # Nothing in all, and no count is below nothing.
    return frozenset(found)


def _reduced(lines: list[list[Fraction]], unknowns: int) -> Iterable[list[Fraction]]:
    """The equations, each solved for one unknown as far as the others allow (Gauss and Jordan)."""
    done = 0
    for column in range(unknowns):
        pivot = next((index for index in range(done, len(lines)) if lines[index][column]), None)
        if pivot is None:
            continue
        lines[done], lines[pivot] = lines[pivot], lines[done]
        head = lines[done][column]
        lines[done] = [value / head for value in lines[done]]
        for index, line in enumerate(lines):
            if index != done and (factor := line[column]):
                lines[index] = [value - factor * top for value, top in zip(line, lines[done], strict=True)]
        done += 1
    return lines[:done]


def _alone(hidden: Collection[Cell], sums: Sequence[Sum]) -> frozenset[Cell]:
    """The hidden cells that are the only one of a sum: told without solving anything."""
    beside = ([cell for cell in each if cell in hidden] for each in sums)
    return frozenset(cells[0] for cells in beside if len(cells) == 1)


def rounded(count: int) -> int:
    """The count as it is published for everybody."""
    return (count + NEAREST // 2) // NEAREST * NEAREST


def median(counts: Mapping[int, int]) -> float | None:
    """The middle of numbers of which each was given so often; None of none."""
    whole = sum(counts.values())
    if not whole:
        return None
    middle, seen, below = (whole - 1) // 2, 0, None
    for number, count in sorted(counts.items()):
        seen += count
        if below is None and seen > middle:
            below = number
        if seen > whole // 2:
            return (number + (below if below is not None else number)) / 2
    return None
