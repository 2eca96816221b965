"""The command line in this process, with an environment of its own, beside a small city that was texted before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cabildo
from bot.settings import Settings
from tests.conversations.town import ROOT, new_sqlite

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A migrated database that nobody has texted."""
    return new_sqlite(tmp_path / "var")


@pytest.fixture
def run(data: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with these settings and no others."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    usual = {
        "DATABASE_URL": data, "FLOWS_PATH": str(ROOT / "flows"), "TRANSLATIONS_PATH": str(ROOT / "translations"),
        "PUBLIC_URL": "http://127.0.0.1:1", "LOG_LEVEL": "error",
    }  # fmt: skip

    def called(*words: str, **environment: str) -> Result:
        return CliRunner().invoke(cabildo, list(words), env={**usual, **environment})

    return called
