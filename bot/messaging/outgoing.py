"""Queues texts that are to leave: the message and the promise to send it, in the caller's transaction."""

from datetime import datetime
from typing import Any

from bot.db.writes import Writer
from bot.lib import sms
from bot.messaging import store
from bot.outbox import put

SEND = "send"
"""The kind of outbox item that sends one message."""


def queue_message(tx: Writer, row: dict[str, Any], *, queue: str, due_at: datetime) -> None:
    """Store an outgoing message and promise to send it; its id is made once for what it answers.

    `row` has id, conversation_id, purpose, body, language, created_at and, where it comes from a flow, flow,
    flow_version, step and session_id.
    """
    cost = sms.price(row["body"])
    store.add_message(
        tx, {**row, "direction": "out", "status": "queued", "parts": cost.parts, "encoding": cost.encoding}
    )
    put.put(tx, SEND, row["id"], queue=queue, due_at=due_at)
