"""One conversation: answered in its language, never twice or by two unawares; numbers and grave words stay hidden."""

import re

import pytest
from sqlalchemy import select

from bot.conversations import takeover
from bot.conversations.service import answer_conversation
from bot.events import ConversationAnswered
from bot.keys import service as keys
from bot.keys.rules import Key
from bot.outbox.tables import event
from tests.console.desk import Console, acts, post
from tests.console.residents import LUPE, SAM, Counted, drain, fields, page_of, replies, row, says, sent


@pytest.fixture
def lupe(console: Console) -> str:
    """Lupe asked for a person in Spanish."""
    return says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")


def test_a_reply_goes_out_in_the_residents_language_and_ends_the_waiting(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    console.time.move(minutes=9)
    answer = replies(client, lupe, "Buenas tardes, con gusto le ayudamos mañana temprano.")
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(lupe))
    (text,) = sent(console, lupe)
    assert (text["purpose"], text["language"], text["staff_id"], text["parts"]) == (
        "reply", "es", console.staff("coordinator").id, 1,
    )  # fmt: skip
    assert row(console, lupe)["waiting_since"] is None
    assert row(console, lupe)["taken_over_at"] == console.time()
    drain(console)
    page = client.get(page_of(lupe)).text
    assert ("con gusto le ayudamos" in page and "delivered" in page) or "sent" in page
    with console.bot.db.read() as tx:
        (data,) = tx.execute(select(event.c.data).where(event.c.type == ConversationAnswered.type)).scalars()
    assert data == '{"waited_seconds": 540}'


def test_the_same_form_sent_twice_is_one_text(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    form = fields(client.get(page_of(lupe)).text)
    for _ in range(2):
        assert (
            post(client, f"{page_of(lupe)}/reply", page=page_of(lupe), body="Buenas tardes", **form).status_code == 303
        )
    assert len(sent(console, lupe)) == 1


def test_whoever_writes_while_a_colleague_answers_reads_that_first(console: Console, lupe: str) -> None:
    carmen, ada = console.client("coordinator"), console.client("admin")
    form = fields(ada.get(page_of(lupe)).text)
    console.time.move(seconds=20)
    replies(carmen, lupe, "Buenas tardes, con gusto le ayudamos.")
    console.time.move(seconds=20)
    answer = post(ada, f"{page_of(lupe)}/reply", page=page_of(lupe), body="Ya lo vemos.", **form)
    assert answer.status_code == 409 and "Carmen" in answer.text and "Ya lo vemos." in answer.text
    assert len(sent(console, lupe)) == 1
    again = post(
        ada, f"{page_of(lupe)}/reply", page=page_of(lupe), body="Ya lo vemos.", anyway="1", **fields(answer.text)
    )
    assert again.status_code == 303 and [each["body"] for each in sent(console, lupe)][1] == "Ya lo vemos."


def test_a_colleague_sees_who_has_it_open_and_who_writes(console: Console, lupe: str) -> None:
    carmen, ada = console.client("coordinator"), console.client("admin")
    carmen.get(page_of(lupe))
    assert "Carmen has this open too" in ada.get(page_of(lupe)).text
    console.time.move(seconds=12)
    post(carmen, f"{page_of(lupe)}/price", page=page_of(lupe), body="Buenas")
    assert "Carmen is writing a reply now" in ada.get(f"{page_of(lupe)}/thread").text
    console.time.move(seconds=31)
    assert "Carmen" not in ada.get(f"{page_of(lupe)}/thread").text


def test_who_looks_is_written_down_at_most_every_ten_seconds(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    client.get(page_of(lupe))
    with Counted(console) as counted:
        client.get(f"{page_of(lupe)}/thread", headers={"X-Cabildo-Unattended": "1"})
    assert [each for each in counted.statements if not each.startswith(("SELECT", "BEGIN"))] == []


def test_given_back_the_flow_answers_the_next_text(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    replies(client, lupe, "Buenas tardes, con gusto le ayudamos.")
    post(client, f"{page_of(lupe)}/give-back", page=page_of(lupe))
    assert row(console, lupe)["taken_over_at"] is None
    assert "You gave it back to the flow" in client.get(page_of(lupe)).text
    says(console, LUPE, "hay un bache muy grande en mi calle")
    assert "Flow: " in client.get(page_of(lupe)).text


def test_the_price_is_told_while_somebody_writes(console: Console, lupe: str) -> None:
    client = console.client("coordinator")

    def price(body: str) -> str:
        return post(client, f"{page_of(lupe)}/price", page=page_of(lupe), body=body).text

    assert "1 part," in price("Buenas tardes, con gusto.") and "70 letters" not in price("Buenas tardes, mañana.")
    assert "With á í a part has only 70 letters." in price("Mañana está abierto ahí.")
    assert "2 parts instead of 1: á í" in price("Mañana está abierto, ahí lo esperamos. " * 2)
    assert "This looks like English; they read Spanish." in price("We will fix the street light tomorrow morning.")
    assert "Too long" in price("a" * 1000)


def test_a_reply_that_cannot_be_sent_keeps_its_words(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    long = replies(client, lupe, "b" * 1000)
    assert long.status_code == 422 and "b" * 1000 in long.text and "longer than six parts" in long.text
    assert replies(client, lupe, "   ").status_code == 422
    form = fields(client.get(page_of(lupe)).text)
    says(console, LUPE, "ALTO")
    gone = post(client, f"{page_of(lupe)}/reply", page=page_of(lupe), body="Buenas tardes", **form)
    assert gone.status_code == 422 and sent(console, lupe) == []


def test_notes_and_labels_stand_between_the_texts_and_go_nowhere(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    post(client, f"{page_of(lupe)}/note", page=page_of(lupe), note="Llamar al taller <b>mañana</b>")
    post(client, f"{page_of(lupe)}/label", page=page_of(lupe), label="Alumbrado")
    page = client.get(page_of(lupe)).text
    assert "Llamar al taller &lt;b&gt;mañana&lt;/b&gt;" in page and "You added the label alumbrado" in page
    post(client, f"{page_of(lupe)}/label", page=page_of(lupe), off="alumbrado")
    assert "You took off the label alumbrado" in client.get(page_of(lupe)).text
    drain(console)
    assert sent(console, lupe) == []


def test_a_number_is_shown_to_who_says_what_for_and_the_log_knows(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    refused = post(client, f"{page_of(lupe)}/number", page=page_of(lupe), why="  ")
    assert refused.status_code == 422 and LUPE not in refused.text
    page = post(client, f"{page_of(lupe)}/number", page=page_of(lupe), why="Call about the fallen tree")
    assert LUPE in page.text and LUPE not in client.get(page_of(lupe)).text
    with console.bot.db.read() as tx:
        assert [each for each in acts(tx) if each[1] == "number.read"] == [("Carmen", "number.read")]


def test_triage_may_answer_but_sees_no_number(console: Console, lupe: str) -> None:
    takeover.route(console.bot.db, lupe, console.staff("coordinator").id, department="public_works", now=console.time())
    client = console.client("triage")
    assert "Show their number" not in client.get(page_of(lupe)).text
    assert post(client, f"{page_of(lupe)}/number", page=page_of(lupe), why="Call them back").status_code == 403
    assert replies(client, lupe, "Buenas tardes, con gusto le ayudamos.").status_code == 303


def test_what_was_hidden_is_read_by_few_and_answered_by_few(console: Console) -> None:
    talk = says(console, SAM, "hello, is anybody there today?", "my husband beats me and I am afraid")
    assert row(console, talk)["hidden_since"] is not None
    takeover.route(console.bot.db, talk, console.staff("coordinator").id, department="public_works", now=console.time())
    tomas, carmen = console.client("triage"), console.client("coordinator")
    for path in (page_of(talk), "/console/inbox?view=all", "/console/inbox?q=husband", "/console/today"):
        assert "husband beats" not in tomas.get(path).text.replace("q=husband", ""), path
    assert "husband beats" in carmen.get(page_of(talk)).text
    assert 'id="body"' not in tomas.get(page_of(talk)).text
    key = "msg_" + "0" * 26
    assert post(tomas, f"{page_of(talk)}/reply", page=page_of(talk), body="Hello", key=key).status_code == 400


def test_ready_answers_are_offered_in_the_residents_language(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    write = "/console/ready-answers/write"
    wrong = post(client, write, name="Bulky items", body_es="We pick up bulky items on the first Monday.", body_en="")
    assert wrong.status_code == 422 and "This looks like English" in wrong.text
    post(
        client, write, name="Bulky items", body_es="Los muebles se recogen el primer lunes del mes.",
        body_en="We pick up bulky items on the first Monday.",
    )  # fmt: skip
    options = re.findall(r'<option value="([^"]+)">Bulky items</option>', client.get(page_of(lupe)).text)
    assert options == ["Los muebles se recogen el primer lunes del mes."]


def test_the_thread_costs_the_same_however_long_it_is(console: Console, lupe: str) -> None:
    client = console.client("coordinator")

    def asked() -> int:
        client.get(page_of(lupe))
        with Counted(console) as counted:
            assert client.get(page_of(lupe)).status_code == 200
        return len(counted.statements)

    few = asked()
    says(console, LUPE, *(f"otra cosa mas numero {number}" for number in range(80)))
    page = client.get(page_of(lupe)).text
    assert asked() == few and few <= 20
    assert "Earlier texts" in page and "numero 79" in page and "numero 5<" not in page


def test_it_is_given_to_a_colleague_who_may_answer_there(console: Console, lupe: str) -> None:
    client, page = console.client("coordinator"), page_of(lupe)
    tomas, clara, teresa = (console.staff(name).id for name in ("triage", "clerk", "triage_elsewhere"))
    takeover.route(console.bot.db, lupe, console.staff("admin").id, department="public_works", now=console.time())
    shown = client.get(page).text
    assert f'value="{tomas}"' in shown and f'value="{clara}"' not in shown and f'value="{teresa}"' not in shown
    assert post(client, f"{page}/assign", page=page, to=tomas).status_code == 303
    assert "With Tomas." in client.get(page).text
    for nobody in (clara, teresa, "stf_made_up"):
        assert post(client, f"{page}/assign", page=page, to=nobody).status_code == 400
    assert "With Tomas." in client.get(page).text


def test_a_slip_is_undone_by_whoever_made_it(console: Console, lupe: str) -> None:
    client, page = console.client("coordinator"), page_of(lupe)
    post(client, f"{page}/take-over", page=page)
    console.time.move(seconds=5)
    post(client, f"{page}/give-back", page=page)
    shown = client.get(page).text
    assert "You gave it back to the flow." in shown
    assert "You gave it back" not in console.client("admin").get(page).text
    act = re.search(r'name="act" value="([^"]+)"', shown)[1]
    console.time.move(seconds=5)
    post(client, f"{page}/undo", page=page, act=act)
    assert row(console, lupe)["taken_over_at"] is not None and row(console, lupe)["waiting_since"] is not None
    shown = client.get(page).text
    assert "You took that back" in shown and 'name="act"' not in shown
    post(client, f"{page}/undo", page=page, act=act)
    assert "too late to undo" in client.get(page).text


def test_a_reply_can_give_it_back_at_once(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    replies(client, lupe, "Buenas tardes, mañana va una cuadrilla.", then="give_back")
    assert len(sent(console, lupe)) == 1 and row(console, lupe)["taken_over_at"] is None


def test_each_text_tells_its_language_and_leads_to_its_delivery(console: Console, lupe: str) -> None:
    client = console.client("coordinator")
    replies(client, lupe, "Good afternoon, somebody will look at it tomorrow.")
    page = client.get(page_of(lupe)).text
    id = sent(console, lupe)[0]["id"]
    assert f"/console/deliveries/texts/{id}" in page and "English" in page
    assert f"/console/deliveries/texts/{id}" not in console.client("triage").get(page_of(lupe)).text


def test_an_answer_over_the_api_bears_the_name_of_its_key(console: Console, lupe: str) -> None:
    key = Key("key_01KKC7M0001NFCRN9BFYYXDJY4", "311 desk", "answers", frozenset({"conversations:write"}),
              frozenset(), "Ada", console.time())  # fmt: skip
    keys.issue(console.bot.db, console.bot.vault, key, (), now=console.time())
    answer_conversation(
        console.bot.db, lupe, "Buenas tardes, lo vemos hoy.", None, writer=key.id, token="x", now=console.time()
    )
    page = console.client("coordinator").get(page_of(lupe)).text
    assert "311 desk (API)" in page
    assert "1 asked" in console.client("coordinator").get("/console/today").text
