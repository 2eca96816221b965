"""Tables of contacts, their consent and imports, no logic; a phone number stands here sealed and nowhere else."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

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
    Column("area", String(64)),
    Column("zone", String(64)),
    Column("door", String(64)),
    Column("created_at", Utc, nullable=False),
    Index("ix_contact_shares", "shares", sqlite_where=text("shares IS NOT NULL"),
          postgresql_where=text("shares IS NOT NULL")),
)  # fmt: skip
"""A resident. `language_source` is stated, guessed or sender; `left_at` is set while they have left with STOP.

One resident holds a phone: `phone_hash` is its keyed hash. Somebody whom NEW set aside has a mark there that no phone
has, and the hash under `shares`; after a wrong number it stands nowhere, and `phone_sealed` is empty.
What they asked for short of leaving: `paused_until`, `monthly_since`, and `topics_off`, words apart by spaces. Until
`discreet_until` no survey is brought up.
`area` is a neighborhood of the gazetteer as it is written there, `zone` a district in the city's own words, `door` the
name of the partner's door they came through first.
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

contact_field = Table(
    "contact_field", metadata,
    Column("contact_id", String(40), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip
"""What the city knows about a resident besides, by the names under `fields:` in city.yaml.

A yes or no is `yes` or `no`, a date is ISO 8601, a choice its code, a number as in `1200.5`.
"""

import_run = Table(
    "import_run", metadata,
    Column("id", String(40), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("consent_source", String(32)),
    Column("rows", Integer, nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("counts", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Index("ix_import_run_digest", "digest"),
)  # fmt: skip
"""One import of a file, `running` or `finished`. `rows_done` moves in the transaction that writes those rows.

`digest` covers the file and everything that was said about it; `mapping` and `counts` are JSON.
"""

import_problem = Table(
    "import_problem", metadata,
    Column("run_id", String(40), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("column", Text, nullable=False),
    Column("wrong", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("skips", Boolean, nullable=False),
)  # fmt: skip
"""What was wrong in a row of an import, in words that show no phone number; `skips` when the row was left out."""

disclosure = Table(
    "disclosure", metadata,
    Column("id", String(40), primary_key=True),
    Column("who", String(120), nullable=False),
    Column("why", Text, nullable=False),
    Column("what", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", Utc, nullable=False),
)  # fmt: skip
"""Who took phone numbers out, what for, and how many; never updated."""
