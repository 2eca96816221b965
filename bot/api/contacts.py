"""Contacts over the API: residents by their random id; a number is read one at a time, and each reading is kept."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from bot.api.problems import Refused
from bot.api.routes import Call, Route, next_cursor, place_in, there
from bot.api.schemas import Code, Id, Label, Language, ListQuery, Model, Moment, Page, Truth
from bot.people import exports, fields, listing


class Contact(Model):
    """A resident, by the id that every other resource names them by."""

    id: str
    language: str | None
    language_source: Annotated[str | None, Field(description="stated, guessed or sender")]
    area: str | None
    zone: str | None
    door: Annotated[str | None, Field(description="the partner's door they came through first")]
    wants_texts: Annotated[bool, Field(description="false after STOP, until they come back")]
    left_at: Moment | None
    paused_until: Moment | None
    monthly_since: Annotated[Moment | None, Field(description="since when they want one text a month at most")]
    topics_off: list[str]
    fields: Annotated[dict[str, str], Field(description="what the city keeps besides, by the names of city.yaml")]
    since: Moment


class ContactPage(Page[Contact]):
    """Some residents."""


class Number(Model):
    """A resident's phone number, which may be texted now."""

    contact: str
    number: Annotated[str, Field(description="as in +15055550100")]


class ContactsQuery(ListQuery):
    """Which residents."""

    language: Annotated[Language | None, Field(description="The language they are written to in.")] = None
    area: Annotated[Label | None, Field(description="The neighborhood, as the gazetteer writes it.")] = None
    door: Annotated[Code | None, Field(description="The partner's door they came through first.")] = None
    wants_texts: Annotated[Truth | None, Field(description="Only those who do, or who do not.")] = None


def list_contacts(call: Call, query: ContactsQuery) -> ContactPage:
    """Residents, oldest first."""
    left = None if query.wants_texts is None else not query.wants_texts
    with call.bot.db.read() as tx:
        found = listing.contacts(
            tx, language=query.language, area=query.area, has_left=left, door=query.door,
            after=place_in(query.cursor, listing.ORDER), limit=query.limit,
        )  # fmt: skip
        known = fields.fields_of(tx, [row.id for row in found.rows]) if found.rows else {}
    rows = [_contact(call, row, known.get(row.id, {})) for row in found.rows]
    return ContactPage(data=rows, next=next_cursor(found.after))


def get_contact(call: Call, contact: Id) -> Contact:
    """One resident."""
    with call.bot.db.read() as tx:
        row = there(listing.contact_by_id(tx, contact), "resident")
        return _contact(call, row, fields.fields_of(tx, [contact]).get(contact, {}))


def get_contact_number(call: Call, contact: Id) -> Number:
    """The phone number of one resident, while they want texts.

    That it was read is kept, with the name and the purpose of the key.
    """
    with call.bot.db.read() as tx:
        there(listing.contact_by_id(tx, contact), "resident")
        sealed = listing.sealed_number(tx, contact)
    if sealed is None:
        raise Refused("not-found", "They want no texts, or nothing leads to their phone any more.")
    number = call.bot.vault.open(sealed)
    exports.disclose(call.bot.db, who=f"key {call.key.name}", why=call.key.purpose, count=1, now=call.now)
    return Number(contact=contact, number=number)


def _contact(call: Call, row: Any, known: dict[str, str]) -> Contact:
    left_at: datetime | None = row.left_at
    return Contact(
        id=row.id, language=row.language, language_source=row.language_source, area=row.area, zone=row.zone,
        door=row.door, wants_texts=left_at is None, left_at=left_at, paused_until=row.paused_until,
        monthly_since=row.monthly_since, topics_off=(row.topics_off or "").split(),
        fields={name: call.words(value) for name, value in known.items()}, since=row.created_at,
    )  # fmt: skip


_EXAMPLE = {
    "id": "ctc_01KM1R3V9W8Q2E4N6P7S8T0XYZ", "language": "es", "language_source": "guessed", "area": "Barelas",
    "zone": None, "door": "main_library", "wants_texts": True, "left_at": None, "paused_until": None,
    "monthly_since": None, "topics_off": ["surveys"], "fields": {"renter": "yes"},
    "since": "2026-03-10T16:00:40.000000Z",
}  # fmt: skip
ROUTES = (
    Route("GET", "/contacts", "contacts:read", list_contacts, ContactPage, query=ContactsQuery,
          example={"data": [_EXAMPLE], "next": None},
          leads={"contact": "/data/0/id"}),
    Route("GET", "/contacts/{contact}", "contacts:read", get_contact, Contact, example=_EXAMPLE),
    Route("GET", "/contacts/{contact}/number", "contacts:numbers", get_contact_number, Number, keeps=False,
          example={"contact": _EXAMPLE["id"], "number": "+15055550121"}),
)  # fmt: skip
