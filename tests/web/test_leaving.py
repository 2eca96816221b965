"""Leaving with one word, in any language and at any moment; one confirmation, and then silence until they come back."""

from collections.abc import Callable

import pytest

from bot.engine.vocabulary import START_WORDS, STOP_WORDS
from tests.web.town import REPORT, ROSA, Town

pytestmark = pytest.mark.slow  # Many small conversations with real parts; `make test` runs them.

TWILIO_STOP = ("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT")
SPANISH_STOP = (
    "ALTO",
    "PARAR",
    "BAJA",
    "CANCELAR",
    "TERMINAR",
    "DETENER",
    "SALIR",
    "BASTA",
    "no más",
    "Ya no me manden",
)
WRITTEN = ("stop", "Stop.", " STOP ", "¡Alto!", "“stop”", "STOP\n", "s t o p".replace(" ", ""), "Ｓｔｏｐ", "stop 🛑")


def nowhere(town: Town) -> None:
    """Has never written."""


def at_the_menu(town: Town) -> None:
    town.says(ROSA, "hello")


def at_a_choice(town: Town) -> None:
    town.says(ROSA, REPORT[0])


def at_a_place(town: Town) -> None:
    for body in REPORT[:2]:
        town.says(ROSA, body)


def after_a_report(town: Town) -> None:
    for body in REPORT:
        town.says(ROSA, body)


def in_a_survey(town: Town) -> None:
    for body in ("hello there my friends", "survey", "1"):
        town.says(ROSA, body)


def in_own_words(town: Town) -> None:
    in_a_survey(town)
    for body in ("1", "1"):
        town.says(ROSA, body)


def interrupted_by_help(town: Town) -> None:
    at_a_choice(town)
    town.says(ROSA, "help")


STATES = (
    nowhere, at_the_menu, at_a_choice, at_a_place, after_a_report, in_a_survey, in_own_words, interrupted_by_help,
)  # fmt: skip
each_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


def stays_silent(town: Town, *bodies: str) -> None:
    before = len(town.carrier.messages)
    for body in bodies:
        assert town.says(ROSA, body) == []
    town.pass_time(days=2)
    town.pass_time(days=5)
    assert len(town.carrier.messages) == before


def revoked(town: Town) -> list[str]:
    return [row.words for row in town.consents() if row.state == "revoked"]


@each_state
@pytest.mark.parametrize("word", ["STOP", "ALTO"])
def test_a_stop_word_ends_everything_with_one_confirmation(
    town: Town, state: Callable[[Town], None], word: str
) -> None:
    state(town)
    said_at = town.now
    (confirmation,) = town.says(ROSA, word)
    assert "START" in confirmation
    (row,) = [row for row in town.consents() if row.state == "revoked"]
    assert (row.words, row.source, row.at) == (word, "keyword", said_at)
    assert row.message_id == town.messages("in")[-1].id
    stays_silent(town, word, "hello?", "1", "120 W Olive Ave", "help", "no", "survey", "ayuda", "👍")
    assert revoked(town) == [word]
    assert town.waiting() == []


@pytest.mark.parametrize("word", [*TWILIO_STOP, *SPANISH_STOP, *WRITTEN])
def test_every_stop_word_however_written_works_in_the_middle_of_a_question(town: Town, word: str) -> None:
    at_a_choice(town)
    assert len(town.says(ROSA, word)) == 1
    assert revoked(town) == [word]
    stays_silent(town, "1")


def test_every_word_of_the_vocabulary_stops(town: Town) -> None:
    words = [word.replace("_", " ") for listed in STOP_WORDS.values() for word in listed.split()]
    for number, word in enumerate(words):
        phone = f"+1505555{number:04d}"
        assert len(town.says(phone, word)) == 1
        assert town.says(phone, "hello") == []
    assert sorted(revoked(town)) == sorted(words)


@pytest.mark.parametrize(
    "body", ["stop sign missing at 3rd", "el bus no hace alto", "quiero dar de baja el agua", "cancel my bulk pickup"]
)
def test_a_stop_word_inside_a_sentence_is_a_sentence(town: Town, body: str) -> None:
    assert len(town.says(ROSA, body)) == 1
    assert revoked(town) == []


def test_nothing_that_was_queued_before_leaves_after_the_stop(town: Town) -> None:
    town.says(ROSA, REPORT[0])
    town.text(ROSA, "1")  # The reply is queued, the worker has not come to it yet.
    town.now = town.now.replace(microsecond=1)
    town.text(ROSA, "STOP")
    before = len(town.carrier.messages)
    town.pass_time(minutes=1)
    (confirmation,) = town.carrier.texts_to(ROSA)[before:]
    assert "START" in confirmation
    assert town.statuses().count("refused") == 1


def test_a_reply_that_waits_for_another_try_is_dropped_by_a_stop(town: Town) -> None:
    town.carrier.throttle_next(retry_after=300)
    town.text(ROSA, REPORT[0])
    town.work()
    assert town.statuses() == ["queued"]
    (confirmation,) = town.says(ROSA, "STOP")
    town.pass_time(hours=1)
    assert town.carrier.texts_to(ROSA) == [confirmation]


@each_state
@pytest.mark.parametrize("kind", ["STOP", "stop"])
def test_what_the_carrier_has_answered_is_honoured_and_not_answered_again(
    town: Town, state: Callable[[Town], None], kind: str
) -> None:
    state(town)
    assert town.says(ROSA, "Stopp", OptOutType=kind) == []
    assert revoked(town) == ["Stopp"]
    stays_silent(town, "hello", "1")
    assert town.says(ROSA, "START", OptOutType="START") == []
    assert town.consents()[-1].state == "granted"
    assert len(town.says(ROSA, "hello")) == 1


@each_state
def test_help_that_the_carrier_has_answered_is_left_at_that(town: Town, state: Callable[[Town], None]) -> None:
    state(town)
    waiting = town.waiting()
    assert town.says(ROSA, "HELP", OptOutType="HELP") == []
    assert town.waiting() == waiting


@pytest.mark.parametrize("word", ["YES", "Sí", "1", "si"])
def test_yes_in_a_conversation_is_an_answer_and_no_subscription(town: Town, word: str) -> None:
    town.says(ROSA, "hello there my friends")
    town.says(ROSA, "survey")
    before = len(town.consents())
    (said,) = town.says(ROSA, word)
    assert "1 of 6" in said or "1 de 6" in said
    assert len(town.consents()) == before


BACK = [word.replace("_", " ") for listed in START_WORDS.values() for word in listed.split()]


@pytest.mark.parametrize("word", ["START", "ALTA", "Alta.", "UNSTOP", *BACK])
def test_one_word_brings_back_and_the_city_speaks_again(town: Town, word: str) -> None:
    town.says(ROSA, REPORT[0])
    town.says(ROSA, "STOP")
    back_at = town.now
    assert len(town.says(ROSA, word)) == 1
    last = town.consents()[-1]
    assert (last.state, last.words, last.at) == ("granted", word, back_at)
    assert len(town.says(ROSA, REPORT[0])) == 1


def test_leaving_and_coming_back_again_and_again_is_one_line_each(town: Town) -> None:
    town.says(ROSA, "hello")
    for _ in range(3):
        assert len(town.says(ROSA, "STOP")) == 1
        assert len(town.says(ROSA, "START")) == 1
    assert [row.state for row in town.consents()] == ["granted", *["revoked", "granted"] * 3]


def test_leaving_by_text_is_leaving_on_whatsapp_as_well(town: Town) -> None:
    town.says(ROSA, "hello")
    town.says(ROSA, "STOP")
    town.text(f"whatsapp:{ROSA}", "hello", To="whatsapp:+15005550006")
    town.work()
    assert town.carrier.messages_to(f"whatsapp:{ROSA}") == []


def test_the_same_stop_delivered_three_times_is_one_confirmation(town: Town) -> None:
    town.says(ROSA, "hello")
    for sid in ("SM1", "SM1", "SM1"):
        town.text(ROSA, "STOP", MessageSid=sid)
    before = len(town.carrier.messages)
    town.pass_time(minutes=1)
    assert len(town.carrier.messages) == before + 1
    assert revoked(town) == ["STOP"]
