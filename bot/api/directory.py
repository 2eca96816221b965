"""The directory over the API: who does what in the city, in every language, as residents are told."""

from typing import Annotated, Literal

from pydantic import Field

from bot.api.routes import Call, Route, there
from bot.api.schemas import ByLanguage, Code, Id, Model, Query, Truth
from bot.flowfiles.services import Service as Entry


class Service(Model):
    """One thing residents ask about, and who does it."""

    code: str
    department: str | None
    title: ByLanguage
    answer: Annotated[ByLanguage, Field(description="what residents are told")]
    does: Annotated[ByLanguage, Field(description="what the city does of it; empty when nothing")]
    does_not: Annotated[ByLanguage, Field(description="what the city does not do, and who does")]
    ours: Annotated[bool, Field(description="whether the city does any of it")]
    next_step: Annotated[
        Literal["report", "contact", "person"],
        Field(description="what a resident can do: report it, turn to somebody else, or ask a person"),
    ]
    contact: Annotated[str | None, Field(description="a number or an address of whoever does it, where there is one")]
    owner: Annotated[str, Field(description="who of the city keeps the entry right")]
    kind: Annotated[str | None, Field(description="the kind of concern that can be reported")]
    review_on: Annotated[
        str, Field(description="when it is to be looked at again", json_schema_extra={"format": "date"})
    ]


class ServiceList(Model):
    """Every entry of the directory."""

    data: list[Service]


class ServicesQuery(Query):
    """Which entries."""

    department: Annotated[Code | None, Field(description="Whose they are.")] = None
    kind: Annotated[Code | None, Field(description="The kind of concern that can be reported.")] = None
    ours: Annotated[Truth | None, Field(description="Whether the city does any of it.")] = None


def list_services(call: Call, query: ServicesQuery) -> ServiceList:
    """Every entry as it is now; a key of some departments sees theirs."""
    return ServiceList(data=[
        _service(each) for each in _entries(call).values()
        if query.department in (None, each.department) and query.kind in (None, each.kind)
        and query.ours in (None, each.ours)
    ])  # fmt: skip


def get_service(call: Call, service: Id) -> Service:
    """One entry."""
    return _service(there(_entries(call).get(service), "entry"))


def _entries(call: Call) -> dict[str, Entry]:
    return {each.code: each for each in call.bot.library.services if call.may_see(each.department)}


def _service(entry: Entry) -> Service:
    return Service(
        code=entry.code, department=entry.department or None, title=dict(entry.title), answer=dict(entry.answer),
        does=dict(entry.does), does_not=dict(entry.does_not), ours=entry.ours, next_step=entry.next_step,
        contact=entry.contact or None, owner=entry.owner, kind=entry.kind or None,
        review_on=entry.review_on.isoformat(),
    )  # fmt: skip


_EXAMPLE = {
    "code": "potholes", "department": "streets", "title": {"en": "Potholes", "es": "Baches"},
    "answer": {"en": "Potholes: the city mends them.", "es": "Baches: la ciudad los repara."},
    "does": {"en": "the city mends them.", "es": "la ciudad los repara."}, "does_not": {}, "ours": True,
    "next_step": "report", "contact": None, "owner": "Public Works front desk",
    "kind": "pothole", "review_on": "2027-03-01",
}  # fmt: skip
ROUTES = (
    Route("GET", "/directory", "directory:read", list_services, ServiceList, query=ServicesQuery,
          example={"data": [_EXAMPLE]},
          leads={"service": "/data/0/code"}),
    Route("GET", "/directory/{service}", "directory:read", get_service, Service, example=_EXAMPLE),
)  # fmt: skip
