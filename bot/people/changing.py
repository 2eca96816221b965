"""What staff change about a resident, inside the caller's transaction; who may, and the audit log, are elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, update

from bot.db.base import Tx
from bot.events import ConsentGranted, ConsentRevoked
from bot.outbox import put
from bot.people import service, store
from bot.people.fields import set_fields
from bot.people.person import Person
from bot.people.tables import contact, contact_field

STATED = "stated"
BY_STAFF = "staff"
"""The ledger's source of what was told to staff, before the way: `staff: paper`."""
WAYS = ("paper", "in_person", "telephone", "letter")
"""How a resident told staff."""

_PLACE = update(contact).where(contact.c.id == bindparam("of")).values(area=bindparam("to"), zone=bindparam("in_zone"))
_CLEAR = delete(contact_field).where(
    contact_field.c.contact_id == bindparam("of"), contact_field.c.name == bindparam("the")
)


def choose_language(tx: Tx, of: Person, language: str, *, now: datetime) -> None:
    """They are written to in this language from now on, because they said so."""
    service.choose_language(tx, of.id, language, source=STATED, now=now)


def place(tx: Tx, of: Person, *, area: str | None, zone: str | None) -> None:
    """Where they live, as far as they told."""
    tx.execute(_PLACE, {"of": of.id, "to": area, "in_zone": zone})


def keep_fields(tx: Tx, of: Person, values: Mapping[str, str]) -> None:
    """The city's own fields; an empty value takes one away."""
    set_fields(tx, {(of.id, name): value for name, value in values.items() if value})
    gone = [{"of": of.id, "the": name} for name, value in values.items() if not value]
    if gone:
        tx.execute(_CLEAR, gone)


def agree(tx: Tx, of: Person, line_id: str, *, way: str, words: str, at: datetime, now: datetime) -> None:
    """They agreed to be texted, which does not bring back whoever has left: only they can, by texting START."""
    store.add_consent(
        tx, line_id, of.id, state="granted", source=f"{BY_STAFF}: {way}", words=words, message_id=None, at=at
    )  # fmt: skip
    put.record(tx, [ConsentGranted(of.id, of.language, BY_STAFF)], now)


def leave(tx: Tx, of: Person, line_id: str, *, way: str, words: str, now: datetime) -> None:
    """They told staff that they want no more texts: the same as if they had texted STOP."""
    store.set_left(tx, of.id, now)
    store.add_consent(
        tx, line_id, of.id, state="revoked", source=f"{BY_STAFF}: {way}", words=words, message_id=None, at=now
    )  # fmt: skip
    put.record(tx, [ConsentRevoked(of.id, of.language, BY_STAFF)], now)
