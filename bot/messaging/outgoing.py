"""Queues texts that are to leave: the message and the promise to send it, in the caller's transaction."""

from datetime import datetime
from typing import Any

from bot.db.writes import Writer
from bot.lib import sms
from bot.messaging import store
from bot.outbox import put

SEND = "send"
"""The kind of outbox item that sends one message."""
REST = "rest"
"""The kind that lets one sender rest, because the carrier says so in a callback: subject is the code and the sender."""


def queue_message(tx: Writer, row: dict[str, Any], *, queue: str, due_at: datetime) -> None:
    """Store an outgoing message and promise to send it; its id is made once for what it answers.

    `row` has id, conversation_id, purpose, body, language, created_at and, where it comes from a flow, flow,
    flow_version, step and session_id.
    """
    _store(tx, row, "queued")
    put.put(tx, SEND, row["id"], queue=queue, due_at=due_at)


def hand_message(tx: Writer, row: dict[str, Any], *, asked_at: datetime) -> None:
    """Store a message that the carrier is handed with the answer to its own request, as an attempt under way.

    Whether it arrived is told by the status callback, or asked of the carrier's list at `asked_at`; it is sent the
    ordinary way only when the carrier does not have it.
    """
    _store(tx, row, "sending")
    store.add_attempt(tx, row["id"], row["created_at"])
    put.put(tx, SEND, row["id"], queue=put.NOW, due_at=asked_at)


def _store(tx: Writer, row: dict[str, Any], status: str) -> None:
    cost = sms.price(row["body"])
    store.add_message(tx, {**row, "direction": "out", "status": status, "parts": cost.parts, "encoding": cost.encoding})
