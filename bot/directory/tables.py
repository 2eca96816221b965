"""The table of questions that the directory has no entry for; no logic."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.db.base import Utc, metadata

_LATE = text("asked > passed AND status = 'joined'")

directory_gap = Table(
    "directory_gap", metadata,
    Column("id", String(40), primary_key=True),
    Column("folded", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("question", Text, nullable=False),
    Column("asked", Integer, nullable=False, server_default="1"),
    Column("status", String(16), nullable=False, server_default="open"),
    Column("first_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False),
    Column("staff_id", String(40)),
    Column("same_as", String(40)),
    Column("passed", Integer, nullable=False, server_default="0"),
    UniqueConstraint("folded", "language"),
    Index("ix_directory_gap_status_asked", "status", "asked", "id"),
    Index("ix_directory_gap_status_last_at", "status", "last_at", "id"),
    Index("ix_directory_gap_same_as", "same_as"),
    Index("ix_directory_gap_late", "id", sqlite_where=_LATE, postgresql_where=_LATE),
)  # fmt: skip
"""A question as it was asked first in that language (with private numbers masked), and how many times since.

Nobody is named: who asked stays in their conversation. `status`: open, or what `staff_id` found: written, no_question;
or joined: it says what the question `same_as` says, to whose count so many of its askings were passed. A question that
was compared and stands by itself is the same as itself; one that was not yet compared has none.
"""
