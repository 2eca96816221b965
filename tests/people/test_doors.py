"""Whoever texts a partner's keyword first is counted for that door, once; nobody's number is told."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.writes import Burst
from bot.flowfiles.city import Door
from bot.people import store
from bot.people.doors import come_through, door_in, people_by_door
from bot.people.store import Contact
from bot.people.tables import contact

NOW = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
DOORS = {
    "library": Door({"en": "Library"}, ("BIBLIOTECA", "LIBRARY7")),
    "clinic": Door({"en": "Clinic"}, ("Clínica Sur",)),
}


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    opened = Database(any_url)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("body", "door"),
    [
        ("BIBLIOTECA", "library"), ("¡biblioteca!", "library"), (" Library7 ", "library"), ("clinica sur", "clinic"),
        ("the library is closed", None), ("library", None), ("", None), ("🙂", None),
    ],
)  # fmt: skip
def test_the_whole_text_is_the_keyword(body: str, door: str | None) -> None:
    assert door_in(DOORS, body) == door
    assert door_in({}, body) is None


def test_who_comes_through_a_door_is_counted_once(db: Database) -> None:
    through = [("ctc_1", "library"), ("ctc_2", "library"), ("ctc_3", "clinic"), ("ctc_4", None), ("ctc_1", "clinic")]
    for contact_id, door in through:
        burst = Burst(db)
        if (contact_id, door) != ("ctc_1", "clinic"):
            new = Contact(contact_id, None, None, None)
            store.add_contact(burst, new, phone_hash=contact_id, phone_sealed=b"1", now=NOW)
        if door:
            come_through(burst, contact_id, door)
        burst.send(db)
    with db.read() as tx:
        assert people_by_door(tx) == {"library": 2, "clinic": 1}
        assert tx.execute(select(contact.c.door).where(contact.c.id == "ctc_1")).scalar() == "library"
