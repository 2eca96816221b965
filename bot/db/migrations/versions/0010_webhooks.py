"""Numbers and areas of events; subscriptions, their secrets and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("area", sa.String(length=64), nullable=True))
        event.add_column(sa.Column("sequence", sa.BigInteger(), nullable=True))
    op.create_index(
        "uq_event_sequence", "event", ["sequence"], unique=True,
        sqlite_where=sa.text("sequence IS NOT NULL"), postgresql_where=sa.text("sequence IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_event_unnumbered", "event", ["seq"],
        sqlite_where=sa.text("sequence IS NULL"), postgresql_where=sa.text("sequence IS NULL"),
    )  # fmt: skip
    op.create_table(
        "reading",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reading")),
    )
    _subscriptions()
    _deliveries()


def downgrade() -> None:
    for table in ("delivery", "subscription_secret", "subscription", "reading"):
        op.drop_table(table)
    op.drop_index("ix_event_unnumbered", table_name="event")
    op.drop_index("uq_event_sequence", table_name="event")
    with op.batch_alter_table("event") as event:
        event.drop_column("sequence")
        event.drop_column("area")


def _subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("grants", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("streak", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_table(
        "subscription_secret",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_secret_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_secret")),
    )
    op.create_index("ix_subscription_secret_subscription_id", "subscription_secret", ["subscription_id"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", _COUNTING, autoincrement=True, nullable=False),
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("failures", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.SmallInteger(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("subscription_id", "sequence", name=op.f("uq_delivery_subscription_id_sequence")),
    )
    for name, columns, which in (
        ("ix_delivery_pending", ["subscription_id", "sequence"], "status = 'pending'"),
        ("ix_delivery_over", ["status", "due_at"], "status <> 'pending'"),
    ):
        op.create_index(
            name, "delivery", columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which)
        )  # fmt: skip
