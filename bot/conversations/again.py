"""Sends a text that did not arrive once more, as a new text; whether that leaves, the send gate decides."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from bot.conversations import rules
from bot.conversations.ids import id_from
from bot.db.base import Tx
from bot.db.engine import Database
from bot.messaging import listing
from bot.messaging.outgoing import queue_message
from bot.messaging.rules import REPLY, why_not_again
from bot.messaging.tables import message
from bot.outbox import put

GONE, DONE = "gone", "done"
"""Why a text is not sent again, besides the words of messaging.rules: it is not there, or was sent again before."""


class NotAgain(Exception):
    """This text is not sent again; `why` is GONE, DONE or a word of messaging.rules.why_not_again."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def again_id(message_id: str) -> str:
    """The id of the text that repeats this one: the same however often somebody asks."""
    return id_from("msg", f"again {message_id}")


def send_again(db: Database, message_id: str, *, now: datetime, also: Callable[[Tx, str], None]) -> str:
    """Queue the same words once more, and what `also` does in the transaction with the new id; the new text's id.

    An answer is one only while the resident has just written; later it keeps to the quiet hours like a notice.
    """
    with db.begin() as tx:
        old = listing.text(tx, message_id)
        if old is None:
            raise NotAgain(GONE)
        new_id = again_id(message_id)
        if listing.exists(tx, new_id):
            raise NotAgain(DONE)
        if why := why_not_again(old, now):
            raise NotAgain(why)
        heard = select(func.max(message.c.created_at)).where(
            message.c.conversation_id == old.conversation_id, message.c.direction == "in"
        )  # fmt: skip
        purpose = old.purpose if old.purpose != REPLY else rules.purpose_of_answer(tx.execute(heard).scalar(), now)
        kept = (
            "conversation_id",
            "topic",
            "body",
            "language",
            "flow",
            "flow_version",
            "step",
            "session_id",
            "staff_id",
        )
        row = {name: getattr(old, name) for name in kept}
        queue_message(tx, {**row, "id": new_id, "purpose": purpose, "created_at": now}, queue=put.NOW, due_at=now)
        also(tx, new_id)
    return new_id
