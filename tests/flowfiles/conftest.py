"""The good city that tests of flow files begin with."""

from pathlib import Path

import pytest

from tests.flowfiles.written import Written, good_city


@pytest.fixture
def city(tmp_path: Path) -> Written:
    return good_city(tmp_path)
