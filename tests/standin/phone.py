"""A resident's phone: texts that reach the product exactly as Twilio would post them; no product code here."""

import itertools
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.standin.callbacks import local_address, post
from tests.standin.resources import parts
from tests.standin.signing import ACCOUNT, CITY_NUMBER, signature

_counter = itertools.count(1)
_prefix = os.urandom(8).hex()


@dataclass(frozen=True)
class Answer:
    """What the product said to one delivery."""

    status: int
    body: bytes


def new_sid() -> str:
    return f"SM{_prefix}{next(_counter):016x}"


def text_params(given: Mapping[str, str]) -> dict[str, str]:
    """Twilio's whole parameter set around what is given; `From` and `Body` are enough."""
    sid = given.get("MessageSid") or new_sid()
    usual = {
        "ToCountry": "US",
        "ToState": "NM",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "87102",
        "SmsSid": sid,
        "FromState": "NM",
        "SmsStatus": "received",
        "FromCity": "ALBUQUERQUE",
        "Body": "",
        "FromCountry": "US",
        "To": CITY_NUMBER,
        "ToZip": "",
        "NumSegments": str(parts(given.get("Body", ""))),
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
    }
    return {**usual, **given}


def text_headers(token: str, url: str, params: Mapping[str, str]) -> dict[str, str]:
    """The headers Twilio sends, signed for `url`; the token is equal in all tries of one text."""
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "Accept": "*/*",
        "User-Agent": "TwilioProxy/1.1",
        "I-Twilio-Idempotency-Token": f"text-{params.get('MessageSid', '')}",
        "X-Twilio-Signature": signature(token, url, params),
    }


def deliver_text(
    url: str,
    token: str,
    params: Mapping[str, str],
    *,
    times: int = 1,
    concurrent: bool = False,
    local_base: str = "",
) -> list[Answer]:
    """Sign a text for `url` and post it: once, or the same text `times` times, one after another or all at once.

    `local_base` is where the product listens when `url` is its public address.
    """
    whole = text_params(params)
    headers = text_headers(token, url, whole)
    address, body = local_address(url, local_base), urlencode(whole).encode()

    def once(_: int) -> Answer:
        return Answer(*post(address, body, headers))

    if not concurrent:
        return [once(attempt) for attempt in range(times)]
    with ThreadPoolExecutor(times) as tries:
        return list(tries.map(once, range(times)))
