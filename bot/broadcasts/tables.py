"""Tables of broadcasts, their variants and texts, and of recipients; no logic."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from bot.db.base import Utc, metadata

broadcast = Table(
    "broadcast", metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("topic", String(32)),
    Column("segment", Text, nullable=False),
    Column("level", String(16)),
    Column("report_on", Date),
    Column("starts_at", Utc),
    Column("hold_out", SmallInteger, nullable=False),
    Column("parts", SmallInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text),
    Column("written_by", Text, nullable=False),
    Column("approved_by", String(120)),
    Column("approved", String(64)),
    Column("created_at", Utc, nullable=False),
    Column("started_at", Utc),
    Column("finished_at", Utc),
    Column("flow", String(64)),
    Column("audience_of", String(40)),
    Index("ix_broadcast_created_at_id", "created_at", "id"),
    Index("ix_broadcast_state_created_at_id", "state", "created_at", "id"),
    Index("ix_broadcast_starts_at", "starts_at"),
    Index("ix_broadcast_started_at", "started_at"),
)  # fmt: skip
"""A text of the city's own accord. `state`, `kind` and `level` see broadcasts.rules; `segment` is a rule, `written_by`
has a line for each person who wrote or edited it.

`approved` is the fingerprint that was approved. `note` says why it was given back. `flow` begins with the text;
`audience_of` is the broadcast that this one follows: a reminder, or the report of what came of it.
"""

broadcast_variant = Table(
    "broadcast_variant", metadata,
    Column("broadcast_id", String(40), ForeignKey("broadcast.id"), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("segment", Text, nullable=False),
)  # fmt: skip
"""Words of their own for those whom `segment` finds, the first that does; the one without a name is for the rest."""

broadcast_text = Table(
    "broadcast_text", metadata,
    Column("broadcast_id", String(40), ForeignKey("broadcast.id"), primary_key=True),
    Column("role", String(8), primary_key=True),
    Column("variant", String(32), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("body", Text, nullable=False),
)  # fmt: skip
"""The words, by language. `role` is text, or report: what residents hear when it is over."""

broadcast_count = Table(
    "broadcast_count", metadata,
    Column("broadcast_id", String(40), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("of", String(64), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("worked_at", Utc),
    Column("took_ms", Integer, nullable=False),
    Column("people", Integer),
    Column("done", Integer),
    Column("data", Text),
    Column("why", Text),
)  # fmt: skip
"""What was counted last: `what` is audience or results, `of` the fingerprint of what it was counted for, `data` JSON;
see broadcasts.counts.
"""

recipient = Table(
    "recipient", metadata,
    Column("broadcast_id", String(40), primary_key=True),
    Column("contact_id", String(40), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("reason", String(16)),
    Column("variant", String(32), nullable=False),
    Column("language", String(8)),
    Index("ix_recipient_broadcast_id_status_contact_id", "broadcast_id", "status", "contact_id"),
)  # fmt: skip
"""Who was in the audience when the broadcast began, one row each, without foreign keys as in conversations.tables.

`status` is pending, queued (its message is in the outbox or beyond), held_out, or left_out for `reason`.
"""
