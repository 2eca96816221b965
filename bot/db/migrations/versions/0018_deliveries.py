"""Texts counted by day, texts out by time, deliveries given up, what stood before an act in a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "sender", "language", "status", "why", name=op.f("pk_text_day")),
    )
    out, dead = sa.text("direction = 'out'"), sa.text("status = 'dead'")
    op.create_index("ix_message_out", "message", ["created_at"], sqlite_where=out, postgresql_where=out)
    op.create_index(
        "ix_delivery_dead", "delivery", ["subscription_id", "sequence"], sqlite_where=dead, postgresql_where=dead
    )  # fmt: skip
    with op.batch_alter_table("remark") as remark:
        remark.add_column(sa.Column("before", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("remark") as remark:
        remark.drop_column("before")
    op.drop_index("ix_delivery_dead", table_name="delivery")
    op.drop_index("ix_message_out", table_name="message")
    op.drop_table("text_day")
