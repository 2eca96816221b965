"""The city's vocabulary, read once."""

from pathlib import Path

import pytest

from bot.engine.vocabulary import Vocabulary, vocabulary
from bot.flowfiles.library import Library, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return vocabulary()


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The flows that come with the program."""
    return load(ROOT / "flows", ROOT / "translations")
