"""Events get their numbers after the commit: no gap, no double, and no reader ever passes one by."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.db.engine import Database
from bot.events import ConcernOpened, ConsentRevoked
from bot.lib.ids import new_id
from bot.outbox import numbering, put
from bot.outbox.recorded import Recorded, recorded_after, recorded_by_id
from tests.web.town import NOON, Town


@pytest.fixture
def db(any_town: Town) -> Database:
    return any_town.bot.db


def opened(subject: str) -> ConcernOpened:
    return ConcernOpened(subject, "es", "4F7K2P", "pothole", area="Westside")


def happen(db: Database, *subjects: str) -> None:
    with db.begin() as tx:
        put.record(tx, [opened(subject) for subject in subjects], NOON)


def after(db: Database, sequence: int = 0, most: int = 1_000, **which: object) -> list[Recorded]:
    with db.read() as tx:
        return recorded_after(tx, sequence, most=most, **which)


def test_numbers_follow_each_other_without_a_gap(db: Database) -> None:
    happen(db, "a", "b")
    assert after(db) == []
    assert numbering.number(db) == 2
    happen(db, "c")
    assert numbering.number(db) == 1
    assert numbering.number(db) == 0
    assert [(each.sequence, each.subject) for each in after(db)] == [(1, "a"), (2, "b"), (3, "c")]
    with db.read() as tx:
        assert numbering.last_number(tx) == 3 and not numbering.are_waiting(tx)


@pytest.mark.postgres
def test_a_reader_never_passes_by_what_was_written_first_and_committed_last(
    new_database: object, postgres_template: str
) -> None:
    from tests.services import database_of

    db = Database(new_database(database_of(postgres_template)))
    try:
        slow = db.engine.connect()
        put.record(slow, [opened("slow")], NOON)  # Has its seq already, and is not committed yet.
        happen(db, "quick")
        numbering.number(db)
        (first,) = after(db)
        assert first.subject == "quick" and first.seq > first.sequence
        slow.commit()
        slow.close()
        numbering.number(db)
        (second,) = after(db, first.sequence)
        assert second.subject == "slow" and second.sequence == 2 and second.seq < first.seq
    finally:
        db.close()


WRITERS, EACH = 3, 40


def write(db: Database, who: int) -> None:
    for n in range(EACH):
        happen(db, f"{who}.{n}.a", f"{who}.{n}.b")


def keep_numbering(db: Database, stop: threading.Event) -> None:
    while not stop.wait(0.003):
        numbering.number(db)


def keep_reading(db: Database, stop: threading.Event) -> list[Recorded]:
    """What a reader with a cursor has seen in the end."""
    seen: list[Recorded] = []
    while not stop.wait(0.001):
        seen += after(db, seen[-1].sequence if seen else 0, most=7)
    return seen


def test_readers_that_follow_while_many_write_and_two_number_see_everything_once_and_in_order(db: Database) -> None:
    """Every reader with a cursor ends up with the same list, whatever it saw on the way."""
    stop = threading.Event()
    with ThreadPoolExecutor(7) as threads:
        readers = [threads.submit(keep_reading, db, stop) for _ in range(2)]
        others = [threads.submit(keep_numbering, db, stop) for _ in range(2)]
        try:
            for writing in [threads.submit(write, db, who) for who in range(WRITERS)]:
                writing.result()
        finally:
            stop.set()
        for numbering_ in others:
            numbering_.result()
    numbering.number(db)
    for reader in readers:
        seen = reader.result()
        seen += after(db, seen[-1].sequence if seen else 0)
        assert [each.sequence for each in seen] == [*range(1, 2 * WRITERS * EACH + 1)]
        by_writer = [[each.subject for each in seen if each.subject.startswith(f"{who}.")] for who in range(WRITERS)]
        assert by_writer == [[f"{who}.{n}.{half}" for n in range(EACH) for half in "ab"] for who in range(WRITERS)]


def test_who_follows_is_told_of_each_event_once_in_order_also_after_a_failure(db: Database) -> None:
    told: list[str] = []

    def note(tx: object, events: Sequence[Recorded], now: datetime) -> None:
        told.extend(each.subject for each in events)

    def fail(tx: object, events: Sequence[Recorded], now: datetime) -> None:
        raise RuntimeError

    happen(db, "a", "b")
    numbering.number(db)
    with pytest.raises(RuntimeError):
        numbering.follow(db, "note", fail, NOON)
    assert numbering.follow(db, "note", note, NOON) == 2
    happen(db, "c")
    assert numbering.follow(db, "note", note, NOON) == 0
    numbering.number(db)
    assert numbering.follow(db, "note", note, NOON) == 1
    assert told == ["a", "b", "c"]


def test_more_than_a_batch_is_numbered_in_several(db: Database) -> None:
    happen(db, *(str(n) for n in range(numbering.BATCH + 5)))
    assert [numbering.number(db), numbering.number(db), numbering.number(db)] == [numbering.BATCH, 5, 0]
    assert [each.subject for each in after(db, numbering.BATCH)] == [str(numbering.BATCH + n) for n in range(5)]


def test_an_event_is_read_with_everything_others_need(db: Database) -> None:
    happen(db, "con_1")
    numbering.number(db)
    (only,) = after(db)
    assert only.as_json() == {
        "id": only.id, "type": "concern.created", "version": 1, "timestamp": "2026-05-12T18:00:00.000000Z",
        "sequence": 1, "subject": "con_1", "language": "es", "area": "Westside",
        "data": {"reference": "4F7K2P", "kind": "pothole"},
    }  # fmt: skip


def test_events_are_found_by_type_by_subject_and_by_id(db: Database) -> None:
    with db.begin() as tx:
        put.record(tx, [opened("a"), ConsentRevoked("b", None, "keyword")], NOON)
    numbering.number(db)
    first, second = after(db)
    assert after(db, types=["consent.revoked"]) == [second]
    assert after(db, subject="a") == [first]
    with db.read() as tx:
        assert recorded_by_id(tx, first.id) == first and first.id != second.id
        for wrong in ("", "evt_", "evt_x", first.id[:-1], "evt_" + "Z" * 26, new_id("evt", NOON)):
            assert recorded_by_id(tx, wrong) is None


def test_the_clock_has_events_numbered_and_the_worker_does_it(any_town: Town) -> None:
    from bot.ticking import tick

    happen(any_town.bot.db, "a")
    tick(any_town.bot, "me")
    assert any_town.promises(numbering.NUMBER) == []
    assert [each.sequence for each in after(any_town.bot.db)] == [1]
    tick(any_town.bot, "me")
    assert any_town.promises(numbering.NUMBER) == []
