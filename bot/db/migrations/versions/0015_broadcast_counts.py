"""What was counted of a broadcast, and the orders in which broadcasts are listed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_broadcast_created_at_id", ["created_at", "id"]),
    ("ix_broadcast_state_created_at_id", ["state", "created_at", "id"]),
    ("ix_broadcast_starts_at", ["starts_at"]),
    ("ix_broadcast_started_at", ["started_at"]),
)


def upgrade() -> None:
    op.create_table(
        "broadcast_count",
        sa.Column("broadcast_id", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("broadcast_id", "what", name=op.f("pk_broadcast_count")),
    )
    for name, columns in _INDEXES:
        op.create_index(name, "broadcast", columns)


def downgrade() -> None:
    for name, _ in _INDEXES:
        op.drop_index(name, table_name="broadcast")
    op.drop_table("broadcast_count")
