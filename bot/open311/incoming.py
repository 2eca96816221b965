"""Reads a report that an app makes over Open311, and says everything that is wrong with it; pure, it keeps nothing.

What names a person or a device (email, device_id, account_id, first_name, last_name, phone) is not even looked at.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from bot.concerns.open311_mapping import LANGUAGE, OTHER, REFERENCE
from bot.lib.secrets import MARK, masked

LONGEST_DESCRIPTION = 4000
LONGEST_PLACE = 300
LONGEST_URL = 1000
SAME_FOR = timedelta(hours=24)
"""For so long the same report of the same app is the same concern."""

_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,32}")
_PHONE = re.compile(r"(?<![\w.])(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Report:
    """What an app reports. `place` is as it was written, `point` "35.084,-106.650"; either may be empty."""

    code: str
    words: str
    place: str
    point: str
    language: str | None
    reference: str | None
    media_url: str | None

    @property
    def kind(self) -> str:
        """The category's code as a concern has it."""
        return "" if self.code == OTHER else self.code

    @property
    def digest(self) -> str:
        """The same for the same report, and for no other."""
        return sha256(
            "\0".join([self.code, self.words, self.place, self.point, self.media_url or ""]).encode()
        ).hexdigest()


class Unfit(ValueError):
    """Everything that is wrong with a report: an HTTP status and a sentence each; the first decides the answer."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


def report_in(given: Mapping[str, str], codes: Collection[str], languages: Collection[str]) -> Report:
    """The report in these parameters, numbers and addresses that lead to a person masked; an empty one is none."""
    faults: list[tuple[int, str]] = []
    code = given.get("service_code", "").strip()
    if not code:
        faults.append((400, "service_code was not provided"))
    elif code not in codes:
        faults.append((404, "service_code was not found; /open311/v2/services lists them"))
    words = _UNPRINTED.sub("", given.get("description", "")).strip()
    if len(words) > LONGEST_DESCRIPTION:
        faults.append((400, f"description has {len(words)} characters; up to {LONGEST_DESCRIPTION} are taken"))
    place = " ".join(_UNPRINTED.sub("", given.get("address_string", "") or given.get("address_id", "")).split())
    point = _point(given, faults)
    if not place and not point and not faults:
        faults.append((400, "where it is was not provided: lat and long, address_string or address_id"))
    if len(place) > LONGEST_PLACE:
        faults.append((400, f"address_string has {len(place)} characters; up to {LONGEST_PLACE} are taken"))
    language = given.get(f"attribute[{LANGUAGE}]", "").strip() or None
    if language not in (None, *languages):
        faults.append((400, f"attribute[{LANGUAGE}] is one of {', '.join(sorted(languages))}"))
    reference = given.get(f"attribute[{REFERENCE}]", "").strip() or None
    if reference and (not _REFERENCE.fullmatch(reference) or without_people(reference) != reference):
        faults.append((400, f"attribute[{REFERENCE}] has up to 32 letters, digits and . _ -, and is nobody's number"))
    media_url = given.get("media_url", "").strip() or None
    if media_url and not _is_web(media_url):
        faults.append((400, f"media_url is an https address of up to {LONGEST_URL} characters"))
    if faults:
        raise Unfit(faults)
    return Report(code, without_people(words), without_people(place), point, language, reference, media_url)


def _point(given: Mapping[str, str], faults: list[tuple[int, str]]) -> str:
    lat, long = given.get("lat", "").strip(), given.get("long", "").strip()
    if not lat and not long:
        return ""
    try:
        north, east = float(lat), float(long)
    except ValueError:
        north = east = 999.0
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        faults.append((400, "lat and long belong together, in degrees (WGS 84): 35.0844 and -106.6504"))
        return ""
    return f"{north:.5f},{east:.5f}"


def _is_web(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme == "https" and bool(parts.hostname) and not parts.username and len(written) <= LONGEST_URL
    except ValueError:
        return False


def without_people(text: str) -> str:
    """The text without sensitive numbers, telephone numbers and mail addresses."""
    return _MAIL.sub(MARK, _PHONE.sub(MARK, masked(text).text))
