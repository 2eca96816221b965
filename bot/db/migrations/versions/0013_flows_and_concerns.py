"""The order in which staff look at concerns; the changes of words that wait to be published."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN = "status NOT IN ('done', 'confirmed', 'handed_over')"


def upgrade() -> None:
    op.create_index("ix_concern_created_at", "concern", ["created_at", "id"])
    op.create_index("ix_concern_department_created_at", "concern", ["department", "created_at", "id"])
    op.create_index("ix_concern_area_created_at", "concern", ["area", "created_at", "id"])
    for name, columns in (
        ("ix_concern_open_created_at", ["created_at", "id"]),
        ("ix_concern_open_department", ["department", "created_at", "id"]),
        ("ix_concern_open_area", ["area", "created_at", "id"]),
        ("ix_concern_open_promised_on", ["promised_on", "id"]),
    ):
        op.create_index(name, "concern", columns, sqlite_where=sa.text(_OPEN), postgresql_where=sa.text(_OPEN))
    op.create_table(
        "flow_draft",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_draft")),
    )


def downgrade() -> None:
    op.drop_table("flow_draft")
    for name in (
        "ix_concern_open_promised_on", "ix_concern_open_area", "ix_concern_open_department",
        "ix_concern_open_created_at",
        "ix_concern_area_created_at", "ix_concern_department_created_at", "ix_concern_created_at",
    ):  # fmt: skip
        op.drop_index(name, table_name="concern")
