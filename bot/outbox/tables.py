"""Tables of outbox items, recorded events, who has read how far, and leases; no logic."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table, Text, UniqueConstraint, text

from bot.db.base import Utc, metadata

_COUNTING = BigInteger().with_variant(Integer, "sqlite")

outbox = Table(
    "outbox", metadata,
    Column("id", _COUNTING, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("queue", String(8), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),
    UniqueConstraint("kind", "subject"),
    Index("ix_outbox_queue_due_at", "queue", "due_at"),
)  # fmt: skip
"""Something to do once `due_at` has come. Taking an item moves it ahead, so that a dead worker's comes up again."""

event = Table(
    "event", metadata,
    Column("seq", _COUNTING, primary_key=True, autoincrement=True),
    Column("type", String(48), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("at", Utc, nullable=False),
    Column("subject", String(64), nullable=False),
    Column("language", String(8)),
    Column("area", String(64)),
    Column("data", Text, nullable=False),
    Column("sequence", BigInteger),
    # Of numbered events only: in the turn that writes an event there is nothing to index yet.
    Index("uq_event_sequence", "sequence", unique=True,
          sqlite_where=text("sequence IS NOT NULL"), postgresql_where=text("sequence IS NOT NULL")),
    Index("ix_event_subject", "subject", sqlite_where=text("sequence IS NOT NULL"),
          postgresql_where=text("sequence IS NOT NULL")),
    # Why somebody sent a broadcast all the same: few rows, asked for by its page; no turn writes one.
    Index("ix_event_override", "subject", "seq", sqlite_where=text("type = 'broadcast.override'"),
          postgresql_where=text("type = 'broadcast.override'")),
    Index("ix_event_unnumbered", "seq", sqlite_where=text("sequence IS NULL"),
          postgresql_where=text("sequence IS NULL")),
)  # fmt: skip
"""What has happened, as it was written; never a resident's phone number, name or words.

`seq` tells the order of writing, which on PostgreSQL is not that of committing; `sequence` is given after the commit,
without gaps, and is what readers go by (docs/adr/0013).
"""

reading = Table(
    "reading", metadata,
    Column("name", String(32), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)  # fmt: skip
"""How far somebody has come with the events, by name; `numbering` is the last number given."""

lease = Table(
    "lease", metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Utc, nullable=False),
)  # fmt: skip
"""Who may do what only one process should do, such as ticking the clock."""
