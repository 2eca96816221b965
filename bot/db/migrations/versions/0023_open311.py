"""Reports that come from apps over Open311, and concerns that go to the city's other system."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _app_reports()
    _sent_reports()
    _sent_attempts()
    op.create_index("ix_concern_change_at", "concern_change", ["at"])


def _app_reports() -> None:
    op.create_table(
        "app_report",
        sa.Column("concern_id", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("media_url", sa.Text(), nullable=True),
        _moment("at", nullable=False),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_app_report")),
        sa.UniqueConstraint("token", name=op.f("uq_app_report_token")),
        sa.UniqueConstraint("key_id", "digest", name=op.f("uq_app_report_key_id_digest")),
        sa.UniqueConstraint("key_id", "reference", name=op.f("uq_app_report_key_id_reference")),
    )


def _sent_reports() -> None:
    op.create_table(
        "sent_report",
        sa.Column("concern_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("asks", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("token", sa.String(length=128), nullable=True),
        sa.Column("their_id", sa.String(length=128), nullable=True),
        sa.Column("their_status", sa.String(length=8), nullable=True),
        sa.Column("their_notes", sa.Text(), nullable=True),
        _moment("expected_at"),
        sa.Column("shows_us", sa.SmallInteger(), nullable=False),
        _moment("asks_at"),
        _moment("seen_at"),
        _moment("changed_at", nullable=False),
        _moment("created_at", nullable=False),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_sent_report")),
    )
    asked, shown = sa.text("asks_at IS NOT NULL"), sa.text("shows_us = 1")
    op.create_index("ix_sent_report_state", "sent_report", ["state", "changed_at", "concern_id"])
    op.create_index("ix_sent_report_asks_at", "sent_report", ["asks_at"], sqlite_where=asked, postgresql_where=asked)
    op.create_index("ix_sent_report_their_id", "sent_report", ["their_id"])
    op.create_index("ix_sent_report_shows_us", "sent_report", ["shows_us"], sqlite_where=shown, postgresql_where=shown)


def _sent_attempts() -> None:
    op.create_table(
        "sent_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("concern_id", sa.String(length=64), nullable=False),
        _moment("began_at", nullable=False),
        _moment("ended_at"),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.SmallInteger(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_attempt")),
    )
    op.create_index("ix_sent_attempt_concern_id", "sent_attempt", ["concern_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_concern_change_at", table_name="concern_change")
    for name in ("sent_attempt", "sent_report", "app_report"):
        op.drop_table(name)
