"""What is known about one resident, and the ledger of their consent; queries only, the number stays sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.db.base import Tx
from bot.people.tables import consent, contact, erasure


@dataclass(frozen=True, slots=True)
class Person:
    """A resident as the city knows them; `holds_phone` is False of whom nothing leads to a phone any more."""

    id: str
    language: str | None
    language_source: str | None
    area: str | None
    zone: str | None
    door: str | None
    left_at: datetime | None
    paused_until: datetime | None
    monthly_since: datetime | None
    discreet_until: datetime | None
    topics_off: tuple[str, ...]
    set_aside: bool
    holds_phone: bool
    merged_into: str | None
    forgotten_at: datetime | None
    created_at: datetime

    @property
    def is_there(self) -> bool:
        """Whether anything is left to read or change."""
        return self.forgotten_at is None and self.merged_into is None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    purpose: str
    state: str
    source: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody is to be forgotten: by whom it was asked, why, and when it happens."""

    asked_by: str
    why: str
    asked_at: datetime
    due_at: datetime


_PERSON = select(
    contact.c.id, contact.c.language, contact.c.language_source, contact.c.area, contact.c.zone, contact.c.door,
    contact.c.left_at, contact.c.paused_until, contact.c.monthly_since, contact.c.discreet_until,
    contact.c.topics_off, contact.c.shares, contact.c.phone_sealed, contact.c.merged_into, contact.c.forgotten_at,
    contact.c.created_at,
)  # fmt: skip
MOST_LINES = 50


def person(tx: Tx, contact_id: str, *, still: bool = False) -> Person | None:
    """The resident with this id; `still`: nobody changes them until the transaction ends."""
    query = _PERSON.where(contact.c.id == contact_id)
    row = tx.execute(query.with_for_update() if still else query).first()
    if row is None:
        return None
    off, shares, sealed = row[10:13]
    return Person(*row[:10], tuple((off or "").split()), shares is not None, bool(sealed), *row[13:])


def ledger(tx: Tx, contact_id: str, most: int = MOST_LINES) -> list[Line]:
    """The newest lines of their consent, the newest first."""
    rows = select(consent.c.purpose, consent.c.state, consent.c.source, consent.c.words, consent.c.at)
    rows = rows.where(consent.c.contact_id == contact_id).order_by(consent.c.at.desc(), consent.c.id.desc())
    return [Line(*row) for row in tx.execute(rows.limit(most))]


def asked(tx: Tx, contact_id: str, *, still: bool = False) -> Asked | None:
    """Whether they are to be forgotten, and when."""
    of = erasure.c
    query = select(of.asked_by, of.why, of.asked_at, of.due_at).where(of.contact_id == contact_id)
    row = tx.execute(query.with_for_update() if still else query).first()
    return Asked(*row) if row else None


def waiting_to_be_forgotten(tx: Tx, most: int = 50) -> list[tuple[str, datetime]]:
    """Who is to be forgotten, and when, the first ones first."""
    rows = select(erasure.c.contact_id, erasure.c.due_at).order_by(erasure.c.due_at).limit(most)
    return [(row[0], row[1]) for row in tx.execute(rows)]
