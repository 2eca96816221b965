"""Which kinds of concern a text speaks of, by the city's own lexicon and the model that ships."""

from functools import cache

import pytest

from bot.concerns.model import NONE, shipped
from bot.concerns.queries import concern_kinds, phrases_of
from bot.concerns.rules import MOST_OFFERED, NOT_OFFERED, Phrases, chances_of, kinds_in, points_in
from tests.conversations.town import demo_library


@cache
def phrases() -> Phrases:
    return phrases_of(demo_library())


def kinds(text: str, city: Phrases | None = None) -> list[str]:
    return [guess.code for guess in kinds_in(text, city or phrases(), shipped())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("huge pothole on Central", "pothole"),
        ("ay un vache en mi calle", "pothole"),
        ("HAY UN BACHE!!!", "pothole"),
        ("potholes everywhere", "pothole"),
        ("my tire blew on that thing on 5th", "pothole"),  # Nobody says the word.
        ("Quiero reportar un problema con los baches de mi calle", "pothole"),
        ("no sirve el semáforo", "traffic_signal"),
        ("a stop sign is down", "traffic_sign"),
        ("se fue la luz de toda la cuadra en la noche", "street_light"),
        ("debo dos meses y me cortaron la luz", "utility_bill"),
        ("la guagua no pasa", "transit"),
        ("there is a huge pothole on Central by the library", "pothole"),  # The library is only where it is.
    ],
)
def test_the_kind_a_text_speaks_of_is_offered_first(text: str, expected: str) -> None:
    assert kinds(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    ["", "???", "hello there", "hola buenas tardes", "what is this", "quien es", "12345", "I want to report a problem",
     "thank you so much", "muchas gracias"],
)  # fmt: skip
def test_nothing_is_offered_when_nothing_is_sure(text: str) -> None:
    assert kinds(text) == []


def test_of_many_only_a_few_are_offered_best_first() -> None:
    found = kinds_in("pothole, graffiti, tree, noise, trash and a street light", phrases(), shipped())
    assert len(found) == MOST_OFFERED
    assert [guess.score for guess in found] == sorted((guess.score for guess in found), reverse=True)
    assert shipped().least <= found[-1].score and sum(guess.score for guess in found) <= 1


@pytest.mark.parametrize("text", ["noise and a tree", "hola", "gracias por tapar el bache", "x"])
def test_chances_are_of_every_code_and_together_one(text: str) -> None:
    chances = chances_of(text, phrases(), shipped())
    assert chances.keys() == {*phrases().codes, *NOT_OFFERED, NONE}
    assert sum(chances.values()) == pytest.approx(1)
    assert chances == chances_of(text, phrases(), shipped())


def test_thanks_are_recognised_and_nothing_to_report() -> None:
    chances = chances_of("muchas gracias, dios los bendiga", phrases(), shipped())
    assert max(chances, key=lambda code: chances[code]) == "thanks"


def test_a_phrase_counts_more_than_the_words_in_it_and_words_are_whole() -> None:
    points = points_in("a stop sign is down", phrases())
    assert points["traffic_sign"] > points_in("sign", phrases())["traffic_sign"] > 0
    assert not points_in("potholed", phrases())


def test_a_code_that_the_model_never_met_is_offered_by_the_lexicon_alone() -> None:
    city = Phrases(("roads", "ferry"), {"ferry": ("ferry",), "pothole": ("roads",), "late boat": ("ferry",)})
    assert kinds("the ferry is late again", city) == ["ferry"]
    assert kinds("a pothole on 5th", city) == ["roads"]
    assert kinds("late boat", city) == ["ferry"]
    assert kinds("loud music next door", city) == []


def test_what_the_city_does_not_have_is_never_offered() -> None:
    city = Phrases(("noise", "tree"), {})
    assert kinds("huge pothole on Central", city) == []
    assert sum(chances_of("huge pothole on Central", city, shipped()).values()) < 0.1
    assert kinds("loud music until 3am", city) == ["noise"]


def test_a_citys_own_word_for_a_known_code_speaks_for_it() -> None:
    text = "the zorblax is broken"
    assert chances_of(text, Phrases(phrases().codes, {"zorblax": ("transit",)}), shipped())["transit"] > (
        1.5 * chances_of(text, Phrases(phrases().codes, {}), shipped())["transit"]
    )


def test_the_flow_gets_labels_in_both_languages_and_the_number_of_words() -> None:
    found = concern_kinds(demo_library(), phrases(), text="hay un bache")
    assert found.values["words"] == 3
    assert dict(found.options[0].label) == {"en": "Pothole", "es": "Bache"}
