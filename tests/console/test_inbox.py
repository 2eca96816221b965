"""The inbox: who waits stands first, filters and search find, departments stay apart, and long lists cost no more."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.conversations import listing, takeover
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.messaging.tables import conversation
from bot.people.tables import contact
from bot.staff import store
from tests.console.desk import Console, acts, open_console, post
from tests.console.residents import LUPE, SAM, Counted, crowd, order, page_of, row, says
from tests.conversations.town import new_sqlite

INBOX = "/console/inbox"
PART = {"HX-Request": "true"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """A console on each kind of database."""
    if request.param == "sqlite":
        url = new_sqlite(tmp_path)
    else:
        make: Callable[..., str] = request.getfixturevalue("new_database")
        url = make()
        database = Database(url)
        upgrade(database)
        database.close()
    opened = open_console(url)
    yield opened
    opened.bot.db.close()


def phone(number: int) -> str:
    return f"+1505555{1000 + number:04d}"


def test_who_waits_longest_stands_first_and_nobody_else_is_there(anywhere: Console) -> None:
    sam = says(anywhere, SAM, "hello, is anybody there today?", "PERSON")
    lupe = says(anywhere, LUPE, "hola, buenas tardes a todos", "PERSONA")
    says(anywhere, phone(1), "there is a pothole on my street")
    says(anywhere, SAM, "I am still here")
    page = anywhere.client("coordinator").get(INBOX)
    assert order(page.text) == [sam, lupe]
    assert "Español" in page.text and "English" in page.text


def test_no_page_shows_a_phone_number(anywhere: Console) -> None:
    lupe = says(anywhere, LUPE, "hola, buenas tardes a todos", "PERSONA")
    client = anywhere.client("coordinator")
    for path in (INBOX, f"{INBOX}?view=all", page_of(lupe), "/console/today"):
        text = client.get(path).text
        assert "5550121" not in text and "555-0121" not in text, path


def test_all_is_in_the_order_of_the_last_text(anywhere: Console) -> None:
    talks = [says(anywhere, phone(number), "there is a pothole on my street") for number in range(3)]
    says(anywhere, phone(0), "1")
    assert order(anywhere.client("coordinator").get(f"{INBOX}?view=all").text) == [talks[0], talks[2], talks[1]]


def test_pages_follow_each_other_without_a_gap(anywhere: Console) -> None:
    talks = [says(anywhere, phone(number), "there is a pothole on my street", "PERSON") for number in range(7)]
    client = anywhere.client("coordinator")
    with anywhere.bot.db.read() as tx:
        for view in ("waiting", "all"):
            seen: list[str] = []
            after = None
            for _ in range(9):
                page = listing.page(
                    tx, listing.Sought(view), listing.Viewer("nobody"), after=after, now=anywhere.time(), most=3
                )
                seen += [each.id for each in page.lines]
                after = page.after
                if after is None:
                    break
            assert seen == (talks if view == "waiting" else talks[::-1]), view
    for number in range(7, 30):
        says(anywhere, phone(number), "there is a pothole on my street", "PERSON")
    first = client.get(INBOX).text
    (further,) = [each for each in first.split('"') if each.startswith("?") and "after=" in each]
    second = client.get(INBOX + further.replace("&amp;", "&")).text
    assert len(order(first)) == 25 and len(order(second)) == 5
    assert not set(order(first)) & set(order(second))


def test_a_list_looks_at_so_many_texts_and_offers_to_look_further(
    anywhere: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    spanish = says(anywhere, LUPE, "hola, buenas tardes a todos")
    for number in range(6):
        says(anywhere, phone(number), "there is a big pothole on my street")
    monkeypatch.setattr(listing, "MOST_LOOKED_AT", 4)
    client = anywhere.client("coordinator")
    first = client.get(f"{INBOX}?view=all&language_spoken=es").text
    assert order(first) == [] and "Look further back" in first
    (further,) = [each for each in first.split('"') if each.startswith("?") and "after=" in each]
    assert order(client.get(INBOX + further.replace("&amp;", "&")).text) == [spanish]


def test_who_waits_is_looked_through_by_parts(anywhere: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 4)
    crowd(anywhere, range(1, 10))
    first = f"cnv_{1:026d}"
    with anywhere.bot.db.begin() as tx:
        last_to_ask = conversation.c.id == first
        english = update(contact).where(
            contact.c.id == select(conversation.c.contact_id).where(last_to_ask).scalar_subquery()
        )
        tx.execute(english.values(language="en"))
    client, pages, path = anywhere.client("coordinator"), [], "?language_spoken=en"
    while path:
        pages.append(client.get(INBOX + path).text)
        further = [each for each in pages[-1].split('"') if each.startswith("?") and "after=" in each]
        path = further[0].replace("&amp;", "&") if further else ""
    assert [order(page) for page in pages] == [[], [], [first]]
    assert "Look further back" in pages[0] and 'id="count">4+</span>' in pages[0]


def test_all_departments_of_somebody_come_together(anywhere: Console) -> None:
    crowd(anywhere, range(1, 9))
    triage, now = anywhere.staff("triage"), anywhere.time()
    ids = [f"cnv_{number:026d}" for number in range(1, 9)]
    for at, id in enumerate(ids):
        department = ("public_works", "parks", "housing", "public_works")[at % 4]
        takeover.route(anywhere.bot.db, id, triage.id, department=department, now=now + timedelta(seconds=at))
    with anywhere.bot.db.begin() as tx:
        store.change_staff(tx, triage.id, departments="parks public_works")
    theirs = [id for at, id in enumerate(ids) if at % 4 != 2]
    assert order(anywhere.client("triage").get(f"{INBOX}?view=all").text) == theirs[::-1]
    with anywhere.bot.db.begin() as tx:
        store.change_staff(tx, triage.id, departments="")
    assert order(anywhere.client("triage").get(f"{INBOX}?view=all").text) == []


def listed(client: FlaskClient) -> list[str]:
    """The labels that one may choose from."""
    return re.findall(r"<option>([^<]+)</option>", client.get(INBOX).text)


def test_filters_of_language_label_and_unanswered(anywhere: Console) -> None:
    lupe = says(anywhere, LUPE, "hola, buenas tardes a todos", "PERSONA", "gracias, aqui espero")
    sam = says(anywhere, SAM, "hello, is anybody there today?", "PERSON")
    carmen = anywhere.staff("coordinator")
    takeover.label(anywhere.bot.db, sam, carmen.id, " Rent  Help ", now=anywhere.time())
    client = anywhere.client("coordinator")
    assert listed(client) == ["rent help"]
    for talk, each in ((lupe, "bus"), (sam, "bus"), (lupe, "zoo")):
        takeover.label(anywhere.bot.db, talk, carmen.id, each, now=anywhere.time())
    assert listed(client) == ["bus", "rent help", "zoo"]
    assert order(client.get(f"{INBOX}?language_spoken=es").text) == [lupe]
    assert order(client.get(f"{INBOX}?label=rent+help").text) == [sam]
    assert order(client.get(f"{INBOX}?label=rent+help&view=all").text) == [sam]
    assert order(client.get(f"{INBOX}?unanswered=1").text) == [lupe]


def test_words_are_found_without_their_accents(anywhere: Console) -> None:
    lupe = says(anywhere, LUPE, "hola, se cayó un árbol grande en la esquina")
    says(anywhere, SAM, "there is a pothole on my street")
    client = anywhere.client("coordinator")
    page = client.get(f"{INBOX}?q=arbol+CAYO")
    assert order(page.text) == [lupe] and "se cayó un árbol" in page.text
    assert order(client.get(f"{INBOX}?q=%C3%A1rbol").text) == [lupe]
    assert order(client.get(f"{INBOX}?q=elefante").text) == []


def test_a_residents_reference_and_a_reports_number_find_them(anywhere: Console) -> None:
    lupe = says(anywhere, LUPE, "hay un bache muy grande en mi calle", "1", "120 W Olive Ave", "1")
    says(anywhere, SAM, "there is a pothole on my street")
    client = anywhere.client("coordinator")
    reference = str(row(anywhere, lupe)["contact_id"])[-6:]
    with anywhere.bot.db.read() as tx:
        number = tx.execute(select(concern.c.reference)).scalar_one()
    page = client.get(page_of(lupe)).text
    assert reference in page and number in page
    assert order(client.get(f"{INBOX}?q={reference.lower()}").text) == [lupe]
    assert order(client.get(f"{INBOX}?q={number.lower()}").text) == [lupe]


def test_triage_sees_its_own_departments_and_nothing_else(anywhere: Console) -> None:
    lupe = says(anywhere, LUPE, "hola, buenas tardes a todos", "PERSONA")
    sam = says(anywhere, SAM, "hello, is anybody there today?", "PERSON")
    carmen = anywhere.staff("coordinator")
    takeover.route(anywhere.bot.db, lupe, carmen.id, department="public_works", now=anywhere.time())
    tomas, teresa = anywhere.client("triage"), anywhere.client("triage_elsewhere")
    for view in ("waiting", "all"):
        assert order(tomas.get(f"{INBOX}?view={view}").text) == [lupe], view
        assert order(teresa.get(f"{INBOX}?view={view}").text) == [], view
    assert order(tomas.get(f"{INBOX}?q=hello").text) == []
    assert tomas.get(page_of(lupe)).status_code == 200
    assert tomas.get(page_of(sam)).status_code == 404 and teresa.get(page_of(lupe)).status_code == 404


def test_the_list_sends_nothing_when_nothing_is_new(anywhere: Console) -> None:
    says(anywhere, SAM, "hello, is anybody there today?", "PERSON")
    client = anywhere.client("coordinator")
    part = client.get(INBOX, headers=PART).text
    seen = part.split('id="list-seen" value="')[1].split('"')[0]
    assert "<html" not in part and client.get(f"{INBOX}?seen={seen}", headers=PART).status_code == 204
    says(anywhere, LUPE, "hola, buenas tardes a todos", "PERSONA")
    assert client.get(f"{INBOX}?seen={seen}", headers=PART).status_code == 200


def test_who_has_left_does_not_wait(anywhere: Console) -> None:
    says(anywhere, SAM, "hello, is anybody there today?", "PERSON", "STOP")
    assert order(anywhere.client("coordinator").get(INBOX).text) == []


@pytest.mark.parametrize(
    "path", [INBOX, f"{INBOX}?view=all", f"{INBOX}?view=mine", f"{INBOX}?q=pothole", "/console/today"]
)
def test_a_long_list_asks_the_database_no_more_often(anywhere: Console, path: str) -> None:
    client = anywhere.client("coordinator")

    def asked(people: range) -> int:
        crowd(anywhere, people)
        client.get(path)
        with Counted(anywhere) as counted:
            assert client.get(path).status_code == 200
        return len(counted.statements)

    few = asked(range(10))
    assert asked(range(10, 200)) <= few <= 18


def test_the_waiting_can_be_listed_by_who_has_them_and_newest_first(console: Console) -> None:
    crowd(console, range(3))
    lupe = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    client, carmen = console.client("coordinator"), console.staff("coordinator").id
    assert order(client.get("/console/inbox?order=newest").text)[0] == lupe
    assert order(client.get("/console/inbox").text)[-1] == lupe
    assert order(client.get("/console/inbox?with=nobody").text) == [lupe]
    assert len(order(client.get(f"/console/inbox?with={carmen}").text)) == 3
    assert len(order(client.get(f"/console/inbox?view=all&with={carmen}").text)) == 3


def test_several_are_assigned_labelled_and_moved_together(console: Console) -> None:
    crowd(console, range(3))
    client, tomas = console.client("coordinator"), console.staff("triage").id
    ids = order(client.get("/console/inbox").text)
    together = "/console/inbox/together?with=" + console.staff("coordinator").id
    post(client, together, page="/console/inbox", of=ids[:2], do="label", label="call back")
    assert len(order(client.get("/console/inbox?label=call+back").text)) == 2
    post(client, together, page="/console/inbox", of=ids[:2], do="route", department="public_works")
    assert len(order(console.client("triage").get("/console/inbox").text)) == 2
    answer = post(client, together, page="/console/inbox", of=ids[:2], do="assign", to=tomas)
    assert answer.location.endswith("/console/inbox?with=" + console.staff("coordinator").id)
    assert len(order(console.client("triage").get("/console/inbox?view=mine").text)) == 2
    assert post(client, together, page="/console/inbox", of=ids, do="assign", to="stf_none").status_code == 400


def test_nobody_changes_together_what_they_may_not_see(console: Console) -> None:
    crowd(console, range(2))
    ids = order(console.client("coordinator").get("/console/inbox").text)
    triage = console.client("triage")
    post(triage, "/console/inbox/together", page="/console/inbox", of=ids, do="label", label="mine")
    assert "Choose conversations in the list first" in triage.get("/console/inbox").text
    assert order(console.client("coordinator").get("/console/inbox?view=all&label=mine").text) == []


def test_labels_are_looked_after_by_few(console: Console) -> None:
    lupe = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    client = console.client("coordinator")
    assert "No conversation has a label yet." in client.get("/console/labels").text
    post(client, f"/console/conversations/{lupe}/label", page="/console/account", label="Urgente")
    assert "1 conversation" in client.get("/console/labels").text
    post(client, "/console/labels/rename", page="/console/labels", label="urgente", to="Hoy mismo")
    page = client.get("/console/labels").text
    assert "hoy mismo" in page and "urgente" not in page
    triage = console.client("triage")
    assert "hoy mismo" in triage.get("/console/labels").text
    assert triage.post("/console/labels/rename").status_code == 403
    post(client, "/console/labels/remove", page="/console/labels", label="hoy mismo")
    with console.bot.db.read() as tx:
        assert {("Carmen", "label.renamed"), ("Carmen", "label.removed")} <= set(acts(tx))
