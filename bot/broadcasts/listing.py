"""Queries that list broadcasts, all of them or one resident's; they take an open transaction first and never commit."""

from typing import Any

from sqlalchemy import select

from bot.broadcasts import store
from bot.broadcasts.rules import Broadcast
from bot.broadcasts.tables import broadcast
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place
from bot.messaging.tables import conversation, message

ORDER = (str,)


def broadcasts(tx: Tx, *, state: str | None = None, after: Place | None, limit: int) -> Portion[Broadcast]:
    """Broadcasts by id, in this state where one is given."""
    query = select(broadcast.c.id)
    if state is not None:
        query = query.where(broadcast.c.state == state)
    found = portion(tx, query, [broadcast.c.id], after=after, limit=limit)
    return Portion([each for row in found.rows if (each := store.broadcast_by_id(tx, row.id))], found.after)


def received(tx: Tx, contact_id: str, most: int) -> list[Any]:
    """The newest broadcasts that went to a resident: id, name, what became of the text, and when."""
    columns = (broadcast.c.id, broadcast.c.name, message.c.status, message.c.created_at)
    rows = (
        select(*columns)
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .join(broadcast, broadcast.c.id == message.c.broadcast_id)
        .where(conversation.c.contact_id == contact_id)
        .order_by(message.c.created_at.desc())
    )
    return list(tx.execute(rows.limit(most)))
