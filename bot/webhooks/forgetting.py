"""Erases what other systems answered to an event about a resident; events themselves hold no words."""

from datetime import datetime

from sqlalchemy import bindparam, null, or_, select, update

from bot.db.base import Tx
from bot.messaging.tables import conversation
from bot.webhooks.tables import delivery, delivery_try

_theirs = select(conversation.c.id).where(conversation.c.contact_id == bindparam("of"))
_EXCERPTS = tuple(
    update(table)
    .where(table.c.excerpt.is_not(None), or_(table.c.subject == bindparam("of"), table.c.subject.in_(_theirs)))
    .values(excerpt=null())
    for table in (delivery, delivery_try)
)


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """The beginnings of their answers go; they may have said back what they were told."""
    for each in _EXCERPTS:
        tx.execute(each, {"of": contact_id})
