"""The table of concerns; no logic."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from bot.db.base import Utc, metadata

OPEN = text("status NOT IN ('done', 'confirmed', 'handed_over')")
"""What the city still has to do something about, as the indexes say it, so that a query with these words follows them;
the statuses are those that `life.CLOSED` names."""

UNANSWERED = text("status IN ('received', 'assigned', 'reopened')")
"""What nobody has decided yet: the queue of triage, said as its indexes say it."""

REOPENED = text("status = 'reopened'")
"""What was called done and is open again."""

PROMISED = text("status NOT IN ('done', 'confirmed', 'handed_over') AND promised_on IS NOT NULL")
"""What is open and has a day by which it shall be done."""

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
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("department", String(32)),
    Column("promised_on", Date),
    Column("spot", String(160)),
    Column("same_as", String(64)),
    Index("ix_concern_contact_id_created_at", "contact_id", "created_at"),
    Index("ix_concern_status_created_at", "status", "created_at"),
    Index("ix_concern_created_at", "created_at", "id"),
    Index("ix_concern_department_created_at", "department", "created_at", "id"),
    Index("ix_concern_area_created_at", "area", "created_at", "id"),
    Index("ix_concern_open_created_at", "created_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_concern_open_department", "department", "created_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_concern_open_area", "area", "created_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_concern_open_promised_on", "promised_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_concern_open_spot", "spot", "created_at", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_concern_same_as", "same_as",
          sqlite_where=text("same_as IS NOT NULL"), postgresql_where=text("same_as IS NOT NULL")),
    Index("ix_concern_session_id", "session_id"),
    Index(
        "ix_concern_promised_department", "department", "promised_on", "id", sqlite_where=PROMISED,
        postgresql_where=PROMISED,
    ),
    Index(
        "ix_concern_not_fixed", "department", "created_at", "id", sqlite_where=REOPENED, postgresql_where=REOPENED,
    ),
    Index("ix_concern_unanswered", "created_at", "id", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
    Index(
        "ix_concern_unanswered_department", "department", "created_at", "id", sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    ),
    Index(
        "ix_concern_unanswered_kind", "kind", "created_at", "id", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED,
    ),
)  # fmt: skip
"""A concern in the resident's own words; `kind` is the category's code as the resident chose it, empty when unknown.

`guessed` are the codes the machine offered, best first. `place_status`: confirmed (in the gazetteer), shared (by the
phone), said (as it was written, found nowhere) or none; `area` is the neighborhood where it is known. `changes` counts
what was done with it, `promised_on` is the day of the promise that holds now; `status` see concerns.life. `spot` is the
code of the place, the same in every language; `same_as` the older concern that staff said it is the same as: what is
done with that one is done with this one too.
"""

concern_change = Table(
    "concern_change", metadata,
    Column("concern_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("department", String(32)),
    Column("outcome", String(16)),
    Column("words", Text),
    Column("promised_on", Date),
    Column("agency", String(40)),
    Column("at", Utc, nullable=False),
    Index("ix_concern_change_at", "at"),
)  # fmt: skip
"""What was done with a concern, in order, never changed; `words` is the reason residents read, JSON by language."""

concern_follower = Table(
    "concern_follower", metadata,
    Column("concern_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("contact_id", String(40), ForeignKey("contact.id"), primary_key=True),
    Column("since", Utc, nullable=False),
    Column("words", Text),
    Column("language", String(8)),
    Column("via", String(64)),
    Column("said", String(16)),
    Index("ix_concern_follower_contact_id", "contact_id"),
)  # fmt: skip
"""Whoever said "me too", besides the resident who opened it, in their own words; they read the same news.

`via` is the concern of their own that staff said is the same, `said` whether they called it fixed.
"""

concern_pair = Table(
    "concern_pair", metadata,
    Column("older_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("newer_id", String(64), ForeignKey("concern.id"), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Column("before", Text),
    Index("ix_concern_pair_newer_id", "newer_id"),
)  # fmt: skip
"""What staff said of two concerns that look alike: `same` or `apart`. `before` is where the newer one stood, JSON."""
