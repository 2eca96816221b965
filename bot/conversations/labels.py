"""The labels there are, and changing one wherever it stands; putting one on a conversation is takeover's."""

from collections.abc import Callable

from sqlalchemy import delete, exists, func, select, update

from bot.conversations import listing
from bot.conversations.staff_tables import conversation_label
from bot.conversations.takeover import LONGEST_LABEL
from bot.db.base import Tx
from bot.db.engine import Database

MOST_COUNTED = 1_000
MOST_AT_ONCE = 5_000
"""Conversations of which one click changes a label; where there are more, the label is still there to be clicked on."""

_of = conversation_label.c
Also = Callable[[Tx], None]
"""What belongs into the same transaction: a line of the audit log."""


def read_label(word: str) -> str:
    """A label as it is kept: in small letters, without more spaces than it needs."""
    return " ".join(word.casefold().split())[:LONGEST_LABEL].strip()


def counted(tx: Tx) -> list[tuple[str, int]]:
    """The same, each with how many conversations have it: MOST_COUNTED + 1 for more than that."""
    return [(each, _count(tx, each)) for each in listing.labels_in_use(tx)]


def _count(tx: Tx, label: str) -> int:
    some = select(_of.label).where(_of.label == label).limit(MOST_COUNTED + 1).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def rename(db: Database, label: str, to: str, *, also: Also) -> int:
    """Call it otherwise wherever it stands; where the other stands already, the two become one. How many it was."""
    to = read_label(to)
    if not to or to == label:
        return 0
    with db.begin() as tx:
        those = _those(tx, label)
        if those:
            mine = (_of.conversation_id.in_(those), _of.label == label)
            other = conversation_label.alias("other")
            has_both = exists().where(other.c.conversation_id == _of.conversation_id, other.c.label == to)
            tx.execute(delete(conversation_label).where(*mine, has_both))
            tx.execute(update(conversation_label).where(*mine).values(label=to))
            also(tx)
    return len(those)


def remove(db: Database, label: str, *, also: Also) -> int:
    """Take it off wherever it stands; how many conversations."""
    with db.begin() as tx:
        those = _those(tx, label)
        if those:
            tx.execute(delete(conversation_label).where(_of.conversation_id.in_(those), _of.label == label))
            also(tx)
    return len(those)


def _those(tx: Tx, label: str) -> list[str]:
    return list(tx.scalars(select(_of.conversation_id).where(_of.label == label).limit(MOST_AT_ONCE)))
