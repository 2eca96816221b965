"""Survey drafts, when surveys are open, their counts and downloads."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_draft",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("made_from", sa.String(length=40), nullable=True),
        sa.Column("publication_id", sa.String(length=40), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_draft")),
        sa.UniqueConstraint("flow", name=op.f("uq_survey_draft_flow")),
    )
    op.create_index("ix_survey_draft_updated_at_id", "survey_draft", ["updated_at", "id"])
    op.create_table(
        "survey_opening",
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finish_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("survey", name=op.f("pk_survey_opening")),
    )
    op.create_table(
        "survey_tally",
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("survey", name=op.f("pk_survey_tally")),
    )
    _files()


def downgrade() -> None:
    for table in ("survey_file_part", "survey_file", "survey_tally", "survey_opening", "survey_draft"):
        op.drop_table(table)


def _files() -> None:
    op.create_table(
        "survey_file",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_file")),
    )
    op.create_index("ix_survey_file_survey_asked_at", "survey_file", ["survey", "asked_at"])
    op.create_table(
        "survey_file_part",
        sa.Column("file_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_survey_file_part")),
    )
