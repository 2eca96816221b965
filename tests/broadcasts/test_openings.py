"""Broadcasts that are the first question of a flow: whose next text answers it, and who is not interrupted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.broadcasts import launch, openings, service
from bot.broadcasts.rules import Broadcast, Variant
from bot.engine.flow import Step, flows_of
from bot.messaging.tables import message
from bot.outbox.relay import Done
from tests.broadcasts.city import Office, phone

ASKS = {
    "en": "{city}: 6 questions on prosperity. 1 Now 2 Later 3 No. STOP ends.",
    "es": "{city}: 6 preguntas sobre la prosperidad. 1 Entro 2 Luego 3 No. ALTO para salir.",
}
INVITES: Mapping[str, Any] = {
    "kind": "flow", "flow": "prosperity", "level": "consult", "variants": (Variant("", ASKS),),
}  # fmt: skip


def begun(office: Office, number: int) -> list[tuple[str, str]]:
    return [(row.flow, row.status) for row in office.town.sessions(phone(number))]


def test_the_next_text_answers_the_first_question_in_each_language(office: Office) -> None:
    office.residents("es", "en", None)
    office.begin(**INVITES)
    assert office.broadcast().topic == "surveys"
    office.town.drain()
    assert [len(office.town.said(phone(number))) for number in (1000, 1001, 1002)] == [1, 1, 1]
    (question,) = office.town.hears(phone(1000), "1")
    assert question.startswith("1 de 6.")
    (question,) = office.town.hears(phone(1001), "now")
    assert question.startswith("1 of 6.")
    assert office.town.hears(phone(1001), "work")[0].startswith("2 of 6.")
    office.town.hears(phone(1002), "3")
    assert office.town.answers() == [
        ("invitation", "answered", '["yes"]'), ("invitation", "answered", '["yes"]'),
        ("meaning", "answered", '["work"]'), ("invitation", "answered", '["no"]'),
    ]  # fmt: skip
    assert sum(each.replied for each in office.figures().values()) == 3


def test_one_question_in_the_citys_own_words_is_answered_in_the_residents(office: Office) -> None:
    office.residents("es", "en")
    asks = {
        "en": "{city}: what should the park on Elm have? Tell us. STOP ends.",
        "es": "{city}: ¿qué le hace falta al parque de la Elm? Escriba. ALTO para salir.",
    }
    office.begin(kind="flow", flow="reply", level="consult", variants=(Variant("", asks),))
    office.town.drain()
    assert office.town.hears(phone(1000), "una fuente para los niños") == [
        "Gracias. En la Ciudad leemos todas las respuestas."
    ]
    assert office.town.hears(phone(1001), "Saturday works better for us") == [
        "Thank you. People of the city read every answer."
    ]
    assert [status for _, status, _ in office.town.answers()] == ["answered", "answered"]


def test_who_is_in_the_middle_of_something_is_not_interrupted(office: Office) -> None:
    office.residents("en", "en")
    office.town.says(phone(1000), "hay")
    office.town.says(phone(1000), "pothole on Elm street")
    (before,) = begun(office, 1000)[-1:]
    assert before[1] == "waiting"
    office.town.wait(timedelta(minutes=1))
    office.begin(**INVITES)
    office.town.drain()
    assert begun(office, 1000)[-1] == before and begun(office, 1001) == [("prosperity", "waiting")]
    assert office.town.said(phone(1000))[-1].startswith("CityText: 6 questions")
    (linked,) = office.town.query(
        select(message.c.session_id).where(message.c.id == "bro_1.00000000000000000000001000")
    )  # fmt: skip
    assert linked[0] is None


def test_what_is_no_answer_to_it_is_asked_about_and_other_wishes_are_heard(office: Office) -> None:
    office.residents("en", "en", "en")
    office.begin(**INVITES)
    office.town.drain()
    assert office.town.hears(phone(1000), "STOP")[0].startswith("CityText: you are out.")
    assert ("prosperity", "waiting") not in begun(office, 1000)
    assert "1 Now 2 Later 3 No" in office.town.hears(phone(1001), "hmm what is this about")[0]
    assert "1 Now 2 Later" not in office.town.hears(phone(1002), "report")[0]


def test_a_chunk_done_twice_begins_nothing_twice(office: Office) -> None:
    office.residents("en", "es")
    office.begin(**INVITES)
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    for _ in range(2):
        subject = "bro_1.00000000000000000000001000"
        assert launch.send_chunk(office.db, office.city, subject, now=office.town.now) == Done()
    office.town.drain()
    assert len(office.town.sessions()) == 2 and len(office.town.delivered()) == 2


def test_silence_is_followed_by_the_flows_own_reminder(office: Office) -> None:
    office.residents("en")
    office.begin(**INVITES)
    office.town.drain()
    office.town.wait(timedelta(hours=26))
    assert "your survey is still open" in office.town.said(phone(1000))[1]
    office.town.wait(timedelta(days=5))
    assert begun(office, 1000) == [("prosperity", "expired")] and len(office.town.said(phone(1000))) == 2


def test_a_stop_ends_what_was_never_asked(office: Office) -> None:
    office.residents("en", "en")
    office.begin(**INVITES)
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, "bro_1.00000000000000000000001000", now=office.town.now)
    assert begun(office, 1000) == [("prosperity", "waiting")]
    service.stop(office.db, "water", now=office.town.now)
    office.town.wait(timedelta(days=2))
    assert begun(office, 1000) == begun(office, 1001) == [("prosperity", openings.NEVER_ASKED)]
    assert office.town.delivered() == []


def test_whose_text_is_refused_is_not_taken_to_have_been_asked(office: Office) -> None:
    (off, _) = office.residents("en", "en")
    office.begin(**INVITES)
    launch.launch(office.db, office.city, "bro_1", now=office.town.now)
    launch.send_chunk(office.db, office.city, "bro_1.00000000000000000000001000", now=office.town.now)
    office.change(off, topics_off="surveys")
    office.town.wait(timedelta(minutes=6))
    assert office.state() == "finished"
    assert begun(office, 1000) == [("prosperity", openings.NEVER_ASKED)]
    assert begun(office, 1001) == [("prosperity", "waiting")]


def test_who_talks_with_a_person_goes_on_talking(office: Office) -> None:
    office.residents("en")
    office.town.says(phone(1000), "person")
    office.begin(**INVITES)
    office.town.drain()
    assert ("prosperity", "waiting") not in begun(office, 1000)


def test_discretion_holds_for_flows_too(office: Office) -> None:
    (quiet,) = office.residents("en")
    office.change(quiet, discreet_until=office.town.now + timedelta(days=3))
    office.residents("en", first=2000)
    office.begin(**INVITES)
    office.town.drain()
    assert office.rows()[quiet] == ("left_out", "discreet")


def problems(office: Office, **values: Any) -> list[str]:
    drafted = office.draft(**{**INVITES, **values})
    return [str(each) for each in office.preview(drafted).problems]


def test_a_flow_that_a_text_cannot_begin_is_said(office: Office) -> None:
    office.residents("en")
    assert any("Nobody has said which flow begins" in each for each in problems(office, flow=None))
    assert any(
        'There is no flow "prosperty". Choose one with --flow: ' in each for each in problems(office, flow="prosperty")
    )
    (no_question,) = problems(office, flow="person")
    assert 'The flow "person" does not begin with a question' in no_question and "PERSON" in no_question
    assert problems(office) == []


def test_an_open_question_takes_whatever_comes(office: Office) -> None:
    office.residents("en")
    warned = [str(each) for each in office.preview(office.draft(**{**INVITES, "flow": "renters_talk"})).warnings]
    assert any('Whatever they text next answers the first question of "renters_talk"' in each for each in warned)
    service.approve(office.db, office.city, "water", who="Eva", now=office.town.now)
    service.start(office.db, office.city, "water", now=office.town.now)
    office.town.drain()
    office.town.says(phone(1000), "the heating")
    assert office.town.answers() == [("worry", "answered", "[]")]


def test_a_notice_keeps_no_flow(office: Office) -> None:
    office.draft(**INVITES)
    drafted: Broadcast = service.draft(
        office.db, office.city, replace(office.broadcast(), kind="notice"), now=office.town.now
    )
    assert drafted.flow is None and office.broadcast().flow is None


@pytest.mark.parametrize("kind", ["say", "do", "find", "hand_off"])
def test_only_one_question_can_be_opened(office: Office, kind: str) -> None:
    """A flow that a release changed under a broadcast begins for nobody, and the texts leave all the same."""
    city, now = office.city, office.town.now
    flow = city.flows.current["prosperity"]
    first = Step("first", kind, text={"en": "Hello.", "es": "Hola."}, verb="leave")
    changed = replace(city, flows=flows_of([replace(flow, steps=(first, *flow.steps))]))
    assert openings.opened("prosperity", "en", changed, now) is None
    found = openings.opened("prosperity", "en", city, now)
    assert found and found[0].waiting and found[1] == now + flow.nudge_after
    assert openings.opened("nothing", "en", city, now) is None
