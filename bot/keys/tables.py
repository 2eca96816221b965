"""Tables of API keys, their secrets and the answers kept for repeated requests; no logic, no secret in the clear."""

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, String, Table, Text

from bot.db.base import Utc, metadata

api_key = Table(
    "api_key", metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("departments", Text, nullable=False),
    Column("made_by", String(120), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
)  # fmt: skip
"""What a system is known by, and what it is for; `scopes` and `departments` are words apart by spaces.

A key is never deleted: what it did is told by its name.
"""

api_secret = Table(
    "api_secret", metadata,
    Column("hash", String(64), primary_key=True),
    Column("key_id", String(40), ForeignKey("api_key.id"), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("last_used_at", Utc),
    Index("ix_api_secret_key_id", "key_id"),
)  # fmt: skip
"""What a system shows: its keyed hash. Two of a key live side by side while it is being rotated."""

kept_answer = Table(
    "kept_answer", metadata,
    Column("key_id", String(40), primary_key=True),
    Column("request", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", SmallInteger),
    Column("body", Text),
    Column("at", Utc, nullable=False),
    Index("ix_kept_answer_at", "at"),
)  # fmt: skip
"""What a request with this Idempotency-Key was answered, for a day; without `status` it is under way.

`body` is sealed. `digest` is the hash of method, path and body, so that another request under the same key is told
apart.
"""
