"""Plain-words opt-out: texts that leave at once, that are asked about, and that only sound like leaving."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.commands import Command, command_in
from bot.engine.leaving import Leaving, leaving_in
from bot.engine.vocabulary import STOP_WORDS, fold, vocabulary

with (Path(__file__).parent / "leaving.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [(row["text"], row["language"], Leaving(row["expected"])) for row in csv.DictReader(file)]

PER_SE = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
"""47 CFR 64.1200(a)(10): these words always revoke consent."""
PER_SE_IN_SPANISH = (
    "alto", "parar", "baja", "basta", "cancelar", "terminar", "detener", "desuscribir", "salir", "no más", "ya no",
    "dejen de mandar", "borren mi número",
)  # fmt: skip
ANSWERS = ("no", "No.", "sí", "si", "yes", "1", "ya", "todo", "nunca", "para nada", "no gracias", "no thanks", "")


@pytest.mark.parametrize(("text", "language", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_text_is_read_as_people_mean_it(text: str, language: str, expected: Leaving) -> None:
    assert leaving_in(text) is expected, language


@pytest.mark.parametrize("text", PER_SE + PER_SE_IN_SPANISH)
@pytest.mark.parametrize("form", ["{}", "{}!!!", " {} \n", "({})", "{}.", "please {}", "{} por favor", "{} {}"])
def test_the_words_of_the_law_always_leave(text: str, form: str) -> None:
    said = form.format(text, text)
    assert [leaving_in(said), leaving_in(said.upper()), leaving_in(said.title())] == [Leaving.AT_ONCE] * 3


@pytest.mark.parametrize("word", [word for listed in STOP_WORDS.values() for word in listed.split()])
def test_every_stop_word_of_the_vocabulary_leaves(word: str) -> None:
    assert leaving_in(word.replace("_", " ")) is Leaving.AT_ONCE


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_never_leaves(text: str) -> None:
    assert leaving_in(text) is Leaving.NOT


@pytest.mark.parametrize("text", ["para", "Para!", "fin", "¡Fin!"])
def test_one_ambiguous_word_is_asked_about_and_stops_nobody(text: str) -> None:
    assert leaving_in(text) is Leaving.UNSURE


@pytest.mark.parametrize(
    "typo", ["stpo", "sotp", "tsop", "dtop", "stip", "sto", "stopp", "sstop", "STOPPPP", "s.t.o.p"]
)
def test_stop_with_a_slip_of_the_thumb_is_stop(typo: str) -> None:
    assert leaving_in(typo) is leaving_in(f"{typo} please") is leaving_in(f"{typo} texting me") is Leaving.AT_ONCE


@pytest.mark.parametrize("word", ["step", "shop", "spot", "top", "stoop", "soup", "alta", "start", "atlas", "altos"])
def test_words_that_look_like_a_stop_word_are_not_one(word: str) -> None:
    assert leaving_in(word) is leaving_in(f"{word} please") is Leaving.NOT


@pytest.mark.parametrize(
    ("trap", "turned"),
    [
        ("dont stop texting me", "please stop texting me"),
        ("no dejen de mandarme mensajes", "ya dejen de mandarme mensajes"),
        ("my ex needs to stop texting me", "you need to stop texting me"),
        ("the dogs wont leave me alone", "leave me alone"),
        ("they dont text me back", "dont text me"),
        ("no me mandan el camion", "no me manden nada"),
    ],
)
def test_who_should_stop_what_decides(trap: str, turned: str) -> None:
    assert (leaving_in(trap), leaving_in(turned)) == (Leaving.NOT, Leaving.AT_ONCE)


@pytest.mark.parametrize(
    "limit", ["at night", "in english", "after 9", "so early", "de noche", "en ingles", "tan temprano"]
)
def test_a_wish_for_fewer_texts_is_asked_about(limit: str) -> None:
    assert leaving_in(f"stop texting me {limit}") is leaving_in(f"no me escriban {limit}") is Leaving.UNSURE


def test_the_stop_words_a_city_adds_leave_as_whole_texts_only() -> None:
    words = vocabulary({"stop": {"so": ["jooji"], "es": ["ahí muere"]}}).stop
    assert leaving_in("Jooji!", words) is leaving_in("¡Ahi muere!", words) is Leaving.AT_ONCE
    assert leaving_in("jooji") is leaving_in("ahi muere el arroyo de mi calle", words) is Leaving.NOT


WRONG_NUMBERS = (
    "you got the wrong number bro", "u got the wrong number", "wrong guy", "no conozco a esa persona",
    "aquí no vive", "creo que se equivocó", "Número equivocado, joven", "disculpe, número equivocado",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG_NUMBERS)
def test_whoever_says_that_the_number_is_wrong_is_not_asked_whether_to_stay(text: str) -> None:
    assert command_in(text, vocabulary()) == Command("wrong_number")


def test_a_lone_hand_is_asked_about_and_a_lone_thumb_brings_nobody_back() -> None:
    assert command_in("🛑", vocabulary()) == Command("unsure_stop")
    assert command_in("👍", vocabulary()) is command_in("👎", vocabulary()) is None


def test_the_table_of_texts_is_wide_enough() -> None:
    outcomes = Counter(expected for _, _, expected in ROWS)
    languages = Counter(language for _, language, _ in ROWS)
    assert outcomes[Leaving.AT_ONCE] >= 125 and outcomes[Leaving.NOT] >= 130 and outcomes[Leaving.UNSURE] >= 65
    assert (
        min(languages["en"], languages["es"]) >= 0.8 * max(languages["en"], languages["es"])
        and languages["mixed"] >= 30
    )
    assert len({fold(text) for text, _, _ in ROWS}) >= 500
    assert max(len(text.split()) for text, _, _ in ROWS) >= 18


@given(st.text())
def test_any_text_has_an_outcome(text: str) -> None:
    assert leaving_in(text) in Leaving


@given(
    st.sampled_from(ROWS),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from(["", "\u0301", "\u0300", "\u0308"]),
    st.sampled_from([" ", "  ", ", ", "... ", " - ", "\n", " 🙏 "]),
    st.sampled_from([("", ""), ("¡", "!"), ("¿", "?!?"), ('"', '"'), ("  ", "\n"), ("😡 ", " 😡😡"), ("(", ")")]),
)
def test_case_accents_and_punctuation_change_nothing(row, case, accent, between, around) -> None:
    text, _, expected = row
    accented = "".join(letter + accent if letter in "aeiou" else letter for letter in case(text))
    assert leaving_in(around[0] + between.join(accented.split()) + around[1]) is expected


@given(st.sampled_from(["stop ", "no ", "ya no me ", "please ", "mas ", "the ", "my number "]), st.integers(1, 200))
def test_a_text_that_repeats_itself_is_read_too(words: str, times: int) -> None:
    assert leaving_in(words * times + "sign") is not Leaving.AT_ONCE
