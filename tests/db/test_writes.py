"""A burst is written whole or not at all, on both databases, and in the order in which it was gathered."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy import event as sa_event

from bot.db.engine import Database
from bot.db.writes import Burst, Gathered, Stale
from bot.events import ConsentGranted, PersonAsked
from bot.outbox import put
from bot.outbox.tables import event, lease, outbox
from bot.people.tables import contact

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
ADD = contact.insert()
RENAME = update(lease).where(lease.c.name == bindparam("of")).values(holder=bindparam("to"))


def a_contact(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"ctc_{number}",
        "phone_hash": f"hash{number}",
        "phone_sealed": b"\x00\xff",
        "created_at": NOW,
        **more,
    }


def rows(db: Database, *columns: Any) -> list[Any]:
    with db.read() as tx:
        return sorted(tuple(row) for row in tx.execute(select(*columns)))


def test_everything_gathered_is_written(db: Database) -> None:
    burst = Burst(db)
    burst.must(contact.insert(), a_contact(1))
    burst.execute(lease.insert(), [{"name": name, "holder": "me", "until": NOW} for name in ("clock", "sweep")])
    put.put(burst, "send", "msg_1", queue=put.NOW, due_at=NOW)
    assert rows(db, contact.c.id) == [], "nothing is written before it is sent"
    burst.send(db)
    assert rows(db, contact.c.id, contact.c.phone_sealed, contact.c.created_at) == [("ctc_1", b"\x00\xff", NOW)]
    assert rows(db, lease.c.name, lease.c.until) == [("clock", NOW), ("sweep", NOW)]
    assert rows(db, outbox.c.subject, outbox.c.attempts) == [("msg_1", 0)]


def test_a_must_that_finds_no_row_undoes_everything(db: Database) -> None:
    burst = Burst(db)
    burst.must(contact.insert(), a_contact(1))
    burst.must(RENAME, {"of": "clock", "to": "me"})
    burst.execute(lease.insert(), {"name": "sweep", "holder": "me", "until": NOW})
    with pytest.raises(Stale):
        burst.send(db)
    assert rows(db, contact.c.id) == rows(db, lease.c.name) == []


@pytest.mark.parametrize("must", [True, False])
def test_a_unique_key_undoes_everything(db: Database, must: bool) -> None:
    first = Burst(db)
    first.must(contact.insert(), a_contact(1))
    first.send(db)
    second = Burst(db)
    second.execute(lease.insert(), {"name": "clock", "holder": "me", "until": NOW})
    (second.must if must else second.execute)(contact.insert(), a_contact(2, phone_hash="hash1"))
    with pytest.raises(Stale):
        second.send(db)
    assert rows(db, contact.c.id) == [("ctc_1",)] and rows(db, lease.c.name) == []


def test_a_write_that_need_not_change_a_row_may_change_none(db: Database) -> None:
    burst = Burst(db)
    burst.execute(RENAME, {"of": "nobody", "to": "me"})
    burst.execute(lease.insert(), {"name": "clock", "holder": "me", "until": NOW})
    burst.send(db)
    assert rows(db, lease.c.holder) == [("me",)]


def test_the_database_is_as_good_as_before_after_a_stale_burst(db: Database) -> None:
    for _ in range(20):  # More often than the pool has connections: none may be lost or left in a transaction.
        burst = Burst(db)
        burst.must(RENAME, {"of": "nobody", "to": "me"})
        with pytest.raises(Stale):
            burst.send(db)
    burst = Burst(db)
    burst.execute(lease.insert(), {"name": "clock", "holder": "me", "until": NOW})
    burst.send(db)
    with db.begin() as tx:
        tx.execute(RENAME, {"of": "clock", "to": "you"})
    assert rows(db, lease.c.holder) == [("you",)]


def test_a_later_write_sees_an_earlier_one(db: Database) -> None:
    burst = Burst(db)
    burst.execute(lease.insert(), {"name": "clock", "holder": "me", "until": NOW})
    burst.must(RENAME, {"of": "clock", "to": "you"})
    burst.send(db)
    assert rows(db, lease.c.holder) == [("you",)]


def test_events_keep_the_order_in_which_they_were_recorded(db: Database) -> None:
    burst = Burst(db)
    for number in range(12):
        put.record(burst, [ConsentGranted(f"ctc_{number}", "es", "keyword")], NOW)
        put.put(burst, "send", f"msg_{number}", queue=put.NOW, due_at=NOW)
        put.record(burst, [PersonAsked(f"cnv_{number}", None, "person"), PersonAsked(f"cnv_{number}b", None, "x")], NOW)
    burst.send(db)
    with db.read() as tx:
        found = tx.execute(select(event.c.subject).order_by(event.c.seq)).scalars().all()
    assert found == [each for n in range(12) for each in (f"ctc_{n}", f"cnv_{n}", f"cnv_{n}b")]


def test_what_is_gathered_for_a_transaction_is_written_into_it_a_statement_at_a_time(db: Database) -> None:
    """Rows of other columns go apart: SQLAlchemy would write all of them with the columns of the first."""
    statements: list[str] = []
    sa_event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2].split(" (")[0]))
    with db.begin() as tx:
        gathered = Gathered(tx)
        for number in (1, 2, 3):
            gathered.execute(ADD, a_contact(number))
            put.put(gathered, "send", f"msg_{number}", queue=put.NOW, due_at=NOW)
        gathered.execute(ADD, [a_contact(4, area="Midtown"), a_contact(5)])
        assert statements == [], "nothing is written before it is sent"
        gathered.send()
        gathered.send()
    assert [each.removeprefix("INSERT INTO ") for each in statements] == ["contact", "outbox", "contact"]
    assert rows(db, contact.c.id, contact.c.area) == [
        ("ctc_1", None), ("ctc_2", None), ("ctc_3", None), ("ctc_4", "Midtown"), ("ctc_5", None)
    ]  # fmt: skip
    assert rows(db, outbox.c.id, outbox.c.subject) == [(1, "msg_1"), (2, "msg_2"), (3, "msg_3")]


def test_what_was_gathered_is_undone_with_its_transaction(db: Database) -> None:
    def fails_after_sending() -> None:
        with db.begin() as tx:
            gathered = Gathered(tx)
            gathered.execute(ADD, a_contact(1))
            gathered.send()
            raise OSError("the power is gone")

    with pytest.raises(OSError, match="power"):
        fails_after_sending()
    assert rows(db, contact.c.id) == []
