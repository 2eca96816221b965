"""What the phones in the browser ask of the city, in process: signatures, the state, the next day, and who may ask."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import create_app
from bot.jobs import drain_with
from bot.outbox.put import NOW
from bot.wiring import Bot

OWN_PAGE = {"X-Cabildo-Simulator": "1"}
ROSA, TOM = "+15055550101", "+15055550102"


def signed(client: FlaskClient, body: str, phone: str = ROSA) -> dict[str, Any]:
    return client.post("/simulator/sign", json={"phone": phone, "body": body}, headers=OWN_PAGE).get_json()


def deliver(client: FlaskClient, letter: dict[str, Any]) -> int:
    headers = {"X-Twilio-Signature": letter["signature"]}
    return client.post(letter["path"], data=letter["form"], headers=headers).status_code


def state(client: FlaskClient, phone: str = ROSA) -> dict[str, Any]:
    return client.get("/simulator/phones", query_string={"phone": phone}).get_json()["phones"][phone]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "body", ["hay un bache en mi calle", "año + ñandú & ¿qué?=1", "two\nlines", "🙂", "\ud800 alone"]
)
def test_a_signed_text_is_taken_by_the_citys_own_webhook(client: FlaskClient, body: str) -> None:
    letter = signed(client, body)
    assert letter["path"] == "/twilio/sms"
    assert deliver(client, letter) == 200
    (text,) = state(client)["texts"]
    assert text["id"] == letter["form"]["MessageSid"] and text["from"] == "resident" and text["status"] == "handled"


def test_a_text_that_was_changed_on_the_way_is_refused(client: FlaskClient) -> None:
    letter = signed(client, "hola")
    letter["form"]["Body"] = "adios"
    assert deliver(client, letter) == 403


def test_it_works_at_localhost_when_the_city_has_a_public_name(build_bot: Callable[..., Bot]) -> None:
    client = create_app(build_bot(public_url="https://text.city.example")).test_client()
    assert deliver(client, signed(client, "hola")) == 200


def test_a_phone_shows_only_what_the_carrier_delivered(client: FlaskClient, bot: Bot) -> None:
    deliver(client, signed(client, "hay un bache en mi calle"))
    before = state(client)
    assert [text["from"] for text in before["texts"]] == ["resident"]
    assert [text["status"] for text in before["on_the_way"]] == ["queued"] and "body" not in before["on_the_way"][0]
    drain_with(bot, NOW)
    after = state(client)
    assert [text["from"] for text in after["texts"]] == ["resident", "city"] and after["on_the_way"] == []


def test_a_delivered_text_says_what_was_decided_and_why(client: FlaskClient, bot: Bot) -> None:
    deliver(client, signed(client, "hay un bache en mi calle"))
    drain_with(bot, NOW)
    held = state(client)
    resident, city = held["texts"]
    assert (held["language"], held["language_source"], held["left"]) == ("es", "guessed", False)
    assert resident["why"] is None and resident["replies"] == 1
    assert "language es (guessed)" in city["why"]["lines"] and "say report.kind (es)" in city["why"]["lines"]
    assert (city["why"]["flow"], city["why"]["step"], city["why"]["purpose"]) == ("report", "kind", "reply")
    assert city["why"]["session"]["status"] == "waiting" and city["why"]["session"]["turn"] == 1
    assert (city["parts"], city["encoding"], city["dear"]) == (1, "GSM-7", [])


def test_a_text_that_is_not_answered_says_why_itself(client: FlaskClient, bot: Bot) -> None:
    for body in ("hola", "ALTO", "hola otra vez"):
        deliver(client, signed(client, body))
        drain_with(bot, NOW)
    held = state(client)
    assert held["left"] is True
    assert held["texts"][-1]["why"]["lines"][-1] == "the resident has left"


def test_letters_that_make_a_text_dear_are_named(client: FlaskClient) -> None:
    deliver(client, signed(client, "está 🙂"))
    (text,) = state(client)["texts"]
    assert (text["encoding"], text["dear"]) == ("UCS-2", ["á", "🙂"])


def test_the_same_text_twice_is_one_text_and_one_answer(client: FlaskClient, bot: Bot) -> None:
    letter = signed(client, "hay un bache en mi calle")
    assert [deliver(client, letter), deliver(client, letter)] == [200, 200]
    drain_with(bot, NOW)
    assert [text["from"] for text in state(client)["texts"]] == ["resident", "city"]


def test_the_next_day_moves_the_time_and_never_into_quiet_hours(client: FlaskClient, bot: Bot) -> None:
    before = bot.clock()
    later = datetime.fromisoformat(client.post("/simulator/next-day", json={}, headers=OWN_PAGE).get_json()["now"])
    assert timedelta(days=1) <= later - before <= timedelta(days=1, hours=17)
    assert abs(bot.clock() - later) < timedelta(seconds=30)


@pytest.mark.parametrize("path", ["/simulator/sign", "/simulator/next-day"])
@pytest.mark.parametrize(
    "headers",
    [{}, {**OWN_PAGE, "Origin": "https://evil.example"}, {**OWN_PAGE, "Origin": "null"}],
    ids=["a plain form", "another site", "a sandboxed page"],
)
def test_another_sites_page_cannot_text_or_move_time(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    asked = {"phone": ROSA, "body": "hola"}
    assert client.post(path, json=asked, headers=headers).status_code == 403


@pytest.mark.parametrize("number", ["+15052437811", "+1505555010", "+150555501011", "311", "", "whatsapp:+15055550101"])
def test_a_number_that_somebody_may_own_is_neither_played_nor_shown(client: FlaskClient, number: str) -> None:
    asked = {"phone": number, "body": "hola"}
    assert client.post("/simulator/sign", json=asked, headers=OWN_PAGE).status_code == 400
    assert client.get("/simulator/phones", query_string={"phone": number}).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"phone": ROSA, "body": " "}, {"phone": ROSA, "body": "x" * 1601}, {"phone": ROSA}, []]
)
def test_what_is_no_text_is_refused(client: FlaskClient, asked: object) -> None:
    assert client.post("/simulator/sign", json=asked, headers=OWN_PAGE).status_code == 400


def test_a_look_at_nothing_new_costs_nothing(client: FlaskClient) -> None:
    first = client.get("/simulator/phones", query_string={"phone": TOM})
    again = client.get(
        "/simulator/phones", query_string={"phone": TOM}, headers={"If-None-Match": first.headers["ETag"]}
    )
    # The minute may turn in between, once in a while.
    assert again.status_code in (200, 304) and first.get_json()["phones"][TOM]["texts"] == []


@pytest.mark.parametrize("path", ["/simulator", "/simulator/", "/simulator/phones", "/simulator/static/main.js"])
def test_the_simulator_is_not_there_when_the_real_carrier_is_set(build_bot: Callable[..., Bot], path: str) -> None:
    client = create_app(build_bot(twilio_account_sid="AC1", twilio_auth_token="t", twilio_from=TOM)).test_client()
    assert client.get(path).status_code == 404
    assert client.post("/simulator/sign", json={}, headers=OWN_PAGE).status_code == 404
    assert b"/simulator" not in client.get("/").data
