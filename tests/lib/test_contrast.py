"""Contrast by WCAG's formula, with figures that its own and other checkers give, and the nearest colour that passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.contrast import LEAST, is_color, is_readable, lighter, nearest, ratio

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59),
        ("#005ea2", "#ffffff", 6.72),
    ],
)  # fmt: skip
def test_the_figures_are_those_of_other_checkers(one: str, other: str, known: float) -> None:
    assert ratio(one, other) == pytest.approx(known, abs=0.01) and ratio(one, other) == ratio(other, one)


@given(COLORS, COLORS)
def test_what_is_offered_can_be_read(color: str, ground: str) -> None:
    found = nearest(color, [ground])
    assert found is not None and is_color(found) and is_readable(found, [ground])
    assert (found == color) == (ratio(color, ground) >= LEAST)


def test_what_is_offered_is_the_nearest_of_that_hue() -> None:
    found = nearest("#ff6600", ["#ffffff"])
    assert found is not None and LEAST <= ratio(found, "#ffffff") < 4.7
    assert found.endswith("00")


def test_two_grounds_may_leave_nothing() -> None:
    assert nearest("#888888", ["#ffffff", "#000000", "#777777"]) is None


@pytest.mark.parametrize("written", ["red", "#FFF", "#12345", "#12345g", "", "#1234567"])
def test_what_is_no_colour(written: str) -> None:
    assert not is_color(written)


def test_beyond_black_and_white_there_is_nothing() -> None:
    assert lighter("#000000", -0.1) is None and lighter("#ffffff", 0.1) is None
