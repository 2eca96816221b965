"""Concerns and categories in Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2); pure, nobody's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from bot.concerns.life import CLOSED, Status

MOST = 1000
"""Requests of one answer."""
OTHER = "other"
"""The service of a concern without a category."""
LONGEST_SPAN = timedelta(days=90)

Record = Mapping[str, "str | bool | None"]


@dataclass(frozen=True, slots=True)
class Published:
    """What may be known of a concern by anybody: neither its words nor its exact place, nor whose it is."""

    reference: str
    kind: str
    status: Status
    department: str | None
    area: str | None
    outcome: str | None
    reason: Mapping[str, str]
    agency: str | None
    promised_on: date | None
    created_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Names:
    """The labels of categories and departments, in the languages of the city, and its time zone."""

    kinds: Mapping[str, str]
    departments: Mapping[str, str]
    zone: ZoneInfo


def service(code: str, label: str, keywords: Sequence[str], group: str) -> Record:
    """A category as a service."""
    return {
        "service_code": code, "service_name": label, "description": label, "metadata": False, "type": "realtime",
        "keywords": ", ".join(keywords), "group": group,
    }  # fmt: skip


def request(of: Published, names: Names) -> Record:
    """A concern as a service request; ids are its reference, which says nothing about anybody."""
    expected = datetime.combine(of.promised_on, time(23, 59), names.zone).isoformat() if of.promised_on else None
    return {
        "service_request_id": of.reference, "status": "closed" if of.status in CLOSED else "open",
        "status_notes": notes(of), "service_name": names.kinds.get(of.kind), "service_code": of.kind or OTHER,
        "description": names.kinds.get(of.kind),
        "agency_responsible": of.agency or names.departments.get(of.department or ""),
        "service_notice": None, "requested_datetime": of.created_at.astimezone(names.zone).isoformat(),
        "updated_datetime": (of.changed_at or of.created_at).astimezone(names.zone).isoformat(),
        "expected_datetime": expected, "address": of.area or None, "address_id": None, "zipcode": None, "lat": None,
        "long": None, "media_url": None,
    }  # fmt: skip


def notes(of: Published) -> str:
    """Where it stands, with the reason that residents read, in every language it was given in."""
    said = " ".join(filter(None, [of.status.replace("_", " "), of.outcome]))
    return " / ".join([said, *of.reason.values()])


class Wrong(ValueError):
    """What is wrong with a question, for whoever asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `GET /requests` asks for; without ids and dates the last 90 days."""

    references: tuple[str, ...]
    codes: tuple[str, ...]
    status: str | None
    since: datetime
    until: datetime


def asked(given: Mapping[str, str], now: datetime) -> Asked:
    """Read the parameters; an empty one is as good as none. Wrong when one cannot be used."""
    status = given.get("status") or None
    if status not in (None, "open", "closed"):
        raise Wrong("status is open or closed")
    until = _moment(given, "end_date") or now
    since = _moment(given, "start_date") or until - LONGEST_SPAN
    if until - since > LONGEST_SPAN:
        raise Wrong("start_date and end_date are up to 90 days apart")
    return Asked(_listed(given, "service_request_id"), _listed(given, "service_code"), status, since, until)


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in given.get(name, "").split(",") if each.strip())


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    written = given.get(name, "").strip().replace(" ", "+")  # A "+" of an offset that was not escaped.
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise Wrong(f"{name} is a date and time such as 2026-03-10T17:00:00Z") from error
    if moment.tzinfo is None:
        raise Wrong(f"{name} needs its offset, as in 2026-03-10T17:00:00Z")
    return moment


def xml(root: str, each: str, records: Sequence[Record]) -> str:
    """The records as the specification's XML; what is unknown is an empty element."""
    top = Element(root)
    for record in records:
        entry = SubElement(top, each)
        for name, value in record.items():
            text = str(value).lower() if isinstance(value, bool) else value
            SubElement(entry, name).text = text or None
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="unicode")


def discovery_xml(told: Mapping[str, str], endpoint: Mapping[str, str], formats: Sequence[str]) -> str:
    """Service Discovery as XML, with one endpoint."""
    top = Element("discovery")
    for name, value in told.items():
        SubElement(top, name).text = value
    entry = SubElement(SubElement(top, "endpoints"), "endpoint")
    for name, value in endpoint.items():
        SubElement(entry, name).text = value
    listed = SubElement(entry, "formats")
    for each in formats:
        SubElement(listed, "format").text = each
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="unicode")
