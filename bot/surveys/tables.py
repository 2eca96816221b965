"""Tables of survey drafts, of when surveys are open, of their counts and of downloads; no logic."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from bot.db.base import Utc, metadata

survey_draft = Table(
    "survey_draft", metadata,
    Column("id", String(40), primary_key=True),
    Column("flow", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("made_from", String(40)),
    Column("publication_id", String(40)),
    Column("published_version", Integer),
    Column("version", Integer, nullable=False),
    Column("written_by", String(40), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_survey_draft_updated_at_id", "updated_at", "id"),
)  # fmt: skip
"""A survey as it is being written: `document` is the JSON of surveys.rules.Document; `version` counts its edits.

`made_from` is the release that was live when it was begun. `publication_id` is the last request to publish it, made of
`published_version`.
"""

survey_opening = Table(
    "survey_opening", metadata,
    Column("survey", String(64), primary_key=True),
    Column("opens_at", Utc),
    Column("closes_at", Utc),
    Column("finish_until", Utc),
    Column("changed_by", String(40), nullable=False),
    Column("changed_at", Utc, nullable=False),
)  # fmt: skip
"""When a survey takes answers; one without a row takes them as long as its flow is live.

`finish_until` is when even those who are in the middle are cut off; empty: they finish in their own time.
"""

survey_tally = Table(
    "survey_tally", metadata,
    Column("survey", String(64), primary_key=True),
    Column("counts", Text, nullable=False),
    Column("counted_at", Utc, nullable=False),
)  # fmt: skip
"""The counts of a survey that is too large to be counted while somebody waits for a page; made by a worker."""

survey_file = Table(
    "survey_file", metadata,
    Column("id", String(40), primary_key=True),
    Column("survey", String(64), nullable=False),
    Column("form", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answers", Integer, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Index("ix_survey_file_survey_asked_at", "survey", "asked_at"),
)  # fmt: skip
"""A download of every answer, written by a worker. `state` is asked, ready or gone, `answers` how many it has now."""

survey_file_part = Table(
    "survey_file_part", metadata,
    Column("file_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
"""The bytes of a download, in pieces that are written and sent one by one."""
