"""Who holds a phone: a new person begins afresh, STOP counts for the phone, a wrong number leaves no way back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.messaging.tables import conversation, message
from bot.outbox import put
from bot.people.tables import contact
from tests.conversations.town import LUPE, SAM, Town


@pytest.fixture
def town(any_url: str) -> Iterator[Town]:
    """The demo city, on every database."""
    made = Town(any_url)
    yield made
    made.close()


def reported(town: Town) -> str:
    """Lupe has reported something; the id of her contact."""
    for body in ("hay un bache en la calle", "1", "la 4ta y central"):
        town.says(LUPE, body)
    ((contact_id,),) = town.query(select(contact.c.id))
    return str(contact_id)


def people(town: Town) -> dict[str, tuple[str, bytes, object, object]]:
    rows = town.query(
        select(contact.c.id, contact.c.phone_hash, contact.c.phone_sealed, contact.c.left_at, contact.c.shares)
    )
    return {row.id: (row.phone_hash, row.phone_sealed, row.left_at, row.shares) for row in rows}


def nudged_later(town: Town, contact_id: str) -> None:
    """The city has something to say to this person, whoever holds the phone by now."""
    ((conversation_id,),) = town.query(select(conversation.c.id).where(conversation.c.contact_id == contact_id))
    with town.db.begin() as tx:
        row = {
            "id": f"msg_notice.{contact_id}", "conversation_id": conversation_id, "direction": "out",
            "status": "queued", "purpose": "notice", "body": "Your report is done.", "created_at": town.now,
        }  # fmt: skip
        tx.execute(message.insert(), row)
        put.put(tx, "send", str(row["id"]), queue=put.NOW, due_at=town.now)


def test_after_a_wrong_number_nothing_leads_from_the_phone_to_the_person_before(town: Town) -> None:
    before = reported(town)
    hashed = town.bot.vault.lookup(LUPE)
    (said,) = town.hears(LUPE, "número equivocado")
    assert "celular" in said
    known = people(town)
    assert known[before][1] == b"" and known[before][0] != hashed and known[before][3] is None
    assert known[before][2] == town.now
    assert [each for each, (phone, *_) in known.items() if phone == hashed] != [before]
    ((owner,),) = town.query(select(concern.c.contact_id))
    assert owner == before, "the concern stays, tied to nobody"


def test_whoever_had_the_number_before_is_never_texted_on_it_again(town: Town) -> None:
    before = reported(town)
    town.says(LUPE, "wrong number")
    nudged_later(town, before)
    town.wait(timedelta(days=2))
    assert "Your report is done." not in town.said(LUPE)


def test_the_new_owner_gets_nothing_until_they_ask(town: Town) -> None:
    reported(town)
    town.says(LUPE, "wrong number")
    assert town.hears(LUPE, "hello?") == []
    assert len(town.hears(LUPE, "START")) == 1


def test_a_new_person_begins_afresh_and_the_one_before_is_still_reached(town: Town) -> None:
    before = reported(town)
    town.says(LUPE, "hay mucha basura")
    (which,) = town.hears(LUPE, "NUEVO")
    assert "English" in which and "basura" not in which
    assert people(town)[before][3] == town.bot.vault.lookup(LUPE)
    nudged_later(town, before)
    town.wait(timedelta(minutes=1))
    assert "Your report is done." in town.said(LUPE)
    assert [row.status for row in town.sessions(LUPE)] == ["waiting"]


def test_stop_counts_for_everybody_on_the_phone_and_start_for_one(town: Town) -> None:
    before = reported(town)
    town.says(LUPE, "NUEVO")
    town.says(LUPE, "ALTO")
    assert all(left_at == town.now for _, _, left_at, _ in people(town).values())
    nudged_later(town, before)
    town.wait(timedelta(days=1))
    assert "Your report is done." not in town.said(LUPE)
    town.says(LUPE, "ALTA")
    assert sorted(left_at is None for _, _, left_at, _ in people(town).values()) == [False, True]


def test_other_phones_are_untouched(town: Town) -> None:
    town.says(SAM, "there is a pothole")
    reported_before = people(town)
    town.says(LUPE, "hay un bache en la calle")
    town.says(LUPE, "NEW")
    town.says(LUPE, "STOP")
    assert all(people(town)[each] == row for each, row in reported_before.items())


def test_two_people_at_once_on_a_phone_that_is_renewed_lose_no_text(town: Town) -> None:
    reported(town)
    for number in range(3):
        town.says(LUPE, "NEW")
        town.says(LUPE, f"there is a pothole {number} on my street")
    assert {row.status for row in town.query(select(message.c.status).where(message.c.direction == "in"))} == {
        "handled"
    }
    assert len(people(town)) == 4


def test_while_a_person_answers_the_flow_neither_speaks_nor_reminds(town: Town) -> None:
    town.says(SAM, "there is a pothole on my street")
    assert len(town.hears(SAM, "PERSON")) == 1
    assert town.hears(SAM, "it is the big one") == []
    before = len(town.said(SAM))
    town.wait(timedelta(days=2, hours=20))
    assert town.said(SAM)[before:] == []
    with town.db.begin() as tx:
        tx.execute(update(conversation).values(taken_over_at=None))
    (asked,) = town.hears(SAM, "2")
    assert "Where" in asked
