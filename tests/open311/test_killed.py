"""The process that sends to the city's other system is killed in the middle: there is one request there, not two."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.flowfiles.open311 import Open311, SendsTo
from bot.open311 import rules
from bot.open311.tables import sent_attempt
from tests.conversations.town import ROOT, Town
from tests.open311.neighbor import Neighbor
from tests.open311.test_sending import KEY, SAM, TELL, of, town_of

pytestmark = pytest.mark.slow


@pytest.fixture
def neighbor() -> Iterator[Neighbor]:
    with Neighbor() as made:
        yield made


@pytest.fixture
def town(any_url: str, neighbor: Neighbor) -> Iterator[Town]:
    """A resident's pothole waits to be sent; no worker has run since."""
    made = town_of(any_url, Open311(sends_to=SendsTo({"en": "Work orders"}, neighbor.url, {"pothole": "001"})), KEY)
    for each in (TELL, "1"):
        made.says(SAM, each)
    made.says(SAM, "4th and Central", drained=False)
    yield made
    made.close()


def works(town: Town, neighbor: Neighbor, *dies: str) -> subprocess.Popen[bytes]:
    """A worker's process at this time of the town."""
    url = town.db.engine.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "tests.open311.worker", url, neighbor.url, town.now.isoformat(), *dies]
    return subprocess.Popen(words, cwd=ROOT)


def assert_one_is_there(town: Town, neighbor: Neighbor) -> None:
    """What the killed one has left is settled by the next, which asks before it sends."""
    assert len(neighbor.reports) == 1
    (attempt,) = town.query(select(sent_attempt))
    assert attempt.ended_at is None and of(town).state == rules.DOUBT
    town.now += timedelta(minutes=5)  # The lease of the dead one has ended.
    assert works(town, neighbor).wait(60) == 0
    assert (of(town).state, of(town).their_id, len(neighbor.reports)) == (rules.FOLLOWED, "9000", 1)
    assert len(town.query(select(sent_attempt))) == 1 and any("/requests." in each for each in neighbor.asked)


def test_killed_while_it_waits_for_the_answer(town: Town, neighbor: Neighbor) -> None:
    running: list[subprocess.Popen[bytes]] = []
    neighbor.after_taking = lambda: os.kill(running[0].pid, signal.SIGKILL)
    running.append(works(town, neighbor))
    assert running[0].wait(60) == -signal.SIGKILL
    neighbor.after_taking = None
    assert_one_is_there(town, neighbor)


def test_killed_when_the_answer_has_come_and_is_not_kept(town: Town, neighbor: Neighbor) -> None:
    assert works(town, neighbor, "dies").wait(60) == -signal.SIGKILL
    assert_one_is_there(town, neighbor)


def test_killed_where_the_other_system_shows_nothing_it_is_left_to_a_person(town: Town, neighbor: Neighbor) -> None:
    neighbor.shows = ()
    assert works(town, neighbor, "dies").wait(60) == -signal.SIGKILL
    town.wait(timedelta(hours=3))
    assert (of(town).state, len(neighbor.reports)) == (rules.UNSURE, 1)
