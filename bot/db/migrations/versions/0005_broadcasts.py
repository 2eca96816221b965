"""Broadcasts: their variants, texts and recipients, and which broadcast a message belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_out", sa.SmallInteger(), nullable=False),
        sa.Column("parts", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("approved", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("name", name=op.f("uq_broadcast_name")),
    )
    _words()
    op.create_table(
        "recipient",
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("broadcast_id", "contact_id", name=op.f("pk_recipient")),
    )
    op.create_index(
        "ix_recipient_broadcast_id_status_contact_id", "recipient", ["broadcast_id", "status", "contact_id"]
    )
    op.add_column("message", sa.Column("broadcast_id", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_message_broadcast_id_status", "message", ["broadcast_id", "status"],
        sqlite_where=sa.text("broadcast_id IS NOT NULL"), postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_message_broadcast_id_status", table_name="message")
    op.drop_column("message", "broadcast_id")
    for table in ("recipient", "broadcast_text", "broadcast_variant", "broadcast"):
        op.drop_table(table)


def _words() -> None:
    op.create_table(
        "broadcast_variant",
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_variant_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "name", name=op.f("pk_broadcast_variant")),
    )
    op.create_table(
        "broadcast_text",
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("variant", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_text_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "role", "variant", "language", name=op.f("pk_broadcast_text")),
    )
