"""The labels there are, and changing one wherever it stands; putting one on a conversation is takeover's."""

from collections.abc import Callable

from sqlalchemy import delete, exists, func, select, union_all, update

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


def in_use(tx: Tx, most: int = 100) -> list[str]:
    """Every label that a conversation has, found from one to the next along the index: each may be on thousands."""
    of = conversation_label.c.label
    used = select(func.min(of).label("label")).cte("used", recursive=True)
    following = select(func.min(of)).where(of > used.c.label).scalar_subquery()
    used = used.union_all(select(following).where(used.c.label.is_not(None)))
    return list(tx.scalars(select(used.c.label).where(used.c.label.is_not(None)).limit(most)))


def counted(tx: Tx) -> list[tuple[str, int]]:
    """Every label, each with how many conversations have it: MOST_COUNTED + 1 for more than that."""
    labels = in_use(tx)
    if not labels:
        return []
    some = [select(select(_of.label).where(_of.label == each).limit(MOST_COUNTED + 1).subquery()) for each in labels]
    those = union_all(*some).subquery()
    counts = {row[0]: row[1] for row in tx.execute(select(those.c.label, func.count()).group_by(those.c.label))}
    return [(each, counts[each]) for each in labels]


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
