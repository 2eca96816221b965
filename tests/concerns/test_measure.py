"""That the figures about held-out texts are counted as they are meant; the texts themselves are not read here."""

import pytest

from bot.concerns.learning import Example, Judgement, tallies
from tests.concerns.measure import fairly


@pytest.mark.parametrize(
    ("right", "offered", "counted"),
    [
        ("noise", ("noise", "tree"), "noise"),
        ("noise", ("tree",), "noise"),
        ("pothole street_surface", ("street_surface", "tree"), "street_surface"),
        ("pothole street_surface", ("tree", "street_surface", "pothole"), "street_surface"),
        ("pothole street_surface", ("tree",), "pothole"),
        ("pothole street_surface", (), "pothole"),
    ],
)
def test_where_two_categories_are_right_either_counts(right: str, offered: tuple[str, ...], counted: str) -> None:
    assert fairly(Judgement(Example("x", "en", right), offered)).example.code == counted


def test_an_offer_that_holds_one_of_two_is_right_and_silence_is_neither_right_nor_wrong() -> None:
    both = Example("x", "en", "pothole street_surface")
    (tally,) = tallies(
        fairly(Judgement(both, offered)) for offered in [("street_surface",), ("tree",), (), ("tree", "pothole")]
    )
    assert (tally.first, tally.offered, tally.wrong, tally.abstained) == (0.25, 0.5, 0.25, 0.25)
