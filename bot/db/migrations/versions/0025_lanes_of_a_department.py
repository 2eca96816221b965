"""What is late, and what was not fixed after all, is found along an index for each department."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    promised = sa.text("status NOT IN ('done', 'confirmed', 'handed_over') AND promised_on IS NOT NULL")
    op.create_index(
        "ix_concern_promised_department", "concern", ["department", "promised_on", "id"], sqlite_where=promised,
        postgresql_where=promised,
    )  # fmt: skip
    again = sa.text("status = 'reopened'")
    op.create_index(
        "ix_concern_not_fixed", "concern", ["department", "created_at", "id"], sqlite_where=again,
        postgresql_where=again,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_concern_not_fixed", "concern")
    op.drop_index("ix_concern_promised_department", "concern")
