"""What staff read about one resident across their conversations; queries only, each bounded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.conversations.tables import answer
from bot.db.base import Tx
from bot.messaging.tables import conversation, message

MOST = 20
_MOST_ANSWERS = 1_000


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of theirs: since when, with which sender of the city, and when the last text was."""

    id: str
    sender: str
    channel: str
    waiting_since: datetime | None
    hidden: bool
    began_at: datetime
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that they answered: how many questions, and when last."""

    survey: str
    answers: int
    last_at: datetime


def talks(tx: Tx, contact_id: str) -> list[Talk]:
    """Their conversations, the oldest first."""
    last = (
        select(message.c.created_at)
        .where(message.c.conversation_id == conversation.c.id)
        .order_by(message.c.created_at.desc())
        .limit(1)
        .correlate(conversation)
        .scalar_subquery()
    )
    rows = select(
        conversation.c.id, conversation.c.sender, conversation.c.channel, conversation.c.waiting_since,
        conversation.c.hidden_since.is_not(None), conversation.c.created_at, last,
    )  # fmt: skip
    rows = rows.where(conversation.c.contact_id == contact_id).order_by(conversation.c.created_at).limit(MOST)
    return [Talk(*row) for row in tx.execute(rows)]


def is_hidden(tx: Tx, contact_ids: Collection[str]) -> bool:
    """Whether one of these residents said something that only some staff may read."""
    hidden = (conversation.c.contact_id.in_(contact_ids), conversation.c.hidden_since.is_not(None))
    return tx.execute(select(conversation.c.id).where(*hidden).limit(1)).first() is not None


def surveys(tx: Tx, contact_id: str) -> list[Survey]:
    """The surveys among their latest answers, the latest first."""
    given = (
        select(answer.c.survey, answer.c.step, answer.c.at)
        .where(answer.c.contact_id == contact_id, answer.c.survey != "", answer.c.status == "answered")
        .limit(_MOST_ANSWERS)
        .subquery()
    )
    rows = select(given.c.survey, func.count(given.c.step.distinct()), func.max(given.c.at)).group_by(given.c.survey)
    return [Survey(*row) for row in tx.execute(rows.order_by(func.max(given.c.at).desc()).limit(MOST))]
