"""A text of danger is answered in the carrier's own request, before any queue, and is lost or doubled by nothing."""

from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.conversations.tables import safety_hit
from bot.exports import rows
from bot.messaging.tables import conversation
from bot.people.tables import contact
from tests.standin.phone import text_params
from tests.standin.signing import ACCOUNT, TOKEN
from tests.standin.twiml import obey
from tests.web.town import ROSA, Town

FIRE, HIT = "my house is on fire", "mi esposo me pega"


def said(answer: TestResponse) -> list[str]:
    return [each.findtext("Body") or "" for each in ET.fromstring(answer.data).findall("Message")]


def obeyed(town: Town, answer: TestResponse) -> None:
    """The carrier does what it was answered, and tells that it was delivered."""
    assert obey(town.carrier.url, ACCOUNT, TOKEN, answer.data, to=ROSA) == 1
    (text,) = town.carrier.messages_to(ROSA)
    assert town.told(text.sid, "delivered") == [204]


def test_the_answer_itself_is_the_safety_text_and_no_queue_sees_it(any_town: Town) -> None:
    answer = any_town.text(ROSA, FIRE)
    (text,) = said(answer)
    assert "call 911" in text and "911" in text
    obeyed(any_town, answer)
    any_town.pass_time(hours=2)
    assert any_town.carrier.texts_to(ROSA) == [text]
    (row,) = any_town.messages("out")
    assert (row.status, row.purpose, row.body) == ("delivered", "safety", text)
    assert any_town.promises("send") == []


def test_an_answer_that_the_carrier_never_got_is_sent_the_ordinary_way_and_once(any_town: Town) -> None:
    (text,) = said(any_town.text(ROSA, FIRE))
    for _ in range(8):
        any_town.pass_time(minutes=2)
    assert any_town.carrier.texts_to(ROSA) == [text]
    assert any_town.statuses() == ["accepted"]


def test_an_answer_whose_callback_is_lost_is_found_in_the_carriers_list(any_town: Town) -> None:
    answer = any_town.text(ROSA, FIRE)
    obey(any_town.carrier.url, ACCOUNT, TOKEN, answer.data, to=ROSA)
    for _ in range(8):
        any_town.pass_time(minutes=2)
    assert any_town.carrier.texts_to(ROSA) == said(answer)


def test_the_same_text_again_is_answered_with_nothing(any_town: Town) -> None:
    form = text_params({"From": ROSA, "Body": FIRE})
    assert len(said(any_town.post("/twilio/sms", form))) == 1
    assert said(any_town.post("/twilio/sms", form)) == []
    assert len(any_town.rows(safety_hit)) == 1


def test_it_is_said_in_full_once_a_day_for_each_class_and_briefly_after_that(town: Town) -> None:
    (whole,) = said(town.text(ROSA, FIRE))
    (short,) = said(town.text(ROSA, "the fire is getting bigger, house on fire"))
    assert short != whole and "911" in short and "988" in short
    assert said(town.text(ROSA, "help he is not breathing")) not in ([], [short])
    town.pass_time(hours=25)
    assert said(town.text(ROSA, FIRE)) == [whole]


def test_whoever_said_that_it_is_no_emergency_is_believed(town: Town) -> None:
    town.text(ROSA, FIRE)
    town.says(ROSA, "1")
    assert said(town.text(ROSA, "well, the house is on fire again haha")) == []


@pytest.mark.parametrize("body", ["vi la migra en la 4ta y central", HIT])
def test_what_is_never_taken_up_is_answered_every_time_and_kept_out_of_reports(town: Town, body: str) -> None:
    for _ in range(2):
        assert len(said(town.text(ROSA, body))) == 1
        town.says(ROSA, "1")
    assert list(rows(town.bot.db, "concerns")) == []


def test_nobody_is_told_but_by_an_event_that_names_the_category(town: Town) -> None:
    town.text(ROSA, FIRE)
    (event,) = [each for each in town.events() if each.type == "safety.routed"]
    assert "em_fire" in event.data and "house" not in str(town.events())
    assert town.carrier.attempts == []


@pytest.mark.parametrize(
    ("body", "hidden"),
    [(HIT, True), ("i want to kill myself", True), ("my husband has a gun and hits me", True), (FIRE, False)],
)
def test_what_calls_for_discretion_hides_the_conversation_and_holds_surveys_back(
    town: Town, body: str, *, hidden: bool
) -> None:
    town.says(ROSA, "hello there, good morning to you")
    town.text(ROSA, body)
    with town.bot.db.read() as tx:
        hidden_since = tx.execute(select(conversation.c.hidden_since)).scalar()
        discreet_until = tx.execute(select(contact.c.discreet_until)).scalar()
    assert (hidden_since is not None) == (discreet_until is not None) == hidden
    assert (list(rows(town.bot.db, "messages")) == []) == hidden
    if hidden:
        assert (discreet_until - town.now).days == 7


def test_nothing_takes_the_words_up_again(town: Town) -> None:
    town.text(ROSA, HIT)
    heard = [
        *town.says(ROSA, "1"),
        *town.says(ROSA, "1"),
        *town.says(ROSA, "la luz de mi calle"),
        *town.says(ROSA, "2"),
    ]
    assert heard and not any("pega" in text or "esposo" in text for text in heard)
    assert not any("pega" in str(row) for row in rows(town.bot.db, "concerns"))


def test_while_no_language_is_known_both_are_said(town: Town) -> None:
    (text,) = said(town.text(ROSA, "911!! help ayuda fire fuego casa"))
    assert "llame al 911" in text and "call 911" in text
