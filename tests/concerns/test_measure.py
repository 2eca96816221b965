"""That the figures about held-out texts are counted as they are meant; the texts themselves are not read here."""

import pytest

from bot.concerns.learning import Example, Judgement, tallies
from bot.concerns.model import SHIPPED, read
from tests.concerns.measure import fairly, held_out, judgements


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


@pytest.mark.slow
def test_the_right_category_is_among_those_offered_for_most_texts_in_both_languages() -> None:
    found = judgements(held_out(), read(SHIPPED))
    assert {each.language for each in tallies(found)} == {"en", "es"}
    for tally in tallies(found):
        assert tally.concerns > 250
        assert tally.offered >= 0.85, tally
        assert tally.wrong <= 0.04, tally
