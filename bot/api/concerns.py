"""Concerns over the API: what residents reported, in their own words, by the reference they were told."""

from typing import Annotated, Any

from pydantic import Field

from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Code, Id, Label, ListQuery, Model, Moment, Page
from bot.concerns import listing
from bot.lib.references import read_reference


class Concern(Model):
    """Something a resident reported."""

    id: str
    reference: Annotated[str, Field(description="what the resident knows it by")]
    contact: str
    kind: Annotated[str, Field(description="the category's code; empty when unknown")]
    department: Annotated[str | None, Field(description="who looks after this kind")]
    words: Annotated[str, Field(description="as the resident wrote it")]
    place: str
    place_status: Annotated[str, Field(description="confirmed, shared, said or none")]
    area: str | None
    language: str | None
    status: str
    created_at: Moment
    followers: Annotated[int, Field(description='how many other residents said "me too"')]


class ConcernPage(Page[Concern]):
    """Some concerns."""


class ConcernsQuery(ListQuery):
    """Which concerns."""

    kind: Annotated[Code | None, Field(description="The category's code.")] = None
    status: Annotated[Code | None, Field(description="Where it stands, such as received.")] = None
    area: Annotated[Label | None, Field(description="The neighborhood, as the gazetteer writes it.")] = None
    contact: Annotated[Id | None, Field(description="Who reported it.")] = None
    since: Annotated[Moment | None, Field(description="Reported then or later.")] = None
    until: Annotated[Moment | None, Field(description="Reported before then.")] = None


def list_concerns(call: Call, query: ConcernsQuery) -> ConcernPage:
    """Concerns, oldest first; a key of some departments sees theirs."""
    departments = _departments(call)
    kinds = [kind for kind, whose in departments.items() if call.may_see(whose)] if call.key.departments else None
    with call.bot.db.read() as tx:
        found = listing.concerns(
            tx, kind=query.kind, status=query.status, area=query.area, contact=query.contact, since=query.since,
            until=query.until, kinds=kinds, after=place_in(query.cursor, listing.ORDER), limit=query.limit,
        )  # fmt: skip
    rows = [_concern(call, row, departments) for row in found.rows]
    return ConcernPage(data=rows, next=next_cursor(found.after))


def get_concern(call: Call, reference: str) -> Concern:
    """One concern by its reference, however it is typed; a wrong letter is noticed and finds nothing."""
    departments = _departments(call)
    with call.bot.db.read() as tx:
        row = listing.concern_by_reference(tx, read_reference(reference) or "")
    row = there(row, "concern")
    return _concern(call, there(row if call.may_see(departments.get(row.kind, "")) else None, "concern"), departments)


def _departments(call: Call) -> dict[str, str]:
    """Kind of concern to the department that looks after it."""
    return {each.code: each.department for each in call.bot.library.lexicon}


def _concern(call: Call, row: Any, departments: dict[str, str]) -> Concern:
    return Concern(
        id=row.id, reference=row.reference, contact=row.contact_id, kind=row.kind,
        department=departments.get(row.kind) or None, words=call.words(row.words), place=call.words(row.place),
        place_status=row.place_status, area=row.area or None, language=row.language, status=row.status,
        created_at=row.created_at, followers=row.followers,
    )  # fmt: skip


_EXAMPLE = {
    "id": "con_01KM1R3V9W8Q2E4N6P7S8T0XYZ.4.1", "reference": "7K3PD", "contact": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
    "kind": "pothole", "department": "streets", "words": "Hay un bache grande", "place": "4th y Bridge",
    "place_status": "confirmed", "area": "Barelas", "language": "es", "status": "received",
    "created_at": "2026-03-10T16:02:00.000000Z", "followers": 2,
}  # fmt: skip
ROUTES = (
    Route("GET", "/concerns", "concerns:read", list_concerns, ConcernPage, query=ConcernsQuery,
          example={"data": [_EXAMPLE], "next": None}),
    Route("GET", "/concerns/{reference}", "concerns:read", get_concern, Concern, example=_EXAMPLE),
)  # fmt: skip
