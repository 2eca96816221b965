"""Deliveries over the API: what became of each event for a subscription, call by call; nothing is posted here."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bot.api.events import EXAMPLE as EVENT
from bot.api.events import Event
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Id, ListQuery, Model, Moment, Page
from bot.outbox.recorded import recorded
from bot.webhooks import listing, store, tries
from bot.webhooks.rules import Status


class Delivery(Model):
    """One event on its way to one subscription."""

    id: int
    sequence: Annotated[int, Field(description="the number of the event")]
    type: Annotated[str | None, Field(description="of the event; null when that is no longer kept")]
    subject: str
    status: Annotated[str, Field(description="pending, delivered or dead")]
    attempts: int
    answer: Annotated[int | None, Field(description="the last HTTP status; null when nothing came back")]
    why: str | None
    tried_at: Moment | None
    due_at: Moment
    took_ms: int | None


class DeliveryPage(Page[Delivery]):
    """Some deliveries."""


class Try(Model):
    """One call of a delivery, and what came back."""

    nth: int
    at: Moment
    answer: int | None
    why: str | None
    began: Annotated[str | None, Field(description="how the body of the answer began; not of one that took the event")]
    took_ms: int | None


class Delivered(Model):
    """A delivery with its event and the single calls."""

    delivery: Delivery
    event: Event | None
    tries: Annotated[list[Try], Field(description="the latest 20, newest first; empty when the first call was taken")]


class DeliveriesQuery(ListQuery):
    """Which deliveries."""

    status: Annotated[
        Literal["pending", "delivered", "dead"] | None, Field(description="Only those; the dead are given up.")
    ] = None


def list_deliveries(call: Call, subscription: Id, query: DeliveriesQuery) -> DeliveryPage:
    """What became of each event for this subscription, newest first.

    Of a status that is rare a page may have fewer rows than `limit` though `next` leads on.
    """
    place = place_in(query.cursor, (str,))
    before = int(str(place[0])) if place and str(place[0]).isdecimal() else None
    status = Status(query.status) if query.status else None
    with call.bot.db.read() as tx:
        there(store.subscription_by_id(tx, subscription), "subscription")
        page = listing.page(tx, subscription, status=status, before=before, most=query.limit)
    rows = [_delivery(row, page.events.get(row.sequence)) for row in page.rows]
    return DeliveryPage(data=rows, next=next_cursor((str(page.before),) if page.before else None))


def get_delivery(call: Call, subscription: Id, sequence: Id) -> Delivered:
    """One delivery by the number of its event: the event, and what came back from each call."""
    number = int(sequence) if sequence.isdecimal() and len(sequence) < 16 else 0
    with call.bot.db.read() as tx:
        row = there(listing.delivery_of(tx, subscription, number), "delivery")
        event = recorded(tx, [number]).get(number)
        calls = tries.of_delivery(tx, row.id)
    return Delivered(
        delivery=_delivery(row, event), event=Event(**event.as_json()) if event else None,
        tries=[
            Try(nth=each.nth, at=each.at, answer=each.answer, why=each.why,
                began=call.words(each.excerpt) if each.excerpt else None, took_ms=each.took_ms)
            for each in calls
        ],
    )  # fmt: skip


def _delivery(row: Any, event: Any) -> Delivery:
    return Delivery(
        id=row.id, sequence=row.sequence, type=event.type if event else None, subject=row.subject, status=row.status,
        attempts=row.attempts, answer=row.answer, why=row.why, tried_at=row.tried_at, due_at=row.due_at,
        took_ms=row.took_ms,
    )  # fmt: skip


_SENT = {
    "id": 7, "sequence": 119, "type": "concern.created", "subject": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
    "status": "delivered", "attempts": 2, "answer": 204, "why": None, "tried_at": "2026-03-10T16:02:06.000000Z",
    "due_at": "2026-03-10T16:02:06.000000Z", "took_ms": 12,
}  # fmt: skip
_CALLS = [
    {"nth": 2, "at": "2026-03-10T16:02:06.000000Z", "answer": 204, "why": None, "began": None, "took_ms": 12},
    {"nth": 1, "at": "2026-03-10T16:02:01.000000Z", "answer": 500, "why": "HTTP 500", "began": "oops", "took_ms": 30},
]
_ALL, _READ = "/subscriptions/{subscription}/deliveries", "subscriptions:read"
ROUTES = (
    Route("GET", _ALL, _READ, list_deliveries, DeliveryPage, query=DeliveriesQuery,
          example={"data": [_SENT], "next": None}),
    Route("GET", f"{_ALL}/{{sequence}}", _READ, get_delivery, Delivered,
          example={"delivery": _SENT, "event": EVENT, "tries": _CALLS}),
)  # fmt: skip
