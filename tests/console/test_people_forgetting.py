"""Forgetting a resident: a day later nothing leads to them, in any table; what they had asked for still counts."""

from datetime import timedelta
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Text, insert, select, update

from bot.concerns.tables import concern, concern_change, concern_follower
from bot.conversations.staff_tables import remark
from bot.conversations.tables import answer, session
from bot.db.base import metadata
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.events import PersonErased
from bot.messaging.tables import conversation, message, simulated_text
from bot.outbox.tables import event, outbox
from bot.people import imports
from bot.people.imports import Said, open_list
from bot.people.tables import contact, contact_field, erasure, suppression
from bot.webhooks.tables import delivery
from tests.console.desk import Console, acts, open_console, post
from tests.console.residents import LUPE, drain, says
from tests.console.test_people import column, of, page_of, whose

WORDS = ("guadalupe", "miralrio", "llantas")
"""What Lupe wrote that nobody else did: her name, her street, what happened."""
TEXTS = (
    "guadalupe aqui, buenas", "bache", "soy guadalupe y hay un bache enorme que rompe llantas", "1", "calle miralrio 4",
    "persona", "guadalupe otra vez, ya se rompieron las llantas en miralrio",
)  # fmt: skip


def everywhere(console: Console) -> list[tuple[str, str, Any]]:
    """Every value of every column that can hold text, with where it stands; the audit log apart, which nobody edits."""
    found = []
    with console.bot.db.read() as tx:
        for table in metadata.sorted_tables:
            columns = [each for each in table.c if isinstance(each.type, (String, Text, LargeBinary))]
            if columns and table.name not in ("audit", "flow_version", "flow_release"):
                for row in tx.execute(select(*columns)):
                    found += [(table.name, at.name, value) for at, value in zip(columns, row, strict=True) if value]
    return found


def leads_to(console: Console, *, number: str, sealed_too: bool = True) -> list[tuple[str, str, Any]]:
    """Where the number, sealed or hashed, or one of the words still stands."""
    hashed = console.bot.vault.lookup(number)
    traces = []
    for table, at, value in everywhere(console):
        if isinstance(value, bytes):
            opened = _opened(console, value) if sealed_too else ""
            if number in opened:
                traces.append((table, at, "sealed"))
        elif any(word in value.lower() for word in (*WORDS, number, number[-7:])):
            traces.append((table, at, value))
        elif hashed in value and table != "suppression":
            traces.append((table, at, "hash"))
    return traces


def _opened(console: Console, sealed: bytes) -> str:
    try:
        return console.bot.vault.open(sealed)
    except ValueError:
        return ""


def lives(console: Console) -> str:
    """Lupe with something in every table that a resident can be in; the id of the resident."""
    talk = says(console, LUPE, *TEXTS)
    drain(console)
    lupe, now = whose(console, LUPE), console.time()
    with console.bot.db.begin() as tx:
        (number,) = tx.execute(select(concern.c.id)).scalars()
        tx.execute(insert(concern_change), {
            "concern_id": number, "nth": 90, "act": "note", "status": "open", "by": "staff",
            "words": '{"es": "Guadalupe, ya vamos a Miralrio"}', "at": now,
        })  # fmt: skip
        version = tx.execute(select(answer.c.flow_version).where(answer.c.flow == "report").limit(1)).scalar_one()
        told = {"flow": "report", "step": "which", "status": "answered", "codes": ["412_miralrio"], "survey": ""}
        tx.execute(insert(answer), {
            **told, "id": "ans_place", "session_id": "ses_1", "contact_id": lupe, "flow_version": version,
            "codes": dumps(told["codes"]), "words": "1", "at": now,
        })  # fmt: skip
        tx.execute(insert(event), {
            "type": "answer.given", "version": 1, "at": now, "subject": lupe, "data": dumps(told), "sequence": 10_000,
        })  # fmt: skip
        tx.execute(insert(contact_field), {"contact_id": lupe, "name": "nickname", "value": "Guadalupe"})
        tx.execute(insert(remark), {
            "id": "rmk_1", "conversation_id": talk, "staff_id": "stf", "kind": "note",
            "body": "Guadalupe de la calle Miralrio", "at": now,
        })  # fmt: skip
        tx.execute(insert(delivery), {
            "subscription_id": "sub", "sequence": 1, "subject": lupe, "status": "dead", "due_at": now,
            "excerpt": f"cannot call {LUPE}", "why": "HTTP 500",
        })  # fmt: skip
        tx.execute(update(message).where(message.c.direction == "in").values(location="35.1,-106.6 miralrio"))
        tx.execute(update(contact).where(contact.c.id == lupe).values(area="Old Town", door="main_library"))
    return lupe


def asks(console: Console, contact_id: str, name: str = "admin", **form: str) -> Any:
    form = {"why": "asked", "sure": "1", **form}
    return post(console.client(name), f"{page_of(contact_id)}/forget", page=f"{page_of(contact_id)}/forget", **form)


def forgotten(console: Console, contact_id: str) -> None:
    asks(console, contact_id)
    console.time.move(hours=25)
    drain(console)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The console over each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("console")
        return
    url = request.getfixturevalue("new_database")()
    db = Database(url)
    upgrade(db)
    db.close()
    opened = open_console(url)
    yield opened
    opened.bot.db.close()


def test_a_day_later_nothing_leads_to_them_in_any_table(either: Console) -> None:
    lupe = lives(either)
    before = leads_to(either, number=LUPE)
    assert {table for table, *_ in before} >= {
        "contact", "message", "concern", "concern_change", "contact_field", "remark", "delivery", "consent", "session",
        "answer", "event", "simulated_text",
    }  # fmt: skip
    forgotten(either, lupe)
    assert leads_to(either, number=LUPE) == []


def test_counts_stay_and_so_does_the_husk(console: Console) -> None:
    lupe = lives(console)
    texts, reports = column(console, select(message.c.id)), column(console, select(concern.c.kind))
    codes = [each for each in column(console, select(answer.c.codes).order_by(answer.c.id)) if "pothole" in str(each)]
    forgotten(console, lupe)
    assert column(console, select(message.c.id)) == texts
    assert column(console, select(concern.c.kind)) == reports == ["pothole"]
    assert len([each for each in column(console, select(answer.c.codes)) if "pothole" in str(each)]) == len(codes)
    husk = of(console, lupe)
    assert (husk["language"], husk["area"], husk["door"], husk["phone_sealed"]) == ("es", None, None, b"")
    assert husk["forgotten_at"] == console.time()
    assert column(console, select(session.c.id).where(session.c.status == "waiting")) == []
    assert column(console, select(conversation.c.waiting_since)) == [None]
    page = console.client("admin").get(page_of(lupe)).text
    assert "was forgotten on" in page and "What is known" not in page
    assert lupe not in console.client("admin").get("/console/people").text


def test_other_systems_are_told_by_the_reference_alone(console: Console) -> None:
    lupe = lives(console)
    forgotten(console, lupe)
    with console.bot.db.read() as tx:
        (told,) = tx.execute(select(event).where(event.c.type == PersonErased.type)).mappings()
    assert (told["subject"], told["area"], told["data"]) == (lupe, None, "{}")


def test_it_is_asked_first_and_can_be_taken_back_for_a_day(console: Console) -> None:
    lupe = lives(console)
    page = console.client("admin").get(f"{page_of(lupe)}/forget").text
    assert "What is deleted" in page and "What stays" in page and "24 hours" in page
    assert asks(console, lupe, sure="").status_code == 422
    assert asks(console, lupe, why="because").status_code == 422
    assert column(console, select(erasure.c.contact_id)) == []
    assert asks(console, lupe).status_code == 303
    assert "To be forgotten on" in console.client("coordinator").get(page_of(lupe)).text
    console.time.move(hours=23)
    drain(console)
    assert of(console, lupe)["forgotten_at"] is None
    post(console.client("records_officer"), f"{page_of(lupe)}/keep", page=page_of(lupe))
    console.time.move(hours=2)
    drain(console)
    assert of(console, lupe)["forgotten_at"] is None and leads_to(console, number=LUPE)
    told = [act for _, act in entries_of(console) if act.startswith("people.")]
    assert sorted(told) == ["people.forget_asked", "people.forget_taken_back"]


def test_asked_anew_it_waits_a_whole_day_anew(console: Console) -> None:
    lupe = lives(console)
    asks(console, lupe)
    post(console.client("admin"), f"{page_of(lupe)}/keep", page=page_of(lupe))
    console.time.move(hours=20)
    asks(console, lupe)
    console.time.move(hours=5)
    drain(console)
    assert of(console, lupe)["forgotten_at"] is None
    console.time.move(hours=20)
    drain(console)
    assert of(console, lupe)["forgotten_at"] is not None
    assert column(console, select(outbox.c.kind).where(outbox.c.kind == "people.forget")) == []


def entries_of(console: Console) -> list[tuple[str, str]]:
    with console.bot.db.read() as tx:
        return acts(tx)


def test_the_log_keeps_who_asked_and_that_it_was_done_without_the_person(console: Console) -> None:
    lupe = lives(console)
    forgotten(console, lupe)
    assert {("Ada", "people.forget_asked"), ("Cabildo", "people.forgotten")} <= set(entries_of(console))


@pytest.mark.parametrize("name", ["coordinator", "analyst", "triage"])
def test_only_some_may_forget(console: Console, name: str) -> None:
    lupe = lives(console)
    client = console.client(name)
    assert client.get(f"{page_of(lupe)}/forget").status_code == 403
    assert post(client, f"{page_of(lupe)}/forget", page="/console/account", why="asked", sure="1").status_code == 403
    assert column(console, select(erasure.c.contact_id)) == []


def list_of(console: Console, tmp_path: Path) -> Any:
    path = tmp_path / "fair.csv"
    path.write_text(f"phone,language\n{LUPE},es\n")
    said = Said(consent_source="paper form", consent_on=console.time().date() - timedelta(days=30))
    people = open_list(path, console.bot.library, said, now=console.time())
    run = imports.begin(console.bot.db, people, now=console.time())
    for counts in imports.bring_in(console.bot.db, console.bot.vault, people, run, clock=console.time):
        done = counts
    return done


def test_no_list_brings_them_back_and_stop_outlives_being_forgotten(console: Console, tmp_path: Path) -> None:
    lupe = lives(console)
    says(console, LUPE, "ALTO")
    forgotten(console, lupe)
    assert list_of(console, tmp_path).left_out == 1
    assert len(column(console, select(contact.c.id))) == 1
    says(console, LUPE, "hola otra vez a todos")
    again = whose(console, LUPE)
    assert again != lupe and of(console, again)["left_at"] is not None
    assert column(console, select(suppression.c.phone_hash)) == []
    says(console, LUPE, "EMPEZAR")
    assert of(console, again)["left_at"] is None


def test_who_had_not_left_is_a_stranger_when_they_text_again(console: Console, tmp_path: Path) -> None:
    lupe = lives(console)
    forgotten(console, lupe)
    assert list_of(console, tmp_path).left_out == 1
    says(console, LUPE, "hola")
    again = whose(console, LUPE)
    assert again != lupe and of(console, again)["left_at"] is None
    assert column(console, select(suppression.c.phone_hash)) == []


def test_whom_they_were_merged_with_is_forgotten_with_them(console: Console) -> None:
    lupe = lives(console)
    says(console, "+15055550122", "hello there")
    sam = whose(console, "+15055550122")
    post(console.client("admin"), f"{page_of(sam)}/merge", other=lupe, stays=sam)
    forgotten(console, sam)
    assert leads_to(console, number=LUPE) == [] == leads_to(console, number="+15055550122")
    assert of(console, lupe)["forgotten_at"] is not None


def test_a_text_that_waits_to_leave_stays(console: Console) -> None:
    lupe = lives(console)
    talk = says(console, LUPE, "bache")
    with console.bot.db.begin() as tx:
        tx.execute(
            update(message)
            .where(message.c.conversation_id == talk, message.c.direction == "out")
            .values(status="queued")
        )
    forgotten(console, lupe)
    assert "queued" not in column(console, select(message.c.status))
    assert column(console, select(simulated_text.c.body)) == []


def test_followers_of_their_report_keep_following(console: Console) -> None:
    lupe = lives(console)
    says(console, "+15055550122", "hello there")
    sam = whose(console, "+15055550122")
    (number,) = column(console, select(concern.c.id))
    with console.bot.db.begin() as tx:
        tx.execute(insert(concern_follower), [
            {"concern_id": number, "contact_id": sam, "since": console.time()},
        ])  # fmt: skip
    forgotten(console, lupe)
    assert column(console, select(concern_follower.c.contact_id)) == [sam]
