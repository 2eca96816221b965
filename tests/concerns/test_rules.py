"""Which kinds of concern a text speaks of, by the city's own lexicon."""

from functools import cache

import pytest

from bot.concerns.queries import phrases_of
from bot.concerns.rules import MOST_OFFERED, Phrases, kinds_in
from tests.conversations.town import demo_library


@cache
def phrases() -> Phrases:
    return phrases_of(demo_library())


def kinds(text: str) -> list[str]:
    return [guess.code for guess in kinds_in(text, phrases())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("huge pothole on Central", ["pothole"]),
        ("ay un vache en mi calle", ["pothole"]),
        ("HAY UN BACHE!!!", ["pothole"]),
        ("no sirve el semáforo", ["traffic_signal"]),
        ("a stop sign is down", ["traffic_sign"]),  # Longer phrases count more than the words in them.
        ("thank you so much", []),  # Recognised, and nothing to report.
        ("hello there", []),
        ("", []),
        ("potholed", []),  # Whole words only.
    ],
)
def test_the_kinds_a_text_speaks_of(text: str, expected: list[str]) -> None:
    assert kinds(text)[: len(expected)] == expected
    assert bool(kinds(text)) == bool(expected)


def test_only_a_few_are_offered_and_the_longest_phrase_first() -> None:
    found = kinds_in("pothole, graffiti, tree, noise, trash and a street light", phrases())
    assert len(found) == MOST_OFFERED
    assert found[0].code == "street_light" and found[0].score > found[1].score


def test_the_same_text_always_gives_the_same_kinds() -> None:
    assert kinds("noise and a tree") == kinds("noise and a tree")


def test_of_kinds_that_count_alike_the_one_named_first_is_offered_first() -> None:
    assert kinds("there is a huge pothole on Central by the library") == ["pothole", "internet_library"]


def test_many_of_a_kind_are_that_kind() -> None:
    assert kinds("potholes everywhere") == ["pothole"]
