"""Counts the words of the last weeks once a day, and marks the concerns whose words are rising; pages only read it.

1. The concerns since the beginning of the weeks before are read, the newest first, a page at a time and no more than
   MOST_READ; those of conversations that only some may read are left out.
2. novelty.py counts their words by language and area, and says which rise.
3. The rising words replace those of the day before; the newest concerns that hold one come into the novelty lane.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, tuple_

from bot.concerns import readings
from bot.concerns.novelty import BEFORE, WINDOWS, Counting, Rising, Told, terms_of
from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.db.engine import Database
from bot.messaging.tables import conversation, message
from bot.outbox import put
from bot.outbox.relay import Done, Outcome

COUNT, WORDS = "concern_words", "words"
"""The kind of outbox item, and its one subject."""
PAGE = 2_000
MOST_READ = 100_000
"""Concerns whose words are counted; in a city that hears more, the weeks before are shorter."""
MOST_MARKED = 400
"""Concerns that come into the lane by their words, a day."""


def promise(tx: Tx, now: datetime) -> None:
    """Have it done by a worker."""
    put.put(tx, COUNT, WORDS, queue=put.LATER, due_at=now)


def perform(db: Database, now: datetime) -> Outcome:
    """Count, and keep what rises."""
    counting, newest = Counting(now), timedelta(days=max(WINDOWS))
    recent: list[tuple[str, Told]] = []
    for id, told in _told(db, now - newest - BEFORE):
        counting.add(told)
        if told.at >= now - newest:
            recent.append((id, told))
    found = counting.rising()
    with db.begin() as tx:
        readings.replace_rising(tx, found, now)
        readings.mark_rising(tx, marked(recent, found, now))
    return Done()


def marked(
    recent: Sequence[tuple[str, Told]], rising: Sequence[Rising], now: datetime
) -> dict[str, tuple[datetime, list[str]]]:
    """The newest concerns that hold a word that rises where they come from, with those words; `recent` newest first."""
    windows = {(each.scope, each.term): timedelta(days=each.days) for each in rising}
    found: dict[str, tuple[datetime, list[str]]] = {}
    for id, told in recent:
        held = {
            term for scope in told.scopes for term in told.terms
            if (window := windows.get((scope, term))) and told.at >= now - window
        }  # fmt: skip
        if held and len(found) < MOST_MARKED:
            found[id] = (told.at, sorted(held))
    return found


def _told(db: Database, since: datetime) -> Iterator[tuple[str, Told]]:
    """The concerns from then on, the newest first, read in pages so that no transaction is long."""
    after: tuple[datetime, str] | None = None
    for _ in range(MOST_READ // PAGE):
        with db.read() as tx:
            rows = _page(tx, since, after)
        for row in rows:
            told = Told(row.created_at, row.contact_id, row.language or "", row.area or "", terms_of(row.words))
            yield row.id, told
        if len(rows) < PAGE:
            return
        after = rows[-1].created_at, rows[-1].id


def _page(tx: Tx, since: datetime, after: tuple[datetime, str] | None) -> Sequence[Any]:
    of = concern.c
    query = (
        select(of.id, of.created_at, of.contact_id, of.language, of.area, of.words)
        .select_from(
            concern.outerjoin(message, message.c.id == of.message_id).outerjoin(
                conversation, conversation.c.id == message.c.conversation_id
            )
        )
        .where(of.created_at >= since, conversation.c.hidden_since.is_(None))
        .order_by(of.created_at.desc(), of.id.desc())
        .limit(PAGE)
    )
    if after is not None:
        query = query.where(tuple_(of.created_at, of.id) < after)
    return tx.execute(query).all()
