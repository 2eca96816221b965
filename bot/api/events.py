"""Events over the API: everything that has happened, in the order of its numbers, as often as somebody asks."""

from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.api.routes import Call, Route
from bot.api.schemas import Detail, Id, Limit, Model, Query, Sequence
from bot.events import EVENTS
from bot.outbox.numbering import last_number
from bot.outbox.recorded import recorded_after


class Event(Model):
    """Something that has happened; never a number, a name or a resident's words."""

    id: str
    type: str
    version: int
    timestamp: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    sequence: Annotated[int, Field(description="counts up without gaps")]
    subject: Annotated[str, Field(description="the id of what it happened to")]
    language: str | None
    area: str | None
    data: Annotated[Detail, Field(description="the fields of its type; /events.schema.json describes them")]


class EventPage(Model):
    """Some events: `after` is what to ask for next, `last` the number given last; they are equal when it is all."""

    data: list[Event]
    after: int
    last: int


class EventsQuery(Query):
    """Which events."""

    after: Annotated[Sequence, Field(description="The number of the event read last; 0 begins.")] = 0
    limit: Annotated[Limit, Field(description="How many at most.")] = 100
    type: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z]{1,24}\.([a-z]{1,23}|\*)$")] | None,
        Field(description="Only of this type, such as concern.created, or of these, as in concern.*."),
    ] = None
    subject: Annotated[Id | None, Field(description="Only what happened to this.")] = None


_TYPES = [each.type for each in EVENTS]


def list_events(call: Call, query: EventsQuery) -> EventPage:
    """Everything after an event, in order: keep `after` of each page, and ask again with it."""
    with call.bot.db.read() as tx:
        last = last_number(tx)
        types = [each for each in _TYPES if fnmatchcase(each, query.type)] if query.type else None
        found = recorded_after(tx, query.after, most=query.limit, types=types, subject=query.subject)
    read = found[-1].sequence if found else 0
    # A page that is not full has everything up to `last`, which was looked at before the events were.
    after = read if len(found) == query.limit else max(query.after, last, read)
    return EventPage(data=[Event(**each.as_json()) for each in found], after=after, last=max(last, read))


EXAMPLE = {
    "id": "evt_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "type": "concern.created", "version": 1,
    "timestamp": "2026-03-10T16:02:00.000000Z", "sequence": 118, "subject": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
    "language": "es", "area": "Barelas", "data": {"reference": "7K3PD", "kind": "pothole"},
}  # fmt: skip
ROUTES = (
    Route("GET", "/events", "events:read", list_events, EventPage, query=EventsQuery,
          example={"data": [EXAMPLE], "after": 118, "last": 118}),
)  # fmt: skip
