"""Broadcasts over the API: as they stand, what each would do, and starting one that people have approved."""

from typing import Annotated, Literal

from pydantic import Field

from bot.api.problems import Refused
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import ByLanguage, Code, Id, ListQuery, Mistake, Model, Moment, Page
from bot.broadcasts import counts, listing, previews, results, service, store
from bot.broadcasts.rules import BEFORE, City, NotAllowed, Problem, is_approved
from bot.broadcasts.rules import Broadcast as Drafted
from bot.broadcasts.service import CannotBeSent
from bot.outbox.put import LATER
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


class Share(Model):
    """A share of those who were sent the text, in percent; 19 times in 20 the true one is from `low` to `high`."""

    percent: float
    low: float
    high: float


class LanguageResults(Model):
    """What came of it in one language. Fewer than ten people are null, and so is a number that would tell them."""

    language: Annotated[str | None, Field(description="null: not known, so they read it in every language")]
    people: int | None
    sent: Annotated[int | None, Field(description="what the carrier took, whether it arrived or not yet")]
    delivered: int | None
    failed: int | None
    replied: Annotated[int | None, Field(description="whoever texted within 72 hours, STOP included")]
    opted_out: Annotated[int | None, Field(description="whoever left within 72 hours and has not come back")]
    delivered_share: Annotated[Share | None, Field(description="null of fewer than 30 people, as of the two below")]
    replied_share: Share | None
    opted_out_share: Share | None


class Totals(Model):
    """All languages together; `waiting` have not had their turn, `held_out` get nothing, to compare with."""

    people: int
    sent: int
    delivered: int
    failed: int
    waiting: int
    held_out: int


class Results(Model):
    """What came of a broadcast, as a worker counted it at `counted_at`; null while it has not begun or been counted."""

    broadcast: str
    state: str
    counted_at: Moment | None
    counting: Annotated[bool, Field(description="whether it is being counted again: ask once more in a few seconds")]
    totals: Totals | None
    languages: list[LanguageResults]
    failed: Annotated[dict[str, int], Field(description="texts that did not arrive, by reason")]
    left_out: Annotated[dict[str, int], Field(description="people by the reason why they got nothing")]


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


def get_results(call: Call, broadcast: Id) -> Results:
    """What came of a broadcast, by language, as it was counted last.

    Asking has it counted again when that is some time ago, which takes a worker seconds; see `counted_at`.
    """
    with call.bot.db.read() as tx:
        of = there(store.broadcast_by_id(tx, broadcast), "broadcast")
        count = counts.count_of(tx, of.id, counts.RESULTS)
    if of.state not in BEFORE and counts.is_due(count, call.now):
        with call.bot.db.begin() as tx:
            counts.ask(tx, of, counts.RESULTS, call.now)
            count = counts.count_of(tx, of.id, counts.RESULTS)
        if call.bot.nudger:
            call.bot.nudger.nudge_soon(LATER)
    return _results(of, count)


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


def _results(of: Drafted, count: counts.Count | None) -> Results:
    told: results.ByLanguage = count.figures if count and count.data else {}
    failed = results.reasons(told, "failed")
    return Results(
        broadcast=of.id, state=of.state.value, counted_at=count.worked_at if count else None,
        counting=count is not None and count.is_under_way,
        totals=Totals(**results.totals(told)) if count and count.data else None,
        languages=[_line(each) for each in results.lines(told)],
        failed={_FAILED.get(reason, reason): many for reason, many in failed.items()},
        left_out=results.reasons(told, "left_out"),
    )  # fmt: skip


_FAILED = {"refused by the gate": "refused"}
"""What the city itself held back, as a code."""


def _line(of: results.Line) -> LanguageResults:
    shares = {f"{name}_share": _share(share) for name, share in of.shares.items()}
    return LanguageResults(language=of.language, **of.numbers, **shares)  # type: ignore[arg-type]  # The names are those of FIGURES.


def _share(of: results.Share | None) -> Share | None:
    """To the tenth of a percent, as the console says it."""
    return Share(percent=round(of.percent, 1), low=round(of.low, 1), high=round(of.high, 1)) if of else None


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
_CAME = {
    "broadcast": "bro_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "state": "finished", "counted_at": "2026-03-13T16:10:00.000000Z",
    "counting": False,
    "totals": {"people": 840, "sent": 826, "delivered": 811, "failed": 14, "waiting": 0, "held_out": 0},
    "languages": [
        {"language": "en", "people": 559, "sent": 550, "delivered": 541, "failed": None, "replied": 66,
         "opted_out": None, "delivered_share": {"percent": 98.4, "low": 96.9, "high": 99.1},
         "replied_share": {"percent": 12.0, "low": 9.5, "high": 15.0}, "opted_out_share": None},
        {"language": "es", "people": 281, "sent": 276, "delivered": 270, "failed": None, "replied": 58, "opted_out": 0,
         "delivered_share": {"percent": 97.8, "low": 95.3, "high": 99.0},
         "replied_share": {"percent": 21.0, "low": 16.6, "high": 26.2},
         "opted_out_share": {"percent": 0.0, "low": 0.0, "high": 1.4}},
    ],
    "failed": {"invalid": 9, "unreachable": 5}, "left_out": {"left": 31},
}  # fmt: skip
ROUTES = (
    Route("GET", "/broadcasts", "broadcasts:read", list_broadcasts, BroadcastPage, query=BroadcastsQuery,
          example={"data": [_EXAMPLE], "next": None},
          leads={"broadcast": "/data/0/id"}),
    Route("GET", "/broadcasts/{broadcast}", "broadcasts:read", get_broadcast, Broadcast, example=_EXAMPLE),
    Route("GET", "/broadcasts/{broadcast}/results", "broadcasts:read", get_results, Results, example=_CAME),
    Route("POST", "/broadcasts/{broadcast}/preview", "broadcasts:write", preview_broadcast, Preview, example=_SEEN),
    Route("POST", "/broadcasts/{broadcast}/start", "broadcasts:write", start_broadcast, Started, status=202,
          changes=True, refuses=True,
          example={"broadcast": _EXAMPLE["id"], "begins_at": "2026-03-10T16:02:00.000000Z"}),
)  # fmt: skip
