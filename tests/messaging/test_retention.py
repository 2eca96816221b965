"""The words of old texts go, a day at a time, and everything that is counted stays; with a clock that is moved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from bot.console.shown import lines
from bot.messaging import retention
from bot.messaging.retention import MOST, last_run, would_go
from bot.messaging.tables import message
from bot.outbox.relay import Done, RetryAt
from bot.staff import audit
from bot.ticking import tick
from tests.conversations.town import LUPE, SAM, Town, new_sqlite

DAYS = 730


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    opened = Town(new_sqlite(tmp_path))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    from bot.db.engine import Database
    from bot.db.migrate import upgrade

    if request.param == "sqlite":
        url = new_sqlite(tmp_path)
    else:
        url = request.getfixturevalue("new_database")()
        opened = Database(url)
        upgrade(opened)
        opened.close()
    opened = Town(url)
    yield opened
    opened.close()


def a_day_passes(town: Town, days: float = 1) -> None:
    town.now += timedelta(days=days, seconds=1)
    tick(town.bot, "clock")
    town.drain()


def with_words(town: Town) -> int:
    return town.query(select(func.count()).select_from(message).where(message.c.body != ""))[0][0]


def counted(town: Town) -> list[tuple[object, ...]]:
    grouped = (message.c.direction, message.c.status, message.c.parts)
    return sorted(map(tuple, town.query(select(*grouped, func.count()).group_by(*grouped))), key=str)


def worked(town: Town) -> int:
    """Have the run done, as a worker would; in how many pieces."""
    for pieces in range(1, 50):
        if retention.perform(town.db, run_of(town).id, town.bot.clock) == Done():
            return pieces
    raise AssertionError("it never ends")


def settled(town: Town, status: str = "delivered") -> None:
    with town.db.begin() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status=status))


def run_of(town: Town) -> retention.Run:
    with town.db.read() as tx:
        return last_run(tx)


def test_words_go_when_their_time_is_over_and_every_count_stays(any_town: Town) -> None:
    town = any_town
    town.says(LUPE, "hay un bache en la calle Lake")
    town.wait(timedelta(days=5))
    assert with_words(town) > 1
    a_day_passes(town, DAYS - 7)
    town.says(SAM, "help")
    settled(town)
    before, all_words = counted(town), with_words(town)
    a_day_passes(town)
    assert with_words(town) == all_words, "two days are left"
    a_day_passes(town, 8)
    assert 0 < with_words(town) < all_words and counted(town) == before
    rows = town.query(select(message.c.body, message.c.decided, message.c.direction).where(message.c.body == ""))
    assert all(row.direction == "out" or not lines(row.decided) for row in rows)
    assert {row.body for row in town.query(select(message.c.body))} >= {"help"}
    run = run_of(town)
    assert run.finished_at and run.removed == len(rows) and run.days == DAYS


def test_the_log_says_how_many_and_not_which(town: Town) -> None:
    town.says(LUPE, "hola")
    a_day_passes(town, DAYS + 2)
    with town.db.read() as tx:
        (entry,) = audit.entries(tx, audit.Sought(act="messages.emptied"), most=10)
    assert entry.why == f"{run_of(town).removed} texts older than {DAYS} days" and entry.subject == run_of(town).id


def test_what_is_still_on_its_way_keeps_its_words_until_it_is_settled(town: Town) -> None:
    town.says(LUPE, "hola")
    settled(town, "queued")
    waiting = with_words(town) - 1
    town.now += timedelta(days=DAYS + 2)
    with town.db.begin() as tx:
        retention.promise(tx, DAYS, town.now)
    worked(town)
    assert with_words(town) == waiting
    settled(town)
    town.now += timedelta(days=1)
    with town.db.begin() as tx:
        retention.promise(tx, DAYS, town.now)
    worked(town)
    assert with_words(town) == 0


def test_a_run_goes_in_batches_and_what_a_crash_left_goes_on(town: Town) -> None:
    town.says(LUPE, "hola")
    settled(town)
    with town.db.read() as tx:
        row = tx.execute(select(message).where(message.c.direction == "in").limit(1)).mappings().one()
    many = MOST + 5
    with town.db.begin() as tx:
        tx.execute(
            insert(message),
            [{**dict(row), "id": f"msg_{number}", "carrier_id": None, "body": "x"} for number in range(many)],
        )
    town.now += timedelta(days=DAYS + 30)
    with town.db.begin() as tx:
        assert would_go(tx, DAYS, town.now) == retention.COUNTED + 1
        retention.promise(tx, DAYS, town.now)
        retention.promise(tx, DAYS, town.now)
    run_id, outcomes = run_of(town).id, []
    while not outcomes or isinstance(outcomes[-1], RetryAt):
        outcomes.append(retention.perform(town.db, run_id, town.bot.clock))
        with town.db.begin() as tx:
            retention.promise(tx, DAYS, town.now)  # The next day's clock finds it under way and begins no other.
        assert run_of(town).id == run_id or isinstance(outcomes[-1], Done)
    assert len(outcomes) > 1 and with_words(town) == 0
    with town.db.read() as tx:
        assert would_go(tx, DAYS, town.now) == 0
    assert retention.perform(town.db, run_id, town.bot.clock) == Done(), "done twice changes nothing"


def test_a_longer_retention_brings_nothing_back_and_a_shorter_one_reaches_further(town: Town) -> None:
    town.says(LUPE, "hola")
    settled(town)
    town.now += timedelta(days=100)
    with town.db.begin() as tx:
        retention.promise(tx, DAYS, town.now)
        assert last_run(tx) is None or last_run(tx).removed == 0
        assert would_go(tx, DAYS, town.now) == 0 and would_go(tx, 30, town.now) > 1
        retention.promise(tx, 30, town.now)
    worked(town)
    assert with_words(town) == 0
    removed = run_of(town)
    with town.db.begin() as tx:
        retention.promise(tx, DAYS, town.now)
    assert run_of(town) == removed


def test_a_city_without_a_text_has_nothing_to_remove(town: Town) -> None:
    a_day_passes(town)
    assert run_of(town) is None
