"""Reads what Open311 servers answer, whatever content type they claim and whatever they leave out; pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

MOST_RECORDS = 2_000
LONGEST_VALUE = 5_000

Record = Mapping[str, str]
"""The fields of a request that hold anything, as text; what is nested is there too, by the name of the innermost."""


def records_in(body: bytes) -> list[Record] | None:
    """The requests in an answer, XML or JSON by how it begins; None when it is neither."""
    text = body.decode("utf-8-sig", "replace").strip()
    try:
        if text.startswith("<"):
            return [each for each in _of_xml(text) if each][:MOST_RECORDS]
        return [each for each in _of_json(json.loads(text)) if each][:MOST_RECORDS]
    except (ValueError, ET.ParseError, RecursionError):
        return None


def _of_xml(text: str) -> Iterator[Record]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # Nothing of GeoReport needs them; they make small texts huge.
        raise ValueError("a document type is not read")
    top = ET.fromstring(text)  # noqa: S314  entities were refused above
    named = [each for each in top.iter() if _tag(each) in ("request", "error")]
    for each in named or top:
        found: dict[str, str] = {}
        for field in each.iter():
            if field is not each and field.text and field.text.strip():
                found[_tag(field)] = field.text.strip()[:LONGEST_VALUE]
        yield found


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_json(told: Any) -> Iterator[Record]:
    if isinstance(told, dict) and len(told) == 1 and isinstance(next(iter(told.values())), list | dict):
        yield from _of_json(next(iter(told.values())))  # {"service_requests": [...]}, {"request": {...}}
        return
    for each in told if isinstance(told, list) else [told]:
        found: dict[str, str] = {}
        _gather(each, "", found)
        yield found


def _gather(told: Any, name: str, found: dict[str, str]) -> None:
    if isinstance(told, dict):
        for key, value in told.items():
            _gather(value, str(key), found)
    elif isinstance(told, list):
        for value in told:
            _gather(value, name, found)
    elif told is not None and not isinstance(told, bool) and str(told).strip() and name:
        found[name] = str(told).strip()[:LONGEST_VALUE]


def said_in(body: bytes, status: int) -> str:
    """What an error says, in one line."""
    found = [each.get("description", "") for each in records_in(body) or []]
    words = " ".join("; ".join(filter(None, found)).split())
    printable = "".join(letter if letter.isprintable() else " " for letter in words)
    return f"HTTP {status}: {printable}"[:300] if printable else f"HTTP {status}"


def status_of(record: Record) -> str | None:
    """open or closed; None for anything else."""
    said = record.get("status", "").strip().lower()
    return said if said in ("open", "closed") else None


def moment(written: str | None) -> datetime | None:
    """A date and time with its offset; None when it cannot be read."""
    try:
        read = datetime.fromisoformat((written or "").strip())
    except ValueError:
        return None
    return read if read.tzinfo else None
