"""The consumer's kit does what it says: its consumers pass its contract test, one that verifies nothing does not."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.webhooks.signing import new_secret
from tests.browser.conftest import running_city
from tests.reference import DOCS
from tests.webhooks.consumer import Consumer
from tests.webhooks.test_signing import javascript_packages

KIT = DOCS / "kit"
CONTRACT = [sys.executable, str(KIT / "contract_test.py")]


@contextmanager
def running(words: list[str], **environment: str) -> Iterator[str]:
    """A consumer in a process of its own; its address."""
    with subprocess.Popen(
        words, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def contract(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CONTRACT, *words], capture_output=True, text=True, check=False)


def test_the_consumer_in_python_passes_and_keeps_each_event_once(tmp_path: Path) -> None:
    secret, kept = new_secret(), tmp_path / "events.db"
    with running([sys.executable, str(KIT / "consumer.py"), "0", str(kept)], WEBHOOK_SECRET=secret) as url:
        told = contract("endpoint", url, "--secret", secret)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "takes person.erased" in told.stdout and "refuses another secret" in told.stdout
    with sqlite3.connect(kept) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM event")]
        assert len(ids) == len(set(ids)) > 20
        (erased,) = db.execute("SELECT sequence FROM event WHERE type = 'person.erased'").fetchone()
        before = db.execute("SELECT DISTINCT body FROM event WHERE sequence < ?", [erased]).fetchall()
    db.close()
    assert before == [("{}",)], "what was held about somebody who was erased is purged"


def test_the_consumer_in_javascript_passes(tmp_path: Path) -> None:
    packages, secret = javascript_packages(), new_secret()
    node = shutil.which("node") or "node"
    words = [node, str(KIT / "consumer.mjs"), "0", str(tmp_path / "events.json")]
    with running(words, WEBHOOK_SECRET=secret, NODE_PACKAGES=packages) as url:
        told = contract("endpoint", url, "--secret", secret)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_consumer_that_verifies_nothing_fails(consumer: Consumer) -> None:
    told = contract("endpoint", consumer.url, "--secret", new_secret())
    assert told.returncode == 1
    wrong = [line for line in told.stdout.splitlines() if line.startswith("WRONG")]
    assert any("another secret" in line for line in wrong) and not any("takes" in line for line in wrong)


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    made = Consumer().start()
    yield made
    made.kill()


@pytest.mark.slow
def test_a_city_with_the_simulator_holds_what_consumers_rely_on_and_they_catch_up(tmp_path: Path) -> None:
    with running_city(tmp_path) as city:
        words = ["keys", "add", "kit", "--for", "a test", "--as", "A clerk"]
        scopes = [word for each in ("events", "concerns", "directory") for word in ("--scope", f"{each}:read")]
        made = subprocess.run(
            [sys.executable, "-m", "bot", *words, *scopes], env=city.environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        key = next(word for word in made.stdout.split() if word.startswith("cbd_"))
        told = contract("city", city.base, "--key", key)
        assert told.returncode == 0, told.stdout + told.stderr
        kept = str(tmp_path / "events.db")
        environment = {**os.environ, "CITY": city.base, "API_KEY": key}
        catch_up = [sys.executable, str(KIT / "consumer.py"), "catch-up", kept]
        counts = [
            subprocess.run(catch_up, env=environment, capture_output=True, text=True, check=True).stdout
            for _ in range(2)
        ]
    assert int(counts[0].split()[0]) > 3 and counts[1] == "0 events\n"
