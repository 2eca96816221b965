"""The city's other system at the console: what went there, what waits for a person, and what they do about it."""

import pytest
from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.open311 import rules, store
from bot.open311.tables import app_report, sent_report
from bot.outbox.tables import outbox
from tests.console.desk import Console, acts, post
from tests.console.test_concerns import written

PATH = "/console/other-system"


def sent(console: Console, state: str, *, department: str = "public_works", **values: object) -> str:
    """A concern that is there, or on its way; its number."""
    reference = written(console, department=department)
    with console.bot.db.begin() as tx:
        id = tx.execute(select(concern.c.id).where(concern.c.reference == reference)).scalar_one()
        store.add_sent(tx, id, state, console.time())
        if values:
            tx.execute(update(sent_report).where(sent_report.c.concern_id == id).values(**values))
    return reference


def state(console: Console) -> store.Sent:
    with console.bot.db.read() as tx:
        found = store.sent(tx, tx.execute(select(sent_report.c.concern_id)).scalar_one())
    assert found is not None
    return found


def test_what_waits_for_a_person_comes_first_and_each_group_has_its_page(console: Console) -> None:
    held, refused = sent(console, rules.HELD, why="place"), sent(console, rules.REFUSED, why="HTTP 403: no key")
    followed = sent(console, rules.FOLLOWED, their_id="9000")
    client = console.client("coordinator")
    page = client.get(PATH).text
    assert held in page and refused in page and followed not in page and "HTTP 403: no key" in page
    assert "For a person (2)" in page
    assert followed in client.get(f"{PATH}?show=followed").text
    assert "There is none." in client.get(f"{PATH}?show=closed").text
    spanish = console.client("translator")
    assert spanish.get(PATH).status_code == 403


def test_why_a_call_failed_is_said_in_the_language_of_whoever_reads(console: Console) -> None:
    reference = sent(console, rules.REFUSED, why="connection refused")
    client = console.client("coordinator")
    assert "The connection was refused." in client.get(f"{PATH}/{reference}").text
    post(client, "/console/account/language", page="/console/account", language="es")
    for page in (PATH, f"{PATH}/{reference}"):
        assert "La conexión fue rechazada." in client.get(page).text


def test_triage_sees_its_own_departments(console: Console) -> None:
    mine, other = sent(console, rules.UNSURE), sent(console, rules.UNSURE, department="water")
    page = console.client("triage").get(PATH).text
    assert mine in page and other not in page
    assert console.client("triage").get(f"{PATH}/{other}").status_code == 404
    assert console.client("analyst").get(f"{PATH}/{mine}").status_code == 200
    assert post(console.client("analyst"), f"{PATH}/{mine}/again", page=f"{PATH}/{mine}").status_code in (400, 403)


@pytest.mark.parametrize(("given", "wrong"), [
    ({"place": "4th"}, "as a crew would find it"),
    ({"place": "by 505-555-0134's house"}, "Take it out"),
    ({"place": "Central and 4th", "words": "ask ana@city.example"}, "Take it out"),
])  # fmt: skip
def test_a_place_that_may_not_leave_comes_back_as_typed(console: Console, given: dict[str, str], wrong: str) -> None:
    reference = sent(console, rules.HELD, why="place")
    answer = post(console.client("coordinator"), f"{PATH}/{reference}/place", page=f"{PATH}/{reference}", **given)
    assert answer.status_code == 422 and wrong in answer.text and state(console).state == rules.HELD
    assert given["place"].partition("'")[0] in answer.text


def test_a_person_says_the_place_and_it_goes(console: Console) -> None:
    reference = sent(console, rules.HELD, why="place")
    client = console.client("triage")
    given = {"place": "Central and 4th", "words": "Deep"}
    assert post(client, f"{PATH}/{reference}/place", page=f"{PATH}/{reference}", **given).status_code == 303
    now = state(console)
    assert (now.state, now.place, now.words) == (rules.WAITING, "Central and 4th", "Deep")
    with console.bot.db.read() as tx:
        assert "open311_send" in tx.execute(select(outbox.c.kind)).scalars().all()
        assert ("Tomas", "other_system.place_said") in acts(tx)


def test_they_have_it_again_and_stop(console: Console) -> None:
    reference = sent(console, rules.UNSURE)
    client, page = console.client("coordinator"), f"{PATH}/{reference}"
    assert post(client, f"{page}/number", page=page, number="").status_code == 422
    assert post(client, f"{page}/number", page=page, number="WO-7").status_code == 303
    assert (state(console).state, state(console).their_id) == (rules.FOLLOWED, "WO-7")
    post(client, f"{page}/again", page=page)
    assert "another state by now" in client.get(page).text
    assert post(client, f"{page}/stop", page=page).status_code == 303 and state(console).state == rules.STOPPED
    assert post(client, f"{page}/again", page=page).status_code == 303 and state(console).state == rules.WAITING
    with console.bot.db.read() as tx:
        assert sorted(act for _, act in acts(tx) if act.startswith("other")) == [
            "other_system.number_said", "other_system.sent_again", "other_system.stopped",
        ]  # fmt: skip


def test_a_concern_tells_where_it_went_and_where_it_came_from(console: Console) -> None:
    reference = sent(console, rules.CLOSED, their_id="9000", their_notes="Filled.")
    client = console.client("coordinator")
    page = client.get(f"/console/concerns/{reference}").text
    assert "closed there" in page and "9000" in page and "Filled." in page and f"{PATH}/{reference}" in page
    came = written(console)
    with console.bot.db.begin() as tx:
        id = tx.execute(select(concern.c.id).where(concern.c.reference == came)).scalar_one()
        row = {"concern_id": id, "key_id": "key_none", "token": "t", "at": console.time()}
        tx.execute(app_report.insert(), {**row, "media_url": "https://app.example/1.jpg"})
    page = client.get(f"/console/concerns/{came}").text
    assert "From another app" in page and "https://app.example/1.jpg" in page and "<dt>Resident</dt>" not in page
    spanish = client.get(f"{PATH}/{reference}", headers={"Accept-Language": "es"})
    assert spanish.status_code == 200
