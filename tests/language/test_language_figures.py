"""The labelled texts are enough of each, and on the half nobody looks at the language of a resident is taken right."""

import re
from collections import Counter

import pytest

from bot.lib.language import EVERYDAY, guess
from tests.language.measure import HALVES, LABELS, LENGTHS, Taken, cold_start, labelled_texts, taken, wrong_switches

FEWEST = {"es": 170, "en": 170, "mixed": 70, "neither": 50}
BOTH = ("es", "en")


@pytest.fixture(scope="module")
def held_out() -> list[Taken]:
    return taken(each for each in labelled_texts() if each.half == "held out")


def test_there_are_enough_texts_of_each_label_and_length() -> None:
    texts = labelled_texts()
    counted = Counter(each.label for each in texts)
    assert len({each.text for each in texts}) == len(texts) >= 480
    assert set(counted) == set(LABELS) and all(counted[label] >= least for label, least in FEWEST.items())
    assert {each.length for each in texts if each.label in BOTH} == set(LENGTHS)
    assert min(Counter(each.half for each in texts)[half] for half in HALVES) > len(texts) * 0.4


def test_hardly_anybody_loses_their_language(held_out: list[Taken]) -> None:
    wrong, stays = wrong_switches(held_out)
    assert len(wrong) < stays * 0.01


def test_nobody_loses_it_by_a_text_in_it(held_out: list[Taken]) -> None:
    assert [each for each in held_out if each.labelled.label == each.known != each.language] == []


@pytest.mark.parametrize("label", BOTH)
def test_a_sentence_is_recognized(held_out: list[Taken], label: str) -> None:
    long = [each for each in held_out if each.labelled.label == label and each.labelled.length in ("4-6", "7-12")]
    first = [each.language for each in long if each.known is None]
    switched = [each.language for each in long if each.known not in (None, label)]
    assert first.count(label) >= len(first) * 0.95
    assert switched.count(label) >= len(switched) * 0.85


def test_the_everyday_words_of_one_language_are_not_those_of_the_other() -> None:
    assert set(EVERYDAY["en"].split()).isdisjoint(EVERYDAY["es"].split())


@pytest.mark.parametrize(
    "text",
    [
        "mi street light is out",
        "hay un pothole on my street",
        "los bills estan too high",
        "ok pero when are they coming",
    ],
)
def test_two_languages_in_one_text_are_no_guess(text: str) -> None:
    assert guess(text, BOTH) is None


@pytest.mark.parametrize(
    "text",
    ["je voudrais signaler un trou dans la rue", "Avenida Cesar Chavez", "María González", "Camino de los Altos"],
)
def test_names_and_other_languages_are_no_guess(text: str) -> None:
    assert guess(text, BOTH) is None


@pytest.mark.parametrize("text", ["the light on Camino del Rio is out", "there is a pothole on los altos"])
def test_a_spanish_street_does_not_hide_english(text: str) -> None:
    assert guess(text, BOTH) == "en"


def test_the_cost_of_the_first_guess_can_be_told() -> None:
    said = re.fullmatch(
        r"The guess of a fresh process: ([\d.]+) s and (\d+) MiB before the first, (\d+) us for each.", cold_start()
    )
    assert said and float(said[1]) < 5 and int(said[2]) < 200 and int(said[3]) < 1000
