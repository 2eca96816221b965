"""Only the carrier's own requests come in: its documented signatures, and everything that only looks like one."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Response
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.flowfiles.library import Library
from bot.web.guards import require_twilio_signature
from tests.standin.phone import text_params
from tests.standin.signing import TOKEN, signature
from tests.standin.twilio import TwilioStandIn
from tests.web.town import BASE, ROSA, Town

Form = Mapping[str, str | Sequence[str]]
CALL = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "To": "+18005551212"}
DOCUMENTED = CALL | {"Caller": "+14158675310", "From": "+14158675310"}
LIBRARY = CALL | {"Caller": "+14158675309", "From": "+14158675309"}
DIGITS = {"Sid": "CA123", "SidAccount": "AC123", "Digits": ["5678", "1234", "1234"]}
SPANISH = {
    "ToCountry": "US", "SmsMessageSid": "SM" + "0" * 32, "NumMedia": "0", "SmsStatus": "received",
    "Body": "¿Cuándo pasa la basura?", "FromCountry": "US", "To": "+15005550006", "NumSegments": "1",
    "MessageSid": "SM" + "0" * 32, "AccountSid": "AC" + "0" * 32, "From": "+15005550001", "ApiVersion": "2010-04-01",
}  # fmt: skip
QUERY = "/myapp.php?foo=1&bar=2"

FORMS: list[tuple[str, str, Form, str]] = [
    ("https://example.com", QUERY, DOCUMENTED, "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    ("https://mycompany.com", QUERY, LIBRARY, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com", QUERY, LIBRARY, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("https://mycompany.com:443", QUERY, LIBRARY, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("http://mycompany.com:80", QUERY, LIBRARY, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ("http://mycompany.com", QUERY, LIBRARY, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ("http://mycompany.com:1234", QUERY, LIBRARY, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ("https://mycompany.com:1234", QUERY, LIBRARY, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com", QUERY, DIGITS, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ("https://city.example.org", "/sms?lang=es", SPANISH, "5PelYaM8rkmo7/GQOahsa1g5OhQ="),
]
JSON = [
    (
        "https://mycompany.com",
        f"{QUERY}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
        b'{"property": "value", "boolean": true}',
        "a9nBmqA0ju/hNViExpshrM61xv4=",
    ),
    (
        "https://example.com",
        "/myapp?bodySHA256=5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9",
        b'{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}',
        "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=",
    ),
]


class Door:
    """The real application with one more guarded view at every path, so that the documented addresses can be called."""

    def __init__(self, town: Town, base: str, token: str) -> None:
        settings = town.settings.model_copy(update={"public_url": base, "twilio_auth_token": token})
        town.bot.__dict__["settings"] = settings
        app = create_app(town.bot)
        for path in ("/myapp.php", "/myapp", "/sms"):
            app.add_url_rule(path, path, require_twilio_signature(lambda: Response(status=204)), methods=["POST"])
        self.web = app.test_client()

    def post(self, target: str, form: Form, given: str) -> TestResponse:
        headers = {"X-Twilio-Signature": given, "Content-Type": "application/x-www-form-urlencoded"}
        return self.web.post(target, data=urlencode(form, doseq=True).encode(), headers=headers)


@pytest.mark.parametrize(("base", "target", "form", "given"), FORMS)
def test_a_documented_signature_of_a_form_is_right_and_of_another_form_is_not(
    town: Town, base: str, target: str, form: Form, given: str
) -> None:
    door = Door(town, base, "12345")
    assert door.post(target, form, given).status_code == 204
    assert door.post(target, {**form, "To": "+18005551213"}, given).status_code == 403
    assert door.post(f"{target}&more=1", form, given).status_code == 403
    assert door.post(target, form, given[:-2] + "A=").status_code == 403
    assert door.post(target, form, "").status_code == 403


@pytest.mark.parametrize(("base", "target", "body", "given"), JSON)
def test_a_json_request_is_signed_by_the_hash_in_its_address(
    town: Town, base: str, target: str, body: bytes, given: str
) -> None:
    door = Door(town, base, "12345")
    headers = {"X-Twilio-Signature": given, "Content-Type": "application/json"}
    assert door.web.post(target, data=body, headers=headers).status_code == 204
    assert door.web.post(target, data=body + b" ", headers=headers).status_code == 403
    assert door.web.post(target.partition("bodySHA256")[0], data=body, headers=headers).status_code == 403


@pytest.mark.parametrize("sent", ["/sms?who=O%27Brien", "/sms?who=O'Brien"])
@pytest.mark.parametrize("signed", ["/sms?who=O%27Brien", "/sms?who=O'Brien"])
def test_a_quote_may_be_signed_escaped_or_not(town: Town, sent: str, signed: str) -> None:
    given = RequestValidator(TOKEN).compute_signature(BASE + signed, {"Body": "hi"})
    assert Door(town, BASE, TOKEN).post(sent, {"Body": "hi"}, given).status_code == 204


def test_what_a_proxy_makes_of_host_and_scheme_does_not_count(town: Town) -> None:
    form = text_params({"From": ROSA, "Body": "hello"})
    headers = {"Host": "10.0.0.7:8000", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    assert town.post("/twilio/sms", form, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/status?message=msg_1", "/twilio/voice"])
@pytest.mark.parametrize(
    "given",
    ["", "x", "=", "AAAA", "Ñandú", "\N{PILE OF POO}", "a" * 10_000, b64encode(bytes(20)).decode(),
     b64encode(bytes(range(20))).decode(), signature("another token", f"{BASE}/twilio/sms", {"Body": "hi"})],
)  # fmt: skip
def test_a_wrong_signature_is_refused_and_leaves_no_trace(town: Town, path: str, given: str) -> None:
    before = town.counts()
    answer = town.post(path, text_params({"From": ROSA, "Body": "hi"}), given=given.encode().decode("latin-1"))
    assert answer.status_code == 403
    assert town.counts() == before
    assert "Traceback" not in answer.text and "ignature" not in answer.text


def test_no_signature_at_all_is_refused(town: Town) -> None:
    before = town.counts()
    assert town.web.post("/twilio/sms", data=text_params({"From": ROSA, "Body": "hi"})).status_code == 403
    assert town.counts() == before


@pytest.mark.parametrize(
    "query", ["bodySHA256=%C3%A9", "bodySHA256=", "bodySHA256=%00", "bodySHA256=" + "0" * 64, "bodySHA256=%FF"]
)
def test_a_hash_nobody_can_read_is_refused_like_any_other(town: Town, query: str) -> None:
    path = f"/twilio/sms?{query}"
    given = signature(TOKEN, BASE + path, {})
    assert town.post(path, {"Body": "hi"}, given="x").status_code == 403
    assert town.web.post(path, data=b"{}", headers={"X-Twilio-Signature": given}).status_code in (400, 403)


def test_a_json_body_that_is_signed_but_no_text_is_a_bad_request(town: Town) -> None:
    body = b'{"MessageSid": "SM1"}'
    path = f"/twilio/sms?bodySHA256={sha256(body).hexdigest()}"
    headers = {"X-Twilio-Signature": signature(TOKEN, BASE + path, {}), "Content-Type": "application/json"}
    assert town.web.post(path, data=body, headers=headers).status_code == 400


def test_a_form_is_not_let_in_on_the_hash_of_an_empty_body(town: Town) -> None:
    """With a hash in the address only the address is signed; the form beside it must then be hashed too."""
    path = f"/twilio/sms?bodySHA256={sha256(b'').hexdigest()}"
    given = signature(TOKEN, BASE + path, {})
    before = town.counts()
    assert town.post(path, text_params({"From": ROSA, "Body": "hi"}), given=given).status_code == 403
    assert town.counts() == before


def test_the_own_signing_agrees_with_twilios_validator() -> None:
    for base, target, form, given in FORMS[:2]:
        assert RequestValidator("12345").validate(base + target, form, given)


def test_without_a_token_nobody_is_let_in(
    tmp_path: Path, empty_database: Path, speaks: Library, town_carrier: TwilioStandIn
) -> None:
    closed = Town(tmp_path, empty_database, speaks, town_carrier, TWILIO_AUTH_TOKEN="")
    path = urlsplit(f"{BASE}/twilio/sms").path
    assert closed.post(path, text_params({"From": ROSA, "Body": "hi"})).status_code == 403
    closed.bot.db.close()
