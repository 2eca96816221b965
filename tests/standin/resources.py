"""What Twilio's Messages API says, as values: messages, errors, pages, magic numbers; no sockets and no state here."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

API = "/2010-04-01/Accounts/"

# Twilio's test numbers: the same tests can run against Twilio's test credentials and against this stand-in.
REFUSED_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
REFUSED_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
SAID = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "The 'To' number is not a valid phone number.",
    21212: "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID.",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number is not a valid, SMS-capable inbound phone number for your account.",
    21609: "The 'StatusCallback' URL is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The message cannot be sent with the current combination of 'To' and 'From' parameters",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
}
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€"
)
GSM_TWICE = "\f^{}\\[~]|€"


@dataclass(slots=True)
class Message:
    """One message the carrier took; `status` and `error_code` move as the carrier learns more."""

    sid: str
    to: str
    from_: str
    service: str
    body: str
    callback: str
    at: float
    arrived_ns: int
    status: str = "queued"
    error_code: int | None = None
    updated_at: float = 0.0


def parts(body: str) -> int:
    if GSM.issuperset(body):
        length, one, many = len(body) + sum(map(body.count, GSM_TWICE)), 160, 153
    else:
        length, one, many = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // many)


@lru_cache(maxsize=64)
def rfc2822(second: int) -> str:
    return formatdate(second, usegmt=False).replace("-0000", "+0000")


def error(status: int, code: int, message: str = "") -> bytes:
    said = message or SAID.get(code, f"Error {code}")
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": said, "more_info": more, "status": status}).encode()


def refusal_of(form: Mapping[str, str], blocked: Mapping[str, int]) -> int:
    """The code Twilio would refuse this form with, or 0. `blocked` holds numbers a test made unreachable."""
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not to:
        return 21604
    if not sender and not form.get("MessagingServiceSid"):
        return 21603
    if code := REFUSED_FROM.get(sender) or REFUSED_TO.get(to) or blocked.get(to):
        return code
    if not _addressable(to):
        return 21211
    if not body and not form.get("MediaUrl") and not form.get("ContentSid"):
        return 21619
    if len(body) > 1600:
        return 21617
    callback = form.get("StatusCallback")
    return 21609 if callback and not _callable(callback) else 0


def _addressable(to: str) -> bool:
    return (to[0] == "+" and to[1:].isdigit() and 8 <= len(to) <= 16) or to.startswith("whatsapp:+")


def _callable(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme in ("http", "https") and bool(address.hostname) and "_" not in address.hostname


def resource(message: Message, account: str, *, sent: bool) -> dict[str, object]:
    """The API's picture of a message. A fresh one has no `date_sent`; one that is listed or fetched was sent at once,
    so that `DateSent>=` finds what an interrupted call left behind."""
    uri = f"{API}{account}/Messages/{message.sid}"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": rfc2822(int(message.at)),
        "date_sent": rfc2822(int(message.at)) if sent else None,
        "date_updated": rfc2822(int(message.updated_at or message.at)),
        "direction": "outbound-api",
        "error_code": message.error_code,
        "error_message": None,
        "from": message.from_ or None,
        "messaging_service_sid": message.service or None,
        "num_media": "0",
        "num_segments": str(parts(message.body)),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def fits(message: Message, query: Mapping[str, str]) -> bool:
    """Twilio's filters: To, From, and DateSent with `<` and `>` inclusive, a day or a second."""
    if query.get("To", message.to) != message.to or query.get("From", message.from_) != message.from_:
        return False
    at = int(message.at)
    if (day := query.get("DateSent")) and time.strftime("%Y-%m-%d", time.gmtime(at)) != day[:10]:
        return False
    if (since := query.get("DateSent>")) and at < _second(since, end=False):
        return False
    until = query.get("DateSent<")
    return not until or at <= _second(until, end=True)


def _second(text: str, *, end: bool) -> int:
    moment = datetime.fromisoformat(text)
    whole_day = 86_399 if end and len(text) == 10 else 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) + whole_day


def page(found: list[Message], account: str, query: Mapping[str, str]) -> dict[str, object]:
    """One page, newest first. The token names the last message seen, so that new arrivals shift nothing."""
    size = max(1, min(1000, int(query.get("PageSize", 50))))
    number = int(query.get("Page", 0))
    after = query.get("PageToken", "")[2:]
    start = next((i + 1 for i, message in enumerate(found) if message.sid == after), 0)
    shown, more = found[start : start + size], len(found) > start + size
    base = f"{API}{account}/Messages.json?"
    kept = {k: v for k, v in query.items() if k not in ("Page", "PageToken", "PageSize")} | {"PageSize": size}
    following = {**kept, "Page": number + 1, "PageToken": "PA" + shown[-1].sid} if more else {}
    return {
        "messages": [resource(message, account, sent=True) for message in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(0, len(shown) - 1),
        "uri": base + urlencode({**kept, "Page": number}),
        "first_page_uri": base + urlencode({**kept, "Page": 0}),
        "next_page_uri": base + urlencode(following) if more else None,
        "previous_page_uri": None,
    }
