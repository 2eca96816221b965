"""A process takes a release up within seconds, asks seldom, and outlives a release that it cannot use."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import structlog
from sqlalchemy import event, text

from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.flowfiles.release import Files
from bot.lib.clock import system_clock
from bot.publishing.service import publish
from bot.releases import store
from bot.releases.live import LOOK_EVERY_SECONDS, Live
from bot.releases.store import Release
from tests.conversations.town import demo_library
from tests.rehearsal.conftest import edited


@pytest.fixture(autouse=True)
def every_line_is_logged() -> Iterator[None]:
    """Whatever level another test has asked for."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET))
    yield
    structlog.configure(**before)


@dataclass
class Watch:
    """Seconds that a test moves."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def live(db: Database, watch: Watch) -> Live[str]:
    return Live(db, question, demo_library, seconds=watch)


def question(library: Library) -> str:
    """What tells the releases of these tests apart."""
    flow = library.flows.current["prosperity"]
    return flow.steps[flow.position("year")].text["en"]


OLD, NEW = "2 of 6. Compared with last year, your household is:", "2 of 6. Is your household doing better now?"


@pytest.fixture
def played(reworded: Files) -> Files:
    """The release without its transcripts, whose playing other tests look at."""
    return {name: text for name, text in reworded.items() if not name.startswith("transcripts/")}


def test_a_process_takes_a_release_up_within_seconds(any_db: Database, played: Files) -> None:
    watch = Watch()
    process = live(any_db, watch)
    assert (process.current(), process.release) == (OLD, None)
    release = publish(any_db, played, note="", now=system_clock()).release
    watch.at += LOOK_EVERY_SECONDS - 0.1
    assert process.current() == OLD
    watch.at += 0.2
    assert (process.current(), process.release) == (NEW, release.id)
    assert live(any_db, watch).current() == NEW  # A process that starts now begins with it.


def test_a_process_asks_once_in_a_while_and_not_every_turn(any_db: Database, statements: list[str]) -> None:
    watch = Watch()
    process = live(any_db, watch)
    statements.clear()
    for _ in range(1050):
        watch.at += 0.01
        process.current()
    assert len(statements) == 10.5 // LOOK_EVERY_SECONDS == 2
    assert all("files" not in each for each in statements)


@pytest.fixture
def statements(any_db: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def see(*told: object) -> None:
        seen.append(str(told[2]))

    event.listen(any_db.engine, "before_cursor_execute", see)
    yield seen
    event.remove(any_db.engine, "before_cursor_execute", see)


def test_a_release_that_cannot_be_used_is_left_and_told_once(any_db: Database, played: Files) -> None:
    watch = Watch()
    process = live(any_db, watch)
    now = system_clock()
    broken = edited(played, "flows/report.yaml", ("steps:", "stairs:"))
    with any_db.begin() as tx:
        store.add_release(tx, Release("rel_broken", "0" * 16, "", now), broken)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            watch.at += LOOK_EVERY_SECONDS
            assert process.current() == OLD
    assert [line["release"] for line in logs] == ["rel_broken"]
    publish(any_db, played, note="mended", now=now)
    watch.at += LOOK_EVERY_SECONDS
    assert process.current() == NEW


def test_a_process_goes_on_while_the_database_does_not_answer(any_db: Database, played: Files) -> None:
    watch = Watch()
    process = live(any_db, watch)
    publish(any_db, played, note="", now=system_clock())
    rename(any_db, "flow_release", "gone")
    watch.at += LOOK_EVERY_SECONDS
    with structlog.testing.capture_logs() as logs:
        assert process.current() == OLD
    assert [line["log_level"] for line in logs] == ["warning"]
    rename(any_db, "gone", "flow_release")
    watch.at += LOOK_EVERY_SECONDS
    assert process.current() == NEW


def rename(db: Database, old: str, new: str) -> None:
    with db.begin() as tx:
        tx.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


def test_whoever_comes_while_another_looks_waits_for_nothing(any_db: Database, played: Files) -> None:
    watch, reading, go_on = Watch(), threading.Event(), threading.Event()
    begun: list[str] = []

    def slowly(library: Library) -> str:
        if begun:
            reading.set()
            assert go_on.wait(10)
        begun.append("once")
        return question(library)

    process = Live(any_db, slowly, demo_library, seconds=watch)
    publish(any_db, played, note="", now=system_clock())
    watch.at += LOOK_EVERY_SECONDS
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(process.current)
        assert reading.wait(10)
        watch.at += LOOK_EVERY_SECONDS
        assert process.current() == OLD
        go_on.set()
        assert looking.result(10) == NEW
    assert process.current() == NEW
