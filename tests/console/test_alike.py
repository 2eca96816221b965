"""Reports that look alike and photos at the console: what is shown to whom, what staff say, and that it is kept."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.concerns.tables import concern, concern_follower
from bot.conversations.staff_tables import care
from bot.messaging.tables import conversation, message, photo
from bot.simulator.picture import pothole
from tests.console.desk import Console, acts, post
from tests.console.residents import LUPE, SAM, Counted, drain, says
from tests.console.test_concerns import CONCERNS, row, written

SPOT = {"spot": "4th st|central ave nw", "place": "Central & 4th"}


def pair(console: Console, **values: object) -> tuple[str, str]:
    """Two reports of one pothole; the older and the newer one."""
    newer = written(console, **SPOT, language="en", words="huge pothole")
    return written(console, **SPOT, **values), newer


def says_of(console: Console, one: str, what: str, other: str, who: str = "coordinator") -> int:
    client = console.client(who)
    return post(client, f"{CONCERNS}/{one}/{what}/{other}", page=f"{CONCERNS}/{one}").status_code


def test_what_looks_alike_is_shown_with_its_reasons_in_both_languages(console: Console) -> None:
    older, newer = pair(console)
    apart = written(console, spot="lake st|4th st")
    client = console.client("coordinator")
    page = client.get(f"{CONCERNS}/{older}").text
    assert newer in page and "same place" in page and "same category" in page and apart not in page
    post(client, "/console/account/language", page="/console/account", language="es")
    assert "¿Es lo mismo?" in client.get(f"{CONCERNS}/{older}").text


def test_the_same_asks_first_is_recorded_and_can_be_taken_back(console: Console) -> None:
    older, newer = pair(console)
    client = console.client("coordinator")
    asked = client.get(f"{CONCERNS}/{newer}/same/{older}").text
    assert f"The newer one, {newer}, goes on as {older}" in asked
    assert says_of(console, newer, "same", older) == 303
    assert row(console, newer)["same_as"] == row(console, older)["id"]
    listed = client.get(CONCERNS).text
    assert f'/concerns/{older}"' in listed and f'/concerns/{newer}"' not in listed and "+1 neighbor" in listed
    page = client.get(f"{CONCERNS}/{newer}").text
    assert "It goes on as" in page and "It is done" not in page
    assert says_of(console, newer, "same", older) == 422
    assert says_of(console, older, "take-back", newer) == 303
    assert row(console, newer)["same_as"] is None
    with console.bot.db.read() as tx:
        assert {("Carmen", "concern.same"), ("Carmen", "concern.apart_again")} <= set(acts(tx))


def test_not_the_same_is_remembered(console: Console) -> None:
    older, newer = pair(console)
    assert says_of(console, older, "not-same", newer) == 303
    page = console.client("coordinator").get(f"{CONCERNS}/{newer}").text
    assert "Not the same:" in page and "same place" not in page


def test_what_another_department_has_is_neither_shown_nor_said_anything_of(console: Console) -> None:
    older, newer = pair(console, department="housing")
    client = console.client("triage")
    assert older not in client.get(f"{CONCERNS}/{newer}").text
    assert client.get(f"{CONCERNS}/{newer}/same/{older}").status_code == 404
    assert says_of(console, newer, "same", older, "triage") == 404


def test_what_goes_on_as_another_is_decided_there_and_not_in_triage(console: Console) -> None:
    older, newer = pair(console, promised_on=date(2026, 3, 1))
    client = console.client("coordinator")
    assert newer in client.get("/console/triage").text
    assert says_of(console, older, "same", newer) == 303
    for lane in ("waiting", "late"):
        page = client.get(f"/console/triage?lane={lane}").text
        assert f"r-{older}" in page and f"r-{newer}" not in page
        assert re.findall(r'count--some">(\d+)', page) == ["1", "1"]


def test_what_neighbors_wrote_is_shown_and_counted(console: Console) -> None:
    older, newer = pair(console)
    with console.bot.db.begin() as tx:
        tx.execute(concern_follower.insert().values(
            concern_id=row(console, older)["id"], contact_id=row(console, newer)["contact_id"], since=console.time(),
            words="es el mismo bache", language="es", said="not_fixed",
        ))  # fmt: skip
    page = console.client("coordinator").get(f"{CONCERNS}/{older}").text
    assert "es el mismo bache" in page and "1 neighbor besides" in page
    assert "1 neighbor says that it is not fixed." in page


@pytest.fixture
def sent(console: Console) -> str:
    """Lupe has sent a photo with her report; its id."""
    says(console, LUPE, "ESPANOL", "reportar", "hay un bache enorme en la calle", "1", "Central y 4th")
    drain(console)
    with console.bot.db.begin() as tx:
        told = tx.execute(select(concern.c.session_id, concern.c.message_id)).one()
        name = console.bot.photo_files.keep(pothole(), b"small")
        tx.execute(update(message).where(message.c.id == told.message_id).values(media="image/png"))
        tx.execute(photo.insert().values(
            id="pho_1.0", message_id=told.message_id, session_id=told.session_id, told_type="image/png", state="kept",
            file=name, width=480, height=360, at=console.time(),
        ))  # fmt: skip
    return "pho_1.0"


def test_a_photo_is_shown_with_its_report_and_in_the_conversation(console: Console, sent: str) -> None:
    client = console.client("coordinator")
    with console.bot.db.read() as tx:
        number = tx.execute(select(concern.c.reference)).scalar_one()
        talk = tx.execute(select(message.c.conversation_id).where(message.c.media.is_not(None))).scalar_one()
    for path in (f"{CONCERNS}/{number}", f"/console/conversations/{talk}"):
        image = re.search(r'<img src="([^"]+)" alt="Photo sent by the resident, [^"]+"', client.get(path).text)
        assert image and image[1] == f"/console/photos/{sent}/thumb"
    answer = client.get(f"/console/photos/{sent}/full")
    assert answer.data == pothole() and answer.mimetype == "image/jpeg"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert LUPE not in str(answer.headers)


def test_triage_shows_the_photos_of_a_report(console: Console, sent: str) -> None:
    image = re.compile(r'<a class="photo" href="([^"]+)"><img src="([^"]+)" alt="Photo sent by the resident, [^"]+"')
    for name, shows in (("coordinator", True), ("triage", True), ("triage_elsewhere", False)):
        client = console.client(name)
        found = image.findall(client.get("/console/triage").text)
        assert found == ([(f"/console/photos/{sent}/full", f"/console/photos/{sent}/thumb")] if shows else []), name
        assert all(client.get(address).status_code == 200 for addresses in found for address in addresses)
    with console.bot.db.begin() as tx:
        tx.execute(update(conversation).values(hidden_since=tx.execute(select(conversation.c.created_at)).scalar()))
    assert sent in console.client("coordinator").get("/console/triage").text
    grave = console.client("triage").get("/console/triage").text
    assert "Hidden: it speaks of something grave." in grave and sent not in grave


def test_triage_shows_the_first_photos_tells_of_the_others_and_of_what_is_none(console: Console, sent: str) -> None:
    with console.bot.db.begin() as tx:
        whole = dict(tx.execute(select(photo)).mappings().one())
        for number, state in enumerate(("waiting", "refused", "kept", "kept", "gone", "kept"), 1):
            values = {"id": f"pho_1.{number}", "state": state, "at": console.time() + timedelta(seconds=number)}
            tx.execute(photo.insert(), {**whole, **values})
    client = console.client("coordinator")
    page = client.get("/console/triage").text
    assert "A photo is being fetched" in page and "A photo came with it, and the carrier" in page
    assert "3 photos more" in page and "#photos" in page and page.count('class="photo"') == 1
    post(client, "/console/account/language", page="/console/account", language="es")
    assert "3 fotos más" in client.get("/console/triage").text


def test_photos_of_a_page_are_one_statement(console: Console, sent: str) -> None:
    client, counts = console.client("coordinator"), []
    with console.bot.db.read() as tx:
        whole = dict(tx.execute(select(photo)).mappings().one())
    for more in (0, 30):
        for number in range(more):
            session = row(console, written(console))["session_id"]
            with console.bot.db.begin() as tx:
                tx.execute(photo.insert(), {**whole, "id": f"pho_9.{number}", "session_id": session})
        with Counted(console) as counted:
            page = client.get("/console/triage").text
        assert page.count('class="photo"') == more + 1
        counts.append(len(counted.statements))
    assert counts[0] == counts[1] <= 16


@pytest.mark.parametrize(("who", "status"), [
    ("triage", 200), ("triage_elsewhere", 404), ("clerk", 403), (None, 302),
])  # fmt: skip
def test_only_whoever_sees_the_report_sees_its_photo(console: Console, sent: str, who: str | None, status: int) -> None:
    assert console.client(who).get(f"/console/photos/{sent}/thumb").status_code == status


def test_a_photo_of_something_grave_or_gone_is_not_there(console: Console, sent: str) -> None:
    client = console.client("triage")
    for path in (f"{sent}/raw", "pho_none/full", f"{sent}/..%2f..%2fetc"):
        assert client.get(f"/console/photos/{path}").status_code == 404
    with console.bot.db.begin() as tx:
        since = tx.execute(select(conversation.c.created_at)).scalar()
        tx.execute(update(conversation).values(hidden_since=since))
        tx.execute(update(care).values(department="public_works"))
    assert client.get(f"/console/photos/{sent}/full").status_code == 404
    with console.bot.db.begin() as tx:
        tx.execute(update(conversation).values(hidden_since=None))
        tx.execute(update(photo).values(state="leaving"))
    assert client.get(f"/console/photos/{sent}/full").status_code == 404


def test_a_resident_joins_and_is_seen_on_the_list(console: Console) -> None:
    says(console, LUPE, "ESPANOL", "reportar", "hay un bache enorme en la calle", "1", "Central y 4th")
    says(console, SAM, "ENGLISH", "report", "huge pothole on the street", "1", "Central and 4th", "1")
    drain(console)
    assert "+1 neighbor" in console.client("coordinator").get(CONCERNS).text
