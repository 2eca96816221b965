"""Answers are looked up by who gave them: an audience of those who answered scans no table."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answer_contact_id", "answer", ["contact_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_answer_contact_id", table_name="answer")
