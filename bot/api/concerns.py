"""Concerns over the API: what residents reported, in their own words, by the reference they were told."""

from json import loads
from typing import Annotated, Any

from pydantic import Field

from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import ByLanguage, Code, Id, Label, Language, ListQuery, Model, Moment, Page
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
    promised_on: Annotated[str | None, Field(description="the day by which something was promised")]
    created_at: Moment
    followers: Annotated[int, Field(description='how many other residents said "me too"')]


class ConcernPage(Page[Concern]):
    """Some concerns."""


class ConcernChange(Model):
    """One thing that was done with a concern."""

    nth: int
    act: str
    status: Annotated[str, Field(description="where it stood then")]
    department: str | None
    outcome: str | None
    words: Annotated[ByLanguage, Field(description="what residents were told, by language")]
    promised_on: str | None
    agency: Annotated[str | None, Field(description="whom outside the city it was handed to")]
    at: Moment


class ChangeList(Model):
    """Everything that was done with a concern, in order."""

    data: list[ConcernChange]


class ConcernsQuery(ListQuery):
    """Which concerns."""

    kind: Annotated[Code | None, Field(description="The category's code.")] = None
    status: Annotated[Code | None, Field(description="Where it stands, such as received.")] = None
    area: Annotated[Label | None, Field(description="The neighborhood, as the gazetteer writes it.")] = None
    contact: Annotated[Id | None, Field(description="Who reported it.")] = None
    language: Annotated[Language | None, Field(description="The language it was reported in.")] = None
    since: Annotated[Moment | None, Field(description="Reported then or later.")] = None
    until: Annotated[Moment | None, Field(description="Reported before then.")] = None


def list_concerns(call: Call, query: ConcernsQuery) -> ConcernPage:
    """Concerns, oldest first; a key of some departments sees theirs."""
    departments = _departments(call)
    bound = None
    if call.key.departments:
        kinds = [kind for kind, whose in departments.items() if call.may_see(whose)]
        bound = listing.Bound(call.key.departments, kinds)
    with call.bot.db.read() as tx:
        found = listing.concerns(
            tx, kind=query.kind, status=query.status, area=query.area, contact=query.contact, since=query.since,
            until=query.until, language=query.language, bound=bound,
            after=place_in(query.cursor, listing.ORDER), limit=query.limit,
        )  # fmt: skip
    rows = [_concern(call, row, departments) for row in found.rows]
    return ConcernPage(data=rows, next=next_cursor(found.after))


def get_concern(call: Call, reference: str) -> Concern:
    """One concern by its reference, however it is typed; a wrong letter is noticed and finds nothing."""
    return _concern(call, _seen(call, reference), _departments(call))


def list_concern_changes(call: Call, reference: str) -> ChangeList:
    """What was done with a concern, in order, in the words that residents were told; not who did it."""
    row = _seen(call, reference)
    with call.bot.db.read() as tx:
        return ChangeList(data=[_change(call, each) for each in listing.changes(tx, row.id)])


def _seen(call: Call, reference: str) -> Any:
    """The concern, when the key may see it; Refused otherwise, as if it were not there."""
    with call.bot.db.read() as tx:
        row = there(listing.concern_by_reference(tx, read_reference(reference) or ""), "concern")
    whose = row.department or _departments(call).get(row.kind, "")
    return there(row if call.may_see(whose) else None, "concern")


def _departments(call: Call) -> dict[str, str]:
    """Kind of concern to the department that looks after it."""
    return {each.code: each.department for each in call.bot.library.lexicon}


def _concern(call: Call, row: Any, departments: dict[str, str]) -> Concern:
    return Concern(
        id=row.id, reference=row.reference, contact=row.contact_id, kind=row.kind,
        department=row.department or departments.get(row.kind) or None,
        words=call.words(row.words), place=call.words(row.place),
        place_status=row.place_status, area=row.area or None, language=row.language, status=row.status,
        promised_on=row.promised_on.isoformat() if row.promised_on else None, created_at=row.created_at,
        followers=row.followers,
    )  # fmt: skip


def _change(call: Call, row: Any) -> ConcernChange:
    told = {language: call.words(words) for language, words in loads(row.words).items()} if row.words else {}
    return ConcernChange(
        nth=row.nth, act=row.act, status=row.status, department=row.department, outcome=row.outcome, words=told,
        promised_on=row.promised_on.isoformat() if row.promised_on else None, agency=row.agency, at=row.at,
    )  # fmt: skip


_EXAMPLE = {
    "id": "con_01KM1R3V9W8Q2E4N6P7S8T0XYZ.4.1", "reference": "7K3PD", "contact": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ",
    "kind": "pothole", "department": "streets", "words": "Hay un bache grande", "place": "4th y Bridge",
    "place_status": "confirmed", "area": "Barelas", "language": "es", "status": "received", "promised_on": None,
    "created_at": "2026-03-10T16:02:00.000000Z", "followers": 2,
}  # fmt: skip
_DONE = {
    "nth": 1, "act": "assign", "status": "assigned", "department": "streets", "outcome": None, "words": {},
    "promised_on": None, "agency": None, "at": "2026-03-10T16:02:01.000000Z",
}  # fmt: skip
ROUTES = (
    Route("GET", "/concerns", "concerns:read", list_concerns, ConcernPage, query=ConcernsQuery,
          example={"data": [_EXAMPLE], "next": None},
          leads={"reference": "/data/0/reference"}),
    Route("GET", "/concerns/{reference}", "concerns:read", get_concern, Concern, example=_EXAMPLE),
    Route("GET", "/concerns/{reference}/changes", "concerns:read", list_concern_changes, ChangeList,
          example={"data": [_DONE]}),
)  # fmt: skip
