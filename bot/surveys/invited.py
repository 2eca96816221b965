"""Whom broadcasts invited to a survey, by texting its first question; only this file asks the broadcasts' tables."""

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.broadcasts.tables import broadcast, recipient
from bot.db.base import Tx

MOST_COUNTED = 20_000
"""People that are counted while somebody waits for a page."""
_TEXTED = "queued"
"""The status of a recipient whose text was written; see broadcasts.tables."""


def invited(tx: Tx, flows: Sequence[str], *, most: int | None = MOST_COUNTED) -> dict[str, int] | None:
    """How many were texted, by language ("" where nobody knows it); None when there are more than `most`."""
    ids = list(tx.execute(select(broadcast.c.id).where(broadcast.c.flow.in_(flows))).scalars())
    if not ids:
        return {}
    texted = select(func.coalesce(recipient.c.language, "").label("language")).where(
        recipient.c.broadcast_id.in_(ids), recipient.c.status == _TEXTED
    )
    some = (texted if most is None else texted.limit(most + 1)).subquery()
    counted = select(some.c.language, func.count()).group_by(some.c.language)
    found = {row[0]: int(row[1]) for row in tx.execute(counted)}
    return None if most is not None and sum(found.values()) > most else found
