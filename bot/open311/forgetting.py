"""Erases what was written for the city's other system about a resident's concerns; what that system has is its own."""

from datetime import datetime

from sqlalchemy import bindparam, null, select, update

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.open311.tables import sent_report

_SENT = (
    update(sent_report)
    .where(sent_report.c.concern_id.in_(select(concern.c.id).where(concern.c.contact_id == bindparam("of"))))
    .values(place=null(), words=null(), their_notes=null())
)


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """The place and the words that staff approved go, and what that system wrote about it."""
    tx.execute(_SENT, {"of": contact_id})
