"""Queries about contacts and consent; they take an open transaction first and never commit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.db.base import Tx
from bot.db.writes import Burst, Writer
from bot.people.tables import consent, contact


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
_SET_LEFT = update(contact).where(contact.c.id == bindparam("of")).values(left_at=bindparam("at"))


def contact_by_phone(tx: Tx, phone_hash: str) -> Contact | None:
    """The contact whose number has this keyed hash."""
    row = tx.execute(_BY_PHONE, {"hash": phone_hash}).first()
    return Contact(*row) if row else None


def add_contact(burst: Burst, new: Contact, *, phone_hash: str, phone_sealed: bytes, now: datetime) -> None:
    """A new contact; the burst is stale when somebody added the number in the meantime."""
    row = {"id": new.id, "phone_hash": phone_hash, "phone_sealed": phone_sealed, "language": new.language,
           "language_source": new.language_source, "created_at": now}  # fmt: skip
    burst.must(_INSERT, row)


def add_consent(
    tx: Writer,
    consent_id: str,
    contact_id: str,
    *,
    state: str,
    source: str,
    words: str,
    message_id: str | None,
    at: datetime,
) -> None:
    """One more line in the ledger."""
    tx.execute(
        _CONSENT,
        {"id": consent_id, "contact_id": contact_id, "purpose": "texts", "state": state, "source": source,
         "words": words, "message_id": message_id, "at": at},
    )  # fmt: skip


def set_language(tx: Writer, contact_id: str, language: str, source: str) -> None:
    """The language this contact is written to in from now on."""
    tx.execute(_SET_LANGUAGE, {"of": contact_id, "to": language, "source": source})


def set_left(tx: Writer, contact_id: str, at: datetime | None) -> None:
    """Mark the contact as gone since then, or as back."""
    tx.execute(_SET_LEFT, {"of": contact_id, "at": at})
