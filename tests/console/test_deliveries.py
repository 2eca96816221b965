"""Deliveries on the screen: figures that are right, lists that end, and a text sent once more where that helps."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.jobs import drain_with
from bot.messaging import daily, listing
from bot.messaging.tables import attempt, message, text_day
from bot.outbox.tables import outbox
from bot.people.tables import contact
from tests.console.desk import Console, acts, post
from tests.console.residents import LUPE, SAM, Counted, crowd, drain, page_of, replies, says

DELIVERIES = "/console/deliveries"


def lose(console: Console, conversation_id: str, status: str = "undelivered", code: int | None = 30003) -> str:
    """The last text of the city in that conversation came to this; its id."""
    with console.bot.db.begin() as tx:
        out = (message.c.conversation_id == conversation_id, message.c.direction == "out")
        id = tx.execute(select(message.c.id).where(*out).order_by(message.c.created_at.desc()).limit(1)).scalar_one()
        tx.execute(update(message).where(message.c.id == id).values(status=status, error_code=code))
        tx.execute(outbox.delete().where(outbox.c.subject == id))
    return str(id)


def count(console: Console) -> None:
    daily.count_texts(console.bot.db, ZoneInfo("America/Denver"), console.time())


def answered(console: Console, body: str = "Buenas tardes, mañana va una cuadrilla.") -> str:
    """Lupe waits for a person and gets an answer; the conversation."""
    talk = says(console, LUPE, "hola, buenas tardes a todos", "PERSONA")
    replies(console.client("coordinator"), talk, body)
    return talk


def test_a_quiet_city_is_told_what_would_be_here(console: Console) -> None:
    client = console.client("coordinator")
    assert "No text has left in this time." in client.get(DELIVERIES).text
    assert "No text has left yet." in client.get(f"{DELIVERIES}/texts").text
    waits = client.get(f"{DELIVERIES}/waiting").text
    assert "No text is held back." in waits and "Of every text it is known" in waits


def test_figures_are_those_of_the_city_s_day_with_reasons_in_plain_words(console: Console) -> None:
    talk = answered(console)
    lose(console, talk)
    lose(console, says(console, SAM, "hello, is anybody there today?"), "failed", 30007)
    count(console)
    with console.bot.db.begin() as tx:  # Of a clock that was ahead.
        tx.execute(text_day.insert(), {"day": date(2026, 3, 12), "sender": "", "language": "es", "status": "delivered",
                                       "why": "", "texts": 7, "parts": 7, "counted_at": console.time()})  # fmt: skip
    page = console.client("analyst").get(DELIVERIES).text
    assert "The phone is off or out of reach." in page and "took it for spam" in page and "Reword" in page
    assert re.search(r"<strong>2</strong> not delivered", page) and "<svg" in page
    assert "$0.0" in page or "$0.1" in page


def test_a_day_is_counted_anew_until_nothing_more_can_become_of_its_texts() -> None:
    zone, now = ZoneInfo("America/Denver"), datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    today = date(2026, 3, 10)
    every = list(daily.days_to_count({}, zone, now))
    assert len(every) == daily.COUNTED_DAYS and every[0] == today
    counted = dict.fromkeys(every, now)
    assert list(daily.days_to_count(counted, zone, now)) == [today]
    later = now.replace(hour=18)
    assert list(daily.days_to_count(counted, zone, later)) == [date(2026, 3, day) for day in (10, 9, 8, 7)]
    # The clocks go forward on March 8: that day has 23 hours.
    begins, ends = daily.day_bounds(date(2026, 3, 8), zone)
    assert (ends - begins).total_seconds() == 23 * 3600


def test_counting_twice_is_counting_once_and_midnight_is_the_city_s(console: Console) -> None:
    says(console, SAM, "hello, is anybody there today?")
    count(console)
    with console.bot.db.begin() as tx:
        first = tx.execute(select(text_day.c.day, text_day.c.texts)).all()
        tx.execute(update(message).where(message.c.direction == "out")
                   .values(created_at=datetime(2026, 3, 10, 5, 59, tzinfo=UTC)))  # fmt: skip
    assert first and {row.day for row in first} == {date(2026, 3, 10)}
    console.time.move(hours=2)
    count(console)
    with console.bot.db.read() as tx:
        assert {row.day for row in tx.execute(select(text_day.c.day))} == {date(2026, 3, 9)}


def test_lists_are_by_what_became_of_texts(console: Console) -> None:
    talk = answered(console)
    lost = lose(console, talk)
    client = console.client("coordinator")
    for query, there in (("outcome=lost", True), ("outcome=failed&why=30003", True), ("why=30007", False),
                         ("outcome=delivered", False), ("day=2026-03-10", True), ("day=2026-03-09", False),
                         ("language_spoken=es", True), ("language_spoken=en", False), ("sender=nobody", False),
                         ("outcome=made-up", True), ("day=tomorrow", True), ("why=" + "9" * 30, True)):  # fmt: skip
        assert (lost in client.get(f"{DELIVERIES}/texts?{query}").text) == there, query
    assert client.get("/console/today/not-delivered", follow_redirects=True).text.count(lost)


def test_one_text_tells_its_attempts_and_its_price(console: Console) -> None:
    talk = answered(console)
    drain(console)
    id = lose(console, talk)
    page = console.client("coordinator").get(f"{DELIVERIES}/texts/{id}").text
    assert "una cuadrilla" in page and page_of(talk) in page and "Carmen" in page
    assert "The phone is off or out of reach." in page and "30003" in page and "$0.0" in page
    with console.bot.db.read() as tx:
        assert tx.execute(select(attempt).where(attempt.c.message_id == id)).first()
    assert "taken" in page and LUPE[-7:] not in page


def test_words_are_for_those_who_read_the_inbox(console: Console) -> None:
    talk = answered(console)
    id = lose(console, talk)
    page = console.client("analyst").get(f"{DELIVERIES}/texts/{id}").text
    assert "una cuadrilla" not in page and "not open to you" in page
    assert "/again" not in page
    assert console.client("analyst").post(f"{DELIVERIES}/texts/{id}/again").status_code == 403


def test_a_text_is_sent_once_more_as_a_new_one_and_only_once(console: Console) -> None:
    talk = answered(console)
    id = lose(console, talk)
    client, at = console.client("coordinator"), f"{DELIVERIES}/texts/{id}"
    answer = post(client, f"{at}/again", page=at)
    new = answer.location.rpartition("/")[2]
    with console.bot.db.read() as tx:
        row = listing.text(tx, new)
        assert (row.body, row.status, row.purpose) == ("Buenas tardes, mañana va una cuadrilla.", "queued", "reply")
        assert ("Carmen", "text.sent_again") in acts(tx)
        assert tx.execute(select(outbox).where(outbox.c.subject == new)).first()
    page = client.get(at).text
    assert new in page and "/again" not in page
    assert post(client, f"{at}/again", page="/console/account").status_code == 303
    assert "sent once more already" in client.get(at).text


def test_days_later_it_is_a_notice_that_keeps_to_the_quiet_hours(console: Console) -> None:
    id = lose(console, answered(console))
    console.time.move(days=2)
    answer = post(console.client("coordinator"), f"{DELIVERIES}/texts/{id}/again", page="/console/account")
    with console.bot.db.read() as tx:
        assert listing.text(tx, answer.location.rpartition("/")[2]).purpose == "notice"


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [("delivered", None, "It arrived"), ("undelivered", 21211, "second time"), ("refused", None, "second time"),
     ("failed", 21610, "second time")],
)  # fmt: skip
def test_what_would_fail_again_is_not_sent_again(console: Console, status: str, code: int | None, why: str) -> None:
    id = lose(console, answered(console), status, code)
    client = console.client("coordinator")
    assert "/again" not in client.get(f"{DELIVERIES}/texts/{id}").text
    post(client, f"{DELIVERIES}/texts/{id}/again", page="/console/account")
    assert why in client.get(f"{DELIVERIES}/texts/{id}").text
    with console.bot.db.read() as tx:
        assert "text.sent_again" not in {act for _, act in acts(tx)}


def test_the_send_gate_still_decides(console: Console) -> None:
    id = lose(console, answered(console))
    with console.bot.db.begin() as tx:
        tx.execute(update(contact).values(left_at=console.time()))
    answer = post(console.client("coordinator"), f"{DELIVERIES}/texts/{id}/again", page="/console/account")
    drain(console)
    with console.bot.db.read() as tx:
        assert listing.text(tx, answer.location.rpartition("/")[2]).status == "refused"


def test_what_waits_and_why(console: Console) -> None:
    console.time.move(hours=12)  # Ten in the evening.
    id = lose(console, answered(console))
    console.time.move(days=2)
    post(console.client("coordinator"), f"{DELIVERIES}/texts/{id}/again", page="/console/account")
    drain_with(console.bot, "now")
    page = console.client("coordinator").get(f"{DELIVERIES}/waiting").text
    assert "It is night, Sunday morning or a holiday there" in page
    lose(console, says(console, SAM, "hello, is anybody there today?"), "in_doubt", None)
    assert (
        "The carrier did not say whether it took these." in console.client("analyst").get(f"{DELIVERIES}/waiting").text
    )


def test_senders_tell_their_pace_and_what_is_left_of_the_day(open_with: object, redis_url: str) -> None:
    console = open_with(
        redis_url=redis_url, twilio_account_sid="AC1", twilio_auth_token="x", twilio_from="+15055550100",
        secret_key="k" * 43,
    )  # fmt: skip
    page = console.client("coordinator").get(f"{DELIVERIES}/waiting").text
    assert "parts a second" in page and "free" in page


def test_pages_cost_the_same_however_many_texts(console: Console) -> None:
    answered(console)
    count(console)
    client = console.client("coordinator")
    for path in ("", "/texts", "/waiting", "/texts?outcome=lost"):
        client.get(f"{DELIVERIES}{path}")
        with Counted(console) as few:
            client.get(f"{DELIVERIES}{path}")
        assert len(few.statements) <= 16, path
    crowd(console, range(200))
    count(console)
    for path in ("", "/texts", "/waiting", "/texts?outcome=lost"):
        with Counted(console) as many:
            page = client.get(f"{DELIVERIES}{path}")
        assert len(many.statements) <= 16 and page.text.count("<tr>") <= 60, path


def test_pages_go_back_to_the_first_text(console: Console) -> None:
    crowd(console, range(120))
    client, seen, path = console.client("coordinator"), set(), f"{DELIVERIES}/texts"
    for _ in range(3):
        page = client.get(path).text
        found = set(re.findall(r"/deliveries/texts/(msg_[^\"]+)\"", page))
        assert not seen & found
        seen |= found
        older = re.search(r'href="(\?[^"]*after=[^"]+)"[^>]*>Older', page)
        path = f"{DELIVERIES}/texts{older[1].replace('&amp;', '&')}" if older else path
    assert len(seen) == 120


def test_in_spanish(console: Console) -> None:
    lose(console, answered(console))
    count(console)
    client = console.client("coordinator")
    post(client, "/console/account/language", page="/console/account", language="es")
    page = client.get(DELIVERIES).text
    assert "El teléfono está apagado" in page and "Qué hacer" in page
