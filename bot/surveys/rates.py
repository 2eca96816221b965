"""The figures of a survey: intervals, outcome rates, nonresponse, and which small cells nobody is shown; pure.

Formulas: Wilson's score interval; outcome rates of AAPOR's Standard Definitions by their letters (I complete, P
partial, R refusal or break-off, NC no contact, O other, UO unknown, NE not eligible).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Z95 = 1.959963984540054
SMALLEST_SHOWN = 10
"""Counts from one up to below this are not shown."""
BASE_FOR_SHARES, BASE_FOR_TRUST = 30, 100
"""Of fewer people no share is shown; of fewer than the second it is marked."""
COMPLETE_FROM, PARTIAL_FROM = 0.8, 0.5
"""Shares of the applicable questions from which on a walk counts as complete, and as partial."""
LANGUAGE_GAP = 10.0
"""Points of difference in nonresponse between languages from which on the translation is suspected."""


def wilson(count: int, base: int, *, z: float = Z95, population: int | None = None) -> tuple[float, float]:
    """The interval of a share, both ends between 0 and 1; narrower where the whole `population` is known."""
    if base <= 0:
        return 0.0, 1.0
    if population is not None and population > 1:
        z *= math.sqrt(max(population - base, 0) / (population - 1))
    share, spread = count / base, z * z / base
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / base + spread / (4 * base)) / (1 + spread)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def margin(base: int, *, share: float = 0.5, deff: float = 1.0) -> float:
    """Plus or minus how many points a share of a random sample would be off, 95 times of 100."""
    return 100 * 1.96 * math.sqrt(deff * share * (1 - share) / base)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many people came out how."""

    complete: int = 0
    partial: int = 0
    refused: int = 0
    no_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    @property
    def eligible_share(self) -> float:
        """e: of those nobody knows about, the share taken to be eligible, as among the others."""
        known = self.complete + self.partial + self.refused + self.no_contact + self.other
        return known / (known + self.not_eligible) if known else 0.0

    def rates(self) -> dict[str, float]:
        """RR1 to RR6, COOP1, COOP2, REF1 and CON1; 0 where nobody stands below the line."""
        i, both = self.complete, self.complete + self.partial
        met = both + self.refused + self.other
        known = met + self.no_contact
        whole, likely = known + self.unknown, known + self.eligible_share * self.unknown
        found = {
            "RR1": (i, whole), "RR2": (both, whole), "RR3": (i, likely), "RR4": (both, likely), "RR5": (i, known),
            "RR6": (both, known), "COOP1": (i, met), "COOP2": (both, met), "REF1": (self.refused, whole),
            "CON1": (met, whole),
        }  # fmt: skip
        return {name: above / below if below else 0.0 for name, (above, below) in found.items()}


def outcome(answered: int, applicable: int) -> Literal["complete", "partial", "refused"]:
    """How a walk of so many answers counts; under half of what applied it is a break-off."""
    share = answered / applicable if applicable else 0.0
    return "complete" if share >= COMPLETE_FROM else "partial" if share >= PARTIAL_FROM else "refused"


def nonresponse(skipped: int, refused: int, unclear: int, asked: int) -> float:
    """The share of those asked who gave no answer that can be used."""
    return (skipped + refused + unclear) / asked if asked else 0.0


def differs_by_language(shares: Mapping[str, float]) -> bool:
    """Whether nonresponse in two languages is so far apart that the translation should be looked at."""
    points = [100 * share for share in shares.values()]
    return len(points) > 1 and max(points) - min(points) > LANGUAGE_GAP


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
    while (known := recovered(table, hidden, sums)) & small:
        telling = [each for each in sums if len(hidden & each.keys()) == 1 and known & each.keys()]
        about = telling or [each for each in sums if known & each.keys()]
        beside = [cell for each in about[:1] if telling for cell in each if cell not in hidden]
        beside = beside or [cell for each in about for cell in each if cell not in hidden]
        if not beside:
            return frozenset((row, column) for row, cells in enumerate(table) for column in range(len(cells)))
        hidden.add(min(beside, key=lambda cell: _missed(table, cell, telling)))
    return frozenset(hidden)


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
