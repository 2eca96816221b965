"""Every event looks as its schema says, recorded, replayed and delivered."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any, get_args, get_type_hints

import pytest
from jsonschema import Draft202012Validator, ValidationError

from bot.events import COMMON, EVENTS, Event
from bot.webhooks.schemas import event_schema, events_schema
from tests.reference import DOCS
from tests.webhooks.consumer import Consumer
from tests.webhooks.office import Office

WRITTEN = json.loads((DOCS / "events.schema.json").read_text(encoding="utf-8"))
SAMPLES: dict[Any, Any] = {str: "word", int: 7, bool: True}


def samples(kind: type[Event]) -> Iterator[Event]:
    """One with every field filled, and one with every field empty that may be."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in {each.name for each in fields(kind)}}
    yield kind(**{name: sample(hint) for name, hint in hints.items()})
    yield kind(**{name: None if type(None) in get_args(hint) else sample(hint) for name, hint in hints.items()})


def sample(hint: Any) -> Any:
    if hint == tuple[str, ...]:
        return ("one", "two")
    plain = [each for each in (get_args(hint) or (hint,)) if each is not type(None)]
    return SAMPLES[plain[0]]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(WRITTEN)
    assert events_schema(EVENTS) == WRITTEN
    assert set(WRITTEN["$defs"]) == {event.type for event in EVENTS} and len(EVENTS) > 15


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.type)
def test_no_two_events_share_a_type_and_each_requires_what_has_no_default(kind: type[Event]) -> None:
    assert [each for each in EVENTS if each.type == kind.type] == [kind]
    required = {each.name for each in fields(kind) if each.default is MISSING} - {*COMMON}
    assert set(event_schema(kind)["properties"]["data"]["required"]) == required


def test_what_is_recorded_and_delivered_is_as_the_schema_says(
    office: Office, consumer: Consumer, subscription: str
) -> None:
    validator = Draft202012Validator(WRITTEN, format_checker=Draft202012Validator.FORMAT_CHECKER)
    office.happen([event for kind in EVENTS for event in samples(kind)])
    office.work()
    for each in office.record():
        validator.validate(each.as_json())
    assert len(office.record()) == 2 * len(EVENTS)
    tests = 2
    assert len(consumer.requests) == 2 * len(EVENTS) - tests
    for _, body in consumer.requests:
        validator.validate(json.loads(body))


def test_an_event_with_something_more_would_be_seen(office: Office) -> None:
    office.concerns(1)
    office.work()
    (told,) = (each.as_json() for each in office.record())
    for wrong in ({"phone": "+15055550123"}, {"version": 2}, {"sequence": 0}, {"data": {**told["data"], "words": "x"}}):
        with pytest.raises(ValidationError):
            Draft202012Validator(WRITTEN).validate(told | wrong)
