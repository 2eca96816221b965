"""Makes one resident of two who are one person: one row stays, the other leads to it; each package joins its own."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, literal_column, null, select, update

from bot.db.base import Tx
from bot.events import PersonMerged
from bot.outbox import put
from bot.people.forgetting import suppress
from bot.people.person import Person, asked, person
from bot.people.tables import consent, contact, contact_field

Joins = Callable[[Tx, str, str, datetime], None]
"""Gives what one package has of the second resident to the first."""


class NotJoined(Exception):
    """These two cannot become one; `why` is a code of WHY_NOT."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


WHY_NOT = ("same", "gone", "forgetting")
"""They are one already, one of them is there no more, one of them is to be forgotten."""

_PHONE = select(contact.c.phone_hash, contact.c.phone_sealed).where(contact.c.id == bindparam("of"))
_HUSK = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(
        phone_hash=literal_column("'~'").concat(contact.c.id), phone_sealed=b"", shares=null(),
        left_at=bindparam("at"), merged_into=bindparam("to"),
    )
)  # fmt: skip
_ONWARD = update(contact).where(contact.c.merged_into == bindparam("of")).values(merged_into=bindparam("to"))
_TAKES_PHONE = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(phone_hash=bindparam("hash"), phone_sealed=bindparam("sealed"), shares=null())
)
_own = contact_field.alias("own")
_FIELDS = (
    update(contact_field)
    .where(
        contact_field.c.contact_id == bindparam("of"),
        ~exists().where(_own.c.contact_id == bindparam("to"), _own.c.name == contact_field.c.name),
    )
    .values(contact_id=bindparam("to"))
)
_FIELDS_LEFT = contact_field.delete().where(contact_field.c.contact_id == bindparam("of"))
_LEDGER = update(consent).where(consent.c.contact_id == bindparam("of")).values(contact_id=bindparam("to"))
_KNOWN = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values({each: bindparam(f"to_{each}", type_=contact.c[each].type) for each in (
        "language", "language_source", "area", "zone", "door", "topics_off", "paused_until", "monthly_since",
        "discreet_until", "left_at",
    )})
)  # fmt: skip


def join(tx: Tx, joins: Sequence[Joins], kept: str, folded: str, *, now: datetime) -> Person:
    """The resident who stays, who has everything of both; `NotJoined` when that cannot be."""
    one, other = _open(tx, kept), _open(tx, folded)
    if kept == folded:
        raise NotJoined("same")
    for each in joins:
        each(tx, kept, folded, now)
    phone, lost = tx.execute(_PHONE, {"of": kept}).one(), tx.execute(_PHONE, {"of": folded}).one()
    tx.execute(_HUSK, {"of": folded, "at": other.left_at or now, "to": kept})
    tx.execute(_ONWARD, {"of": folded, "to": kept})
    if phone.phone_hash.startswith("~") and not lost.phone_hash.startswith("~"):
        tx.execute(_TAKES_PHONE, {"of": kept, "hash": lost.phone_hash, "sealed": lost.phone_sealed})
    elif (left := _first(one.left_at, other.left_at)) and not lost.phone_hash.startswith("~"):
        suppress(tx, lost.phone_hash, left_at=left, now=now)
    for move in (_FIELDS, _LEDGER):
        tx.execute(move, {"of": folded, "to": kept})
    tx.execute(_FIELDS_LEFT, {"of": folded})
    tx.execute(_KNOWN, {"of": kept, **_both(one, other)})
    put.record(tx, [PersonMerged(folded, other.language, kept)], now)
    found = person(tx, kept)
    assert found is not None  # noqa: S101  for the types; it was read above
    return found


def _open(tx: Tx, contact_id: str) -> Person:
    found = person(tx, contact_id, still=True)
    if found is None or not found.is_there:
        raise NotJoined("gone")
    if asked(tx, contact_id):
        raise NotJoined("forgetting")
    return found


def _both(one: Person, other: Person) -> dict[str, object]:
    """What is known of them together: whose row stays goes before, and what either asked for counts."""
    speaks = one if one.language else other
    return {
        "to_language": speaks.language, "to_language_source": speaks.language_source,
        "to_area": one.area or other.area, "to_zone": one.zone or other.zone, "to_door": one.door or other.door,
        "to_topics_off": " ".join(sorted({*one.topics_off, *other.topics_off})) or None,
        "to_paused_until": _last(one.paused_until, other.paused_until),
        "to_monthly_since": _first(one.monthly_since, other.monthly_since),
        "to_discreet_until": _last(one.discreet_until, other.discreet_until),
        "to_left_at": _first(one.left_at, other.left_at),
    }  # fmt: skip


def _first(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each), default=None)


def _last(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each), default=None)
