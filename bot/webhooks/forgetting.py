"""Erases what other systems answered to an event about a resident; events themselves hold no words."""

from datetime import datetime

from sqlalchemy import bindparam, null, or_, select, update

from bot.db.base import Tx
from bot.messaging.tables import conversation
from bot.webhooks.tables import delivery

_theirs = select(conversation.c.id).where(conversation.c.contact_id == bindparam("of"))
_EXCERPTS = (
    update(delivery)
    .where(
        delivery.c.excerpt.is_not(None),
        or_(delivery.c.subject == bindparam("of"), delivery.c.subject.in_(_theirs)),
    )
    .values(excerpt=null())
)


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """The beginnings of their answers go; they may have said back what they were told."""
    tx.execute(_EXCERPTS, {"of": contact_id})
