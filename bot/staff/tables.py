"""Tables of staff, their sessions, links, attempts and the audit log, no logic; no secret stands here in the clear."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table, Text, UniqueConstraint

from bot.db.base import Utc, metadata

staff = Table(
    "staff", metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(24), nullable=False),
    Column("departments", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("password_hash", String(200)),
    Column("totp_sealed", LargeBinary),
    Column("totp_since", Utc),
    Column("totp_step", BigInteger),
    Column("disabled_at", Utc),
    Column("created_at", Utc, nullable=False),
)  # fmt: skip
"""Somebody who may sign in. `email` is in small letters, `departments` are codes apart by spaces.

`password_hash` is empty until the invitation is accepted; `totp_since` until the second factor was proved once;
`totp_step` is the last half minute whose code was used.
"""

staff_session = Table(
    "staff_session", metadata,
    Column("id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("browser", String(200), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("verified_at", Utc),
    Column("ended_at", Utc),
    Index("ix_staff_session_staff_id_ended_at", "staff_id", "ended_at"),
)  # fmt: skip
"""One browser that signed in; `verified_at` is empty between the password and the second factor."""

staff_identity = Table(
    "staff_identity", metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("linked_at", Utc, nullable=False),
    UniqueConstraint("issuer", "staff_id"),
)  # fmt: skip
"""Whom a single sign-on provider means by its `subject`; written at the first sign-in, when an e-mail tells who it is.

An account has one for each provider, so that an e-mail that passes to somebody else opens nothing.
"""

staff_link = Table(
    "staff_link", metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
    Index("ix_staff_link_staff_id", "staff_id"),
)  # fmt: skip
"""An address that works once: `invitation` or `reset`."""

recovery_code = Table(
    "recovery_code", metadata,
    Column("staff_id", String(40), ForeignKey("staff.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Utc),
)  # fmt: skip
"""Each stands in once for the second factor."""

sign_in_attempt = Table(
    "sign_in_attempt", metadata,
    Column("id", String(40), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_sign_in_attempt_key_at", "key", "at"),
    Index("ix_sign_in_attempt_at", "at"),
)  # fmt: skip
"""Attempts that have not succeeded; `key` is a keyed hash of an account or of a network address."""

audit = Table(
    "audit", metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("staff_id", String(40)),
    Column("who", String(120), nullable=False),
    Column("act", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_audit_at_id", "at", "id"),
    Index("ix_audit_staff_id_at", "staff_id", "at"),
    Index("ix_audit_act_at", "act", "at"),
    Index("ix_audit_subject_at", "subject", "at"),
)  # fmt: skip
"""Who did what to whom and why. Triggers of the database refuse every change and deletion (migration 0008)."""
