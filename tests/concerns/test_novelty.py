"""What may be new to the city: no category, a doubtful one, words that are rising in a language or an area."""

from datetime import UTC, datetime, timedelta
from math import log, sqrt

import pytest

from bot.concerns.novelty import FEWEST, NO_CATEGORY, RISES_FROM, UNSURE, Counting, Told, log_odds, terms_of, why_novel

NOW = datetime(2026, 3, 10, 16, tzinfo=UTC)
EVERYDAY = ("bache", "luz", "basura", "perro", "banqueta")


def told(days: float, resident: str, words: str, language: str = "es", area: str = "Midtown") -> Told:
    return Told(NOW - timedelta(days=days), resident, language, area, terms_of(words))


def ordinary(counting: Counting) -> None:
    """Two months of a city that says what it always says."""
    for number in range(400):
        counting.add(told(number * 60 / 400, f"r{number}", f"hay {EVERYDAY[number % 5]} en la calle"))


@pytest.mark.parametrize(
    ("kind", "chances", "why"),
    [
        ("", {"pothole": 0.9}, NO_CATEGORY), ("other", {}, NO_CATEGORY),
        ("pothole", {"pothole": 0.9, "tree": 0.05}, None), ("tree", {"pothole": 0.9, "tree": 0.05}, UNSURE),
        ("pothole", {}, None),
    ],
)  # fmt: skip
def test_why_a_concern_may_be_new(kind: str, chances: dict[str, float], why: str | None) -> None:
    assert why_novel(kind, chances) == why


def test_words_that_say_nothing_and_numbers_do_not_rise() -> None:
    assert terms_of("Hola, el AGUA huele a café en la 4") >= {"agua", "huele", "cafe"}
    assert not terms_of("hola que tal buenas tardes gracias")
    assert "the" not in terms_of("the smell of chlorine") and "chlorine" in terms_of("the smell of chlorine")
    assert not any(any(letter.isdigit() for letter in each) for each in terms_of("505 5550199 4th"))


def test_the_log_odds_of_a_word_that_is_said_as_ever_are_near_nothing() -> None:
    now, before = {"bache": 20, "luz": 20}, {"bache": 200, "luz": 200}
    scores = log_odds(now, before, ["bache"])
    assert abs(scores["bache"]) < 0.5
    assert log_odds({}, before, ["bache"]) == {} and log_odds(now, {}, ["bache"]) == {}


def test_by_the_formula() -> None:
    """Two words, worked out by hand from the paper's equations, with a prior of a tenth of the 1,000 words."""
    scores = log_odds({"cloro": 30, "luz": 70}, {"cloro": 10, "luz": 890}, ["cloro", "luz"])
    prior = 100 * 40 / 1000
    odds = log((30 + prior) / (100 + 100 - 30 - prior)) - log((10 + prior) / (900 + 100 - 10 - prior))
    assert scores["cloro"] == pytest.approx(odds / sqrt(1 / (30 + prior) + 1 / (10 + prior)))
    assert scores["cloro"] > RISES_FROM > 0 > scores["luz"]


def test_a_word_rises_where_many_residents_suddenly_say_it() -> None:
    counting = Counting(NOW)
    ordinary(counting)
    for number in range(12):
        counting.add(told(number / 4, f"new{number}", "el agua huele a cloro"))
    rising = counting.rising()
    assert {(each.scope, each.term) for each in rising} >= {("language:es", "cloro"), ("area:Midtown", "cloro")}
    cloro = next(each for each in rising if each.term == "cloro")
    assert (cloro.days, cloro.residents, cloro.before) == (7, 12, 0) and cloro.score >= RISES_FROM
    assert not {each.term for each in rising} & set(EVERYDAY)


def test_one_resident_makes_no_word_rise() -> None:
    counting = Counting(NOW)
    ordinary(counting)
    for number in range(40):
        counting.add(told(number / 10, f"new{number % (FEWEST - 1)}", "el agua huele a cloro"))
    assert "cloro" not in {each.term for each in counting.rising()}


def test_a_word_rises_in_its_own_language_and_area_alone() -> None:
    counting = Counting(NOW)
    ordinary(counting)
    for number in range(400):
        area = "College Hill"
        counting.add(
            told(number * 60 / 400, f"e{number}", f"broken {('light', 'bench', 'tree')[number % 3]}", "en", area)
        )
    for number in range(15):
        counting.add(told(number / 4, f"x{number}", "tarantulas everywhere", "en", "College Hill"))
    scopes = {each.scope for each in counting.rising() if each.term == "tarantulas"}
    assert scopes == {"language:en", "area:College Hill"}


def test_what_rises_only_in_two_weeks_is_told_with_its_window() -> None:
    counting = Counting(NOW)
    ordinary(counting)
    for number in range(14):
        counting.add(told(8 + number / 4, f"n{number}", "cucarachas"))
    (found,) = [each for each in counting.rising() if each.scope == "language:es" and each.term == "cucarachas"]
    assert found.days == 14
