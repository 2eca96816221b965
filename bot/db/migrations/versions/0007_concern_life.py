"""Concerns have a life: changes, a department, a promised day, followers."""

import sqlalchemy as sa
from alembic import op

from bot.db.base import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concern") as table:
        table.add_column(sa.Column("changes", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("department", sa.String(32)))
        table.add_column(sa.Column("promised_on", sa.Date))
        table.create_index("ix_concern_status_created_at", ["status", "created_at"])
    op.create_table(
        "concern_change",
        sa.Column("concern_id", sa.String(64), sa.ForeignKey("concern.id"), primary_key=True),
        sa.Column("nth", sa.Integer, primary_key=True),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("department", sa.String(32)),
        sa.Column("outcome", sa.String(16)),
        sa.Column("words", sa.Text),
        sa.Column("promised_on", sa.Date),
        sa.Column("agency", sa.String(40)),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_table(
        "concern_follower",
        sa.Column("concern_id", sa.String(64), sa.ForeignKey("concern.id"), primary_key=True),
        sa.Column("contact_id", sa.String(40), sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("since", Utc, nullable=False),
    )
    op.create_index("ix_concern_follower_contact_id", "concern_follower", ["contact_id"])


def downgrade() -> None:
    op.drop_table("concern_follower")
    op.drop_table("concern_change")
    with op.batch_alter_table("concern") as table:
        table.drop_index("ix_concern_status_created_at")
        for column in ("promised_on", "department", "changes"):
            table.drop_column(column)
