"""Twilio's signature and the stand-in's account, written once; no network and no product code here.

For a form POST Twilio signs HMAC-SHA1(auth token, url + name + value + name + value ...), the names sorted as plain
ASCII, and sends the base64 of it in `X-Twilio-Signature`. The URL's fragment is not part of what is signed.
"""

import base64
import hmac
from collections.abc import Mapping

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "stand-in-auth-token-0123456789ab"
CITY_NUMBER = "+15005550006"


def signature(token: str, url: str, params: Mapping[str, str]) -> str:
    signed = url.partition("#")[0] + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def basic_authorization(account: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()
