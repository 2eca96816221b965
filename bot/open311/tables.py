"""Tables of reports that came from apps and of concerns that went to the city's other system; no logic."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table, Text, UniqueConstraint, text

from bot.db.base import Utc, metadata

_COUNTING = BigInteger().with_variant(Integer, "sqlite")
_ASKED = text("asks_at IS NOT NULL")

app_report = Table(
    "app_report", metadata,
    Column("concern_id", String(64), primary_key=True),
    Column("key_id", String(40), nullable=False),
    Column("token", String(40), nullable=False, unique=True),
    Column("reference", String(32)),
    Column("digest", String(64)),
    Column("media_url", Text),
    Column("at", Utc, nullable=False),
    UniqueConstraint("key_id", "digest"),
    UniqueConstraint("key_id", "reference"),
)  # fmt: skip
"""A concern that came over Open311: with which key, and what the app calls it (`reference`), if it said so.

`digest` is the hash of what was reported, so that the same report is taken once; it goes once the same words may be a
new report. `media_url` is where the app keeps a picture. Who reported stands nowhere.
"""

sent_report = Table(
    "sent_report", metadata,
    Column("concern_id", String(64), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("why", String(300)),
    Column("round", SmallInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("asks", SmallInteger, nullable=False),
    Column("place", String(200)),
    Column("words", String(500)),
    Column("token", String(128)),
    Column("their_id", String(128)),
    Column("their_status", String(8)),
    Column("their_notes", Text),
    Column("expected_at", Utc),
    Column("shows_us", SmallInteger, nullable=False),
    Column("asks_at", Utc),
    Column("seen_at", Utc),
    Column("changed_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_sent_report_state", "state", "changed_at", "concern_id"),
    Index("ix_sent_report_asks_at", "asks_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
    Index("ix_sent_report_their_id", "their_id"),
    Index("ix_sent_report_shows_us", "shows_us", sqlite_where=text("shows_us = 1"),
          postgresql_where=text("shows_us = 1")),
)  # fmt: skip
"""A concern on its way to, or at, the city's other system; `state` see open311.rules.

`place` and `words` are what a person approved for it. `tries` and `asks` count since the last success or resend,
`round` how often it was sent on purpose. `shows_us` is 1 when that server has shown our number in its own list.
`asks_at` is when its status is asked next, `seen_at` when that server listed it last.
"""

sent_attempt = Table(
    "sent_attempt", metadata,
    Column("id", _COUNTING, primary_key=True, autoincrement=True),
    Column("concern_id", String(64), nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("outcome", String(10)),
    Column("answer", SmallInteger),
    Column("why", String(300)),
    Index("ix_sent_attempt_concern_id", "concern_id", "id"),
)  # fmt: skip
"""One call that may have made a report there, written before it is made; without `ended_at` nobody knows its end."""
