"""The flow that begins with a broadcast, and the broadcast that another one follows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("flow", sa.String(length=64), nullable=True))
    op.add_column("broadcast", sa.Column("audience_of", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("broadcast", "audience_of")
    op.drop_column("broadcast", "flow")
