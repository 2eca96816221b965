"""Concerns at the console: the list, one concern's page, every act with its rules, record and permissions."""

import re
from datetime import date, timedelta
from itertools import count

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from bot.concerns import board
from bot.concerns.board import Sought
from bot.concerns.tables import concern, concern_change
from bot.conversations import takeover
from bot.lib.references import ALPHABET, check_letter
from bot.messaging.tables import conversation, message
from bot.people.tables import contact
from tests.console.desk import Console, acts, post
from tests.console.residents import LUPE, Counted, drain, says

CONCERNS = "/console/concerns"
REASONS = {"words.en": "That street belongs to the state.", "words.es": "Esa calle es del estado."}
_counted = count(1)


def reported(console: Console) -> str:
    """Lupe reports a pothole in her own words; its number."""
    says(console, LUPE, "ESPANOL", "reportar", "hay un bache enorme en la calle", "1", "Central y 4th")
    drain(console)
    with console.bot.db.read() as tx:
        return str(tx.execute(select(concern.c.reference)).scalar_one())


def written(console: Console, **values: object) -> str:
    """A concern written directly; its number."""
    number = next(_counted)
    letters = "".join(ALPHABET[number // 23**place % 23] for place in range(4))
    reference = letters + check_letter(letters)
    id, now = f"{number:026d}", console.time()
    row = {
        "id": f"con_{id}", "reference": reference, "contact_id": f"ctc_{id}", "session_id": f"ses_{id}",
        "kind": "pothole", "words": "hay un pothole", "place": "4th St", "area": "Barelas", "language": "es",
        "flow_version": "x",
        "status": "assigned", "department": "public_works", "created_at": now - timedelta(minutes=number),
    }  # fmt: skip
    with console.bot.db.begin() as tx:
        who = {"id": f"ctc_{id}", "phone_hash": f"concern {number}", "phone_sealed": b"", "language": "es"}
        tx.execute(contact.insert(), {**who, "language_source": "guessed", "created_at": now})
        tx.execute(concern.insert(), {**row, **values})
    return reference


def numbers(page: str) -> list[str]:
    """The concerns of a list, from its top."""
    return re.findall(r'<a class="code" href="/console/concerns/(\w{5})">', page)


def does(client: FlaskClient, reference: str, act: str, **form: str) -> TestResponse:
    return post(client, f"{CONCERNS}/{reference}/{act}", page=f"{CONCERNS}/{reference}", **form)


def row(console: Console, reference: str) -> dict[str, object]:
    with console.bot.db.read() as tx:
        return dict(tx.execute(select(concern).where(concern.c.reference == reference)).mappings().one())


def test_a_report_is_listed_read_and_found_by_its_number(console: Console) -> None:
    number = reported(console)
    client = console.client("coordinator")
    page = client.get(CONCERNS).text
    assert numbers(page) == [number] and "Pothole" in page and "Español" in page
    one = client.get(f"{CONCERNS}/{number}").text
    assert "hay un bache enorme en la calle" in one and "Central Ave NW" in one and "/console/conversations/cnv_" in one
    found = client.get(CONCERNS, query_string={"q": f" {number.lower()} "})
    assert found.status_code == 302 and found.location.endswith(f"{CONCERNS}/{number}")
    assert "No report that you may see" in client.get(CONCERNS, query_string={"q": "7K3PX"}).text


def test_no_needs_a_reason_in_both_languages_and_keeps_what_was_typed(console: Console) -> None:
    number = written(console)
    client = console.client("coordinator")
    answer = does(client, number, "answer", outcome="no", **{**REASONS, "words.es": "así no está"})
    assert answer.status_code == 422
    assert "These letters double the cost: í á." in answer.text and "That street belongs to the state." in answer.text
    assert 'id="answer-words-es-wrong"' in answer.text and 'id="answer-words-en-wrong"' not in answer.text
    assert row(console, number)["status"] == "assigned"
    console.time.move(minutes=1)  # Lines of the same moment stand in no order.
    assert does(client, number, "answer", outcome="no", **REASONS).status_code == 303
    page = client.get(f"{CONCERNS}/{number}").text
    assert "Esa calle es del estado." in page and "Carmen" in page
    with console.bot.db.read() as tx:
        assert ("Carmen", "concern.answered") in acts(tx)
        (change,) = tx.execute(select(concern_change)).all()
    assert change.by == console.staff("coordinator").id and change.outcome == "no"


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"outcome": "yes"}, "promised_on", "say by which day"),
        ({"outcome": "yes", "promised_on": "2026-03-10"}, "promised_on", "That day is over."),
        ({"outcome": "yes", "promised_on": "soon"}, "promised_on", "This is no day."),
        ({}, "outcome", "Choose an answer."),
        ({"outcome": "no", "words.en": "no"}, "words-en", "Say why, in one plain sentence"),
        ({"outcome": "partly", **REASONS, "words.en": "x" * 71}, "words-en", "It has 71 letters"),
    ],
)
def test_each_mistake_is_told_beside_its_field(console: Console, form: dict, field: str, words: str) -> None:
    number = written(console)
    answer = does(console.client("coordinator"), number, "answer", **form)
    assert answer.status_code == 422
    place = "outcome-wrong" if field == "outcome" else f"answer-{field}-wrong"
    told = re.search(rf'id="{place}">([^<]+)<', answer.text)[1]
    assert words in told
    with console.bot.db.read() as tx:
        assert not tx.execute(select(concern_change)).all()


def test_a_concern_goes_through_its_life_and_its_resident_is_told(console: Console) -> None:
    number = reported(console)
    client = console.client("coordinator")
    for act, form in (("answer", {"outcome": "yes", "promised_on": "2026-03-20"}), ("begin", {}), ("finish", {})):
        console.time.move(minutes=1)
        assert does(client, number, act, **form).status_code == 303
    drain(console)
    with console.bot.db.read() as tx:
        last = select(message.c.body).where(message.c.direction == "out").order_by(message.c.created_at.desc())
        told = tx.execute(last.limit(1)).scalar()
        done = [act for _, act in acts(tx) if act.startswith("concern.")]
    assert number in told
    assert done == ["concern.answered", "concern.begun", "concern.finished"]
    assert row(console, number)["status"] == "done"
    late = does(client, number, "begin")
    assert late.status_code == 422 and "That is not possible any more" in late.text
    assert does(client, number, "reopen").status_code == 303


def test_triage_sees_and_changes_its_own_department_only(console: Console) -> None:
    number, nobodys = written(console), written(console, department=None, status="received")
    ours, elsewhere = console.client("triage"), console.client("triage_elsewhere")
    assert numbers(ours.get(CONCERNS).text) == [number]
    assert numbers(elsewhere.get(CONCERNS).text) == []
    assert elsewhere.get(f"{CONCERNS}/{number}").status_code == ours.get(f"{CONCERNS}/{nobodys}").status_code == 404
    assert elsewhere.get(CONCERNS, query_string={"q": number}).status_code == 200
    moved = does(ours, number, "assign", department="housing")
    assert moved.status_code == 303 and moved.location.endswith(CONCERNS)
    assert ours.get(f"{CONCERNS}/{number}").status_code == 404
    assert numbers(elsewhere.get(CONCERNS).text) == [number]


def test_who_may_only_read_changes_nothing(console: Console) -> None:
    number = written(console)
    page = console.client("analyst").get(f"{CONCERNS}/{number}").text
    assert "You may read it, and change nothing." in page
    assert post(console.client("analyst"), f"{CONCERNS}/{number}/finish", page="/console/account").status_code == 403
    assert console.client("translator").get(CONCERNS).status_code == 403


def test_grave_words_are_for_coordinators(console: Console) -> None:
    number = reported(console)
    with console.bot.db.begin() as tx:
        tx.execute(update(conversation).values(hidden_since=console.time()))
        tx.execute(update(concern).values(department="public_works"))
    assert "bache enorme" in console.client("coordinator").get(f"{CONCERNS}/{number}").text
    page = console.client("triage").get(f"{CONCERNS}/{number}").text
    assert "bache enorme" not in page and "Central Ave" not in page and "Hidden: it speaks of something grave." in page


def test_the_list_is_filtered_sorted_and_paged_by_address(console: Console) -> None:
    spanish = [written(console) for _ in range(3)]
    english = written(console, language="en", area="Downtown", department="housing")
    late = written(console, promised_on=date(2026, 3, 9), status="answered")
    due = written(console, promised_on=date(2026, 3, 10), status="in_work")
    done = written(console, status="done")
    client = console.client("coordinator")
    every = [due, late, english, *reversed(spanish)]  # Each was written as older than the one before.
    assert numbers(client.get(CONCERNS).text) == every
    assert numbers(client.get(f"{CONCERNS}?sort=newest").text) == every[::-1]
    assert numbers(client.get(f"{CONCERNS}?sort=promised").text) == [late, due]
    assert numbers(client.get(f"{CONCERNS}?late=1").text) == [late]
    assert numbers(client.get(f"{CONCERNS}?language_spoken=en").text) == [english]
    assert numbers(client.get(f"{CONCERNS}?department=housing").text) == [english]
    assert numbers(client.get(f"{CONCERNS}?area=Downtown").text) == [english]
    assert numbers(client.get(f"{CONCERNS}?status=done").text) == [done]
    assert len(numbers(client.get(f"{CONCERNS}?status=").text)) == 7


@pytest.mark.parametrize("order", board.ORDERS)
def test_every_concern_is_on_one_page_and_no_more(console: Console, order: str) -> None:
    made = {written(console, promised_on=date(2026, 4, 1 + number % 3), status="answered") for number in range(7)}
    seen: list[str] = []
    with console.bot.db.read() as tx:
        after = None
        while page := board.lines(
            tx, Sought(order=order), None, today=date(2026, 3, 10), after=after, most=3
        ):  # fmt: skip
            seen += [each.reference for each in page]
            last = page[-1]
            after = (last.promised_on if order == "promised" else last.created_at, last.id)
    assert len(seen) == 7 and set(seen) == made


def test_pages_follow_each_other_by_their_links(console: Console) -> None:
    made = [written(console) for _ in range(55)]
    client = console.client("coordinator")
    page = client.get(f"{CONCERNS}?department=public_works").text
    first = numbers(page)
    address = re.search(r'href="\?([^"]+)">Next page', page)[1].replace("&amp;", "&")
    second = numbers(client.get(f"{CONCERNS}?{address}").text)
    assert len(first) == 50 and first + second == made[::-1]
    assert numbers(client.get(f"{CONCERNS}?after=nonsense").text) == first


def test_late_promises_are_on_today_for_who_may_see_them(console: Console) -> None:
    older = written(console, promised_on=date(2026, 3, 1), status="answered")
    newer = written(console, promised_on=date(2026, 3, 5), status="answered", department="housing")
    written(console, promised_on=date(2026, 3, 5), status="done")
    page = console.client("coordinator").get("/console/today").text
    assert "promises are late" in page and numbers(page) == [older, newer]
    assert numbers(console.client("triage_elsewhere").get("/console/today").text) == [newer]
    assert "are late" not in console.client("clerk").get("/console/today").text


def test_a_page_asks_the_database_little(console: Console) -> None:
    number = written(console)
    client = console.client("coordinator")
    for path, most in ((CONCERNS, 6), (f"{CONCERNS}/{number}", 14)):
        client.get(path)
        with Counted(console) as counted:
            client.get(path)
        assert len(counted.statements) <= most, (path, counted.statements)


def test_a_conversation_taken_over_changes_nothing_of_it(console: Console) -> None:
    number = reported(console)
    with console.bot.db.read() as tx:
        talk = str(tx.execute(select(conversation.c.id)).scalar_one())
    takeover.take_over(console.bot.db, talk, console.staff("coordinator").id, now=console.time())
    assert does(console.client("coordinator"), number, "begin").status_code == 303


def test_the_screen_speaks_spanish(console: Console) -> None:
    number = written(console)
    page = console.client("coordinator").get(f"{CONCERNS}/{number}?language=es")
    assert page.status_code == 200


def test_a_longer_number_is_found_wherever_a_shorter_one_is(console: Console) -> None:
    number, longer = reported(console), "7K3P9" + check_letter("7K3P9")
    with console.bot.db.begin() as tx:
        tx.execute(concern.update().where(concern.c.reference == number).values(reference=longer))
    client = console.client("coordinator")
    assert client.get(f"{CONCERNS}/{longer.lower()}").status_code == 200
    assert client.get(CONCERNS, query_string={"q": f"{longer[:3]}-{longer[3:]}"}).location.endswith(longer)
    found = client.get("/console/people", query_string={"q": longer})
    assert found.status_code == 302 and "/console/people/ctc_" in found.location
    assert "/console/conversations/cnv_" in client.get("/console/inbox", query_string={"q": longer}).text
