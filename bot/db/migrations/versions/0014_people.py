"""Residents found by their reference and listed by what they are; being forgotten; lists and files on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_LEFT, _PAUSED = "left_at IS NOT NULL", "paused_until IS NOT NULL"
_INDEXES = (
    ("ix_contact_reference", ["reference"], None),
    ("ix_contact_language_id", ["language", "id"], None),
    ("ix_contact_area_id", ["area", "id"], "area IS NOT NULL"),
    ("ix_contact_door_id", ["door", "id"], "door IS NOT NULL"),
    ("ix_contact_left", ["id"], _LEFT),
    ("ix_contact_paused", ["id"], _PAUSED),
    ("ix_contact_merged_into", ["merged_into"], "merged_into IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("contact", sa.Column("merged_into", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact", sa.Column("reference", sa.String(length=6), nullable=True))
    op.execute("UPDATE contact SET reference = substr(id, length(id) - 5)")
    for name, columns, which in _INDEXES:
        only = sa.text(which) if which else None
        op.create_index(name, "contact", columns, sqlite_where=only, postgresql_where=only)
    op.create_index("ix_session_conversation_id", "session", ["conversation_id"])
    numbered = sa.text("sequence IS NOT NULL")
    op.create_index("ix_event_subject", "event", ["subject"], sqlite_where=numbered, postgresql_where=numbered)
    excerpts = sa.text("excerpt IS NOT NULL")
    op.create_index(
        "ix_delivery_subject", "delivery", ["subject"], sqlite_where=excerpts, postgresql_where=excerpts
    )  # fmt: skip
    op.create_table(
        "suppression",
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name=op.f("pk_suppression")),
    )
    op.create_table(
        "erasure",
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_due_at", "erasure", ["due_at"])
    _lists()


def downgrade() -> None:
    for table in ("taken_file", "given_list", "erasure", "suppression"):
        op.drop_table(table)
    op.drop_index("ix_import_run_started_at", table_name="import_run")
    op.drop_index("ix_session_conversation_id", table_name="session")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_delivery_subject", table_name="delivery")
    for name, _, _ in _INDEXES:
        op.drop_index(name, table_name="contact")
    op.drop_column("contact", "reference")
    op.drop_column("contact", "forgotten_at")
    op.drop_column("contact", "merged_into")


def _lists() -> None:
    op.create_table(
        "given_list",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=True),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_list")),
    )
    op.create_index("ix_given_list_run_id", "given_list", ["run_id"])
    op.create_index("ix_import_run_started_at", "import_run", ["started_at", "id"])
    op.create_table(
        "taken_file",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=4), nullable=False),
        sa.Column("numbers", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_file")),
    )
    op.create_index("ix_taken_file_taken_by_asked_at", "taken_file", ["taken_by", "asked_at"])
