"""Queries about reports that came from apps and concerns that went elsewhere; they take `tx` first and never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.keys.tables import api_key
from bot.open311.tables import app_report, sent_attempt, sent_report
from bot.people.tables import contact

# --- reports that came from apps

_NOBODY = {
    "sqlite": sqlite.insert(contact).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(contact).on_conflict_do_nothing(),
}


def ensure_nobody(tx: Tx, contact_id: str, now: datetime) -> None:
    """The row that an app's concerns belong to: no phone, no language, left from the first; in no list of residents."""
    row = {
        "id": contact_id, "phone_hash": f"~{contact_id}", "phone_sealed": b"", "left_at": now, "forgotten_at": now,
        "created_at": now,
    }  # fmt: skip
    tx.execute(_NOBODY[tx.dialect.name], row)


def add_report(tx: Tx, row: dict[str, Any]) -> None:
    """A report of an app; an IntegrityError when this app has reported the same already."""
    tx.execute(insert(app_report), row)


def concern_reported(tx: Tx, key_id: str, *, reference: str | None, digest: str, since: datetime) -> str | None:
    """The concern that this app has made of the same report: under the same reference, else by the same words."""
    if reference:
        by_reference = select(app_report.c.concern_id).where(
            app_report.c.key_id == key_id, app_report.c.reference == reference
        )
        return tx.execute(by_reference).scalar()
    found = select(app_report.c.concern_id).where(app_report.c.key_id == key_id, app_report.c.digest == digest)
    return tx.execute(found.where(app_report.c.at >= since)).scalar()


def outdate(tx: Tx, key_id: str, digest: str, before: datetime) -> None:
    """The same words may be a new report once the old one is from before then."""
    old = update(app_report).where(app_report.c.key_id == key_id, app_report.c.digest == digest)
    tx.execute(old.where(app_report.c.at < before).values(digest=None))


def report_of(tx: Tx, concern_id: str) -> Any | None:
    """How a concern came from an app, with the app's name; None for a resident's own."""
    found = select(app_report, api_key.c.name).join_from(
        app_report, api_key, api_key.c.id == app_report.c.key_id, isouter=True
    )
    return tx.execute(found.where(app_report.c.concern_id == concern_id)).first()


def reference_by_token(tx: Tx, token: str) -> str | None:
    """The number of the concern that this token was given for."""
    of = select(concern.c.reference).join(app_report, app_report.c.concern_id == concern.c.id)
    found: str | None = tx.execute(of.where(app_report.c.token == token)).scalar()
    return found


def called(tx: Tx, key_id: str, references: Sequence[str]) -> dict[str, str]:
    """What the app itself calls these concerns, by their numbers here."""
    of = select(concern.c.reference, app_report.c.reference).join(app_report, app_report.c.concern_id == concern.c.id)
    of = of.where(concern.c.reference.in_(references), app_report.c.key_id == key_id)
    return {row[0]: row[1] for row in tx.execute(of.where(app_report.c.reference.is_not(None)))}


def number_of(tx: Tx, key_id: str, reference: str) -> str | None:
    """The number here of the concern that the app calls so."""
    of = select(concern.c.reference).join(app_report, app_report.c.concern_id == concern.c.id)
    found: str | None = tx.execute(
        of.where(app_report.c.key_id == key_id, app_report.c.reference == reference)
    ).scalar()
    return found


# --- concerns that went to the city's other system

_ADD = {
    "sqlite": sqlite.insert(sent_report).on_conflict_do_nothing().returning(sent_report.c.concern_id),
    "postgresql": postgresql.insert(sent_report).on_conflict_do_nothing().returning(sent_report.c.concern_id),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A concern on its way there; see tables.sent_report."""

    concern_id: str
    state: str
    why: str | None
    round: int
    tries: int
    asks: int
    place: str | None
    words: str | None
    token: str | None
    their_id: str | None
    their_status: str | None
    their_notes: str | None
    expected_at: datetime | None
    seen_at: datetime | None
    changed_at: datetime


_SENT = select(*(sent_report.c[name] for name in Sent.__dataclass_fields__))


def add_sent(tx: Tx, concern_id: str, state: str, now: datetime) -> bool:
    """A concern that is to go there; False when it is known already."""
    row = {
        "concern_id": concern_id, "state": state, "round": 1, "tries": 0, "asks": 0, "shows_us": 0, "changed_at": now,
        "created_at": now,
    }  # fmt: skip
    return tx.execute(_ADD[tx.dialect.name], row).first() is not None


def sent(tx: Tx, concern_id: str) -> Sent | None:
    """What became of this concern there."""
    row = tx.execute(_SENT.where(sent_report.c.concern_id == concern_id)).first()
    return Sent(*row) if row else None


def change_sent(tx: Tx, seen: Sent, now: datetime, **values: Any) -> bool:
    """Other values than were seen; False when somebody else has changed it since."""
    of = sent_report.c
    here = update(sent_report).where(
        of.concern_id == seen.concern_id, of.state == seen.state, of.round == seen.round, of.tries == seen.tries,
        of.asks == seen.asks,
    )  # fmt: skip
    return bool(tx.execute(here.values(**values, changed_at=now)).rowcount)


def begin_attempt(tx: Tx, concern_id: str, now: datetime) -> int:
    """A call is about to be made; its id."""
    made = tx.execute(insert(sent_attempt).returning(sent_attempt.c.id), {"concern_id": concern_id, "began_at": now})
    return int(made.scalar_one())


def end_attempt(tx: Tx, attempt_id: int, outcome: str, answer: int | None, why: str, now: datetime) -> None:
    """How the call ended."""
    of = update(sent_attempt).where(sent_attempt.c.id == attempt_id)
    tx.execute(of.values(outcome=outcome, answer=answer, why=why[:300] or None, ended_at=now))


def attempts(tx: Tx, concern_id: str, most: int) -> list[Any]:
    """The newest attempts for this concern."""
    found = select(sent_attempt).where(sent_attempt.c.concern_id == concern_id).order_by(sent_attempt.c.id.desc())
    return list(tx.execute(found.limit(most)))


def first_attempt_at(tx: Tx, concern_id: str) -> datetime | None:
    """When the first call was made for it."""
    found = select(sent_attempt.c.began_at).where(sent_attempt.c.concern_id == concern_id)
    at: datetime | None = tx.execute(found.order_by(sent_attempt.c.id).limit(1)).scalar()
    return at


def any_shown(tx: Tx) -> bool:
    """Whether that system has shown our number in its own list, of any concern."""
    found = select(sent_report.c.concern_id).where(sent_report.c.shows_us == literal_column("1")).limit(1)
    return tx.execute(found).first() is not None


def to_be_asked(tx: Tx, now: datetime, most: int) -> list[Sent]:
    """Those whose status is to be asked, the one that waits longest first."""
    found = _SENT.where(sent_report.c.asks_at.is_not(None), sent_report.c.asks_at <= now)
    return [Sent(*row) for row in tx.execute(found.order_by(sent_report.c.asks_at).limit(most))]


def asked(tx: Tx, concern_ids: Sequence[str], asks_at: datetime) -> None:
    """They are asked about again then."""
    tx.execute(update(sent_report).where(sent_report.c.concern_id.in_(concern_ids)).values(asks_at=asks_at))


def set_theirs(tx: Tx, concern_id: str, **values: Any) -> None:
    """What that system says of it now."""
    tx.execute(update(sent_report).where(sent_report.c.concern_id == concern_id).values(**values))
