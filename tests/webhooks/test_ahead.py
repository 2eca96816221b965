"""A batch is posted while the one before is written down: order and single delivery stay, a crash loses nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.db.engine import Database
from bot.webhooks import service
from bot.webhooks.deliver import Deliveries
from bot.webhooks.rules import Status
from tests.webhooks.consumer import Consumer
from tests.webhooks.office import Office
from tests.webhooks.test_delivering import in_order


@pytest.fixture
def office(db: Database, consumer: Consumer) -> Iterator[Office]:
    """It takes ten at a time, so that there are many batches."""
    made = Office(db, allowed=consumer.allowed, batch=10)
    yield made
    made.close()


class Dying(Deliveries):
    """Fails as often as it is told when it writes results down, as a worker does whose database is away."""

    failures = 0

    def _settle(self, *given: Any) -> None:
        if Dying.failures:
            Dying.failures -= 1
            raise ConnectionError("the database is away")
        super()._settle(*given)


def test_many_batches_arrive_once_and_in_order(office: Office, consumer: Consumer, subscription: str) -> None:
    office.concerns(205, subjects=40)
    office.work()
    assert len(consumer.ids) == len(set(consumer.ids)) == 205 and in_order(consumer)
    assert {row.status for row in office.rows()} == {Status.DELIVERED}


def test_what_fails_holds_up_its_subject_in_the_batches_behind_too(
    office: Office, consumer: Consumer, subscription: str
) -> None:
    consumer.refuses = {7, 48, 49, 130}  # Of the residents 6, 7, 8 and 9 of 40.
    office.concerns(200, subjects=40)
    office.work()
    taken = consumer.by_subject()
    assert "con_6" not in taken and len(taken["con_7"]) == 1 and len(taken["con_8"]) == 1 and len(taken["con_9"]) == 3
    assert all(len(numbers) == 5 for subject, numbers in taken.items() if subject not in ("con_7", "con_8", "con_9"))
    consumer.refuses = set()
    for _ in range(3):
        office.skip(minutes=6)
    assert len(consumer.ids) == len(set(consumer.ids)) == 200 and in_order(consumer)


def test_what_was_posted_and_could_not_be_written_down_comes_again_in_order(
    office: Office, consumer: Consumer, subscription: str
) -> None:
    given = office.deliveries
    office.deliveries = Dying(
        given.db, given.vault, given.fetch, given.clock, given.threads, given.chance, given.lease_for, given.batch
    )
    office.performers |= office.deliveries.performers(lambda *mail: None, office.side_by_side)
    Dying.failures = 2
    office.concerns(100, subjects=20)
    for _ in range(4):
        office.skip(seconds=61)
    again = len(consumer.ids) - 100
    assert len(set(consumer.ids)) == 100 and 0 < again <= 2 * 2 * 10, "at most two batches each time"
    assert in_order(consumer) and {row.status for row in office.rows()} == {Status.DELIVERED}


def test_a_pause_stops_what_is_read_ahead(office: Office, consumer: Consumer, subscription: str) -> None:
    office.concerns(60, subjects=60)
    while not office.rows():
        office.drain()
    with office.db.begin() as tx:
        batch = office.deliveries.take(tx, subscription, office.clock())
    service.pause(office.db, subscription, why="they move house")
    posted = office.deliveries.post_on(batch, ends=float("inf"))
    assert len(posted.tried) == len(consumer.ids) == 10
