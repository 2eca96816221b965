"""Describes events to other systems as JSON Schema (2020-12), made from the dataclasses; it knows no event by name."""

from collections.abc import Sequence
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from bot.events import COMMON, Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULLABLE = {"type": ["string", "null"]}
_COMMON: dict[str, Any] = {
    "id": {
        "type": "string", "pattern": "^evt_[0-9A-HJKMNP-TV-Z]{26}$",
        "description": "The same in every delivery and every replay of this event.",
    },
    "timestamp": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
    "sequence": {
        "type": "integer", "minimum": 1,
        "description": "Its place in the order of all events, without gaps; replay asks for those after one.",
    },
    "subject": {"type": "string", "description": "The id of what it happened to."},
    "language": {**_NULLABLE, "description": "The language of the resident, where it is known."},
    "area": {**_NULLABLE, "description": "The neighborhood, where it is known."},
}  # fmt: skip
_GRANTED = {
    "type": "object",
    "description": "Only in deliveries to a subscription that was granted it.",
    "properties": {"phone": {"type": "string"}},
    "additionalProperties": False,
}


def event_schema(event: type[Event]) -> dict[str, Any]:
    """What an event of this kind looks like, in a delivery as in a replay."""
    own = TypeAdapter(event).json_schema(mode="serialization")["properties"]
    fields = {name: _without_title(schema) for name, schema in own.items() if name not in COMMON}
    data = {
        "type": "object", "properties": fields, "additionalProperties": False,
        # A field that was added later has a default, and events recorded before it are without.
        "required": sorted(name for name, schema in fields.items() if "default" not in schema),
    }  # fmt: skip
    properties = {"type": {"const": event.type}, "version": {"const": event.version}, **_COMMON, "data": data}
    return {
        "title": event.type, "description": " ".join(cleandoc(event.__doc__ or "").split()), "type": "object",
        "properties": {**properties, "granted": _GRANTED}, "required": sorted(properties),
        "additionalProperties": False,
    }  # fmt: skip


def events_schema(events: Sequence[type[Event]]) -> dict[str, Any]:
    """One schema for all of them, each under its type in `$defs`."""
    return {
        "$schema": DIALECT, "title": "An event of Cabildo",
        "oneOf": [{"$ref": f"#/$defs/{event.type}"} for event in events],
        "$defs": {event.type: event_schema(event) for event in events},
    }  # fmt: skip


def _without_title(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
