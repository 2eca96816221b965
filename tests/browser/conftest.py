"""The running product and the browser that looks at it; every page is watched for what a good page never does."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests import services

ROOT = Path(__file__).parents[2]
NewPage = Callable[[str, int], Page]
REFUSED = re.compile(r"status of (409|422)")
"""What a browser says of a form that was not taken, where a story means it."""
READY_WITHIN = 180.0
STOPS_WITHIN = 20.0


@dataclass(frozen=True)
class City:
    """The running product: where it answers, and the environment that another process of it needs."""

    base: str
    environment: dict[str, str]


@contextlib.contextmanager
def running_city(directory: Path, *, people: bool = False) -> Iterator[City]:
    """`cabildo up` on a free port with a database and Redis of its own; `people` have lived there."""
    with services.redis_server() as redis, (directory / "city.log").open("wb") as log:
        port = _free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TWILIO_", "PUBLIC_"))},
            "DATABASE_URL": f"sqlite:///{directory / 'city.db'}", "REDIS_URL": redis.url, "PORT": str(port),
        }  # fmt: skip
        run = {"cwd": ROOT, "env": environment, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
        if people:
            subprocess.run([sys.executable, "-m", "bot", "demo", "--people"], check=True, **run)
        process = subprocess.Popen([sys.executable, "-m", "bot", "up"], start_new_session=True, **run)
        base = f"http://127.0.0.1:{port}"
        try:
            _await_city(base, process, directory / "city.log")
            yield City(base, environment)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A new city, until the tests are over."""
    with running_city(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The demo city with all its people, until the tests are over."""
    with running_city(tmp_path_factory.mktemp("lived-in"), people=True) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # As for acts: a machine that does other things as well needs more than five.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield launched
        launched.close()


@dataclass
class Watched:
    """A page, and what it did that no page of ours may do."""

    page: Page
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def open_page(browser: Browser, city: City) -> Iterator[Callable[..., Page]]:
    """Call it with a path for a page in a window of its own; its faults are the test's at the end."""
    opened: list[Watched] = []

    def open_at(path: str, *, language: str = "en", width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        watched = Watched(context.new_page())
        opened.append(watched)
        watch(watched)
        watched.page.set_default_timeout(15_000)
        watched.page.goto(city.base + path)
        return watched.page

    yield open_at
    faults = [fault for watched in opened for fault in watched.faults]
    for watched in opened:
        watched.page.context.close()
    assert faults == []


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Call it with a language and a width for a browser of somebody's own; what its pages may not do fails the test."""
    opened: list[Watched] = []

    def open_one(language: str, width: int) -> Page:
        context = browser.new_context(locale=language, viewport={"width": width, "height": 844})
        opened.append(Watched(context.new_page()))
        watch(opened[-1])
        opened[-1].page.set_default_timeout(15_000)
        return opened[-1].page

    yield open_one
    faults = [fault for each in opened for fault in each.faults if not REFUSED.search(fault)]
    for each in opened:
        each.page.context.close()
    assert faults == []


def watch(watched: Watched) -> None:
    """Note whatever the page does that no page of ours may do."""
    page, faults = watched.page, watched.faults
    page.on("console", lambda said: faults.append(_told(said)) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: faults.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None,
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.blockedURI))"
    )


def _told(said: ConsoleMessage) -> str:
    """What the browser says, and of what."""
    return f"{said.text} {said.location['url']}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_city(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/readyz", timeout=2):
            return
        time.sleep(0.1)
    raise services.ServerDidNotStart(log.read_text(errors="replace")[-3000:])
