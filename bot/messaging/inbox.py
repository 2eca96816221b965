"""Reads what a carrier posted into one value; it decides nothing and stores nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.lib.phone import Address, read_address
from bot.lib.secrets import masked
from bot.lib.sms import LONGEST

MOST_MEDIA = 10
LONGEST_URL = 2000
UNKNOWN_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[a-z]{1,16}/[a-z0-9.+-]{1,47}")


class Unreadable(Exception):
    """The request lacks something a text must have; the words say what."""


@dataclass(frozen=True, slots=True)
class Received:
    """A text as it arrived. `opt_out` is what the carrier has already answered itself: STOP, START, HELP or nothing."""

    carrier_id: str
    resident: Address
    city: str
    body: str
    media: tuple[str, ...] = ()
    location: str = ""
    opt_out: str = ""
    erased: tuple[str, ...] = ()
    """The kinds of sensitive numbers that stood in the body."""
    media_types: tuple[str, ...] = ()
    """What the carrier called each of `media`; nobody takes its word for it."""


def read(form: Mapping[str, str]) -> Received:
    """The text in a Twilio webhook; parameters nobody knows are left alone. `Unreadable` says what is missing.

    Numbers that nobody should text are masked here, before anything can keep them.
    """
    carrier_id = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""
    if not 2 <= len(carrier_id) <= 64 or not carrier_id.isalnum():
        raise Unreadable("MessageSid is missing or malformed")
    resident = read_address(form.get("From", ""))
    if resident is None:
        raise Unreadable("From is missing or no address")
    city = read_address(form.get("To", ""))
    if city is None:
        raise Unreadable("To is missing or no address")
    form = {key: form[key].replace("\x00", "") for key in form}  # PostgreSQL takes no text with a NUL in it.
    body = masked(form.get("Body", "")[:LONGEST])
    return Received(
        carrier_id, resident, city.number, body.text, _media(form), _location(form),
        form.get("OptOutType", "").upper(), body.kinds, _media_types(form),
    )  # fmt: skip


def _media(form: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(form[f"MediaUrl{index}"][:LONGEST_URL] for index in _media_of(form))


def _media_types(form: Mapping[str, str]) -> tuple[str, ...]:
    told = (form.get(f"MediaContentType{index}", "").strip().lower() for index in _media_of(form))
    return tuple(each if _TYPE.fullmatch(each) else UNKNOWN_TYPE for each in told)


def _media_of(form: Mapping[str, str]) -> list[int]:
    try:
        count = min(int(form.get("NumMedia") or 0), MOST_MEDIA)
    except ValueError:
        count = 0
    return [index for index in range(count) if form.get(f"MediaUrl{index}", "")]


def _location(form: Mapping[str, str]) -> str:
    latitude, longitude = form.get("Latitude", ""), form.get("Longitude", "")
    if not latitude or not longitude:
        return ""
    named = form.get("Address") or form.get("Label") or ""
    return f"{latitude},{longitude} {named}".strip()[:200]
