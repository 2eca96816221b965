"""Starting, watching and ending the processes that a bench measures; it ends only what it started."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

READY_WITHIN = 30.0


class DidNotStart(RuntimeError):
    """Why a row of the bench is left out."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@dataclass
class Processes:
    """A group of named processes; each leads a process group of its own, so that its children end with it."""

    environment: Mapping[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _logs: list[IO[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            end(process)
        for log in self._logs:
            log.close()

    def start(self, name: str, words: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        self._logs.append(log)
        self.running[name] = subprocess.Popen(
            words, env={**self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def run(self, words: list[str]) -> None:
        done = subprocess.run(words, env={**self.environment}, capture_output=True, text=True, check=False, timeout=60)
        if done.returncode:
            raise DidNotStart(f"`{' '.join(words[1:])}` says: {_last_line(done.stderr or done.stdout)}")

    def wait_until_it_answers(self, url: str) -> float:
        """Seconds until the address answers 200."""
        began = time.monotonic()
        while time.monotonic() - began < READY_WITHIN:
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise DidNotStart(f"{name} ended ({process.returncode}): {self.last_words(name)}")
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise DidNotStart(
            f"no answer from {url} within {READY_WITHIN:.0f} s: {self.last_words(next(iter(self.running)))}"
        )

    def ended(self) -> list[str]:
        """What ended by itself, with its last words: figures taken without it would flatter."""
        return [f"{name}: {self.last_words(name)}" for name, one in self.running.items() if one.poll() is not None]

    def last_words(self, name: str) -> str:
        return _last_line((self.folder / f"{name}.log").read_text(errors="replace"))

    def memory(self) -> dict[str, tuple[float, float]]:
        """RSS and PSS in MiB of each process and its children, by name; PSS shares out what they share."""
        return {name: _memory_of(process.pid) for name, process in self.running.items()}


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    # The leader alone is asked first, as a supervisor would; the group gets what it left behind.
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def granian(app: str, port: int, *, workers: int) -> list[str]:
    """The same server for every row."""
    shape = ["--workers", str(workers), "--blocking-threads", "1"]
    quiet = ["--log-level", "warning", "--no-access-log", "--no-ws"]
    place = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", *place, *shape, *quiet, app]


def _last_line(text: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    return plain[-1].strip()[:200] if plain else "(nothing)"


def _memory_of(pid: int) -> tuple[float, float]:
    rss = pss = 0
    for each in [pid, *_descendants(pid)]:
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue  # it has just ended, or this is not Linux
        rss += int(re.search(r"^Rss:\s+(\d+)", rollup, re.MULTILINE)[1])
        pss += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
    return rss / 1024, pss / 1024


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found
