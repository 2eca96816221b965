"""Tables of sessions, answers and pinned flow versions; no logic.

The rows of every turn name others without a foreign key: they are written in the same burst, and checking each on
PostgreSQL costs a query and a lock on the resident's row.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from bot.db.base import Utc, metadata

WAITING = "waiting"

session = Table(
    "session", metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("flow", String(64), nullable=False),
    Column("flow_version", String(16), nullable=False),
    Column("state", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("wake_at", Utc),
    Column("started_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_session_conversation_id", "conversation_id"),
    Index("uq_session_waiting", "conversation_id", unique=True,
          sqlite_where=text("status = 'waiting'"), postgresql_where=text("status = 'waiting'")),
)  # fmt: skip
"""One walk through a flow. `status` is waiting or how it finished; at most one session waits in a conversation."""

answer = Table(
    "answer", metadata,
    Column("id", String(64), primary_key=True),
    Column("session_id", String(40), nullable=False),
    Column("contact_id", String(40), nullable=False),
    Column("message_id", String(64)),
    Column("flow", String(64), nullable=False),
    Column("flow_version", String(16), nullable=False),
    Column("survey", String(64), nullable=False),
    Column("step", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("codes", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("language", String(8)),
    Column("at", Utc, nullable=False),
    Index("ix_answer_contact_id", "contact_id"),
    Index("ix_answer_survey_at", "survey", "at",
          sqlite_where=text("survey <> ''"), postgresql_where=text("survey <> ''")),
    Index("ix_answer_words", "survey", "step", "at", "id",
          sqlite_where=text("survey <> '' AND words <> ''"), postgresql_where=text("survey <> '' AND words <> ''")),
)  # fmt: skip
"""What was understood at a step, append-only. `status`: answered, skipped, refused, unclear or withdrawn (by BACK)."""

flow_version = Table(
    "flow_version", metadata,
    Column("digest", String(16), primary_key=True),
    Column("flow", String(64), nullable=False),
    Column("form", Text, nullable=False),
    Column("first_seen_at", Utc, nullable=False),
)  # fmt: skip
"""Every version of a flow that a session may be in the middle of, texts in every language included; immutable."""

flow_release = Table(
    "flow_release", metadata,
    Column("id", String(40), primary_key=True),
    Column("digest", String(16), nullable=False),
    Column("files", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("published_at", Utc, nullable=False),
)  # fmt: skip
"""What was published, one row each time and never changed: `files` is JSON, file name to text, catalogs included."""

safety_hit = Table(
    "safety_hit", metadata,
    Column("message_id", String(64), primary_key=True),
    Column("contact_id", String(40), nullable=False),
    Column("conversation_id", String(40), nullable=False),
    Column("class", String(16), nullable=False),
    Column("texts_version", Integer, nullable=False),
    Column("went_on", Boolean),
    Column("at", Utc, nullable=False),
    Index("ix_safety_hit_contact_id_at", "contact_id", "at"),
)  # fmt: skip
"""A text that a safety text answered: its class, the version of the texts that was said, whether they went on."""
