"""The figures of a survey against vectors worked out elsewhere, and a solver that tries to read hidden cells."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.suppression import hidden_cells, median, recovered, sums_of
from bot.surveys import rates
from bot.surveys.rates import Outcomes, margin, wilson


def test_wilson_of_fifteen_of_twenty_six() -> None:
    low, high = wilson(15, 26)
    assert (round(100 * low, 1), round(100 * high, 1)) == (38.9, 74.5)


@pytest.mark.parametrize(
    ("share", "population", "low", "high"), [(0.17, 0.40, 0.368, 0.492), (0.154, 0.528, 0.250, 0.340)]
)
def test_wilson_of_a_known_population_makes_the_published_parity_intervals(
    share: float, population: float, low: float, high: float
) -> None:
    found = wilson(round(share * 428), 428, population=820)
    assert found[0] / population == pytest.approx(low, abs=0.004)
    assert found[1] / population == pytest.approx(high, abs=0.004)


@pytest.mark.parametrize(("count", "base"), [(0, 0), (0, 10), (10, 10), (1, 1)])
def test_wilson_stays_between_nothing_and_all(count: int, base: int) -> None:
    low, high = wilson(count, base)
    assert 0 <= low <= (count / base if base else 0.5) <= high <= 1


@pytest.mark.parametrize(("base", "deff", "points"), [
    (400, 1, 4.90), (400, 1.5, 6.00), (607, 1, 3.98), (1067, 1, 3.00), (1067, 2, 4.24), (1900, 1, 2.25),
    (1900, 1.33, 2.59), (1900, 3.07, 3.94),
])  # fmt: skip
def test_margins(base: int, deff: float, points: float) -> None:
    assert margin(base, deff=deff) == pytest.approx(points, abs=0.006)


def test_the_outcome_rates() -> None:
    outcomes = Outcomes(412, 61, 148, 3020, 19, 910, 430)
    assert outcomes.eligible_share == pytest.approx(0.894866, abs=1e-6)
    assert {name: round(rate, 6) for name, rate in outcomes.rates().items()} == {
        "RR1": 0.090153, "RR2": 0.103501, "RR3": 0.092081, "RR4": 0.105714, "RR5": 0.112568, "RR6": 0.129235,
        "COOP1": 0.643750, "COOP2": 0.739062, "REF1": 0.032385, "CON1": 0.140044,
    }  # fmt: skip
    assert set(Outcomes().rates().values()) == {0.0}


@pytest.mark.parametrize(
    ("answered", "how"), [(6, "complete"), (5, "complete"), (4, "partial"), (3, "partial"), (2, "refused")]
)
def test_a_walk_is_complete_partial_or_broken_off(answered: int, how: str) -> None:
    assert rates.outcome(answered, 6) == how


def test_a_gap_between_languages_is_told() -> None:
    assert rates.nonresponse(3, 2, 5, 100) == 0.1
    assert rates.differs_by_language({"en": 0.05, "es": 0.151})
    assert not rates.differs_by_language({"en": 0.05, "es": 0.149})
    assert not rates.differs_by_language({"en": 0.5})


@pytest.mark.parametrize(
    ("counts", "middle"), [({}, None), ({4: 1}, 4), ({1: 1, 2: 1}, 1.5), ({1: 2, 5: 1}, 1), ({1: 1, 2: 1, 9: 1}, 2)]
)
def test_median(counts: dict[int, int], middle: float | None) -> None:
    assert median(counts) == middle


def with_margins(inner: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in inner]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = with_margins([[100, 0], [40, 200]])
    assert hidden_cells(table, sums_of(3, 3)) == frozenset()


def test_a_small_cell_does_not_stand_alone() -> None:
    table = with_margins([[100, 3], [40, 200], [60, 80]])
    hidden = hidden_cells(table, sums_of(4, 3))
    # The small count, its sum, and one more row of the same two columns.
    assert hidden == {(0, 1), (0, 2), (2, 1), (2, 2)}


def _tables(columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=2, max_size=5)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 3).flatmap(_tables), st.booleans())
def test_nobody_works_out_a_small_cell(inner: list[list[int]], down: bool) -> None:
    table = with_margins(inner)
    rows, columns = len(table), len(table[0])
    sums = sums_of(rows, columns, down=down)
    hidden = hidden_cells(table, sums)
    small = {(r, c) for r, c in product(range(rows), range(columns)) if 0 < table[r][c] < 10}
    assert small <= hidden
    whole = len(hidden) == rows * columns
    assert whole or not small & recovered(table, hidden, sums)


def test_a_small_table_by_trying_every_count() -> None:
    """Of all tables that fit what is shown, each hidden small cell has at least two values."""
    table = with_margins([[12, 3], [11, 14]])
    hidden = hidden_cells(table, sums_of(3, 3))
    shown = [each for each in product(range(3), range(3)) if each not in hidden]
    fitting = set()
    for a, b, c, d in product(range(18), repeat=4):
        tried = with_margins([[a, b], [c, d]])
        if all(tried[row][column] == table[row][column] for row, column in shown):
            fitting.add(b)
    assert len(fitting) > 1
