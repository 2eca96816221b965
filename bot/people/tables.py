"""Tables of contacts and of their consent, no logic; a phone number stands here sealed and nowhere else."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, Text, text

from bot.db.base import Utc, metadata

contact = Table(
    "contact", metadata,
    Column("id", String(40), primary_key=True),
    Column("phone_hash", String(64), nullable=False, unique=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("language", String(8)),
    Column("language_source", String(16)),
    Column("left_at", Utc),
    Column("shares", String(64)),
    Column("paused_until", Utc),
    Column("monthly_since", Utc),
    Column("topics_off", Text),
    Column("discreet_until", Utc),
    Column("created_at", Utc, nullable=False),
    Index("ix_contact_shares", "shares", sqlite_where=text("shares IS NOT NULL"),
          postgresql_where=text("shares IS NOT NULL")),
)  # fmt: skip
"""A resident. `language_source` is stated, guessed or sender; `left_at` is set while they have left with STOP.

One resident holds a phone: `phone_hash` is its keyed hash. Somebody whom NEW set aside has a mark there that no phone
has, and the hash under `shares`; after a wrong number it stands nowhere, and `phone_sealed` is empty.
What they asked for short of leaving: `paused_until`, `monthly_since`, and `topics_off`, words apart by spaces. Until
`discreet_until` no survey is brought up.
"""

consent = Table(
    "consent", metadata,
    Column("id", String(64), primary_key=True),
    Column("contact_id", String(40), ForeignKey("contact.id"), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("source", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("message_id", String(64)),
    Column("at", Utc, nullable=False),
    Index("ix_consent_contact_id_at", "contact_id", "at"),
)  # fmt: skip
"""The ledger: one row per change, never updated. `state` is granted or revoked, `words` are the resident's own."""
