"""Queries about contacts and consent; they take an open transaction first and never commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, func, literal_column, null, or_, select, update

from bot.db.base import Tx
from bot.db.writes import Burst, Writer
from bot.people.tables import consent, contact

TEXTS = "texts"
"""The purpose of a ledger line that is about everything; else it is a topic."""

REFERENCE_LENGTH = 6


def reference(contact_id: str) -> str:
    """What staff call a resident: the end of their id, which says nothing about them."""
    return contact_id[-REFERENCE_LENGTH:]


@dataclass(frozen=True, slots=True)
class Contact:
    """A resident as the conversation needs them; the number itself stays sealed."""

    id: str
    language: str | None
    language_source: str | None
    left_at: datetime | None


_INSERT = contact.insert()
_BY_PHONE = select(contact.c.id, contact.c.language, contact.c.language_source, contact.c.left_at).where(
    contact.c.phone_hash == bindparam("hash")
)
_CONSENT = consent.insert()
_SET_LANGUAGE = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(language=bindparam("to"), language_source=bindparam("source"))
)
_phone = select(contact.c.phone_hash).where(contact.c.id == bindparam("of")).scalar_subquery()
_SET_LEFT = (
    update(contact)
    .where(or_(contact.c.id == bindparam("of"), contact.c.shares == _phone))
    .values(left_at=bindparam("at"))
)
_HAVE_LEFT = select(contact.c.id).where(
    contact.c.id.in_(bindparam("these", expanding=True)), contact.c.left_at.is_not(None)
)
_SET_BACK = update(contact).where(contact.c.id == bindparam("of")).values(left_at=null())
_SET_ASIDE = (
    update(contact)
    .where(contact.c.id == bindparam("of"), contact.c.phone_hash == bindparam("hash"))
    .values(phone_hash=literal_column("'~'").concat(contact.c.id), shares=bindparam("shared"))
)
_UNLINK = (
    update(contact)
    .where(contact.c.id == bindparam("of"), contact.c.phone_hash == bindparam("hash"))
    .values(
        phone_hash=literal_column("'~'").concat(contact.c.id),
        phone_sealed=bindparam("nothing"),
        left_at=bindparam("at"),
    )
)
_PAUSE = update(contact).where(contact.c.id == bindparam("of")).values(paused_until=bindparam("until"))
_MONTHLY = update(contact).where(contact.c.id == bindparam("of")).values(monthly_since=bindparam("at"))
_space = literal_column("' '", String())
_off = func.coalesce(contact.c.topics_off, "")
_TOPIC_OFF = (
    update(contact)
    .where(contact.c.id == bindparam("of"), _space.concat(_off).concat(_space).not_like(bindparam("like")))
    .values(topics_off=func.trim(_off.concat(_space).concat(bindparam("topic"))))
)
_AS_EVER = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(paused_until=null(), monthly_since=null(), topics_off=null())
)
_DISCREET = update(contact).where(contact.c.id == bindparam("of")).values(discreet_until=bindparam("until"))


def contact_by_phone(tx: Tx, phone_hash: str) -> Contact | None:
    """The contact whose number has this keyed hash."""
    row = tx.execute(_BY_PHONE, {"hash": phone_hash}).first()
    return Contact(*row) if row else None


def add_contact(burst: Burst, new: Contact, *, phone_hash: str, phone_sealed: bytes, now: datetime) -> None:
    """A new contact; the burst is stale when somebody added the number in the meantime."""
    row = {"id": new.id, "phone_hash": phone_hash, "phone_sealed": phone_sealed, "language": new.language,
           "language_source": new.language_source, "created_at": now, "reference": reference(new.id)}  # fmt: skip
    burst.must(_INSERT, row)


def add_consent(
    tx: Writer,
    consent_id: str,
    contact_id: str,
    *,
    purpose: str = TEXTS,
    state: str,
    source: str,
    words: str,
    message_id: str | None,
    at: datetime,
) -> None:
    """One more line in the ledger."""
    tx.execute(
        _CONSENT,
        {"id": consent_id, "contact_id": contact_id, "purpose": purpose, "state": state, "source": source,
         "words": words, "message_id": message_id, "at": at},
    )  # fmt: skip


def set_language(tx: Writer, contact_id: str, language: str, source: str) -> None:
    """The language this contact is written to in from now on."""
    tx.execute(_SET_LANGUAGE, {"of": contact_id, "to": language, "source": source})


def set_left(tx: Writer, contact_id: str, at: datetime) -> None:
    """Mark the contact as gone since then, and everybody else who was set aside on the same phone."""
    tx.execute(_SET_LEFT, {"of": contact_id, "at": at})


def have_left(tx: Tx, contact_ids: Collection[str]) -> set[str]:
    """Those of these contacts who have left."""
    return set(tx.execute(_HAVE_LEFT, {"these": list(contact_ids)}).scalars())


def set_back(tx: Writer, contact_id: str) -> None:
    """Mark the contact as back; nobody else comes back with them."""
    tx.execute(_SET_BACK, {"of": contact_id})


def set_aside(burst: Burst, contact_id: str, *, phone_hash: str) -> None:
    """The contact holds the phone no longer but can be reached on it; stale when they did not hold it."""
    burst.must(_SET_ASIDE, {"of": contact_id, "hash": phone_hash, "shared": phone_hash})


def unlink(burst: Burst, contact_id: str, *, phone_hash: str, at: datetime) -> None:
    """Nothing leads from the contact to the phone any more, and they can never be texted again."""
    burst.must(_UNLINK, {"of": contact_id, "hash": phone_hash, "nothing": b"", "at": at})


def pause(tx: Writer, contact_id: str, until: datetime) -> None:
    """Nothing but answers until then."""
    tx.execute(_PAUSE, {"of": contact_id, "until": until})


def text_monthly(tx: Writer, contact_id: str, at: datetime) -> None:
    """At most one text a month besides answers."""
    tx.execute(_MONTHLY, {"of": contact_id, "at": at})


def turn_topic_off(tx: Writer, contact_id: str, topic: str) -> None:
    """Nothing about this topic any more."""
    tx.execute(_TOPIC_OFF, {"of": contact_id, "topic": topic, "like": f"% {topic} %"})


def text_as_ever(tx: Writer, contact_id: str) -> None:
    """Everything again, as often as the city writes."""
    tx.execute(_AS_EVER, {"of": contact_id})


def be_discreet(tx: Writer, contact_id: str, until: datetime) -> None:
    """No survey is brought up until then."""
    tx.execute(_DISCREET, {"of": contact_id, "until": until})
