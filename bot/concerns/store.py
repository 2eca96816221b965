"""Queries about concerns; they take an open transaction first and never commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.concerns.tables import concern
from bot.db.base import Tx
from bot.db.writes import Writer

_ADD = concern.insert()
_BY_REFERENCE = select(concern.c.status, concern.c.kind, concern.c.created_at).where(
    concern.c.reference == bindparam("of")
)


def add_concern(tx: Writer, row: dict[str, Any]) -> None:
    """A new concern; its reference is unique."""
    tx.execute(_ADD, row)


def concern_by_reference(tx: Tx, reference: str) -> tuple[str, str, datetime] | None:
    """Status, kind and day of the concern with this reference."""
    row = tx.execute(_BY_REFERENCE, {"of": reference}).first()
    return (row[0], row[1], row[2]) if row else None
