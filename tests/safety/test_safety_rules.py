"""Danger is recognised, ordinary concerns are left alone, and the words around a cue decide which of the two it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.vocabulary import fold
from bot.safety.classes import CLASSES, DISCREET, LABELS
from bot.safety.cues import BUILT_IN
from bot.safety.notation import Group, cues_of
from bot.safety.rules import class_in, classes_in
from tests.safety import measure

ROWS = measure.rows()
HELD_OUT = [row for row in ROWS if row.half == "held out"]

FLOORS = {
    "emergency": 0.97, "suicide": 0.86, "dv": 0.87, "child_abuse": 0.90, "trafficking": 0.95, "immigration": 0.95,
    "hate": 0.93, "threat": 0.77,
}  # fmt: skip
"""Recall on the held-out half that was reached, with room for one text; a change to the cues may not fall below it."""
MOST_FALSE_ALARMS = 0.035
MICROSECONDS = 200

NEVER_MISSED = [
    ("my house is on fire", "em_fire"), ("hay un incendio", "em_fire"), ("huele a gas", "em_fire"),
    ("ya no quiero vivir en este mundo", "suicide"), ("i smell gas", "em_fire"),
    ("se esta kemando mi casa", "em_fire"), ("Fire!!", "em_fire"),
    ("shots fired", "em_violence"), ("hay una balacera", "em_violence"), ("ay balazos por mi calle", "em_violence"),
    ("he has a gun", "em_violence"), ("trae pistola", "em_violence"), ("se estan metiendo a mi casa", "em_violence"),
    ("my baby is not breathing", "em_medical"), ("mi niño no respira", "em_medical"), ("overdose", "em_medical"),
    ("le esta dando un infarto", "em_medical"), ("atropellaron a un niño", "em_medical"),
    ("he is bleeding and unconscious", "em_medical"), ("necesito una ambulancia", "em_medical"),
    ("I want to kill myself", "suicide"), ("kms", "suicide"), ("me quiero matar", "suicide"),
    ("me kiero morir", "suicide"), ("ya no quiero vivir", "suicide"), ("i dont want to live anymore", "suicide"),
    ("my friend wants to kill herself", "suicide"), ("mi hija se quiere suicidar", "suicide"),
    ("my husband hits me", "dv"), ("mi marido me pega", "dv"),
    ("mi marido me kiere matar", "dv"), ("me pega", "dv"),
    ("he hits me", "dv"), ("i was raped", "dv"), ("me violaron", "dv"), ("violencia domestica", "dv"),
    ("le pegan a los niños", "child_abuse"), ("my son is missing", "child_abuse"), ("nino perdido", "child_abuse"),
    ("child abuse", "child_abuse"), ("there is a baby locked in a car", "child_abuse"),
    ("me obligan a trabajar", "trafficking"), ("they took my passport", "trafficking"),
    ("la migra anda por aqui", "immigration"), ("ICE is here", "immigration"), ("me van a deportar", "immigration"),
]  # fmt: skip
"""Plain words for the worst there is."""

CONTEXTS = [
    ("ice on the sidewalk", None), ("ice agents on my street", "immigration"),
    ("there is ICE on my street", "immigration"),
    ("ICE ON THE SIDEWALK", None), ("is ice in town", "immigration"), ("ice cream truck", None), ("el ice bath", None),
    ("la pizza estuvo fuego", None), ("hay fuego en la casa", "em_fire"), ("fuego", None),
    ("the band was fire", None), ("there is fire behind the store", "em_fire"),
    ("the fire hydrant leaks", None), ("house on fire next to the fire hydrant", "em_fire"),
    ("hit me up when it starts", None), ("he hit me", "dv"), ("me muero de risa", None), ("me quiero morir", "suicide"),
    ("me muero de hambre y me quiero matar", "suicide"), ("the party was bomb", None),
    ("there is a bomb in the library", "em_violence"), ("kids shooting hoops", None),
    ("casi me da un infarto del susto", None), ("a stroke of luck", None), ("what a bleeding heart", None),
    ("a 3 kms de mi casa hay un bache", None), ("car crash last week", None), ("car crash right now", "em_medical"),
    ("anoche hubo balazos", None), ("desde anoche hay balazos", "em_violence"), ("me robaron ayer", None),
    ("me estan robando", "em_violence"), ("huele a gas desde ayer", "em_fire"),
    ("no hay incendio", None), ("no, hay un incendio", "em_fire"), ("no mames hay una balacera", "em_violence"),
    ("im not suicidal", None), ("i dont want to live", "suicide"), ("nobody is hurt in the crash", None),
    ("a cop hit me", None), ("my husband hits me and the police do nothing", "dv"),
    ("where is the immigration office", None), ("immigration took my dad", "immigration"),
    ("sin papeles", "immigration"), ("ya no quiero vivir en este apartamento hay ratas", None),
    ("hay un carro sin papeles", None), ("no me dejan salir de mi cochera", None),
    ("el patron no me deja salir", "trafficking"), ("my husband slammed the car door and he hit me", "dv"),
    ("there is a fire what can i do", "em_fire"), ("a man passed out in front of the office", "em_medical"),
    ("i want to kill myself people are laughing at me", "suicide"),
    ("llame a la policia por el ruido y no vinieron", None),
]  # fmt: skip
"""The same word both ways, and words beside it that must not silence it."""


@pytest.mark.parametrize(("text", "expected"), NEVER_MISSED)
def test_the_worst_is_never_missed(text: str, expected: str) -> None:
    assert class_in(text) == expected
    assert class_in(text.upper()) == expected
    assert class_in(f"hola {text} por favor!!!") == expected


@pytest.mark.parametrize(("text", "expected"), CONTEXTS)
def test_the_words_around_a_cue_decide(text: str, expected: str | None) -> None:
    assert class_in(text) == expected


@pytest.mark.parametrize("language", measure.LANGUAGES)
def test_the_tables_are_wide_enough_to_tell_anything(language: str) -> None:
    rows = measure.rows([language])
    assert len(rows) >= 420 and len({row.text for row in rows}) == len(rows)
    assert {row.expected for row in rows} == {*CLASSES, "none"}
    assert min(sum(row.expected == code for row in rows) for code in CLASSES) >= 15
    assert sum(row.expected == "none" for row in rows) >= 200


@pytest.mark.parametrize("group", FLOORS)
def test_danger_that_nobody_tuned_for_is_recognised(group: str) -> None:
    score = measure.recall(HELD_OUT, group)
    assert score.rate >= FLOORS[group], f"{group}: {score}"


@pytest.mark.parametrize("language", measure.LANGUAGES)
def test_danger_is_met_with_some_safety_text_in_either_language(language: str) -> None:
    assert measure.noticed(row for row in HELD_OUT if row.language == language).rate >= 0.97


@pytest.mark.parametrize("half", measure.HALVES)
def test_ordinary_concerns_are_left_alone(half: str) -> None:
    score = measure.false_alarms(row for row in ROWS if row.half == half)
    assert score.rate <= MOST_FALSE_ALARMS, f"{half}: {score}"


def test_what_was_thought_of_later_stays_recognised() -> None:
    later = measure.second_look()
    wrong = [row.text for row in later if (class_in(row.text) or "none") != row.expected]
    assert len(wrong) <= len(later) * 0.02, wrong


def test_every_danger_is_told_in_the_order_of_answering() -> None:
    assert classes_in("my husband has a gun and hits me") == ("em_violence", "dv")
    assert classes_in("they are racist and say i will kill you") == ("hate", "threat")
    assert classes_in("hay un bache en la 4") == ()
    assert set(CLASSES) >= DISCREET and all(set(label) == {"en", "es"} for label in LABELS.values())


def test_one_text_costs_little() -> None:
    assert measure.microseconds(ROWS, rounds=5) < MICROSECONDS


@given(st.text(max_size=300) | st.lists(st.sampled_from(sorted(BUILT_IN.first)), max_size=60).map(" ".join))
def test_any_text_has_an_answer(text: str) -> None:
    found = classes_in(text)
    assert class_in(text) == (found[0] if found else None)
    assert list(found) == sorted(set(found), key=CLASSES.index)


def test_cues_are_written_as_texts_are_read() -> None:
    parts = [part for cues in BUILT_IN.first.values() for cue in cues for part in cue.rest if not isinstance(part, int)]
    words = {*BUILT_IN.first, *(word for part in parts for word in part)} - {"$"}
    assert {word for word in words if fold(word) != word} == set(), "folded text never holds these"
    assert {word for word in words if word in BUILT_IN.spellings} == set(), "these are read as other words"


@pytest.mark.parametrize(
    ("written", "why"),
    [(".. fire", "begin with a word"), ("my <nobody> fell", "no family"), (";", "begin with a word")],
)
def test_a_cue_that_cannot_be_read_is_refused(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        cues_of([Group("em_fire", written)], {}, {}, "", "", CLASSES)
