"""Writes what residents said to CSV or JSON for analysts; a phone number is never among the columns."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import Select, func, select

from bot.concerns.tables import concern
from bot.conversations.tables import answer, session
from bot.db.engine import Database
from bot.lib import csv
from bot.messaging.tables import conversation, message

EXPORTS: dict[str, Select[Any]] = {
    "concerns": select(
        concern.c.reference, concern.c.kind, concern.c.guessed, concern.c.words, concern.c.place,
        concern.c.place_status, concern.c.area, concern.c.language, concern.c.status, concern.c.flow_version,
        concern.c.created_at, concern.c.contact_id, concern.c.id,
    ).order_by(concern.c.id),
    "answers": select(
        answer.c.survey, answer.c.flow, answer.c.flow_version, answer.c.step, answer.c.status, answer.c.codes,
        answer.c.words, answer.c.language, answer.c.at, answer.c.session_id, answer.c.contact_id, answer.c.id,
    )
    .join_from(answer, session, session.c.id == answer.c.session_id)
    .join(conversation, conversation.c.id == session.c.conversation_id)
    .where(conversation.c.hidden_since.is_(None))
    .order_by(answer.c.at, answer.c.id),
    "messages": select(
        message.c.direction, message.c.purpose, message.c.body, message.c.language, message.c.flow,
        message.c.flow_version, message.c.step, message.c.status, message.c.error_code, message.c.parts,
        message.c.encoding, message.c.created_at, message.c.sent_at, conversation.c.contact_id, message.c.id,
    )
    .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
    .where(conversation.c.hidden_since.is_(None))
    .order_by(message.c.id),
}  # fmt: skip
"""What can be exported: residents by their random id, and nothing of a conversation that only some staff may read."""

ROWS_AT_A_TIME = 1_000


def size(db: Database, what: str) -> int:
    """How many rows this export has."""
    with db.read() as tx:
        return int(tx.execute(select(func.count()).select_from(EXPORTS[what].order_by(None).subquery())).scalar_one())


def rows(db: Database, what: str) -> Iterator[dict[str, Any]]:
    """The rows as plain values, read in portions so that memory stays flat; times in UTC as ISO 8601."""
    with db.read() if db.is_sqlite else db.begin() as tx:  # PostgreSQL's cursors live in a transaction only.
        found = tx.execution_options(yield_per=ROWS_AT_A_TIME).execute(EXPORTS[what])
        for row in found.mappings():
            yield {key: _plain(key, value) for key, value in row.items()}


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return " ".join(json.loads(value)) if key == "codes" and value else value


def write(stream: IO[str], what: str, form: str, found: Iterator[dict[str, Any]]) -> None:
    """Write the rows as `csv` or `json` (one array)."""
    if form == "csv":
        csv.write(stream, [column.name for column in EXPORTS[what].selected_columns], found)
        return
    stream.write("[")
    for number, row in enumerate(found):
        stream.write(("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False))
    stream.write("\n]\n")
