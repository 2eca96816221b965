"""Queries that list broadcasts for other systems; they take an open transaction first and never commit."""

from sqlalchemy import select

from bot.broadcasts import store
from bot.broadcasts.rules import Broadcast
from bot.broadcasts.tables import broadcast
from bot.db.base import Tx
from bot.db.paging import Portion, portion
from bot.lib.paging import Place

ORDER = (str,)


def broadcasts(tx: Tx, *, state: str | None = None, after: Place | None, limit: int) -> Portion[Broadcast]:
    """Broadcasts by id, in this state where one is given."""
    query = select(broadcast.c.id)
    if state is not None:
        query = query.where(broadcast.c.state == state)
    found = portion(tx, query, [broadcast.c.id], after=after, limit=limit)
    return Portion([each for row in found.rows if (each := store.broadcast_by_id(tx, row.id))], found.after)
