"""Triage: what the machine made of concerns, gists, saved views, rising words; figures and open data as counted."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNANSWERED = sa.text("status IN ('received', 'assigned', 'reopened')")
IN_LANE = sa.text("novel IS NOT NULL AND seen_at IS NULL")


def upgrade() -> None:
    _of_concerns()
    op.create_table(
        "triage_view",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_view")),
    )
    op.create_index("ix_triage_view_staff_id", "triage_view", ["staff_id"])
    op.create_table(
        "rising_term",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "term", name=op.f("pk_rising_term")),
    )
    op.create_table(
        "concern_figures",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_concern_figures")),
    )
    op.create_table(
        "open_data",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_open_data")),
    )
    for name, columns in (
        ("ix_concern_unanswered", ["created_at", "id"]),
        ("ix_concern_unanswered_department", ["department", "created_at", "id"]),
    ):
        op.create_index(name, "concern", columns, sqlite_where=UNANSWERED, postgresql_where=UNANSWERED)


def _of_concerns() -> None:
    op.create_table(
        "concern_reading",
        sa.Column("concern_id", sa.String(length=64), nullable=False),
        sa.Column("chances", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=True),
        sa.Column("novel", sa.String(length=16), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_reading_concern_id")),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_concern_reading")),
    )
    op.create_index(
        "ix_concern_reading_lane", "concern_reading", ["created_at", "concern_id"], sqlite_where=IN_LANE,
        postgresql_where=IN_LANE,
    )  # fmt: skip
    op.create_table(
        "concern_gist",
        sa.Column("concern_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_gist_concern_id")),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_concern_gist")),
    )


def downgrade() -> None:
    for name in ("ix_concern_unanswered_department", "ix_concern_unanswered"):
        op.drop_index(name, table_name="concern")
    for table in ("open_data", "concern_figures", "rising_term", "triage_view", "concern_gist", "concern_reading"):
        op.drop_table(table)
