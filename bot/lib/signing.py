"""Twilio's request signature (www.twilio.com/docs/usage/security): making one, checking one; it knows no settings."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit, urlunsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}


def signature(token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """The signature of a form posted to this address; each key with its distinct values in order, keys sorted."""
    signed = url + "".join(key + value for key in sorted(form) for value in sorted(set(form[key])))
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def is_signed(token: str, url: str, form: Mapping[str, Sequence[str]], body: bytes, given: str) -> bool:
    """Whether `given` is Twilio's signature of this request.

    `url` is the public address with the raw path and query. A JSON request has an empty form and announces the hash
    of its body in the query. Twilio signs sometimes with and sometimes without the port, and with a quote escaped or
    not; the plain address is tried first, so a right request costs one HMAC.
    """
    if not token or not given:
        return False
    promised = parse_qs(urlsplit(url).query).get("bodySHA256")
    if promised and not hmac.compare_digest(sha256(body).hexdigest(), promised[0].lower()):
        return False
    expected = given.encode("utf-8", "replace")
    signed_form = {} if promised else form
    return any(hmac.compare_digest(signature(token, each, signed_form).encode(), expected) for each in _spellings(url))


def _spellings(url: str) -> Iterable[str]:
    seen = []
    for quoted in (url, url.replace("'", "%27"), url.replace("%27", "'")):
        for each in (quoted, _without_port(quoted), _with_port(quoted)):
            if each not in seen:
                seen.append(each)
                yield each


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    if parts.port or parts.scheme not in _DEFAULT_PORTS:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{_DEFAULT_PORTS[parts.scheme]}"))


def _without_port(url: str) -> str:
    parts = urlsplit(url)
    if not parts.port:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.removesuffix(f":{parts.port}")))
