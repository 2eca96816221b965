"""Queries about reports that came from apps and concerns that went elsewhere; they take `tx` first and never commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.keys.tables import api_key
from bot.open311.tables import app_report
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
