"""Where a text goes and in which language, as tables; the guesses of a language are given, not made."""

from datetime import UTC, datetime

import pytest

from bot.conversations.rules import (
    Continue,
    Go,
    Hush,
    Ignore,
    Language,
    Note,
    Renew,
    Route,
    Situation,
    Warn,
    danger_to_answer,
    language_for,
    merged,
    only_language,
    where_to,
)
from tests.conversations.town import demo_library

LEFT = datetime(2026, 3, 1, tzinfo=UTC)


def route(body: str, **known: object) -> Route:
    library = demo_library()
    return where_to(body, Situation(**known), library.flows, library.vocabulary)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "known", "expected"),
    [
        # A machine is never answered, whatever it says and whoever it is.
        ("STOP", {"answerable": False}, Ignore("a machine is not answered")),
        ("hello", {"answerable": False, "waiting": True}, Ignore("a machine is not answered")),
        # What the carrier answered itself is believed, and not answered again.
        ("STOP", {"opt_out": "STOP", "waiting": True}, Note(leaves=True)),
        ("please go away", {"opt_out": "STOP", "unmet": True}, Note(leaves=True)),
        ("STOP", {"opt_out": "STOP", "left_at": LEFT}, Ignore("the carrier answered STOP")),
        ("START", {"opt_out": "START", "left_at": LEFT}, Note(leaves=False)),
        ("START", {"opt_out": "START", "waiting": True}, Ignore("the carrier answered START")),
        ("HELP", {"opt_out": "HELP", "waiting": True}, Ignore("the carrier answered HELP")),
        # Whoever has left hears nothing until they come back by themselves.
        ("hello", {"left_at": LEFT}, Ignore("the resident has left")),
        ("help", {"left_at": LEFT}, Ignore("the resident has left")),
        ("STOP", {"left_at": LEFT}, Ignore("the resident has left")),
        ("SURVEY", {"left_at": LEFT}, Ignore("the resident has left")),
        ("START", {"left_at": LEFT}, Go("return", {"heard": "START"})),
        ("alta", {"left_at": LEFT}, Go("return", {"heard": "alta"})),
        ("sí", {"left_at": LEFT}, Go("return", {"heard": "sí"})),
        ("yes there is a pothole", {"left_at": LEFT}, Ignore("the resident has left")),
        # A session that waits gets every text; the engine knows the commands itself.
        ("STOP", {"waiting": True}, Continue()),
        ("survey", {"waiting": True}, Continue()),
        ("", {"waiting": True}, Continue()),
        # Nobody waits: commands, then keywords, then the welcome.
        ("stop", {}, Go("leave", {"heard": "stop"})),
        ("¡Alto!", {"unmet": True}, Go("leave", {"heard": "¡Alto!"})),
        ("el alto de la esquina", {}, Go("welcome", {"heard": "el alto de la esquina"})),
        ("ayuda", {}, Go("help")),
        ("HELP", {"unmet": True}, Go("help")),
        ("ESPAÑOL", {}, Go("language", {"to": "es"})),
        ("español", {"unmet": True}, Go("welcome", {"heard": ""})),
        ("start", {}, Go("welcome", {"heard": ""})),
        ("si", {"unmet": True}, Go("welcome", {"heard": ""})),
        ("Encuesta.", {}, Go("prosperity", {"heard": "Encuesta."})),
        ("survey", {"unmet": True}, Go("welcome", {"heard": "survey", "onward": "prosperity", "rest": ""})),
        ("estado 7k3pd", {}, Go("status", {"heard": "estado 7k3pd", "reference": "7k3pd"})),
        ("status 7k3pd", {"unmet": True},
         Go("welcome", {"heard": "status 7k3pd", "onward": "status", "rest": "7k3pd"})),
        ("a survey of the land", {}, Go("welcome", {"heard": "a survey of the land"})),
        ("back", {}, Go("welcome", {"heard": ""})),
        ("", {"unmet": True}, Go("welcome", {"heard": ""})),
        ("who is this", {"unmet": True}, Go("who", {"heard": "who is this"})),
        # Leaving in plain words; unsure, it is asked once.
        ("please quit texting me", {}, Go("leave", {"heard": "please quit texting me"})),
        ("not interested", {"unmet": True}, Go("stay_or_leave", {"heard": "not interested"})),
        ("not interested", {"waiting": True}, Continue()),
        # Danger is answered before anything but STOP and HELP, also to whoever has left or talks with a person.
        ("fire!", {"danger": "em_fire"}, Warn("em_fire")),
        ("fire!", {"danger": "em_fire", "left_at": LEFT, "taken_over": True}, Warn("em_fire")),
        ("STOP", {"danger": "em_fire"}, Go("leave", {"heard": "STOP"})),
        ("fire!", {"danger": "em_fire", "answerable": False}, Ignore("a machine is not answered")),
        ("again", {"danger": "dv", "discreet": True, "again": True, "waiting": True},
         Warn("dv", discreet=True, again=True)),
        # Nobody under 18 is surveyed; elsewhere their age is only words.
        ("im 14 is that ok", {"waiting": True, "in_survey": True}, Continue()),
        ("I'm 14", {"waiting": True, "in_survey": True}, Go("too_young")),
        ("tengo 15 años", {"waiting": True, "in_survey": True}, Go("too_young")),
        ("tengo 45 años", {"waiting": True, "in_survey": True}, Continue()),
        ("tengo 15 cajas de basura", {"waiting": True, "in_survey": True}, Continue()),
        ("tengo 15 años", {"waiting": True}, Continue()),
        ("he hits me", {"danger": "dv", "discreet": True}, Warn("dv", discreet=True)),
        # "1" after a safety text goes on with what was said, or, where nothing may mention it, with what was before.
        ("fire hydrant is open", {"goes_on": True}, Go("welcome", {"heard": "fire hydrant is open"})),
        ("fire hydrant is open", {"goes_on": True, "waiting": True}, Continue()),
        ("", {"goes_on": True}, Go("welcome", {"heard": ""})),
        ("", {"goes_on": True, "waiting": True}, Continue(again=True)),
        # Somebody else has the phone now, also in the middle of a conversation.
        ("wrong number", {"waiting": True}, Renew("wrong_number", unlink=True)),
        ("número equivocado", {"unmet": True}, Renew("wrong_number", unlink=True)),
        ("NUEVO", {"taken_over": True}, Renew("new_person", unlink=False)),
        ("wrong number stop", {}, Go("leave", {"heard": "wrong number stop"})),
        ("wrong number", {"left_at": LEFT}, Ignore("the resident has left")),
        # A person has taken over: flows keep silent, what concerns the texts themselves still works.
        ("the one on 5th", {"taken_over": True}, Ignore("a person has taken over")),
        ("1", {"taken_over": True, "waiting": True}, Ignore("a person has taken over")),
        ("encuesta", {"taken_over": True}, Ignore("a person has taken over")),
        ("alto", {"taken_over": True}, Go("leave", {"heard": "alto"})),
        ("help", {"taken_over": True}, Go("help")),
        ("english", {"taken_over": True, "waiting": True}, Continue()),
        ("menos", {"taken_over": True}, Go("less", {"heard": "menos"})),
        ("sigue", {"taken_over": True, "waiting": True}, Continue(again=True)),
        ("GO", {"taken_over": True}, Go("welcome", {"heard": ""})),
    ],
)  # fmt: skip
def test_where_a_text_goes(body: str, known: dict[str, object], expected: Route) -> None:
    assert route(body, **known) == expected


def language(body: str, guessed: str | None = None, **known: object) -> Language:
    usual = {"known": None, "source": None, "sender": None, "is_keyword": False}
    return language_for(
        body, **{**usual, **known}, vocabulary=demo_library().vocabulary, guess=lambda _: guessed  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "guessed", "known", "expected"),
    [
        # What was stated is never guessed away.
        ("there is a hole in my street", "en", {"known": "es", "source": "stated"}, Language("es", "stated")),
        # Asking for a language states it.
        ("ENGLISH", None, {}, Language("en", "stated", changed=True)),
        ("español", "en", {"known": None}, Language("es", "stated", changed=True)),
        # Commands and keywords are no evidence.
        ("STOP", "en", {}, Language(None, None)),
        ("ayuda", "es", {}, Language(None, None)),
        ("encuesta", "es", {"is_keyword": True}, Language(None, None)),
        # A first guess counts; nothing counts when there is none.
        ("hay un bache", "es", {}, Language("es", "guessed", changed=True)),
        ("Lead y 5th", None, {}, Language(None, None)),
        # Short texts do not change what is known, longer ones do.
        ("ok thank you", "en", {"known": "es", "source": "guessed"}, Language("es", "guessed")),
        ("there is a big hole", "en", {"known": "es", "source": "guessed"}, Language("en", "guessed", changed=True)),
        ("hay un hoyo grande", "es", {"known": "es", "source": "guessed"}, Language("es", "guessed")),
        ("uno dos tres cuatro", None, {"known": "es", "source": "guessed"}, Language("es", "guessed")),
        # The number that was written to speaks one language: better than nothing, worse than a guess.
        ("1", None, {"sender": "es"}, Language("es", "sender", changed=True)),
        ("there is a hole", "en", {"sender": "es"}, Language("en", "guessed", changed=True)),
        ("1", None, {"sender": "es", "known": "en", "source": "guessed"}, Language("en", "guessed")),
    ],
)  # fmt: skip
def test_which_language_is_spoken(body: str, guessed: str | None, known: dict[str, object], expected: Language) -> None:
    assert language(body, guessed, **known) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("bache en lake", "es"),
        ("Pothole on Lake", "en"),
        ("pothole bache lake", None),  # Both.
        ("lake street", None),  # Neither.
        ("bache", None),  # A single word is too little: many who write English say it.
        ("", None),
        ("los baches, aquí", None),  # Whole words only.
    ],
)
def test_the_one_language_whose_own_words_are_said(body: str, expected: str | None) -> None:
    assert only_language(body, {"en": frozenset({"pothole"}), "es": frozenset({"bache"})}) == expected


@pytest.mark.parametrize(
    ("texts", "longest", "expected"),
    [
        (["a", "b"], 10, ["a\nb"]),
        (["aaa", "bbb"], 7, ["aaa\nbbb"]),
        (["aaa", "bbb"], 6, ["aaa", "bbb"]),
        (["aaa", "b", "c"], 4, ["aaa", "b\nc"]),
        ([], 10, []),
    ],
)
def test_the_texts_of_one_turn_are_as_few_messages_as_may_be(
    texts: list[str], longest: int, expected: list[str]
) -> None:
    assert merged(texts, longest) == expected


@pytest.mark.parametrize(
    ("found", "told", "expected"),
    [
        (("em_fire",), {}, ("em_fire", False)),
        (("em_fire",), {"em_fire": False}, ("em_fire", True)),
        (("em_fire",), {"em_fire": True}, (None, True)),
        (("em_fire", "dv"), {"em_fire": False}, ("dv", False)),
        (("dv",), {"dv": True}, ("dv", True)),
        (("immigration",), {"immigration": True}, ("immigration", True)),
        (("em_medical",), {"em_fire": True}, ("em_medical", False)),
        ((), {"em_fire": False}, (None, True)),
    ],
)
def test_danger_is_told_in_full_once_a_day_and_briefly_after_that(
    found: tuple[str, ...], told: dict[str, bool], expected: tuple[str | None, bool]
) -> None:
    assert danger_to_answer(found, told) == expected


AWAY = "I am out of the office until Monday and will answer you then."


@pytest.mark.parametrize(
    ("body", "known", "hushed"),
    [
        (AWAY, {"same_texts": 4}, None),
        (AWAY, {"same_texts": 5}, Hush(first=True)),
        (AWAY, {"same_texts": 6}, Hush(first=False)),
        (AWAY, {"same_texts": 6, "waiting": True}, Hush(first=False)),
        (AWAY, {"same_texts": 6, "taken_over": True}, Hush(first=False)),
        # The same few letters are no wonder: they are the answers to questions.
        ("1", {"same_texts": 29, "texts": 45, "waiting": True}, None),
        ("1", {"same_texts": 30, "texts": 45, "waiting": True}, Hush(first=True)),
        # Whoever wants to leave can, however often they have said it; whoever is in danger is answered longer.
        ("STOP", {"same_texts": 500, "texts": 500}, None),
        ("please stop texting me!!", {"same_texts": 29}, None),
        (AWAY, {"same_texts": 29, "danger": "crisis"}, None),
        (AWAY, {"same_texts": 30, "danger": "crisis"}, Hush(first=True)),
        (AWAY, {"same_texts": 31, "danger": "crisis", "left_at": LEFT}, Hush(first=False)),
        # A machine that numbers its answers.
        ("Ticket 4711 was opened for you.", {"texts": 59}, None),
        ("Ticket 4712 was opened for you.", {"texts": 60}, Hush(first=True)),
        ("Ticket 4713 was opened for you.", {"texts": 61}, Hush(first=False)),
    ],
)
def test_a_machine_that_answers_every_answer_is_hushed(
    body: str, known: dict[str, object], hushed: Hush | None
) -> None:  # fmt: skip
    found = route(body, **known)
    assert found == hushed if hushed else not isinstance(found, Hush)
