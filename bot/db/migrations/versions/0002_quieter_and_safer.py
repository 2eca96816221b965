"""What residents ask for short of leaving, shared phones, takeover, safety, places, guesses, published flows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    at = sa.DateTime(timezone=True)
    return {
        "contact": (
            sa.Column("shares", sa.String(64)), sa.Column("paused_until", at), sa.Column("monthly_since", at),
            sa.Column("topics_off", sa.Text), sa.Column("discreet_until", at),
        ),
        "conversation": (
            sa.Column("taken_over_at", at), sa.Column("held_message_id", sa.String(64)),
            sa.Column("hidden_since", at),
        ),
        "message": (sa.Column("topic", sa.String(32)), sa.Column("location", sa.Text)),
        "concern": (
            sa.Column("guessed", sa.Text),
            sa.Column("place_status", sa.String(16), nullable=False, server_default="said"),
            sa.Column("area", sa.String(64)),
        ),
    }  # fmt: skip


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(
        "ix_contact_shares", "contact", ["shares"], unique=False,
        sqlite_where=sa.text("shares IS NOT NULL"), postgresql_where=sa.text("shares IS NOT NULL"),
    )  # fmt: skip
    _flow_release()
    _safety_hit()


def downgrade() -> None:
    op.drop_table("safety_hit")
    op.drop_table("flow_release")
    op.drop_index("ix_contact_shares", table_name="contact")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _flow_release() -> None:
    op.create_table(
        "flow_release",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_release")),
    )


def _safety_hit() -> None:
    op.create_table(
        "safety_hit",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("class", sa.String(length=16), nullable=False),
        sa.Column("texts_version", sa.Integer(), nullable=False),
        sa.Column("went_on", sa.Boolean(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_safety_hit")),
    )
    op.create_index("ix_safety_hit_contact_id_at", "safety_hit", ["contact_id", "at"], unique=False)
