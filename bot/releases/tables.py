"""The tables of requests to publish and of the draft, no logic; what was published is in bot.conversations.tables."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from bot.db.base import Utc, metadata

release_request = Table(
    "release_request", metadata,
    Column("id", String(40), primary_key=True),
    Column("about", String(80), nullable=False),
    Column("permission", String(32), nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("made_on", String(40), nullable=False),
    Column("changes", Text, nullable=False),
    Column("plays", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("checked_on", String(40), nullable=False),
    Column("done", Integer, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("problems", Text, nullable=False),
    Column("differences", Text, nullable=False),
    Column("release_id", String(40)),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Index("ix_release_request_about_created_at", "about", "created_at"),
    Index("ix_release_request_created_at", "created_at"),
    Index("ix_release_request_release_id", "release_id"),
)  # fmt: skip
"""Somebody's wish that residents meet these changes. `about` says what it changes, such as `survey:prosperity`.

`changes` is JSON, file name to text, or null for a file to be removed; they were made on the release `made_on` and
last checked on `checked_on` ("" while the city had published nothing). `done` of `whole` transcripts were played, when
it `plays` them. `problems` and `differences` are JSON: why it is refused, and which conversations go otherwise now.
"""

flow_draft = Table(
    "flow_draft", metadata,
    Column("id", String(16), primary_key=True),
    Column("flow", String(64), nullable=False),
    Column("english", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("changed_at", Utc, nullable=False),
)  # fmt: skip
"""The draft of the whole city: one row for each text of a flow that is to be said otherwise, until it is published.

`english` is the text as it is live, by which it is found; `id` is the digest of both. `words` is JSON, the new words by
language; the last to change it is `staff_id`. An entry of the directory is one row too: its `flow` is directory:code,
`english` is empty, and `words` are by column of services.csv.
"""
