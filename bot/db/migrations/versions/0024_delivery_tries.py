"""What came back from each call of a webhook is kept; a subscription knows the key that made it."""

import sqlalchemy as sa
from alembic import op

from bot.db.base import Utc

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_try",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("answer", sa.SmallInteger(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", "slot", name=op.f("pk_delivery_try")),
    )
    op.add_column("subscription", sa.Column("key_id", sa.String(length=40), nullable=True))
    said = sa.text("excerpt IS NOT NULL")
    op.create_index("ix_delivery_try_subject", "delivery_try", ["subject"], sqlite_where=said, postgresql_where=said)


def downgrade() -> None:
    op.drop_column("subscription", "key_id")
    op.drop_table("delivery_try")
