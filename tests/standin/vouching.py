"""Runs the stand-in provider as a process of its own, tells it what to do, and walks its pages as a browser would."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]
WHO = {"sub": "ada-at-the-city", "email": "ada@city.example", "email_verified": True}


@dataclass
class Vouching:
    """A provider that runs; `settings` are what the console is told about it."""

    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        from tests.standin.provider import CLIENT_ID, CLIENT_SECRET

        return {
            "oidc_issuer": self.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET,
            "oidc_name": "City account",
        }  # fmt: skip

    def do(self, **told: object) -> list[str]:
        """Tell it who is there, or which fault to have; the paths it was asked for since the last time."""
        return requests.post(f"{self.issuer}/__do", json=told, timeout=5).json()["asked"]

    def walk(self, address: str) -> str:
        """Where its page sends a browser that says "it is me"."""
        assert requests.get(address, timeout=5).status_code == 200
        answer = requests.post(address, timeout=5, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def vouching() -> Iterator[Vouching]:
    """A provider while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standin.provider"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
    )  # fmt: skip
    try:
        yield Vouching(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
