"""Finds what residents have said by its words; it lists nothing, and decides nothing about who may read it."""

import re

from sqlalchemy import exists, func, select

from bot.db.base import Tx
from bot.engine.vocabulary import fold
from bot.messaging.tables import conversation, message

MOST_SEARCHED = 20_000
"""Texts that a search for words looks through, the newest ones; docs/console-inbox.md says so too."""
MOST_FOUND = 50
_MOST_CANDIDATES = 500
_MAY_HAVE_ACCENT = re.compile("[aeiouncy]")


def texts_with(tx: Tx, words: str, *, sensitive: bool) -> dict[str, str]:
    """By conversation, the newest text with all these words, accents or not; hidden ones where `sensitive`."""
    wanted = fold(words).split()
    if not wanted:
        return {}
    looked = select(message.c.conversation_id, message.c.body, message.c.created_at).where(message.c.direction == "in")
    newest = looked.order_by(message.c.created_at.desc()).limit(MOST_SEARCHED).subquery()
    rows = select(newest.c.conversation_id, newest.c.body).order_by(newest.c.created_at.desc()).limit(_MOST_CANDIDATES)
    # A letter that may carry an accent matches any letter here; which text really has the word is seen below.
    for word in wanted:
        rows = rows.where(func.lower(newest.c.body).like(f"%{_MAY_HAVE_ACCENT.sub('_', word)}%"))
    if not sensitive:
        hidden = exists().where(
            conversation.c.id == newest.c.conversation_id, conversation.c.hidden_since <= newest.c.created_at
        )
        rows = rows.where(~hidden)
    found: dict[str, str] = {}
    for conversation_id, body in tx.execute(rows):
        if all(word in fold(body) for word in wanted) and len(found) < MOST_FOUND:
            found.setdefault(conversation_id, body)
    return found
