"""The fixtures of conversations: a fresh migrated database of each kind."""

from tests.conversations.conftest import any_url, sqlite_url, town

__all__ = ["any_url", "sqlite_url", "town"]
