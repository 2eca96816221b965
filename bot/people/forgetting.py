"""Forgets a resident, a day after it was asked: what stands about them here, and when; each package erases its own.

What is kept is a husk: the id that counts go by, the language, when they came. The phone's keyed hash moves to a row of
its own, which leads to nobody, so that no list can bring them back (docs/adr/0014).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, literal_column, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import PersonErased
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt
from bot.people.person import asked, person
from bot.people.store import reference
from bot.people.tables import consent, contact, contact_field, erasure, suppression

FORGET = "people.forget"
"""The kind of outbox item: its subject is the resident."""
TAKES_EFFECT_AFTER = timedelta(hours=24)
"""For so long it can be taken back."""
WHYS = ("asked", "order", "mistake")
"""Why somebody is forgotten; no words of anybody, because the audit log keeps it for ever."""

Forgets = Callable[[Tx, str, datetime], None]
"""Erases what one package has of the resident with this id."""

_ASK = erasure.insert()
_TAKE_BACK = delete(erasure).where(erasure.c.contact_id == bindparam("of"))
_SUPPRESS = {
    "sqlite": sqlite.insert(suppression).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(suppression).on_conflict_do_nothing(),
}
_PHONE = select(contact.c.phone_hash, contact.c.left_at).where(contact.c.id == bindparam("of"))
_HUSK = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(
        phone_hash=literal_column("'~'").concat(contact.c.id), phone_sealed=b"", shares=null(), area=null(),
        zone=null(), door=null(), topics_off=null(), paused_until=null(), monthly_since=null(), discreet_until=null(),
        left_at=bindparam("at"), forgotten_at=bindparam("since"),
    )
)  # fmt: skip
_WORDS = update(consent).where(consent.c.contact_id == bindparam("of")).values(words="", message_id=null())
_FIELDS = delete(contact_field).where(contact_field.c.contact_id == bindparam("of"))
_MERGED = select(contact.c.id).where(contact.c.merged_into == bindparam("of"))


def ask(tx: Tx, contact_id: str, *, why: str, by: str, now: datetime) -> datetime:
    """Somebody is to be forgotten; when that happens."""
    due_at = now + TAKES_EFFECT_AFTER
    tx.execute(_ASK, {"contact_id": contact_id, "asked_by": by, "why": why, "asked_at": now, "due_at": due_at})
    put.put(tx, FORGET, contact_id, queue=put.LATER, due_at=due_at)
    return due_at


def take_back(tx: Tx, contact_id: str) -> bool:
    """They stay after all; False when it was too late, or never asked."""
    return bool(tx.execute(_TAKE_BACK, {"of": contact_id}).rowcount)


def perform(
    db: Database, forgets: Sequence[Forgets], record: Callable[[Tx, str, str, datetime], None], contact_id: str,
    now: datetime,
) -> Outcome:  # fmt: skip
    """Forget who is due; `record` keeps in the audit log that it was done, and why."""
    with db.begin() as tx:
        wanted = asked(tx, contact_id, still=True)
        if wanted is None:
            return Done()
        if now < wanted.due_at:
            return RetryAt(wanted.due_at)
        for each in (contact_id, *tx.scalars(_MERGED, {"of": contact_id}).all()):
            for forget in (*forgets, _forget):
                forget(tx, each, now)
        take_back(tx, contact_id)
        record(tx, contact_id, wanted.why, now)
    return Done()


def _forget(tx: Tx, contact_id: str, now: datetime) -> None:
    known = person(tx, contact_id, still=True)
    if known is None or known.forgotten_at:
        return
    row = tx.execute(_PHONE, {"of": contact_id}).one()
    if not row.phone_hash.startswith("~"):
        suppress(tx, row.phone_hash, left_at=row.left_at, now=now)
    tx.execute(_FIELDS, {"of": contact_id})
    tx.execute(_WORDS, {"of": contact_id})
    tx.execute(_HUSK, {"of": contact_id, "at": known.left_at or now, "since": now})
    put.record(tx, [PersonErased(contact_id, known.language)], now)


def suppress(tx: Tx, phone_hash: str, *, left_at: datetime | None, now: datetime) -> None:
    """No list brings this phone back; `left_at` when its resident had left."""
    tx.execute(_SUPPRESS[tx.dialect.name], {"phone_hash": phone_hash, "left_at": left_at, "since": now})


_SUPPRESSED = select(suppression.c.left_at).where(suppression.c.phone_hash == bindparam("hash"))
_FREE = delete(suppression).where(suppression.c.phone_hash == bindparam("hash"))
_ADD = {
    "sqlite": sqlite.insert(contact).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(contact).on_conflict_do_nothing(),
}


def met_again(db: Database, phone_hash: str, phone_sealed: bytes, *, new_id: str, now: datetime) -> bool:
    """Somebody unknown texts: whether their phone was suppressed, which ends with it.

    Where its resident had left, they are there again as somebody who has left: START brings them back, as ever.
    """
    with db.read() as tx:
        if tx.execute(_SUPPRESSED, {"hash": phone_hash}).first() is None:
            return False
    with db.begin() as tx:
        found = tx.execute(_SUPPRESSED, {"hash": phone_hash}).first()
        if found is None:
            return True
        tx.execute(_FREE, {"hash": phone_hash})
        if found.left_at is not None:
            row = {
                "id": new_id, "reference": reference(new_id), "phone_hash": phone_hash, "phone_sealed": phone_sealed,
                "left_at": found.left_at, "created_at": now,
            }  # fmt: skip
            tx.execute(_ADD[tx.dialect.name], row)
            tx.execute(consent.insert(), {
                "id": f"cns_{new_id}.forgotten.out", "contact_id": new_id, "purpose": "texts", "state": "revoked",
                "source": "forgotten", "words": "", "message_id": None, "at": found.left_at,
            })  # fmt: skip
    return True
