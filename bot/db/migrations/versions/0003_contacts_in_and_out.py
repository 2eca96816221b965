"""Contacts in and out: area, zone and door, the city's own fields, imports with their problems, disclosures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _added() -> tuple[sa.Column[Any], ...]:
    return sa.Column("area", sa.String(64)), sa.Column("zone", sa.String(64)), sa.Column("door", sa.String(64))


def upgrade() -> None:
    for column in _added():
        op.add_column("contact", column)
    op.create_table(
        "contact_field",
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "name", name=op.f("pk_contact_field")),
    )
    _imports()
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )


def downgrade() -> None:
    for table in ("disclosure", "import_problem", "import_run", "contact_field"):
        op.drop_table(table)
    for column in _added():
        op.drop_column("contact", column.name)


def _imports() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("consent_source", sa.String(length=32), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_digest", "import_run", ["digest"], unique=False)
    op.create_table(
        "import_problem",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("skips", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "row", "number", name=op.f("pk_import_problem")),
    )
