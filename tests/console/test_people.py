"""Residents at the console: found without their number standing anywhere, read, corrected, made one of two."""

import re

import pytest
from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.conversations.tables import answer, session
from bot.events import ConsentGranted, ConsentRevoked, PersonMerged
from bot.messaging.tables import conversation, message
from bot.outbox.tables import event
from bot.people.store import reference
from bot.people.tables import consent, contact, contact_field, suppression
from bot.staff.audit import Sought, entries
from tests.console.desk import Console, acts, csrf_of, post
from tests.console.residents import LUPE, SAM, Counted, crowd, row, says

PEOPLE = "/console/people"
ROSA = "+15055550123"


def whose(console: Console, phone: str) -> str:
    """The id of the resident who holds this phone."""
    hashed = console.bot.vault.lookup(phone)
    with console.bot.db.read() as tx:
        return str(tx.execute(select(contact.c.id).where(contact.c.phone_hash == hashed)).scalar_one())


def page_of(contact_id: str) -> str:
    return f"{PEOPLE}/{contact_id}"


def of(console: Console, contact_id: str) -> dict[str, object]:
    with console.bot.db.read() as tx:
        return dict(tx.execute(select(contact).where(contact.c.id == contact_id)).mappings().one())


def column(console: Console, query: object) -> list[object]:
    with console.bot.db.read() as tx:
        return list(tx.execute(query).scalars())


@pytest.fixture
def lupe(console: Console) -> str:
    """Lupe reported a pothole in Spanish; the id of the resident."""
    says(console, LUPE, "bache", "hay un bache enorme que rompe llantas", "1", "calle Cuatro y la Central")
    return whose(console, LUPE)


@pytest.mark.parametrize("typed", ["{}", "{lower}", " {spaced} "])
def test_a_reference_opens_the_resident_however_it_is_typed(console: Console, lupe: str, typed: str) -> None:
    said = reference(lupe)
    words = typed.format(said, lower=said.lower(), spaced=f"{said[:3]} {said[3:]}")
    answer = console.client("coordinator").get(PEOPLE, query_string={"q": words})
    assert (answer.status_code, answer.location) == (302, page_of(lupe))


def test_a_report_opens_who_made_it_and_words_find_nobody(console: Console, lupe: str) -> None:
    (number,) = column(console, select(concern.c.reference))
    client = console.client("coordinator")
    assert client.get(PEOPLE, query_string={"q": number}).location == page_of(lupe)
    assert "Nobody is called that" in client.get(PEOPLE, query_string={"q": "pothole"}).text


def test_a_reference_is_looked_up_in_an_index(console: Console, lupe: str) -> None:
    with Counted(console) as counted:
        console.client("coordinator").get(PEOPLE, query_string={"q": reference(lupe)})
    (query,) = [each for each in counted.statements if "contact.reference" in each]
    with console.bot.db.read() as tx:
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (reference(lupe), 20, 0)).all()
    assert "ix_contact_reference" in str(plan)


def test_a_number_finds_its_resident_and_stands_nowhere(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    answer = post(client, f"{PEOPLE}/by-number", page=PEOPLE, number="(505) 555-0121", why="she calls about her report")
    assert (answer.status_code, answer.location) == (303, page_of(lupe))
    with console.bot.db.read() as tx:
        (line,) = entries(tx, Sought(act="people.sought"), most=5)
    assert (line.subject, line.why) == (lupe, "she calls about her report")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"number": "12", "why": "she calls"}, "area code"),
        ({"number": "505 555 0121", "why": " "}, "Say what for"),
        ({"number": "505 555 0199", "why": "he calls us"}, "Nobody with this number"),
    ],
)
def test_a_number_needs_to_be_one_and_a_reason(console: Console, lupe: str, form: dict[str, str], said: str) -> None:
    client = console.client("coordinator")
    answer = post(client, f"{PEOPLE}/by-number", page=PEOPLE, **form)
    assert said in answer.text
    assert answer.status_code == 200 or form["number"] in answer.text
    sought = ("Carmen", "people.sought") in acts_of(console)
    assert sought == (answer.status_code == 200)


def acts_of(console: Console) -> list[tuple[str, str]]:
    with console.bot.db.read() as tx:
        return acts(tx)


def test_lists_filter_by_address_and_page_by_cursor(console: Console) -> None:
    crowd(console, range(1, 61))
    with console.bot.db.begin() as tx:
        some = contact.c.id.in_([f"ctc_{number:026d}" for number in range(1, 31)])
        tx.execute(update(contact).where(some).values(language="en", area="Old Town"))
        tx.execute(update(contact).where(contact.c.id == f"ctc_{3:026d}").values(left_at=console.time()))
        tx.execute(update(contact).where(contact.c.id == f"ctc_{4:026d}").values(door="main_library"))
    client = console.client("coordinator")
    first = client.get(PEOPLE).text
    shown = re.findall(r'href="/console/people/(ctc_\d+)"', first)
    assert shown == [f"ctc_{number:026d}" for number in range(60, 10, -1)]
    rest = client.get(PEOPLE + re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")).text
    assert re.findall(r'href="/console/people/(ctc_\d+)"', rest) == [
        f"ctc_{number:026d}" for number in range(10, 0, -1)
    ]
    for address, count in (
        ("language_spoken=en", 30), ("area=Old+Town", 30), ("state=left", 1), ("door=main_library", 1),
        ("state=texted&area=Old+Town", 29), ("state=paused", 0), ("sort=since", 50),
    ):  # fmt: skip
        found = re.findall(r'href="/console/people/(ctc_\d+)"', client.get(f"{PEOPLE}?{address}").text)
        assert len(found) == count, address
    assert found == sorted(found)


def test_a_page_says_what_is_known_and_not_the_number(console: Console, lupe: str) -> None:
    with console.bot.db.begin() as tx:
        tx.execute(contact_field.insert(), {"contact_id": lupe, "name": "renter", "value": "yes"})
    page = console.client("coordinator").get(page_of(lupe)).text
    (number,) = column(console, select(concern.c.reference))
    for said in (reference(lupe), "Spanish", "Rents their home", "wrote first", number):
        assert said in page, said
    assert "Forget them" not in page and "Forget them" in console.client("admin").get(page_of(lupe)).text
    assert "5550121" not in page and LUPE not in page
    assert console.client("translator").get(page_of(lupe)).status_code == 403


def test_the_number_is_shown_once_for_a_reason_that_is_kept(console: Console, lupe: str) -> None:
    client = console.client("records_officer")
    refused = post(client, f"{page_of(lupe)}/number", page=page_of(lupe), why=" ")
    assert refused.status_code == 422 and LUPE not in refused.text
    assert LUPE in post(client, f"{page_of(lupe)}/number", page=page_of(lupe), why="a letter came back").text
    assert ("Rene", "number.read") in acts_of(console)
    assert LUPE not in client.get(page_of(lupe)).text


def test_of_whom_something_grave_is_known_only_some_may_read(console: Console, lupe: str) -> None:
    with console.bot.db.begin() as tx:
        tx.execute(update(conversation).values(hidden_since=console.time()))
    for path in (page_of(lupe), f"{page_of(lupe)}/forget"):
        closed = console.client("records_officer").get(path)
        assert closed.status_code == 403 and "Something grave" in closed.text and "Spanish" not in closed.text
    assert console.client("coordinator").get(page_of(lupe)).status_code == 200


def test_what_is_known_is_corrected_and_kept_who_did(console: Console, lupe: str) -> None:
    client, path = console.client("coordinator"), f"{page_of(lupe)}/change"
    form = {"language": "en", "area": "Old Town", "zone": "2", "field.renter": "yes"}
    assert post(client, path, **form).status_code == 303
    known = of(console, lupe)
    assert (known["language"], known["language_source"], known["area"], known["zone"]) == (
        "en",
        "stated",
        "Old Town",
        "2",
    )
    assert column(console, select(contact_field.c.value)) == ["yes"]
    with console.bot.db.read() as tx:
        (line,) = entries(tx, Sought(act="people.change"), most=5)
    assert line.why == "language, area, zone, renter"
    post(client, path, **form)
    assert len([act for _, act in acts_of(console) if act == "people.change"]) == 1
    post(client, path, **{**form, "field.renter": ""})
    assert column(console, select(contact_field.c.value)) == []


def test_what_cannot_be_kept_is_said_beside_its_field_and_stays_typed(console: Console, lupe: str) -> None:
    refused = post(console.client("coordinator"), f"{page_of(lupe)}/change", language="", area="Narnia", zone="z" * 65)
    assert refused.status_code == 422
    assert "“Narnia” is no neighborhood of this city." in refused.text and "z" * 65 in refused.text
    assert of(console, lupe)["area"] is None


def test_leaving_that_staff_were_told_of_is_leaving(console: Console, lupe: str) -> None:
    client, path = console.client("coordinator"), f"{page_of(lupe)}/consent"
    form = {"what": "revoked", "way": "in_person", "on": "2026-03-10", "words": "said so at the counter"}
    assert post(client, path, **form).status_code == 303
    assert of(console, lupe)["left_at"] == console.time()
    page = client.get(page_of(lupe)).text
    assert "said so at the counter" in page and "told to staff, in person" in page
    assert ConsentRevoked.type in column(console, select(event.c.type))
    again = post(client, path, **{**form, "what": "granted"})
    assert again.status_code == 422 and "Only they can come back" in again.text


def test_consent_on_paper_is_a_line_of_its_day(console: Console, lupe: str) -> None:
    client, path = console.client("coordinator"), f"{page_of(lupe)}/consent"
    form = {"what": "granted", "way": "paper", "on": "2026-02-01", "words": "form 12, binder 3"}
    post(client, path, **form)
    with console.bot.db.read() as tx:
        line = tx.execute(select(consent).where(consent.c.source == "staff: paper")).mappings().one()
    assert (line["state"], line["words"], line["at"].date().isoformat()) == (
        "granted",
        "form 12, binder 3",
        "2026-02-01",
    )
    assert ConsentGranted.type in column(console, select(event.c.type))
    refused = post(client, path, **{**form, "on": "2026-04-01", "words": ""})
    assert refused.status_code == 422 and "still to come" in refused.text and "where the paper is" in refused.text


def test_two_who_are_one_become_one_with_everything_of_both(console: Console, lupe: str) -> None:
    says(console, ROSA, "hello there", "survey")
    rosa = whose(console, ROSA)
    client = console.client("coordinator")
    both = client.get(f"{page_of(rosa)}/merge", query_string={"other": reference(lupe).lower()}).text
    assert reference(lupe) in both and reference(rosa) in both and "cannot be undone" in both
    texts = len(column(console, select(message.c.id)))
    answers = len(column(console, select(answer.c.id)))
    path = f"{page_of(rosa)}/merge"
    assert post(client, path, other=lupe, stays="").status_code == 422
    joined = post(client, path, other=lupe, stays=rosa)
    assert joined.location == page_of(rosa)
    assert column(console, select(conversation.c.contact_id)) == [rosa]
    assert len(column(console, select(message.c.id))) == texts
    assert set(column(console, select(message.c.conversation_id))) == set(column(console, select(conversation.c.id)))
    assert column(console, select(answer.c.contact_id)) == [rosa] * answers
    assert column(console, select(concern.c.contact_id)) == [rosa]
    assert len(column(console, select(session.c.id).where(session.c.status == "waiting"))) <= 1
    assert PersonMerged.type in column(console, select(event.c.type))
    assert ("Carmen", "people.merged") in acts_of(console)
    assert client.get(page_of(lupe)).location == page_of(rosa)
    assert client.get(PEOPLE, query_string={"q": reference(lupe)}).location == page_of(rosa)
    assert reference(lupe) not in client.get(PEOPLE).text
    assert of(console, lupe)["phone_sealed"] == b""
    assert post(client, path, page=page_of(rosa), other=lupe, stays=rosa).status_code == 303  # It leads to the one.


def test_one_who_left_makes_both_have_left_and_the_number_stays_left(console: Console, lupe: str) -> None:
    says(console, SAM, "hello there")
    sam = whose(console, SAM)
    says(console, LUPE, "ALTO")
    post(console.client("coordinator"), f"{page_of(sam)}/merge", other=lupe, stays=sam)
    assert of(console, sam)["left_at"] is not None
    assert column(console, select(suppression.c.phone_hash)) == [console.bot.vault.lookup(LUPE)]


def test_who_holds_no_phone_takes_that_of_the_other(console: Console, lupe: str) -> None:
    says(console, SAM, "hello there")
    sam = whose(console, SAM)
    with console.bot.db.begin() as tx:
        gone = {"phone_hash": f"~{lupe}", "phone_sealed": b""}
        tx.execute(update(contact).where(contact.c.id == lupe).values(**gone))
    post(console.client("coordinator"), f"{page_of(lupe)}/merge", other=sam, stays=lupe)
    assert whose(console, SAM) == lupe
    says(console, SAM, "it is me again")
    assert len(column(console, select(contact.c.id))) == 2


def test_pages_cost_the_same_few_queries(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    client.get(PEOPLE)
    crowd(console, range(1, 40))
    for path, most in ((PEOPLE, 5), (page_of(lupe), 12)):
        with Counted(console) as counted:
            client.get(path)
        assert len(counted.statements) <= most, counted.statements


def test_pages_speak_spanish(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    client.post("/console/account/language", data={"csrf_token": csrf_of(client), "language": "es"})
    page = client.get(page_of(lupe)).text
    for said in ("Lo que se sabe", "Consentimiento", "Encuestas que contestó", "Barrio"):
        assert said in page, said
    assert "What is known" not in page


def test_a_conversation_leads_to_the_resident_and_back(console: Console, lupe: str) -> None:
    (talk,) = column(console, select(conversation.c.id))
    assert row(console, str(talk))["contact_id"] == lupe
    client = console.client("coordinator")
    assert f"/console/conversations/{talk}" in client.get(page_of(lupe)).text
    assert page_of(lupe) in client.get(f"/console/conversations/{talk}").text
