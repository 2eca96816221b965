"""Alembic's entry: runs the migrations on the connection that bot.db.migrate hands over; no settings are read here."""

from alembic import context

import bot.broadcasts.tables
import bot.concerns.tables
import bot.concerns.triage_tables
import bot.conversations.staff_tables
import bot.conversations.tables
import bot.directory.tables
import bot.keys.tables
import bot.messaging.tables
import bot.open311.tables
import bot.outbox.tables
import bot.people.tables
import bot.releases.tables
import bot.staff.tables
import bot.surveys.tables
import bot.webhooks.tables  # noqa: F401  the tables must be in the metadata for `alembic check`
from bot.db.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
