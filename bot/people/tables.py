"""Tables of contacts, their consent and imports, no logic; a phone number stands here sealed and nowhere else."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from bot.db.base import Utc, metadata


def _some(name: str, *columns: str, where: str) -> Index:
    """An index of those rows only."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


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
    Column("reference", String(6)),
    Column("merged_into", String(40)),
    Column("forgotten_at", Utc),
    _some("ix_contact_shares", "shares", where="shares IS NOT NULL"),
    Index("ix_contact_reference", "reference"),
    Index("ix_contact_language_id", "language", "id"),
    _some("ix_contact_area_id", "area", "id", where="area IS NOT NULL"),
    _some("ix_contact_door_id", "door", "id", where="door IS NOT NULL"),
    _some("ix_contact_left", "id", where="left_at IS NOT NULL"),
    _some("ix_contact_paused", "id", where="paused_until IS NOT NULL"),
    _some("ix_contact_merged_into", "merged_into", where="merged_into IS NOT NULL"),
)  # fmt: skip
"""A resident. `language_source` is stated, guessed or sender; `left_at` is set while they have left with STOP.

One resident holds a phone: `phone_hash` is its keyed hash. Somebody whom NEW set aside has a mark there that no phone
has, and the hash under `shares`; after a wrong number it stands nowhere, and `phone_sealed` is empty.
What they asked for short of leaving: `paused_until`, `monthly_since`, and `topics_off`, words apart by spaces. Until
`discreet_until` no survey is brought up.
`reference` is the end of the id, by which staff call them. Whose row was merged into another's has that id under
`merged_into`; of whom was forgotten since `forgotten_at` nothing stands here but the id, the language and the time.
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

suppression = Table(
    "suppression", metadata,
    Column("phone_hash", String(64), primary_key=True),
    Column("left_at", Utc),
    Column("since", Utc, nullable=False),
)  # fmt: skip
"""A phone whose resident was forgotten: no list brings it back. It leads to no row; `left_at` when they had left.

Whoever texts from it first is a stranger; where they had left, one who has left still (docs/adr/0014).
"""

erasure = Table(
    "erasure", metadata,
    Column("contact_id", String(40), primary_key=True),
    Column("asked_by", String(40), nullable=False),
    Column("why", String(16), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Index("ix_erasure_due_at", "due_at"),
)  # fmt: skip
"""A resident who is to be forgotten at `due_at`, unless somebody takes it back; the row goes with it."""

given_list = Table(
    "given_list", metadata,
    Column("id", String(40), primary_key=True),
    Column("file", String(200), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("answers", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("told", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("run_id", String(40)),
    Column("given_by", String(40), nullable=False),
    Column("given_at", Utc, nullable=False),
    Index("ix_given_list_run_id", "run_id"),
)  # fmt: skip
"""A file that somebody brought at the console. `state` see people.lists; `sealed` is the file, empty once it is over.

`answers` is what was said about it, `told` its header and what a trial found; both are JSON without a resident's words.
"""

taken_file = Table(
    "taken_file", metadata,
    Column("id", String(40), primary_key=True),
    Column("form", String(4), nullable=False),
    Column("numbers", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("taken_by", String(40), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Index("ix_taken_file_taken_by_asked_at", "taken_by", "asked_at"),
)  # fmt: skip
"""A file of residents that somebody asked for at the console: csv or xlsx, sealed, there for a day."""

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
    Index("ix_import_run_started_at", "started_at", "id"),
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
