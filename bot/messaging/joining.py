"""Lets two residents who are one person have one conversation with each sender; nothing that was said changes."""

from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from bot.db.base import Tx
from bot.messaging.tables import conversation, message

_OF = select(
    conversation.c.id, conversation.c.channel, conversation.c.sender, conversation.c.waiting_since,
    conversation.c.hidden_since,
).where(conversation.c.contact_id == bindparam("of"))  # fmt: skip
_HAND_OVER = (
    update(conversation)
    .where(conversation.c.contact_id == bindparam("of"))
    .values(contact_id=bindparam("to"))
)  # fmt: skip
_MOVE = update(message).where(message.c.conversation_id == bindparam("of")).values(conversation_id=bindparam("to"))
_REMOVE = delete(conversation).where(conversation.c.id == bindparam("of"))
_earliest = {
    column.name: func.coalesce(bindparam(f"its_{column.name}", type_=column.type), column)
    for column in (conversation.c.waiting_since, conversation.c.hidden_since)
}
_TAKE_ON = update(conversation).where(conversation.c.id == bindparam("of")).values(**_earliest)


def doubled(tx: Tx, kept: str, folded: str) -> dict[str, str]:
    """The conversations of `folded` with a sender whom `kept` talks with too: each to that other one."""
    theirs = {(row.channel, row.sender): row.id for row in tx.execute(_OF, {"of": kept})}
    mine = tx.execute(_OF, {"of": folded})
    return {row.id: theirs[row.channel, row.sender] for row in mine if (row.channel, row.sender) in theirs}


def join(tx: Tx, kept: str, folded: str, _now: datetime) -> None:
    """Texts move to the conversation with the same sender; one with another sender changes hands."""
    into = doubled(tx, kept, folded)
    rows = {row.id: row for who in (kept, folded) for row in tx.execute(_OF, {"of": who})}
    for each, other in into.items():
        waiting = [at for at in (rows[each].waiting_since, rows[other].waiting_since) if at]
        hidden = [at for at in (rows[each].hidden_since, rows[other].hidden_since) if at]
        tx.execute(_MOVE, {"of": each, "to": other})
        tx.execute(_TAKE_ON, {
            "of": other, "its_waiting_since": min(waiting, default=None), "its_hidden_since": min(hidden, default=None),
        })  # fmt: skip
        tx.execute(_REMOVE, {"of": each})
    tx.execute(_HAND_OVER, {"of": folded, "to": kept})
