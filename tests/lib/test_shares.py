"""Shares with their intervals as published, and which numbers a table hides."""

import pytest

from bot.lib.shares import hidden, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (1, 29, 0.0061, 0.1718), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_wilson(count: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3, and by hand."""
    assert wilson(count, of) == pytest.approx((low, high), abs=0.0005)


@pytest.mark.parametrize(
    ("counts", "places"),
    [
        ([], set()), ([0, 0], set()), ([10, 300], set()), ([3], {0}), ([3, 4, 500], {0, 1}),
        ([3, 40, 500], {0, 1}), ([500, 40, 9], {1, 2}), ([0, 9], {1}), ([9, 10, 10], {0, 1}),
    ],
)  # fmt: skip
def test_small_numbers_are_hidden_and_what_would_tell_them(counts: list[int], places: set[int]) -> None:
    assert hidden(counts) == places
