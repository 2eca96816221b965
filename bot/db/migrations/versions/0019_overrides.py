"""Why a broadcast was sent all the same is found without reading every event."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    only = sa.text("type = 'broadcast.override'")
    op.create_index("ix_event_override", "event", ["subject", "seq"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index("ix_event_override", table_name="event")
