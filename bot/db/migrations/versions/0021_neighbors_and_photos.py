"""Reports of the same thing, what followers said, where a report is, and the photos that come with texts."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN = sa.text("status NOT IN ('done', 'confirmed', 'handed_over')")


def upgrade() -> None:
    with op.batch_alter_table("concern") as concern:
        concern.add_column(sa.Column("spot", sa.String(length=160), nullable=True))
        concern.add_column(sa.Column("same_as", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_concern_open_spot", "concern", ["spot", "created_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )  # fmt: skip
    joined = sa.text("same_as IS NOT NULL")
    op.create_index("ix_concern_same_as", "concern", ["same_as"], sqlite_where=joined, postgresql_where=joined)
    op.create_index("ix_concern_session_id", "concern", ["session_id"])
    with op.batch_alter_table("concern_follower") as follower:
        follower.add_column(sa.Column("words", sa.Text(), nullable=True))
        follower.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        follower.add_column(sa.Column("via", sa.String(length=64), nullable=True))
        follower.add_column(sa.Column("said", sa.String(length=16), nullable=True))
    op.create_table(
        "concern_pair",
        sa.Column("older_id", sa.String(length=64), nullable=False),
        sa.Column("newer_id", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["older_id"], ["concern.id"], name=op.f("fk_concern_pair_older_id_concern")),
        sa.ForeignKeyConstraint(["newer_id"], ["concern.id"], name=op.f("fk_concern_pair_newer_id_concern")),
        sa.PrimaryKeyConstraint("older_id", "newer_id", name=op.f("pk_concern_pair")),
    )
    op.create_index("ix_concern_pair_newer_id", "concern_pair", ["newer_id"])
    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=72), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=True),
        sa.Column("url_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_type", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index("ix_photo_message_id", "photo", ["message_id"])
    op.create_index("ix_photo_session_id", "photo", ["session_id"])
    leaving = sa.text("state = 'leaving'")
    op.create_index("ix_photo_leaving", "photo", ["id"], sqlite_where=leaving, postgresql_where=leaving)


def downgrade() -> None:
    op.drop_table("photo")
    op.drop_table("concern_pair")
    with op.batch_alter_table("concern_follower") as follower:
        for name in ("words", "language", "via", "said"):
            follower.drop_column(name)
    for name in ("ix_concern_session_id", "ix_concern_same_as", "ix_concern_open_spot"):
        op.drop_index(name, table_name="concern")
    with op.batch_alter_table("concern") as concern:
        concern.drop_column("same_as")
        concern.drop_column("spot")
