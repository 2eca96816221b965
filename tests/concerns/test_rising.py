"""The words of the last weeks counted by a worker: what is kept, what comes into the lane, what is left alone."""

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.concerns import lanes, readings, rising
from bot.concerns.lanes import NOVEL, Sought
from bot.concerns.novelty import NO_CATEGORY, RISING
from bot.concerns.tables import concern
from bot.concerns.triage_tables import rising_term
from bot.messaging.tables import conversation, message
from tests.console.desk import Console, open_console
from tests.console.test_concerns import written
from tests.conversations.town import new_sqlite

_numbers = count(1)


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return open_console(new_sqlite(tmp_path))


def said(console: Console, words: str, days: float, **more: object) -> str:
    """Somebody new reports, so many days ago; the id of the concern."""
    at = console.time() - timedelta(days=days)
    reference = written(console, words=words, created_at=at, **more)
    with console.bot.db.read() as tx:
        return str(tx.execute(select(concern.c.id).where(concern.c.reference == reference)).scalar())


def a_city(console: Console) -> list[str]:
    for number in range(120):
        said(console, f"hay {('bache', 'basura', 'perro')[number % 3]} en la calle", number / 2)
    return [said(console, "el agua huele a cloro", number / 3) for number in range(9)]


def lane(console: Console, now: datetime) -> list[str]:
    with console.bot.db.read() as tx:
        found = lanes.waiting(tx, Sought(NOVEL), None, today=now.date(), after=None, most=200)
    return [each.at.id for each in found]


def test_what_rises_is_kept_and_its_concerns_come_into_the_lane(console: Console) -> None:
    new = a_city(console)
    rising.perform(console.bot.db, console.time())
    with console.bot.db.read() as tx:
        terms = readings.rising(tx)
        read = readings.readings(tx, new)
    assert ("language:es", "cloro") in {(each.scope, each.term) for each in terms}
    assert all(read[each].novel == RISING and "cloro" in read[each].terms for each in new)
    assert lane(console, console.time()) == new  # The newest first.
    with console.bot.db.begin() as tx:
        assert readings.seen(tx, new[0], "stf_ana", console.time())
        assert not readings.seen(tx, new[0], "stf_ana", console.time())
    rising.perform(console.bot.db, console.time())
    assert lane(console, console.time()) == new[1:], "what somebody has seen does not come back"
    console.time.move(days=40)
    rising.perform(console.bot.db, console.time())
    with console.bot.db.read() as tx:
        assert not tx.execute(select(rising_term)).all()


def test_what_has_no_category_says_so_whatever_its_words(console: Console) -> None:
    new = a_city(console)
    with console.bot.db.begin() as tx:
        readings.keep(tx, new[0], [("pothole", 0.1)], "", NO_CATEGORY, console.time())
    rising.perform(console.bot.db, console.time())
    with console.bot.db.read() as tx:
        assert readings.readings(tx, new)[new[0]].novel == NO_CATEGORY


def test_words_that_only_some_may_read_are_not_counted(console: Console) -> None:
    new = a_city(console)
    with console.bot.db.begin() as tx:
        for number, each in enumerate(new):
            contact = tx.execute(select(concern.c.contact_id).where(concern.c.id == each)).scalar()
            talk = {"id": f"cnv_{number}", "contact_id": contact, "channel": "sms", "sender": "+1", "answerable": True}
            hidden = {"created_at": console.time(), "hidden_since": console.time()}
            tx.execute(conversation.insert(), {**talk, **hidden})
            tx.execute(message.insert(), {
                "id": f"msg_{number}", "conversation_id": f"cnv_{number}", "direction": "in", "purpose": "text",
                "body": "x", "status": "handled", "created_at": console.time(),
            })  # fmt: skip
            tx.execute(update(concern).where(concern.c.id == each).values(message_id=f"msg_{number}"))
    rising.perform(console.bot.db, console.time())
    with console.bot.db.read() as tx:
        assert "cloro" not in {each.term for each in readings.rising(tx)}
