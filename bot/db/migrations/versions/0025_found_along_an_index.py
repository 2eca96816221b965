"""What is late in a department, not fixed, waits in a category, or was answered in words is found along an index."""

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
    waits = sa.text("status IN ('received', 'assigned', 'reopened')")
    op.create_index(
        "ix_concern_unanswered_kind", "concern", ["kind", "created_at", "id"], sqlite_where=waits,
        postgresql_where=waits,
    )  # fmt: skip
    words = sa.text("survey <> '' AND words <> ''")
    op.create_index(
        "ix_answer_words", "answer", ["survey", "step", "at", "id"], sqlite_where=words, postgresql_where=words
    )


def downgrade() -> None:
    op.drop_index("ix_answer_words", "answer")
    op.drop_index("ix_concern_unanswered_kind", "concern")
    op.drop_index("ix_concern_not_fixed", "concern")
    op.drop_index("ix_concern_promised_department", "concern")
