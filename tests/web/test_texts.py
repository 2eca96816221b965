"""What arrives at the webhook for texts: everything a phone can send is taken, everything else is a short refusal."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.standin.phone import new_sid, text_params
from tests.standin.signing import CITY_NUMBER, TOKEN, signature
from tests.web.town import BASE, JOHN, REPORT, ROSA, Town

REFUSED = {400, 403, 405, 413, 415}


def without(*names: str, **given: str) -> dict[str, str]:
    form = text_params({"From": ROSA, "Body": "hi", **given})
    return {name: value for name, value in form.items() if name not in names}


@pytest.mark.parametrize(
    "form",
    [
        without("MessageSid", "SmsSid", "SmsMessageSid"), without(MessageSid="", SmsSid="", SmsMessageSid=""),
        without(MessageSid="x"), without(MessageSid="SM1; DROP TABLE message"), without(MessageSid="S" * 65),
        without("From"), without(From=""), without(From="+"), without(From="+0"), without(From="+1505555012a"),
        without(From="whatsapp:"), without(From="whatsapp:262966"), without(From="fax:+15055550123"),
        without(From="+1" * 400), without("To"), without(To=""), without(To="+"), without(To="\x00"), {},
    ],
)  # fmt: skip
def test_a_signed_request_that_is_no_text_is_a_bad_request_without_a_trace(
    any_town: Town, form: dict[str, str]
) -> None:
    before = any_town.counts()
    answer = any_town.post("/twilio/sms", form)
    assert answer.status_code == 400
    assert len(answer.text) < 200 and "Traceback" not in answer.text
    assert any_town.counts() == before


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/status", "/twilio/voice"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"])
def test_another_method_is_refused(town: Town, path: str, method: str) -> None:
    assert town.web.open(path, method=method).status_code == 405


def test_a_huge_body_is_refused_before_anything_is_read(town: Town) -> None:
    before = town.counts()
    assert town.text(ROSA, "a" * 300_000).status_code == 413
    assert town.post("/twilio/sms", {f"k{n}": "v" for n in range(60_000)}).status_code == 413
    assert town.counts() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"From": "+15055550123"'), ("application/json", b"\xff\xfe"), ("text/plain", b"hello"),
        ("", b""), ("multipart/form-data", b"no boundary"), ("application/octet-stream", bytes(range(256))),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"), ("application/xml", b"<Response/>"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"Body=%ff%fe&From=%2B15055550123"),
        ("application/x-www-form-urlencoded", b"Body=%FF%FE%00&From=%zz&&&=&=x&To"),
        ("application/x-www-form-urlencoded", "Body=ñ".encode("latin-1")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed", [True, False])
def test_a_body_in_another_form_is_refused_and_never_breaks_anything(
    town: Town, kind: str, body: bytes, signed: bool
) -> None:
    before = town.counts()
    given = signature(TOKEN, f"{BASE}/twilio/sms", {}) if signed else "x"
    answer = town.web.post("/twilio/sms", data=body, headers={"Content-Type": kind, "X-Twilio-Signature": given})
    assert answer.status_code in REFUSED
    assert town.counts() == before


def test_a_signed_multipart_form_is_a_text_like_any_other(town: Town) -> None:
    form = text_params({"From": ROSA, "Body": REPORT[0]})
    given = signature(TOKEN, f"{BASE}/twilio/sms", form)
    headers = {"Content-Type": "multipart/form-data", "X-Twilio-Signature": given}
    assert town.web.post("/twilio/sms", data=form, headers=headers).status_code == 200
    assert [row.body for row in town.messages("in")] == [REPORT[0]]


def test_the_answer_is_an_empty_twiml_document(town: Town) -> None:
    answer = town.text(ROSA, "hello")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pytest.mark.parametrize(
    "body",
    ["", " ", "\n\n", "\t", "\u200b", ".", "?", "1", "\x00", "a\x00b", "😀", "👍🏽👍🏽", "ñ" * 1600,
     "🏚️ " * 500, "a" * 1600, "¿Cuándo?", "שלום", "مرحبا", "' OR 1=1 --", "{reference}", "{0.__class__}",
     "%s%n", "<script>alert(1)</script>", "x\r\ny", "﷽" * 300],
)  # fmt: skip
def test_whatever_somebody_writes_is_kept_and_answered_once(any_town: Town, body: str) -> None:
    said = any_town.says(ROSA, body)
    assert len(said) == 1
    assert len(said[0]) <= 1600
    (row,) = any_town.messages("in")
    assert row.body == body.replace("\x00", "")
    assert row.status == "handled"
    assert len(any_town.says(ROSA, body)) == 1


def test_a_body_beyond_what_a_carrier_takes_is_cut(town: Town) -> None:
    assert len(town.says(ROSA, "a" * 5000)) == 1
    assert len(town.messages("in")[0].body) == 1600


def test_a_picture_without_words_is_kept_and_answered(town: Town) -> None:
    media = {"NumMedia": "2", "MediaUrl0": "https://api.example/a", "MediaUrl1": "https://api.example/b"}
    assert len(town.says(ROSA, "", **media)) == 1
    kept = town.messages("in")[0].media  # What kind each is; where it is stands sealed with the photo.
    assert kept == "application/octet-stream\napplication/octet-stream"


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999999", "1e3", "٣"])
def test_a_count_of_media_that_is_none_does_no_harm(town: Town, count: str) -> None:
    assert len(town.says(ROSA, "hello", NumMedia=count, MediaUrl0="https://api.example/a\x00")) == 1


def test_a_place_without_words_answers_the_question_for_a_place(town: Town) -> None:
    for body in REPORT[:2]:
        town.says(ROSA, body)
    assert len(town.says(ROSA, "", Latitude="35.08", Longitude="-106.65", Address="Central & 4th\x00")) == 1
    assert "Central Ave NW & 4th St" in town.carrier.texts_to(ROSA)[-1]


def test_somebody_on_whatsapp_is_answered_on_whatsapp(town: Town) -> None:
    answer = town.text(f"whatsapp:{ROSA}", REPORT[0], To=f"whatsapp:{CITY_NUMBER}", ProfileName="Rosa", WaId=ROSA[1:])
    assert answer.status_code == 200
    town.work()
    (sent,) = town.carrier.messages_to(f"whatsapp:{ROSA}")
    assert sent.from_ == f"whatsapp:{CITY_NUMBER}"
    assert town.carrier.messages_to(ROSA) == []
    assert len(town.says(ROSA, "hello")) == 1, "the same person by text is another conversation"
    assert town.counts()["contact"] == 1
    assert town.counts()["conversation"] == 2


def test_the_reply_comes_from_the_number_that_was_texted(town: Town) -> None:
    town.says(ROSA, "hello", To="+15055550177")
    assert [each.from_ for each in town.carrier.messages_to(ROSA)] == ["+15055550177"]


def test_parameters_nobody_knows_are_signed_and_left_alone(town: Town) -> None:
    more = {"ButtonPayload": "x", "Ñandú": "sí", "ChannelMetadata": '{"a": [1]}', "AddOns": "{}", "Empty": ""}
    assert len(town.says(ROSA, REPORT[0], **more)) == 1


@pytest.mark.parametrize("machine", ["262966", "7726", "TWILIO", "Bank-Alert", "VERIFY 1"])
@pytest.mark.parametrize("body", ["Your code is 123", "STOP", "START", "HELP", ""])
def test_a_machine_is_kept_and_never_answered(town: Town, machine: str, body: str) -> None:
    assert town.says(machine, body) == []
    assert town.carrier.messages == []
    (row,) = town.messages("in")
    assert (row.body, row.status) == (body, "handled")
    assert town.consents() == []


def test_the_same_text_again_is_one_text(town: Town) -> None:
    sid = new_sid()
    assert len(town.says(ROSA, REPORT[0], MessageSid=sid)) == 1
    before = town.counts()
    assert town.says(ROSA, REPORT[0], MessageSid=sid) == []
    assert town.says(ROSA, "something else", MessageSid=sid) == []
    assert town.counts() == before


def test_the_same_words_twice_are_two_answers(town: Town) -> None:
    """Questions one after the other may both be answered with 1."""
    for body in ("survey", "1", "1", "1"):
        assert len(town.says(ROSA, body)) == 1
    assert len(town.messages("in")) == 4


def test_two_residents_do_not_meet(town: Town) -> None:
    town.says(ROSA, REPORT[0])
    town.says(JOHN, "survey")
    assert town.says(ROSA, "1") != town.says(JOHN, "1")
    assert town.counts()["contact"] == 2


KEYS = st.sampled_from(
    [
        "Body",
        "From",
        "To",
        "MessageSid",
        "NumMedia",
        "MediaUrl0",
        "Latitude",
        "Longitude",
        "OptOutType",
        "Label",
        "Extra",
    ]
)
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from([ROSA, CITY_NUMBER, "whatsapp:+15055550123", "STOP", "SM1", "262966", "1", ""]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.dictionaries(KEYS, WORDS, max_size=8), path=st.sampled_from(["sms", "status?message=x", "voice", "status"])
)
def test_no_signed_form_whatever_breaks_a_webhook(any_town: Town, form: dict[str, str], path: str) -> None:
    answer = any_town.post(f"/twilio/{path}", form)
    assert answer.status_code in {200, 204, 400}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200), kind=st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=30)
)
def test_no_unsigned_bytes_whatever_get_further_than_the_door(town: Town, body: bytes, kind: str) -> None:
    before = town.counts()
    answer = town.web.post("/twilio/sms", data=body, headers={"Content-Type": kind, "X-Twilio-Signature": "x"})
    assert answer.status_code == 403
    assert town.counts() == before


@pytest.mark.parametrize(
    "more",
    [{"ErrorCode": "²"}, {"ErrorCode": "9" * 5000}, {"ErrorCode": "-1"}, {"ErrorCode": "٣"}, {"MessageSid": "\x00"},
     {"MessageSid": "S" * 1000}, {"MessageStatus": "exploded"}, {"MessageStatus": ""}, {"MessageSid": ""}],
)  # fmt: skip
def test_news_of_nothing_changes_nothing(any_town: Town, more: dict[str, str]) -> None:
    any_town.says(ROSA, "hello")
    before = any_town.statuses()
    for of in ("", "?message=", "?message=msg_unknown", "?message=%00", "?message=" + "m" * 3000):
        form = {"MessageSid": "SM1", "MessageStatus": "failed", **more}
        assert any_town.post(f"/twilio/status{of}", form).status_code == 204
    assert any_town.statuses() == before


def test_a_caller_is_told_to_text_in_every_language(town: Town) -> None:
    answer = town.post("/twilio/voice", {"CallSid": "CA1", "From": ROSA, "To": CITY_NUMBER})
    assert answer.status_code == 200
    assert 'language="es-MX"' in answer.text and 'language="en-US"' in answer.text
    assert answer.text.endswith("<Hangup/></Response>")


def test_refusals_are_plain_and_carry_the_security_headers(town: Town) -> None:
    answer = town.web.post("/twilio/sms", data=urlencode({"Body": "hi"}))
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
