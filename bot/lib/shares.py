"""Shares of a whole with their uncertainty, and which small numbers a table hides; pure, no words."""

from collections.abc import Sequence
from math import sqrt

Z_95 = 1.959964
FEWEST_SHOWN = 10
"""Smaller numbers of people say something about persons, and are not shown."""
FEWEST_FOR_SHARE = 30
"""A share of fewer people than these says nothing."""


def wilson(count: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """The interval that holds the true share 19 times in 20 (Wilson 1927), also near 0 and 1."""
    if not of:
        return 0.0, 1.0
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """The places of the numbers that are not shown.

    Those from 1 to 9, and where that is one alone and others stand beside it, the smallest of these too: else the sum
    would tell it.
    """
    small = [place for place, count in enumerate(counts) if 0 < count < FEWEST_SHOWN]
    others = [place for place, count in enumerate(counts) if count >= FEWEST_SHOWN]
    if len(small) == 1 and others:
        small.append(min(others, key=lambda place: (counts[place], place)))
    return frozenset(small)
