"""Our requests, judged by Twilio's own description of its API; CONTRACTS_DIR names the folder that holds it.

The document is the message resources of twilio/twilio-oai `spec/json/twilio_api_v2010.json` (Apache-2.0), as
`twilio_messages.json`; it is read where it lies and is no part of this project.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator
from requests import Response

from bot.messaging.carrier import Accepted, Letter
from bot.messaging.twilio import TwilioCarrier
from tests.standin.callbacks import local_address
from tests.standin.resources import API
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.web.town import NOON, ROSA

NAME = "twilio_messages.json"
LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
SOURCE = f"needs {NAME}, cut out of twilio/twilio-oai spec/json/twilio_api_v2010.json, in CONTRACTS_DIR"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """Twilio's document, as plain values."""
    path = Path(os.environ.get("CONTRACTS_DIR", "")) / NAME
    if not os.environ.get("CONTRACTS_DIR") or not path.exists():
        pytest.skip(SOURCE)
    described: dict[str, Any] = json.loads(path.read_text())
    return described


class Recorder:
    """Twilio's client sends through this: it keeps each request and answers as the contract's own example does."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], dict[str, str]]] = []

    def __call__(self, request: Any, **_: Any) -> Any:
        url = urlsplit(request.url)
        flat = {name: values[0] for name, values in parse_qs(request.body or "", keep_blank_values=True).items()}
        query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        self.requests.append((request.method, url.path, flat, query))
        answer = Response()
        answer.status_code = 201 if request.method == "POST" else 200
        created, listed = {"sid": "SM" + "0" * 32, "status": "queued"}, {"messages": [], "next_page_uri": None}
        body = created if request.method == "POST" else listed
        answer._content = json.dumps(body).encode()  # noqa: SLF001  requests has no other way to make an answer
        return answer


def schema_of(contract: dict[str, Any]) -> dict[str, Any]:
    form = contract["paths"][LIST]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    return {**form, "additionalProperties": False, "components": contract.get("components", {})}


@pytest.mark.parametrize("service", ["", "MG" + "0" * 32])
@pytest.mark.parametrize("to", [ROSA, f"whatsapp:{ROSA}"])
def test_what_is_posted_is_a_message_by_twilios_own_schema(contract: dict[str, Any], service: str, to: str) -> None:
    sender, recorder = made(service)
    assert isinstance(sender.send(Letter("msg_01J.1.0", to, CITY_NUMBER, "¿Cuándo?")), Accepted)
    ((method, path, form, _),) = recorder.requests
    assert (method, path) == ("POST", f"{API}{ACCOUNT}/Messages.json")
    Draft202012Validator(schema_of(contract)).validate(form)
    assert ("MessagingServiceSid" in form) == bool(service) and ("From" in form) != bool(service)
    assert form["To"] == to and form["Body"] == "¿Cuándo?"
    assert form["StatusCallback"] == "https://text.city.example/twilio/status?message=msg_01J.1.0"
    assert local_address(form["StatusCallback"], "") == form["StatusCallback"], "no fragment: Twilio would not sign it"


def test_what_is_asked_of_the_list_is_known_to_twilio(contract: dict[str, Any]) -> None:
    sender, recorder = made("")
    assert sender.find(Letter("msg_1", ROSA, CITY_NUMBER, "hi"), NOON) == []
    ((method, path, _, query),) = recorder.requests
    assert (method, path) == ("GET", f"{API}{ACCOUNT}/Messages.json")
    known = {each["name"] for each in contract["paths"][LIST]["get"]["parameters"] if each["in"] == "query"}
    assert set(query) <= known
    assert query["To"] == ROSA and query["DateSent>"].startswith("2026-05-12T17:58:00")


def test_the_schema_would_refuse_a_form_that_is_wrong(contract: dict[str, Any]) -> None:
    judge = Draft202012Validator(schema_of(contract))
    assert not judge.is_valid({"Body": "nobody to send it to"})
    assert not judge.is_valid({"To": ROSA, "Body": "hi", "MessagingServiceSid": "not a service"})
    assert not judge.is_valid({"To": ROSA, "Body": "hi", "IdempotencyKey": "there is none"})


def made(service: str) -> tuple[TwilioCarrier, Recorder]:
    """The real carrier, its connections replaced by a recorder below Twilio's client."""
    carrier = TwilioCarrier(
        ACCOUNT, TOKEN, api_url="https://api.twilio.com", messaging_service=service, sender=CITY_NUMBER,
        status_url="https://text.city.example/twilio/status",
    )  # fmt: skip
    recorder = Recorder()
    carrier._client.http_client.session.send = recorder  # noqa: SLF001  the wire itself, nothing of ours
    return carrier, recorder
