"""The desk: who waits, who answers, remarks, labels, prepared replies, who looks, and how long people waited."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    _partial("ix_conversation_waiting_since", "conversation", ["waiting_since"], "waiting_since IS NOT NULL")
    op.add_column("message", sa.Column("staff_id", sa.String(length=40), nullable=True))
    _partial("ix_message_heard", "message", ["created_at"], "direction = 'in'")
    _partial("ix_message_lost", "message", ["created_at"], "status IN ('failed', 'undelivered', 'refused')")
    _care()
    _words()
    # Whoever asked for a person before this was kept is still waiting.
    op.execute("UPDATE conversation SET waiting_since = taken_over_at")


def downgrade() -> None:
    for table in ("human_reply", "glance", "canned_reply", "conversation_label", "remark", "care"):
        op.drop_table(table)
    op.drop_index("ix_message_lost", table_name="message")
    op.drop_index("ix_message_heard", table_name="message")
    op.drop_column("message", "staff_id")
    op.drop_index("ix_conversation_waiting_since", table_name="conversation")
    op.drop_column("conversation", "waiting_since")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _care() -> None:
    op.create_table(
        "care",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("taken_over_by", sa.String(length=40), nullable=True),
        sa.Column("assigned_to", sa.String(length=40), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_care")),
    )
    _partial("ix_care_assigned_to", "care", ["assigned_to"], "assigned_to IS NOT NULL")
    _partial("ix_care_department_routed_at", "care", ["department", "routed_at"], "department IS NOT NULL")
    op.create_table(
        "remark",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_conversation_id_at", "remark", ["conversation_id", "at"])
    op.create_table(
        "conversation_label",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "label", name=op.f("pk_conversation_label")),
    )
    op.create_index("ix_conversation_label_label_at", "conversation_label", ["label", "at"])


def _words() -> None:
    op.create_table(
        "canned_reply",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "language", name=op.f("pk_canned_reply")),
    )
    op.create_table(
        "glance",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", "staff_id", name=op.f("pk_glance")),
    )
    op.create_table(
        "human_reply",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_human_reply")),
    )
    op.create_index("ix_human_reply_answered_at", "human_reply", ["answered_at"])
