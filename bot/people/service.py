"""What changes about a resident: leaving, coming back, a language; inside the caller's transaction."""

from datetime import datetime
from hashlib import sha256

from bot.db.writes import Writer
from bot.events import ConsentChanged, ConsentGranted, ConsentRevoked, Event, LanguageChosen
from bot.outbox import put
from bot.people import store
from bot.people.store import Contact

LONGEST_ID = 64
"""Letters of a line's id, as the table holds them."""


def _line_id(of: str, *what: str) -> str:
    """The id of a line about this message or contact, the same whenever it is made.

    A broadcast's messages have long ids, and a reason after them would not fit: then it is a digest of both.
    """
    whole = ".".join((f"cns_{of}", *what))
    return whole if len(whole) <= LONGEST_ID else "cns_" + sha256(whole.encode()).hexdigest()[: LONGEST_ID - 4]


def leave(
    tx: Writer, contact_id: str, *, source: str, words: str, message_id: str | None, language: str | None, now: datetime
) -> None:
    """The resident has left: a line in the ledger with their words and the time, and the send gate is shut."""
    store.set_left(tx, contact_id, now)
    store.add_consent(
        tx, _line_id(message_id or contact_id, source, "out"), contact_id,
        state="revoked", source=source, words=words, message_id=message_id, at=now,
    )  # fmt: skip
    put.record(tx, [ConsentRevoked(contact_id, language, source)], now)


def come_back(
    tx: Writer, contact_id: str, *, source: str, words: str, message_id: str | None, language: str | None, now: datetime
) -> None:
    """The resident agrees to be texted again."""
    store.set_back(tx, contact_id)
    store.add_consent(
        tx, _line_id(message_id or contact_id, source, "in"), contact_id,
        state="granted", source=source, words=words, message_id=message_id, at=now,
    )  # fmt: skip
    put.record(tx, [ConsentGranted(contact_id, language, source)], now)


def quiet(
    tx: Writer,
    contact_id: str,
    *,
    purpose: str,
    state: str,
    words: str,
    message_id: str | None,
    language: str | None,
    now: datetime,
) -> None:
    """A line in the ledger about something short of leaving: `state` is revoked, paused, monthly or granted."""
    store.add_consent(
        tx, _line_id(message_id or contact_id, purpose, state), contact_id,
        purpose=purpose, state=state, source="keyword", words=words, message_id=message_id, at=now,
    )  # fmt: skip
    put.record(tx, [ConsentChanged(contact_id, language, purpose, state)], now)


def choose_language(tx: Writer, contact_id: str, language: str, *, source: str, now: datetime) -> None:
    """The resident is written to in this language from now on; `source` is stated, guessed or sender."""
    store.set_language(tx, contact_id, language, source)
    put.record(tx, [LanguageChosen(contact_id, language, source)], now)


def welcome(tx: Writer, contact: Contact, *, words: str, now: datetime) -> None:
    """Somebody new has written: who texts first agrees to be answered, and their language may show already."""
    store.add_consent(
        tx, f"cns_{contact.id}.wrote_first.in", contact.id,
        state="granted", source="wrote_first", words=words, message_id=None, at=now,
    )  # fmt: skip
    events: list[Event] = [ConsentGranted(contact.id, contact.language, "wrote_first")]
    if contact.language and contact.language_source:
        events.append(LanguageChosen(contact.id, contact.language, contact.language_source))
    put.record(tx, events, now)
