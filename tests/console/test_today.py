"""Today: each number is right, each is a way to it, and everybody sees only what their role may open."""

import pytest
from sqlalchemy import insert, update

from bot.broadcasts.tables import broadcast, recipient
from bot.console import today
from bot.conversations import listing, reading, takeover
from bot.messaging.tables import message
from tests.console.desk import Console
from tests.console.residents import LUPE, SAM, crowd, page_of, replies, says

TODAY = "/console/today"


def test_a_quiet_day_says_what_would_be_here(console: Console) -> None:
    page = console.client("coordinator").get(TODAY).text
    for words in ("Everybody has been answered.", "Nobody has asked for a person", "All that left has arrived",
                  "Nothing is being sent or scheduled."):  # fmt: skip
        assert words in page


def test_who_waits_who_is_in_danger_and_what_did_not_arrive(console: Console) -> None:
    lupe = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    sam = says(console, SAM, "hello, is anybody there today?", "my house is on fire, there is smoke everywhere")
    with console.bot.db.begin() as tx:
        to_sam = (message.c.conversation_id == sam, message.c.direction == "out")
        tx.execute(update(message).where(*to_sam).values(status="undelivered", error_code=30003))
    client = console.client("coordinator")
    page = client.get(TODAY).text
    assert "resident waits for a person" in page and page_of(lupe) in page
    assert "Fire, gas or wire" in page and page_of(sam) in page
    lost = client.get(f"{TODAY}/not-delivered", follow_redirects=True).text
    assert page_of(sam) in lost and page_of(lupe) not in lost


def test_first_answers_are_compared_once_enough_people_have_asked(console: Console) -> None:
    says(console, SAM, "hello, is anybody there today?", "PERSON")
    crowd(console, range(6))
    client = console.client("coordinator")
    assert "are compared once five people" in client.get(TODAY).text
    talk = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    console.time.move(minutes=30)
    replies(client, talk, "Buenas tardes, con gusto le ayudamos.")
    assert "7 asked, 6 still wait" in client.get(TODAY).text


@pytest.mark.parametrize(
    ("name", "sees", "sees_not"),
    [
        ("translator", ["no están en todos los idiomas"], ["a una persona</span>", "no llegaron"]),  # Reads Spanish.
        ("analyst", ["did not arrive", "Broadcasts under way"], ["for a person</span>", "spoke of danger"]),
        ("clerk", ["First answer by a person"], ["for a person</span>", "did not arrive", "lack a language"]),
        ("triage", ["for a person</span>"], ["did not arrive", "Broadcasts under way"]),
    ],
)
def test_everybody_sees_what_their_role_may_open(
    console: Console, name: str, sees: list[str], sees_not: list[str]
) -> None:
    page = console.client(name).get(TODAY).text
    assert all(each in page for each in sees) and not any(each in page for each in sees_not)


def test_of_very_many_it_says_that_there_are_more(console: Console) -> None:
    crowd(console, range(max(listing.MOST_COUNTED, reading.MOST_LOST) + 1))
    page = console.client("coordinator").get(TODAY).text
    assert f"<strong>{listing.MOST_COUNTED}+</strong>" in page and f"<strong>{reading.MOST_LOST}+</strong>" in page


@pytest.mark.parametrize(("people", "said"), [(0, ""), (1, "1 person has yet"), (3, "more than 2 people have yet")])
def test_a_broadcast_says_how_many_are_still_in_line(
    console: Console, monkeypatch: pytest.MonkeyPatch, people: int, said: str
) -> None:
    monkeypatch.setattr(today, "MOST_LEFT", 2)
    began = {"segment": "", "hold_out": 0, "parts": 1, "state": "running", "written_by": "Carmen", "kind": "notice"}
    line = [{"broadcast_id": "bro_1", "contact_id": f"ctc_{number}", "variant": ""} for number in range(people + 2)]
    with console.bot.db.begin() as tx:
        tx.execute(insert(broadcast), {"id": "bro_1", "name": "water", "created_at": console.time(), **began})
        for number, each in enumerate(line):
            tx.execute(insert(recipient), {**each, "status": "pending" if number < people else "queued"})
    page = console.client("coordinator").get(TODAY).text
    assert "water" in page and said in page and ("be texted" in page) == bool(people)


def test_triage_counts_its_own_department_only(console: Console) -> None:
    lupe = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    says(console, SAM, "hello, is anybody there today?", "PERSON")
    carmen = console.staff("coordinator")
    takeover.route(console.bot.db, lupe, carmen.id, department="public_works", now=console.time())
    assert "<strong>1</strong>" in console.client("triage").get(TODAY).text
    assert "Everybody has been answered." in console.client("triage_elsewhere").get(TODAY).text
