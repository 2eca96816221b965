"""The switch that rewrites the stories: `pytest tests/transcripts --update`, then read the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the transcripts with what is said now")


@pytest.fixture
def updates(request: pytest.FixtureRequest) -> bool:
    """Whether the stories are to be rewritten; the option exists when this folder is named on the command line."""
    return bool(request.config.getoption("--update", default=False))
