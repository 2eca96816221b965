"""Broadcasts over the API: as they stand, what each would do, and starting one that people have approved."""

from typing import Annotated, Literal

from pydantic import Field

from bot.api.problems import Refused
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import ByLanguage, Code, Id, ListQuery, Mistake, Model, Moment, Page
from bot.broadcasts import listing, previews, service, store
from bot.broadcasts.rules import Broadcast as Drafted
from bot.broadcasts.rules import City, NotAllowed, Problem, is_approved
from bot.broadcasts.service import CannotBeSent
from bot.wiring import broadcast_city


class Variant(Model):
    """Words by language; for those whom `segment` finds, or for all others when it is empty."""

    name: str
    segment: str
    texts: ByLanguage


class Broadcast(Model):
    """A text of the city's own accord."""

    id: str
    name: str
    kind: str
    topic: str | None
    segment: Annotated[str, Field(description="the rule that finds the audience")]
    variants: list[Variant]
    level: Annotated[str | None, Field(description="what the text promises: inform, consult, ...")]
    report_on: Annotated[str | None, Field(description="the day on which residents hear what came of it")]
    starts_at: Moment | None
    hold_out: Annotated[int, Field(description="percent that get nothing, to compare with")]
    state: str
    approved: Annotated[bool, Field(description="whether what stands there is what was approved")]
    started_at: Moment | None


class BroadcastPage(Page[Broadcast]):
    """Some broadcasts."""


class Line(Model):
    """People of one variant and language, and what their texts cost; `language` null is everybody's unknown."""

    variant: str
    language: str | None
    people: int
    parts: int
    money: Annotated[str, Field(description="US dollars, as in 12.3500")]


class Hint(Model):
    """What is wrong or should be looked at, and how to mend it."""

    message: str
    remedy: str


class Preview(Model):
    """What would happen if it began at `begins_at`."""

    people: int
    held_out: int
    left_out: Annotated[dict[str, int], Field(description="people by the reason why they get nothing")]
    lines: list[Line]
    parts: int
    money: Annotated[str, Field(description="US dollars")]
    begins_at: Moment
    ends_at: Moment
    problems: Annotated[list[Hint], Field(description="what keeps it from being sent")]
    warnings: list[Hint]


class Started(Model):
    """When it begins: its own time, or now, in the open hours."""

    broadcast: str
    begins_at: Moment


State = Literal["draft", "approved", "scheduled", "running", "paused", "stopped", "finished"]


class BroadcastsQuery(ListQuery):
    """Which broadcasts."""

    state: Annotated[State | None, Field(description="Only those that stand there.")] = None
    kind: Annotated[Code | None, Field(description="Only of this kind, such as notice.")] = None


def list_broadcasts(call: Call, query: BroadcastsQuery) -> BroadcastPage:
    """Broadcasts, oldest first."""
    with call.bot.db.read() as tx:
        found = listing.broadcasts(
            tx, state=query.state, kind=query.kind, after=place_in(query.cursor, listing.ORDER), limit=query.limit
        )
    return BroadcastPage(data=[_broadcast(each) for each in found.rows], next=next_cursor(found.after))


def get_broadcast(call: Call, broadcast: Id) -> Broadcast:
    """One broadcast."""
    with call.bot.db.read() as tx:
        return _broadcast(there(store.broadcast_by_id(tx, broadcast), "broadcast"))


def preview_broadcast(call: Call, broadcast: Id) -> Preview:
    """Whom it would reach now, what it would cost, when it would be through, and what is wrong with it."""
    with call.bot.db.read() as tx:
        drafted = there(store.broadcast_by_id(tx, broadcast), "broadcast")
        seen = previews.preview(tx, drafted, _city(call), call.now)
    return Preview(
        people=seen.people, held_out=seen.held_out, left_out=dict(seen.left_out), parts=seen.parts,
        lines=[
            Line(variant=each.variant, language=each.language, people=each.people, parts=each.parts,
                 money=f"{each.money:.4f}")
            for each in seen.lines
        ],
        money=f"{seen.money:.4f}", begins_at=seen.begins_at, ends_at=seen.ends_at,
        problems=_hints(seen.problems), warnings=_hints(seen.warnings),
    )  # fmt: skip


def start_broadcast(call: Call, broadcast: Id) -> Started:
    """Send a broadcast that was approved, at its time or now; it is refused when anything was changed since."""
    city = _city(call)
    with call.bot.db.read() as tx:
        drafted = there(store.broadcast_by_id(tx, broadcast), "broadcast")
    try:
        starts_at = service.start(call.bot.db, city, drafted.name, now=call.now)
    except CannotBeSent as refused:
        wrong = [Mistake(where="broadcast", message=str(each)) for each in refused.problems]
        raise Refused("not-now", f'"{drafted.name}" cannot be sent yet.', wrong) from refused
    except NotAllowed as refused:
        raise Refused("not-now", str(refused)) from refused
    return Started(broadcast=broadcast, begins_at=city.quiet.opens_at(starts_at))


def _city(call: Call) -> City:
    return broadcast_city(call.bot)


def _hints(problems: tuple[Problem, ...]) -> list[Hint]:
    return [Hint(message=each.message, remedy=each.remedy) for each in problems]


def _broadcast(of: Drafted) -> Broadcast:
    variants = [Variant(name=each.name, segment=each.segment, texts=dict(each.texts)) for each in of.variants]
    return Broadcast(
        id=of.id, name=of.name, kind=of.kind, topic=of.topic, segment=of.segment, variants=variants, level=of.level,
        report_on=of.report_on.isoformat() if of.report_on else None, starts_at=of.starts_at, hold_out=of.hold_out,
        state=of.state.value, approved=is_approved(of), started_at=of.started_at,
    )  # fmt: skip


_EXAMPLE = {
    "id": "bro_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "name": "water", "kind": "notice", "topic": None,
    "segment": "area = Barelas", "variants": [{"name": "", "segment": "", "texts": {
        "en": "Water is off on Friday 9 to 12. STOP ends.", "es": "El viernes de 9 a 12 no hay agua. ALTO para salir.",
    }}],
    "level": "inform", "report_on": "2026-04-01", "starts_at": None, "hold_out": 0, "state": "approved",
    "approved": True, "started_at": None,
}  # fmt: skip
_SEEN = {
    "people": 120, "held_out": 0, "left_out": {"left": 4},
    "lines": [{"variant": "", "language": "es", "people": 120, "parts": 120, "money": "0.9480"}], "parts": 120,
    "money": "0.9480", "begins_at": "2026-03-10T16:02:00.000000Z", "ends_at": "2026-03-10T16:04:00.000000Z",
    "problems": [], "warnings": [],
}  # fmt: skip
ROUTES = (
    Route("GET", "/broadcasts", "broadcasts:read", list_broadcasts, BroadcastPage, query=BroadcastsQuery,
          example={"data": [_EXAMPLE], "next": None},
          leads={"broadcast": "/data/0/id"}),
    Route("GET", "/broadcasts/{broadcast}", "broadcasts:read", get_broadcast, Broadcast, example=_EXAMPLE),
    Route("POST", "/broadcasts/{broadcast}/preview", "broadcasts:write", preview_broadcast, Preview, example=_SEEN),
    Route("POST", "/broadcasts/{broadcast}/start", "broadcasts:write", start_broadcast, Started, status=202,
          changes=True, refuses=True,
          example={"broadcast": _EXAMPLE["id"], "begins_at": "2026-03-10T16:02:00.000000Z"}),
)  # fmt: skip
