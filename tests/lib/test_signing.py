"""Twilio's signature: its published examples, its own validator as a second opinion, and forgeries that must fail."""

from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.lib.signing import is_signed, signature

TOKEN = "12345"


def call(number: str) -> dict[str, list[str]]:
    return {"CallSid": ["CA1234567890ABCDE"], "Caller": [number], "Digits": ["1234"], "From": [number],
            "To": ["+18005551212"]}  # fmt: skip


DOCUMENTED, TESTED = call("+14158675310"), call("+14158675309")
SEVERAL = {"Sid": ["CA123"], "SidAccount": ["AC123"], "Digits": ["5678", "1234", "1234"]}
PATH = "/myapp.php?foo=1&bar=2"
JSON = b'{"property": "value", "boolean": true}'
JSON_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
CALL_JSON = b'{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}'
CALL_HASH = "5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9"

VECTORS = [
    (f"https://example.com{PATH}", DOCUMENTED, b"", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    (f"https://mycompany.com{PATH}", TESTED, b"", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (f"https://mycompany.com:443{PATH}", TESTED, b"", "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (f"https://mycompany.com{PATH}", TESTED, b"", "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (f"http://mycompany.com:80{PATH}", TESTED, b"", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (f"http://mycompany.com:1234{PATH}", TESTED, b"", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (f"https://mycompany.com:1234{PATH}", TESTED, b"", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (f"https://mycompany.com{PATH}", SEVERAL, b"", "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    (f"https://mycompany.com{PATH}&bodySHA256={JSON_HASH}", {}, JSON, "a9nBmqA0ju/hNViExpshrM61xv4="),
    (f"https://example.com/myapp?bodySHA256={CALL_HASH}", {}, CALL_JSON, "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo="),
]


@pytest.mark.parametrize(("url", "form", "body", "given"), VECTORS)
def test_published_examples(url: str, form: dict[str, list[str]], body: bytes, given: str) -> None:
    assert is_signed(TOKEN, url, form, body, given)


@pytest.mark.parametrize(("url", "form", "body", "given"), VECTORS)
def test_nothing_may_be_changed(url: str, form: dict[str, list[str]], body: bytes, given: str) -> None:
    assert not is_signed("12346", url, form, body, given)
    assert not is_signed("", url, form, body, given)
    assert not is_signed(TOKEN, url, form, body, "")
    assert not is_signed(TOKEN, url, form, body, given[:-2] + "A=")
    assert not is_signed(TOKEN, url, form, body, given.swapcase())
    assert not is_signed(TOKEN, url, form, body, "é🙂")
    assert not is_signed(TOKEN, url.replace(urlsplit(url).hostname or "", "evil.example"), form, body, given)
    assert not is_signed(TOKEN, url + "&more=1", form, body, given)
    if form:
        assert not is_signed(TOKEN, url, {**form, "Body": ["x"]}, body, given)
        assert not is_signed(TOKEN, url, {key: values for key, values in form.items() if key != "Digits"}, body, given)
    else:
        assert not is_signed(TOKEN, url, form, body + b" ", given)


def test_a_quote_may_come_escaped_or_plain() -> None:
    plain, escaped = "https://example.com/sms?name=O'Neil", "https://example.com/sms?name=O%27Neil"
    assert is_signed(TOKEN, escaped, DOCUMENTED, b"", signature(TOKEN, plain, DOCUMENTED))
    assert is_signed(TOKEN, plain, DOCUMENTED, b"", signature(TOKEN, escaped, DOCUMENTED))


class Form(dict[str, list[str]]):
    """A form as web frameworks hand it to the carrier's validator."""

    def getlist(self, key: str) -> list[str]:
        return self[key]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.dictionaries(words, st.lists(words, min_size=1, max_size=3), max_size=6)
urls = st.builds(
    lambda scheme, port, path, query: f"{scheme}://city.example{port}/{path}{query}",
    st.sampled_from(["https", "http"]), st.sampled_from(["", ":443", ":80", ":8443"]),
    st.text("abc/%20._-", max_size=10), st.sampled_from(["", "?a=1", "?a=1&b=%C3%B1"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(urls, forms, st.text(min_size=1, max_size=20).filter(str.isprintable))
def test_the_carriers_own_validator_agrees(url: str, form: dict[str, list[str]], token: str) -> None:
    theirs = RequestValidator(token)
    ours = signature(token, url, form)
    assert ours == theirs.compute_signature(url, Form(form))
    assert theirs.validate(url, Form(form), ours) is is_signed(token, url, form, b"", ours) is True
    forged = signature(token + "x", url, form)
    assert theirs.validate(url, Form(form), forged) is is_signed(token, url, form, b"", forged) is False


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(urls, st.binary(max_size=60), st.binary(max_size=3))
def test_a_json_body_must_have_the_hash_that_was_signed(url: str, body: bytes, more: bytes) -> None:
    signed = f"{url}{'&' if '?' in url else '?'}bodySHA256={sha256(body).hexdigest()}"
    given = signature(TOKEN, signed, {})
    assert is_signed(TOKEN, signed, {}, body, given)
    assert is_signed(TOKEN, signed, {}, body + more, given) is (more == b"")
