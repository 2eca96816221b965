"""The table of concerns; no logic."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from bot.db.base import Utc, metadata

concern = Table(
    "concern", metadata,
    Column("id", String(64), primary_key=True),
    Column("reference", String(8), nullable=False, unique=True),
    Column("contact_id", String(40), ForeignKey("contact.id"), nullable=False),
    Column("session_id", String(40), nullable=False),
    Column("message_id", String(64)),
    Column("kind", String(32), nullable=False),
    Column("guessed", Text),
    Column("words", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("place_status", String(16), nullable=False, server_default="said"),
    Column("area", String(64)),
    Column("language", String(8)),
    Column("flow_version", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_concern_contact_id_created_at", "contact_id", "created_at"),
)  # fmt: skip
"""A concern in the resident's own words; `kind` is the category's code as the resident chose it, empty when unknown.

`guessed` are the codes the machine offered, best first. `place_status`: confirmed (in the gazetteer), shared (by the
phone), said (as it was written, found nowhere) or none; `area` is the neighborhood where it is known.
"""
