"""Subscriptions over the API: who is posted which events; what became of each is with the deliveries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.api.problems import Refused
from bot.api.routes import Call, Route, there
from bot.api.schemas import INTEGRAL, Id, Label, Mistake, Model, Moment
from bot.outbox.numbering import last_number
from bot.outbox.put import LATER
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
    mine: Annotated[bool, Field(description="made with this key; only then it can be changed or rotated with it")]
    state: Annotated[str, Field(description="active, paused or gone")]
    why: Annotated[str | None, Field(description="why it is not active")]
    after: Annotated[int, Field(description="it gets the events with a higher number")]
    rests_until: Moment | None
    created_at: Moment


class SubscriptionList(Model):
    """Every subscription, oldest first."""

    data: list[Subscription]


Url = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,1990}$")]
Types = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[a-z.*]{1,48}$")]], Field(min_length=1, max_length=50)
]
Owner = Annotated[str, StringConstraints(pattern=r"^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,180}$")]


class NewSubscription(Model):
    """Where to post which events."""

    url: Url
    types: Types
    owner: Owner


class Subscribed(Model):
    """The new subscription, and the secret its deliveries are signed with; it is shown this once."""

    subscription: Subscription
    secret: str


class SubscriptionChange(Model):
    """What is to be different from now on; what is not named stays."""

    url: Url | None = None
    types: Types | None = None
    owner: Owner | None = None


class Reason(Model):
    """Why, for whoever looks at it later."""

    why: Annotated[Label, Field(description="in a few words")]


class Rotation(Model):
    """For how long deliveries carry the old secret's signature too."""

    keep_hours: Annotated[int, Field(ge=0, le=720, description="0 ends it at once."), INTEGRAL] = 24


class Stretch(Model):
    """Events that are to be posted once more, by number."""

    first: Annotated[int, Field(ge=1, le=2**53), INTEGRAL]
    last: Annotated[int, Field(ge=1, le=2**53), INTEGRAL]
    status: Annotated[
        Literal["dead", "delivered"] | None,
        Field(description="only deliveries that stand there; without it, also events that were never posted"),
    ] = None


def list_subscriptions(call: Call) -> SubscriptionList:
    """Every subscription."""
    with call.bot.db.read() as tx:
        return SubscriptionList(data=[_subscription(call, each) for each in store.subscriptions(tx)])


def get_subscription(call: Call, subscription: Id) -> Subscription:
    """One subscription."""
    return _subscription(call, _the(call, subscription))


def post_subscription(call: Call, body: NewSubscription) -> Subscribed:
    """Subscribe to what happens from now on; the key needs the scope events:read as well.

    The address is checked: it is public and `https`, unless the city named an exception.
    """
    _needs_events(call)
    wish = Wish(body.url, tuple(body.types), body.owner)
    try:
        made, secret = service.subscribe(
            call.bot.db, call.bot.vault, wish, excepted=call.bot.excepted_hosts, now=call.now, key_id=call.key.id,
            also=call.audited("webhook.created", body.url),
        )  # fmt: skip
    except NotPossible as refused:
        raise Refused("not-now", str(refused), [Mistake(where="body", message=str(refused))]) from refused
    return Subscribed(subscription=_subscription(call, made), secret=secret)


def change_subscription(call: Call, subscription: Id, body: SubscriptionChange) -> Subscription:
    """Another address, other events or another owner, of a subscription that was made with this key.

    What waits goes to the new address. One that was granted more than events keeps its address: only the city knows
    whether a number may go elsewhere.
    """
    of = _own(call, subscription)
    if of.grants and body.url not in (None, of.url):
        raise Refused("not-now", "It was granted more than events, so only the city changes its address.")
    wish = Wish(body.url or of.url, tuple(body.types or of.types), body.owner or of.owner, of.grants)
    kept = call.audited("webhook.changed", wish.url)
    return _changed(call, subscription, lambda: service.change(
        call.bot.db, subscription, wish, excepted=call.bot.excepted_hosts, also=kept))  # fmt: skip


def rotate_subscription(call: Call, subscription: Id, body: Rotation) -> Subscribed:
    """A new secret for a subscription that was made with this key; for some hours deliveries carry both signatures."""
    _own(call, subscription)
    secret = service.rotate(
        call.bot.db, call.bot.vault, subscription, at_once=not body.keep_hours,
        keep_for=timedelta(hours=body.keep_hours), now=call.now,
        also=call.audited("webhook.rotated", f"{body.keep_hours} hours"),
    )  # fmt: skip
    return Subscribed(subscription=get_subscription(call, subscription), secret=secret)


def test_subscription(call: Call, subscription: Id) -> Subscription:
    """Have a test event posted to this subscription alone."""
    kept = call.audited("webhook.tested", "")
    return _changed(call, subscription, lambda: service.test(call.bot.db, subscription, now=call.now, also=kept))


def pause_subscription(call: Call, subscription: Id, body: Reason) -> Subscription:
    """Post nothing for now; what happens is kept for it."""
    kept = call.audited("webhook.paused", body.why)
    return _changed(call, subscription, lambda: service.pause(call.bot.db, subscription, why=body.why, also=kept))


def resume_subscription(call: Call, subscription: Id) -> Subscription:
    """Go on after a pause: what waits is posted, from the oldest on."""
    kept = call.audited("webhook.resumed", "")
    return _changed(call, subscription, lambda: service.resume(call.bot.db, subscription, now=call.now, also=kept))


def resend_events(call: Call, subscription: Id, body: Stretch) -> Subscription:
    """Have one event or a range posted once more; the key needs the scope events:read as well.

    Each keeps its id. A worker does it, a thousand at a time; the deliveries show how far it is.
    """
    _needs_events(call)
    _the(call, subscription)
    with call.bot.db.read() as tx:
        last = min(body.last, last_number(tx))
    if body.first > last:
        raise Refused("not-now", "No event has a number from `first` to `last`.")
    only = Status(body.status) if body.status else None
    kept = call.audited("webhook.resent", f"{body.first}-{last} {only or ''}".strip())
    stretch = service.Stretch(subscription, body.first, last, only)
    return _changed(call, subscription, lambda: service.replay(call.bot.db, stretch, now=call.now, also=kept))


def end_subscription(call: Call, subscription: Id) -> Subscription:
    """Post nothing more to it, and give up what waits."""
    why = f"ended by the key {call.key.name}"
    kept = call.audited("webhook.ended", why)
    return _changed(
        call, subscription, lambda: service.unsubscribe(call.bot.db, subscription, why=why, now=call.now, also=kept)
    )


def _needs_events(call: Call) -> None:
    if "events:read" not in call.key.scopes:
        raise Refused("not-granted", f'The key "{call.key.name}" has no scope events:read.')


def _the(call: Call, subscription: str) -> Kept:
    with call.bot.db.read() as tx:
        found: Kept = there(store.subscription_by_id(tx, subscription), "subscription")
    return found


def _own(call: Call, subscription: str) -> Kept:
    """Whoever has its secret or its address has what it is posted, and may write as the city."""
    of = _the(call, subscription)
    if of.key_id != call.key.id:
        raise Refused("not-now", "The city or another key made it; only they change it.")
    return of


def _changed(call: Call, subscription: str, change: Callable[[], object]) -> Subscription:
    _the(call, subscription)
    try:
        change()
    except NotPossible as refused:
        raise Refused("not-now", str(refused)) from refused
    if call.bot.nudger:
        call.bot.nudger.nudge_soon(LATER)
    return get_subscription(call, subscription)


def _subscription(call: Call, of: Kept) -> Subscription:
    return Subscription(
        id=of.id, url=of.url, types=list(of.types), grants=list(of.grants), owner=of.owner,
        mine=of.key_id == call.key.id, state=State(of.state).value, why=of.why, after=of.after,
        rests_until=of.health.rests_until, created_at=of.created_at,
    )  # fmt: skip


_EXAMPLE = {
    "id": "sub_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "url": "https://311.example/events", "types": ["concern.*"],
    "grants": [], "owner": "it@311.example", "mine": True, "state": "active", "why": None, "after": 118,
    "rests_until": None,
    "created_at": "2026-03-10T16:02:00.000000Z",
}  # fmt: skip
_MADE = {"subscription": _EXAMPLE, "secret": "whsec_..."}
_WISH = {name: _EXAMPLE[name] for name in ("url", "types", "owner")}
_READ, _WRITE = "subscriptions:read", "subscriptions:write"


def _act(path: str, view: Callable[..., Model], answer: type[Model] = Subscription, **more: Any) -> Route:
    example = _MADE if answer is Subscribed else _EXAMPLE
    return Route("POST", f"/subscriptions{path}", _WRITE, view, answer, changes=True, refuses=True, example=example,
                 **more)  # fmt: skip


ROUTES = (
    Route("GET", "/subscriptions", _READ, list_subscriptions, SubscriptionList, example={"data": [_EXAMPLE]},
          leads={"subscription": "/data/0/id"}),
    Route("GET", "/subscriptions/{subscription}", _READ, get_subscription, Subscription, example=_EXAMPLE),
    _act("", post_subscription, Subscribed, body=NewSubscription, status=201, asks=_WISH,
         leads={"subscription": "/subscription/id"}),
    _act("/{subscription}/change", change_subscription, body=SubscriptionChange,
         asks={"types": ["concern.*", "person.erased"]}),
    _act("/{subscription}/rotate", rotate_subscription, Subscribed, body=Rotation, asks={"keep_hours": 24}),
    _act("/{subscription}/test", test_subscription),
    _act("/{subscription}/pause", pause_subscription, body=Reason, asks={"why": "the desk moves house"}),
    _act("/{subscription}/resume", resume_subscription),
    _act("/{subscription}/resend", resend_events, body=Stretch, status=202,
         asks={"first": 119, "last": 240, "status": "dead"}),
    _act("/{subscription}/end", end_subscription),
)  # fmt: skip
