"""The outbox by itself: at least once, in order, one item's trouble is not its neighbours'."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.db.engine import Database
from bot.outbox import leases, put, relay
from bot.outbox.relay import Done, Item, Outcome, Performer, RetryAt, each
from bot.outbox.tables import outbox
from tests.web.town import NOON, Town

LEASE = timedelta(seconds=60)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def db(any_town: Town) -> Database:
    return any_town.bot.db


def promise(db: Database, *subjects: str, due_at: datetime = NOON, queue: str = put.NOW, kind: str = "note") -> None:
    with db.begin() as tx:
        for subject in subjects:
            put.put(tx, kind, subject, queue=queue, due_at=due_at)


def left(db: Database) -> list[str]:
    with db.read() as tx:
        return [row.subject for row in tx.execute(outbox.select().order_by(outbox.c.id))]


def drain(db: Database, clock: Clock, perform: Callable[[str, datetime], Outcome], queue: str = put.NOW) -> int:
    return relay.drain(db, queue, {"note": each(perform, clock)}, clock=clock, lease_for=LEASE)


def test_what_is_due_is_done_once_and_in_order(db: Database, clock: Clock) -> None:
    done: list[str] = []

    def note(subject: str, _: datetime) -> Outcome:
        done.append(subject)
        return Done()

    promise(db, "a", "b", "c")
    promise(db, "tomorrow", due_at=NOON + timedelta(days=1))
    promise(db, "elsewhere", queue=put.BULK)
    assert drain(db, clock, note) == 3
    assert drain(db, clock, note) == 0
    assert done == ["a", "b", "c"]
    assert left(db) == ["tomorrow", "elsewhere"]


def test_the_longest_due_come_first_and_a_batch_has_a_limit(db: Database, clock: Clock) -> None:
    promise(db, *(f"late {n}" for n in range(relay.BATCH)), due_at=NOON)
    promise(db, "early", due_at=NOON - timedelta(hours=1))
    done: list[str] = []
    perform = lambda subject, _: done.append(subject) or Done()  # noqa: E731  a sentence is enough
    assert drain(db, clock, perform) == relay.BATCH
    assert "early" in done
    assert drain(db, clock, perform) == 1


def test_the_same_promise_twice_is_one(db: Database, clock: Clock) -> None:
    promise(db, "a", "a")
    promise(db, "a", due_at=NOON + timedelta(days=1))
    assert drain(db, clock, lambda *_: Done()) == 1
    assert left(db) == []


def test_an_item_that_raises_does_not_hold_up_its_batch_and_comes_again_later_and_later(
    db: Database, clock: Clock
) -> None:
    tried: list[datetime] = []

    def sometimes(subject: str, now: datetime) -> Outcome:
        if subject == "bad":
            tried.append(now)
            raise RuntimeError("broken")
        return Done()

    promise(db, "a", "bad", "z")
    assert drain(db, clock, sometimes) == 3
    assert left(db) == ["bad"]
    for _ in range(20_000):
        clock.now += timedelta(seconds=30)
        drain(db, clock, sometimes)
        if len(tried) == 8:
            break
    waits = [later - sooner for sooner, later in pairwise(tried)]
    assert waits == sorted(waits) and waits[0] <= timedelta(seconds=30) and waits[-1] >= timedelta(minutes=10)


def test_what_is_done_in_many_parts_is_not_taken_for_what_keeps_failing(db: Database, clock: Clock) -> None:
    parts = iter([RetryAt(NOON, "more")] * (relay.GIVE_UP_AFTER + 3))

    def part(_: str, __: datetime) -> Outcome:
        if (outcome := next(parts, None)) is None:
            raise RuntimeError("broken")
        return outcome

    promise(db, "long")
    for _ in range(relay.GIVE_UP_AFTER + 4):
        assert drain(db, clock, part) == 1
    with db.read() as tx:
        row = tx.execute(outbox.select()).one()
    assert row.attempts == 1 and row.due_at - clock.now < timedelta(minutes=1)


def test_an_item_of_a_kind_that_nobody_performs_waits_for_a_newer_program(db: Database, clock: Clock) -> None:
    promise(db, "new", kind="of tomorrow")
    promise(db, "a")
    done: list[str] = []
    drain(db, clock, lambda subject, _: done.append(subject) or Done())
    assert done == ["a"]
    assert left(db) == ["new"]
    clock.now += LEASE + timedelta(seconds=1)
    performers = {"of tomorrow": each(lambda subject, _: done.append(subject) or Done(), clock)}
    relay.drain(db, put.NOW, performers, clock=clock, lease_for=LEASE)
    assert done == ["a", "new"]


class Dies(BaseException):
    """The worker's power is cut."""


@pytest.mark.parametrize("where", ["call", "record"])
def test_what_a_dead_worker_held_comes_due_again_with_its_lease(db: Database, clock: Clock, where: str) -> None:
    def die(*_: object) -> None:
        raise Dies

    promise(db, "a", "b")
    dying = Performer(
        lambda tx, items, now: items,
        die if where == "call" else lambda items: items,
        die if where == "record" else lambda tx, items, done, now: {item.id: Done() for item in items},
    )
    with pytest.raises(Dies):
        relay.drain(db, put.NOW, {"note": dying}, clock=clock, lease_for=LEASE)
    clock.now += LEASE - timedelta(seconds=1)
    assert drain(db, clock, lambda *_: Done()) == 0
    clock.now += timedelta(seconds=1)
    assert drain(db, clock, lambda *_: Done()) == 2
    assert left(db) == []


def test_preparing_that_fails_takes_nothing(db: Database, clock: Clock) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no database")

    promise(db, "a")
    with pytest.raises(RuntimeError):
        relay.drain(
            db, put.NOW, {"note": Performer(fail, lambda work: work, lambda *_: {})}, clock=clock, lease_for=LEASE
        )
    assert drain(db, clock, lambda *_: Done()) == 1


def test_a_worker_that_comes_back_after_its_lease_settles_nothing_any_more(db: Database, clock: Clock) -> None:
    """It did the work late: another worker holds the item now, and only that one may say what becomes of it."""
    promise(db, "a")
    later = NOON + timedelta(hours=1)

    def slow(subject: str, now: datetime) -> Outcome:
        clock.now += LEASE + timedelta(seconds=1)
        assert drain(db, clock, lambda *_: RetryAt(later)) == 1
        return Done()

    drain(db, clock, slow)
    assert left(db) == ["a"]
    clock.now = later
    assert drain(db, clock, lambda *_: Done()) == 1


def test_an_item_that_is_moved_while_it_is_done_keeps_its_new_time(db: Database, clock: Clock) -> None:
    promise(db, "a")
    later = NOON + timedelta(minutes=5)

    def moved(subject: str, now: datetime) -> Outcome:
        with db.begin() as tx:
            put.postpone(tx, "note", subject, due_at=later)
        return Done()

    drain(db, clock, moved)
    assert left(db) == ["a"]
    clock.now = later
    assert drain(db, clock, lambda *_: Done()) == 1


def test_two_workers_never_hold_the_same_item(db: Database, clock: Clock) -> None:
    promise(db, *(str(number) for number in range(10)))
    seen: list[str] = []

    def call(items: list[Item]) -> list[Item]:
        seen.extend(item.subject for item in items)
        assert drain(db, clock, lambda *_: Done()) == 0
        return items

    performer = Performer(
        lambda tx, items, now: items, call, lambda tx, items, done, now: {item.id: Done() for item in items}
    )
    relay.drain(db, put.NOW, {"note": performer}, clock=clock, lease_for=LEASE)
    assert len(seen) == len(set(seen)) == 10


def test_a_lease_has_one_holder_who_may_renew_it(db: Database, clock: Clock) -> None:
    def hold(holder: str) -> bool:
        return leases.hold(db, "clock", holder, now=clock.now, lease_for=LEASE)

    assert hold("one") and hold("one")
    assert not hold("two")
    clock.now += LEASE + timedelta(seconds=1)
    assert hold("two")
    assert not hold("one")
