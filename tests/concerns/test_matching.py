"""Concerns that look alike: pairs labelled by hand in both languages, and what is never the same; pure."""

import csv
from itertools import product
from pathlib import Path

import pytest

from bot.concerns.matching import Report, likeness, place_likeness
from bot.concerns.queries import phrases_of
from bot.concerns.rules import Phrases
from bot.places.matching import Gazetteer
from bot.places.queries import place
from tests.conversations.town import demo_library
from tests.places.measure import demo_city

PAIRS = list(csv.DictReader((Path(__file__).parent / "pairs.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return phrases_of(demo_library())


@pytest.fixture(scope="module")
def city() -> Gazetteer:
    return demo_city()


def report(city: Gazetteer, kind: str, language: str, words: str, where: str) -> Report:
    values = place(city, text=where).values
    told = values["place"]
    return Report(str(values["spot"]), told[language] if isinstance(told, dict) else str(told), kind, words, language)


def pair(city: Gazetteer, row: dict[str, str]) -> tuple[Report, Report]:
    return (
        report(city, row["kind"], row["language"], row["words"], row["place"]),
        report(city, row["other_kind"], row["other_language"], row["other_words"], row["other_place"]),
    )


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: f"{row['verdict']}: {row['words']} / {row['other_words']}")
def test_pairs_are_told_as_people_tell_them(row: dict[str, str], city: Gazetteer, phrases: Phrases) -> None:
    found = likeness(*pair(city, row), phrases)
    verdict = "same" if found.is_offered else "look" if found.is_shown else "apart"
    assert verdict == row["verdict"], found


def test_nothing_is_alike_across_streets_whatever_it_says(city: Gazetteer, phrases: Phrases) -> None:
    """Every two places of the table without a street or landmark in common, with the very same words."""
    places = sorted({row[name] for row in PAIRS for name in ("place", "other_place") if row[name]})
    reports = [report(city, "pothole", "en", "the very same words", each) for each in places]
    met = 0
    for one, other in product(reports, repeat=2):
        assert likeness(one, other, phrases) == likeness(other, one, phrases)
        parts = [set(each.spot.partition("#")[0].strip("@?").split("|")) for each in (one, other)]
        if not parts[0] & parts[1]:
            met += 1
            assert place_likeness(one, other) == 0 and not likeness(one, other, phrases).is_shown
    assert met > 500


def test_the_same_category_in_another_language_is_the_same_words(city: Gazetteer, phrases: Phrases) -> None:
    english = report(city, "graffiti", "en", "graffiti", "Lincoln Park")
    spanish = report(city, "graffiti", "es", "grafiti en la pared", "parque Lincoln")
    assert likeness(english, spanish, phrases).why[:2] == ("same_place", "same_kind")
