"""The tables of triage and of the figures about concerns, and of what is published of them; no logic."""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, text

from bot.db.base import Utc, metadata

IN_LANE = text("novel IS NOT NULL AND seen_at IS NULL")
"""What the novelty lane shows, as its index says it, so that a query with these words follows it."""

concern_reading = Table(
    "concern_reading", metadata,
    Column("concern_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("chances", Text, nullable=False),
    Column("agency", String(32)),
    Column("novel", String(16)),
    Column("terms", Text),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc),
    Column("seen_by", String(40)),
    Index("ix_concern_reading_lane", "created_at", "concern_id", sqlite_where=IN_LANE, postgresql_where=IN_LANE),
)  # fmt: skip
"""What the machine made of a concern: `chances` are its best categories with their chance, JSON, best first.

`agency` is the code of whom its department usually hands it over to. `novel` says why it may be something the city does
not know about (concerns.novelty), `terms` the words that are rising in it, JSON; `created_at` is that of the concern.
Somebody of the city who has seen it takes it out of the lane.
"""

concern_gist = Table(
    "concern_gist", metadata,
    Column("concern_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("words", Text, nullable=False),
    Column("written_by", String(40), nullable=False),
    Column("written_at", Utc, nullable=False),
    Column("approved_by", String(40)),
    Column("approved_at", Utc),
)  # fmt: skip
"""What a concern says in a line, JSON by language, as somebody of the city wrote it; not approved, it is a draft."""

triage_view = Table(
    "triage_view", metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("filter", Text, nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_triage_view_staff_id", "staff_id"),
)  # fmt: skip
"""A view that somebody keeps: the query of its address; shared with everybody, or their own."""

rising_term = Table(
    "rising_term", metadata,
    Column("scope", String(80), primary_key=True),
    Column("term", String(64), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("before", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("found_on", Date, nullable=False),
)  # fmt: skip
"""Words that more residents use than before, by language or area (`language:es`, `area:Midtown`), as counted last.

`days` is the window, `residents` who used it in it, `before` the texts of the weeks before, `score` the z of its
log-odds.
"""

concern_figures = Table(
    "concern_figures", metadata,
    Column("period", String(8), primary_key=True),
    Column("figures", Text, nullable=False),
    Column("counted_at", Utc, nullable=False),
)  # fmt: skip
"""The figures of a period as they were counted last, JSON (concerns.figures); and while they are counted, how far
that has come (concerns.counting)."""

open_data = Table(
    "open_data", metadata,
    Column("name", String(40), primary_key=True),
    Column("body", Text, nullable=False),
    Column("digest", String(16), nullable=False),
    Column("made_at", Utc, nullable=False),
)  # fmt: skip
"""A file that anybody may have, as it was made last; `digest` tells whether it is another one than before."""
