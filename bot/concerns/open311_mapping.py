"""Concerns and categories in Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2); pure, nobody's own words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from bot.concerns.life import CLOSED, Status
from bot.lib.paging import NotACursor, Place, read_cursor

DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
MOST = 1000
"""Requests of one answer."""
FARTHEST = 10_000
"""Requests that are counted to for a page that is asked for by its number; `Link` leads on without an end."""
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
    """The labels of categories and departments, the languages that are asked for, and the city's time zone."""

    kinds: Mapping[str, str]
    departments: Mapping[str, str]
    zone: ZoneInfo
    languages: Sequence[str] = ("en", "es")


def service(code: str, label: str, keywords: Sequence[str], group: str, *, gives_tokens: bool = False) -> Record:
    """A category as a service; each has the attributes of `definition`."""
    return {
        "service_code": code, "service_name": label, "description": label, "metadata": True,
        "type": "batch" if gives_tokens else "realtime", "keywords": ", ".join(keywords), "group": group,
    }  # fmt: skip


LANGUAGE, REFERENCE = "language", "reference"
"""The codes of the attributes that a report may have."""
_ABOUT = {
    LANGUAGE: {"en": "The language the report is written in", "es": "El idioma en que viene el reporte"},
    REFERENCE: {
        "en": "What the system that sends the report calls it; people leave it empty",
        "es": "Cómo llama al reporte el sistema que lo manda; las personas lo dejan vacío",
    },
}


_FORMS = {
    LANGUAGE: {"en": "Choose one", "es": "Escoja uno"},
    REFERENCE: {"en": "Up to 32 letters and digits", "es": "Hasta 32 letras y números"},
}


def definition(code: str, languages: Mapping[str, str], said: Callable[[Mapping[str, str]], str]) -> dict[str, Any]:
    """What may be told of a report besides the rest, the same for every service; nothing of it has to be."""
    attributes: list[dict[str, Any]] = [
        {"variable": True, "code": LANGUAGE, "datatype": "singlevaluelist", "required": False,
         "datatype_description": said(_FORMS[LANGUAGE]), "order": 1, "description": said(_ABOUT[LANGUAGE]),
         "values": [{"key": key, "name": name} for key, name in languages.items()]},
        {"variable": True, "code": REFERENCE, "datatype": "string", "required": False,
         "datatype_description": said(_FORMS[REFERENCE]), "order": 2, "description": said(_ABOUT[REFERENCE]),
         "values": []},
    ]  # fmt: skip
    return {"service_code": code, "attributes": attributes}


def definition_xml(defined: Mapping[str, Any]) -> str:
    """The same as the specification's XML."""
    top = Element("service_definition")
    _fill(top, defined)
    return DECLARED + tostring(top, encoding="unicode")


def _fill(entry: Element, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field = SubElement(entry, name)
        if isinstance(value, list):
            for each in value:
                _fill(SubElement(field, name[:-1]), each)
        else:
            field.text = _text(value)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def request(of: Published, names: Names) -> Record:
    """A concern as a service request; ids are its reference, which says nothing about anybody."""
    expected = datetime.combine(of.promised_on, time(23, 59), names.zone).isoformat() if of.promised_on else None
    return {
        "service_request_id": of.reference, "status": "closed" if of.status in CLOSED else "open",
        "status_notes": notes(of, names.languages), "service_name": names.kinds.get(of.kind),
        "service_code": of.kind or OTHER, "description": names.kinds.get(of.kind),
        "agency_responsible": of.agency or names.departments.get(of.department or ""),
        "service_notice": None, "requested_datetime": of.created_at.astimezone(names.zone).isoformat(),
        "updated_datetime": (of.changed_at or of.created_at).astimezone(names.zone).isoformat(),
        "expected_datetime": expected, "address": of.area or None, "address_id": None, "zipcode": None, "lat": None,
        "long": None, "media_url": None,
    }  # fmt: skip


_STANDS = {
    "received": {"en": "received", "es": "recibido"},
    "assigned": {"en": "with a department", "es": "con un departamento"},
    "answered": {"en": "answered", "es": "contestado"},
    "in_work": {"en": "in work", "es": "en obra"},
    "done": {"en": "done", "es": "hecho"},
    "confirmed": {"en": "confirmed by the resident", "es": "confirmado por el vecino"},
    "reopened": {"en": "open again", "es": "abierto otra vez"},
    "handed_over": {"en": "with another agency", "es": "con otra agencia"},
    "yes": {"en": "yes", "es": "sí"}, "later": {"en": "later", "es": "más adelante"},
    "partly": {"en": "partly", "es": "en parte"}, "no": {"en": "no", "es": "no"},
}  # fmt: skip


def notes(of: Published, languages: Sequence[str] = ("en", "es")) -> str:
    """Where it stands, with the reason that residents read, in each of these languages."""
    said = []
    for language in languages:
        words = [_STANDS[each].get(language, each) for each in (of.status, of.outcome) if each]
        said.append(": ".join([", ".join(words), *filter(None, [of.reason.get(language, "")])]))
    return " / ".join(dict.fromkeys(said))


class Wrong(ValueError):
    """What is wrong with a question, for whoever asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `GET /requests` asks for: these references and nothing else, or what all the rest says.

    Without dates those of the last 90 days; with `updated_after` of any age that were changed since then.
    """

    references: tuple[str, ...]
    codes: tuple[str, ...] = ()
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    size: int = MOST
    after: Place | None = None
    """The last request of the page before, by what the list is in order of and its reference."""


def asked(given: Mapping[str, str], now: datetime) -> Asked:
    """Read the parameters; an empty one is as good as none. Wrong when one cannot be used."""
    if references := _listed(given, "service_request_id"):
        return Asked(references[:MOST])  # "This overrides all other arguments."
    statuses = set(_listed(given, "status"))
    if not statuses <= {"open", "closed"}:
        raise Wrong("status is open, closed, or both with a comma between")
    after, before = _moment(given, "updated_after"), _moment(given, "updated_before")
    since, until = _moment(given, "start_date"), _moment(given, "end_date")
    if after is None and before is not None:
        raise Wrong("updated_before needs updated_after beside it")
    if after is None:
        until = until or (min(since + LONGEST_SPAN, now) if since else now)
        since = since or until - LONGEST_SPAN
    if since and until and until - since > LONGEST_SPAN:
        raise Wrong("start_date and end_date are up to 90 days apart")
    page, size = _number(given, "page", 1), _number(given, "page_size", MOST)
    place = _place(given)
    if size > MOST:
        raise Wrong(f"page_size is up to {MOST}")
    if place is None and page * size > FARTHEST:
        raise Wrong(f"page leads up to request {FARTHEST}; follow the header Link beyond, or ask for fewer days")
    status = statuses.pop() if len(statuses) == 1 else None
    return Asked((), _listed(given, "service_code"), status, since, until, after, before, page, size, place)


def _place(given: Mapping[str, str]) -> Place | None:
    written = given.get("after", "").strip()
    try:
        return read_cursor(written, (datetime, str)) if written else None
    except NotACursor as error:
        raise Wrong("after is what the header Link named, as it stood there") from error


def _number(given: Mapping[str, str], name: str, otherwise: int) -> int:
    written = given.get(name, "").strip()
    if not written:
        return otherwise
    if not (written.isascii() and written.isdecimal() and len(written) < 9 and int(written)):
        raise Wrong(f"{name} is a whole number from 1")
    return int(written)


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
            SubElement(entry, name).text = _text(value)
    return DECLARED + tostring(top, encoding="unicode")


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
    return DECLARED + tostring(top, encoding="unicode")
