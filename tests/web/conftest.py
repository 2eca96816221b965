"""A town per test, empty, with a carrier of its own."""

from tests.web.fixtures import any_town, empty_database, postgres_template, shared_carrier, speaks, town, town_carrier

__all__ = ["any_town", "empty_database", "postgres_template", "shared_carrier", "speaks", "town", "town_carrier"]
