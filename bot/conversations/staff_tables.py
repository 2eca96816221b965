"""Tables of what staff do with conversations: who has one, remarks, labels, prepared replies, who looks; no logic.

Rows name conversations and staff without a foreign key, for the reason given in conversations.tables.
"""

from sqlalchemy import Column, Index, String, Table, Text, text

from bot.db.base import Utc, metadata

care = Table(
    "care", metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("taken_over_by", String(40)),
    Column("assigned_to", String(40)),
    Column("assigned_at", Utc),
    Column("department", String(64)),
    Column("routed_at", Utc),
    Index("ix_care_assigned_to", "assigned_to",
          sqlite_where=text("assigned_to IS NOT NULL"), postgresql_where=text("assigned_to IS NOT NULL")),
    Index("ix_care_department_routed_at", "department", "routed_at",
          sqlite_where=text("department IS NOT NULL"), postgresql_where=text("department IS NOT NULL")),
)  # fmt: skip
"""Who has a conversation that staff have touched: who answers it, whose it is, and the department it was sent to."""

remark = Table(
    "remark", metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("before", Text),
    Index("ix_remark_conversation_id_at", "conversation_id", "at"),
)  # fmt: skip
"""What stands between the texts and residents never see. `kind` is of takeover.KINDS; `body` is a note's words, else
whom or what it names: an id of staff, a department, a label. `before` is what stood before an act that can be undone,
as takeover keeps it.
"""

conversation_label = Table(
    "conversation_label", metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("label", String(32), primary_key=True),
    Column("staff_id", String(40), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_conversation_label_label_at", "label", "at"),
)  # fmt: skip
"""A word of the staff's own on a conversation."""

canned_reply = Table(
    "canned_reply", metadata,
    Column("name", String(64), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("body", Text, nullable=False),
    Column("changed_by", String(40), nullable=False),
    Column("changed_at", Utc, nullable=False),
)  # fmt: skip
"""A reply prepared for what many ask, one row for each language it was written in."""

glance = Table(
    "glance", metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("staff_id", String(40), primary_key=True),
    Column("looked_at", Utc, nullable=False),
    Column("wrote_at", Utc),
)  # fmt: skip
"""When somebody last had the conversation open, and when they last wrote in its reply box."""

human_reply = Table(
    "human_reply", metadata,
    Column("message_id", String(64), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("language", String(8)),
    Column("asked_at", Utc, nullable=False),
    Column("answered_at", Utc, nullable=False),
    Index("ix_human_reply_answered_at", "answered_at"),
)  # fmt: skip
"""A person's first answer to somebody who waited: since when, until when, in the resident's language."""
