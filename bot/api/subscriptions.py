"""Subscriptions over the API: who is posted which events, and what became of each delivery; nothing is posted here."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.api.problems import Refused
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Id, ListQuery, Mistake, Model, Moment, Page
from bot.webhooks import service, store
from bot.webhooks.rules import State, Status
from bot.webhooks.service import NotPossible, Wish
from bot.webhooks.store import Subscription as Kept


class Subscription(Model):
    """Another system's wish to be posted events."""

    id: str
    url: str
    types: Annotated[list[str], Field(description="such as concern.created or consent.*")]
    grants: Annotated[list[str], Field(description="what deliveries hold beyond the event; only the city grants that")]
    owner: Annotated[str, Field(description="the mail address that is told when it stops working")]
    state: Annotated[str, Field(description="active, paused or gone")]
    why: Annotated[str | None, Field(description="why it is not active")]
    after: Annotated[int, Field(description="it gets the events with a higher number")]
    rests_until: Moment | None
    created_at: Moment


class SubscriptionList(Model):
    """Every subscription, oldest first."""

    data: list[Subscription]


class NewSubscription(Model):
    """Where to post which events."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,1990}$")]
    types: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[a-z.*]{1,48}$")]], Field(min_length=1, max_length=50)
    ]
    owner: Annotated[str, StringConstraints(pattern=r"^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,180}$")]


class Subscribed(Model):
    """The new subscription, and the secret its deliveries are signed with; it is shown this once."""

    subscription: Subscription
    secret: str


class Delivery(Model):
    """One event on its way to one subscription."""

    id: int
    sequence: Annotated[int, Field(description="the number of the event")]
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


class DeliveriesQuery(ListQuery):
    """Which deliveries."""

    status: Annotated[Literal["pending", "delivered", "dead"] | None, Field(description="Only those.")] = None


def list_subscriptions(call: Call) -> SubscriptionList:
    """Every subscription."""
    with call.bot.db.read() as tx:
        return SubscriptionList(data=[_subscription(each) for each in store.subscriptions(tx)])


def get_subscription(call: Call, subscription: Id) -> Subscription:
    """One subscription."""
    with call.bot.db.read() as tx:
        return _subscription(there(store.subscription_by_id(tx, subscription), "subscription"))


def list_deliveries(call: Call, subscription: Id, query: DeliveriesQuery) -> DeliveryPage:
    """What became of each event for this subscription, newest first."""
    place = place_in(query.cursor, (str,))
    before = int(str(place[0])) if place and str(place[0]).isdecimal() else None
    with call.bot.db.read() as tx:
        there(store.subscription_by_id(tx, subscription), "subscription")
        status = Status(query.status) if query.status else None
        rows = store.deliveries(tx, subscription, status=status, before=before, most=query.limit + 1)
    shown = rows[: query.limit]
    after = (str(shown[-1].id),) if len(rows) > query.limit else None
    return DeliveryPage(data=[_delivery(row) for row in shown], next=next_cursor(after))


def post_subscription(call: Call, body: NewSubscription) -> Subscribed:
    """Subscribe to what happens from now on; the key needs the scope events:read as well.

    The address is checked: it is public and `https`, unless the city named an exception.
    """
    if "events:read" not in call.key.scopes:
        raise Refused("not-granted", f'The key "{call.key.name}" has no scope events:read.')
    wish = Wish(body.url, tuple(body.types), body.owner)
    try:
        made, secret = service.subscribe(
            call.bot.db, call.bot.vault, wish, excepted=call.bot.excepted_hosts, now=call.now
        )
    except NotPossible as refused:
        raise Refused("not-now", str(refused), [Mistake(where="body", message=str(refused))]) from refused
    return Subscribed(subscription=_subscription(made), secret=secret)


def test_subscription(call: Call, subscription: Id) -> Subscription:
    """Have a test event posted to this subscription alone."""
    return _changed(call, subscription, lambda: service.test(call.bot.db, subscription, now=call.now))


def resume_subscription(call: Call, subscription: Id) -> Subscription:
    """Go on after a pause: what waits is posted, from the oldest on."""
    return _changed(call, subscription, lambda: service.resume(call.bot.db, subscription, now=call.now))


def end_subscription(call: Call, subscription: Id) -> Subscription:
    """Post nothing more to it, and give up what waits."""
    why = f"ended by the key {call.key.name}"
    return _changed(call, subscription, lambda: service.unsubscribe(call.bot.db, subscription, why=why, now=call.now))


def _changed(call: Call, subscription: str, change: Callable[[], object]) -> Subscription:
    get_subscription(call, subscription)
    try:
        change()
    except NotPossible as refused:
        raise Refused("not-now", str(refused)) from refused
    return get_subscription(call, subscription)


def _subscription(of: Kept) -> Subscription:
    return Subscription(
        id=of.id, url=of.url, types=list(of.types), grants=list(of.grants), owner=of.owner, state=State(of.state).value,
        why=of.why, after=of.after, rests_until=of.health.rests_until, created_at=of.created_at,
    )  # fmt: skip


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id, sequence=row.sequence, subject=row.subject, status=row.status, attempts=row.attempts,
        answer=row.answer, why=row.why, tried_at=row.tried_at, due_at=row.due_at, took_ms=row.took_ms,
    )  # fmt: skip


_EXAMPLE = {
    "id": "sub_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "url": "https://311.example/events", "types": ["concern.*"],
    "grants": [], "owner": "it@311.example", "state": "active", "why": None, "after": 118, "rests_until": None,
    "created_at": "2026-03-10T16:02:00.000000Z",
}  # fmt: skip
_SENT = {
    "id": 7, "sequence": 119, "subject": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "status": "delivered", "attempts": 1,
    "answer": 204, "why": None, "tried_at": "2026-03-10T16:02:01.000000Z", "due_at": "2026-03-10T16:02:00.000000Z",
    "took_ms": 12,
}  # fmt: skip
_READ, _WRITE = "subscriptions:read", "subscriptions:write"
ROUTES = (
    Route("GET", "/subscriptions", _READ, list_subscriptions, SubscriptionList, example={"data": [_EXAMPLE]}),
    Route("POST", "/subscriptions", _WRITE, post_subscription, Subscribed, body=NewSubscription, status=201,
          changes=True, refuses=True, example={"subscription": _EXAMPLE, "secret": "whsec_..."}),
    Route("GET", "/subscriptions/{subscription}", _READ, get_subscription, Subscription, example=_EXAMPLE),
    Route("GET", "/subscriptions/{subscription}/deliveries", _READ, list_deliveries, DeliveryPage,
          query=DeliveriesQuery, example={"data": [_SENT], "next": None}),
    Route("POST", "/subscriptions/{subscription}/test", _WRITE, test_subscription, Subscription, changes=True,
          refuses=True, example=_EXAMPLE),
    Route("POST", "/subscriptions/{subscription}/resume", _WRITE, resume_subscription, Subscription, changes=True,
          refuses=True, example=_EXAMPLE),
    Route("POST", "/subscriptions/{subscription}/end", _WRITE, end_subscription, Subscription, changes=True,
          refuses=True, example=_EXAMPLE),
)  # fmt: skip
