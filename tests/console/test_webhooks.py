"""Webhooks on the screen: added, changed, tried, rotated, looked at and sent again, each act in the audit log."""

import html
import json
import re
from datetime import UTC, datetime

import pytest
from flask import g
from sqlalchemy import select
from standardwebhooks import Webhook

from bot.console.call_words import call_words
from bot.events import ConcernOpened
from bot.lib import fetch
from bot.outbox import put, relay
from bot.outbox.numbering import last_number
from bot.outbox.tables import outbox
from bot.webhooks import rules, service, store
from bot.webhooks.rules import Next, State, Status, Tried
from bot.webhooks.service import DELIVER, REPLAY
from bot.webhooks.tables import delivery, subscription_secret
from bot.wiring import number_events
from tests.console.desk import Console, acts, post
from tests.console.residents import Counted

WEBHOOKS = "/console/webhooks"
URL = "https://311.city.example/events"
FORM = {"url": URL, "owner": "desk@city.example", "types": ["concern.*", "concern.created", "person.erased"]}


def added(console: Console, **changes: object) -> str:
    """A subscription made on the screen; its address on it."""
    answer = post(console.client("admin"), f"{WEBHOOKS}/new", **{**FORM, **changes})
    assert answer.status_code == 200
    with console.bot.db.read() as tx:
        return f"{WEBHOOKS}/{store.subscriptions(tx)[-1].id}"


def of(console: Console) -> store.Subscription:
    with console.bot.db.read() as tx:
        return store.subscriptions(tx)[-1]


def happen(console: Console, count: int) -> None:
    """So many reports, numbered and handed to those who listen."""
    events = [ConcernOpened(f"con_{each}", "es", reference=f"R{each}", kind="pothole") for each in range(count)]
    with console.bot.db.begin() as tx:
        put.record(tx, events, console.time())
    number_events(console.bot.db, console.time())


def rows(console: Console) -> list[tuple[int, str]]:
    with console.bot.db.read() as tx:
        query = select(delivery.c.sequence, delivery.c.status).order_by(delivery.c.sequence)
        return [tuple(row) for row in tx.execute(query)]


def settle(console: Console, status: Status, **values: object) -> None:
    """As if every delivery had been tried."""
    with console.bot.db.begin() as tx:
        tx.execute(delivery.update().values(status=status, attempts=3, tried_at=console.time(), **values))


def test_an_empty_list_says_what_to_do_and_a_form_says_what_is_wrong(console: Console) -> None:
    client = console.client("admin")
    assert "No other system gets events yet." in client.get(WEBHOOKS).text
    answer = post(client, f"{WEBHOOKS}/new", url="http://192.168.0.1/x", owner="nobody")
    assert answer.status_code == 422 and "http://192.168.0.1/x" in answer.text
    for words in ("begins with https://", "Write an e-mail address.", "Choose at least one event."):
        assert words in answer.text
    made_up = post(client, f"{WEBHOOKS}/new", **{**FORM, "types": ["concern.made_up"]})
    assert made_up.status_code == 422 and "the name of no event" in made_up.text


def test_a_secret_is_shown_once_and_only_there(console: Console) -> None:
    answer = post(console.client("admin"), f"{WEBHOOKS}/new", **FORM)
    secret = re.search(r"whsec_[\w+/=]+", answer.text)[0]
    at = f"{WEBHOOKS}/{of(console).id}"
    page = console.client("admin").get(at).text
    assert secret not in page and URL in page and "desk@city.example" in page
    # A wider pattern holds what it holds already.
    assert of(console).types == ("concern.*", "person.erased")
    with console.bot.db.read() as tx:
        assert ("Ada", "webhook.created") in acts(tx)


def test_a_change_keeps_what_it_does_not_name(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    form = client.get(f"{at}/edit").text
    assert 'value="concern.*" checked' in form and 'value="consent.revoked" checked' not in form
    answer = post(client, f"{at}/edit", **{**FORM, "url": "https://new.city.example/in", "types": ["*"]})
    assert answer.status_code == 303
    assert (of(console).url, of(console).types, of(console).state) == (
        "https://new.city.example/in",
        ("*",),
        State.ACTIVE,
    )
    refused = post(client, f"{at}/edit", **{**FORM, "url": "ftp://x"})
    assert refused.status_code == 422 and of(console).url == "https://new.city.example/in"


def test_both_secrets_sign_for_as_long_as_somebody_chose(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    console.time.move(seconds=1)
    page = post(client, f"{at}/rotate", page=at, keep="week").text
    assert "whsec_" in page
    with console.bot.db.read() as tx:
        ends = [ends for _, ends in store.secrets(tx, of(console).id, console.time())]
    assert ends[0] is None and (ends[1] - console.time()).days == 7
    assert "until" in client.get(at).text
    console.time.move(seconds=1)
    post(client, f"{at}/rotate", page=at, keep="end")
    with console.bot.db.read() as tx:
        assert len(tx.execute(select(subscription_secret.c.id)).all()) == 1
    assert post(client, f"{at}/rotate", page=at, keep="forever").status_code == 400


def test_pausing_keeps_what_happens_and_ending_gives_it_up(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    post(client, f"{at}/pause", page=at, why="they move house")
    happen(console, 2)
    page = client.get(at).text
    assert "they move house" in page and [each[1] for each in rows(console)] == ["pending", "pending"]
    assert post(client, f"{at}/test", page=at).status_code == 303
    assert "Nothing was changed." in client.get(at).text
    post(client, f"{at}/resume", page=at)
    assert of(console).state is State.ACTIVE
    post(client, f"{at}/end", page=at)
    assert of(console).state is State.GONE and [each[1] for each in rows(console)] == ["dead", "dead"]
    assert ">2</a>" in client.get(WEBHOOKS).text
    with console.bot.db.read() as tx:
        kept = {act for _, act in acts(tx)}
    assert {"webhook.created", "webhook.paused", "webhook.resumed", "webhook.ended"} <= kept


def test_a_test_event_is_promised(console: Console) -> None:
    at = added(console)
    post(console.client("admin"), f"{at}/test", page=at)
    number_events(console.bot.db, console.time())
    page = console.client("admin").get(at).text
    assert "webhook.test" in page and "waiting" in page


def test_a_delivery_shows_what_is_posted_and_what_came_back(console: Console) -> None:
    at = added(console, grants=["phone"])
    happen(console, 1)
    settle(console, Status.DEAD, answer=500, why="HTTP 500", excerpt="<b>no room</b>", took_ms=12)
    page = console.client("admin").get(f"{at}/deliveries/1").text
    assert "webhook-id: evt_" in page and "&#34;sequence&#34;:1" in page and "+1…" in page
    assert "HTTP 500" in page and "&lt;b&gt;no room" in page and "12 ms" in page
    assert console.client("admin").get(f"{at}/deliveries/2").status_code == 404
    assert console.client("admin").get(f"{at}/deliveries/99999999999999999999").status_code == 404


def test_a_delivery_shows_each_try(console: Console) -> None:
    at = added(console)
    happen(console, 1)
    now = console.time()
    with console.bot.db.begin() as tx:
        for answer, to in ((500, Next(Status.PENDING, now, 1)), (200, Next(Status.DELIVERED, now, 1))):
            (waiting,), _ = store.due(tx, of(console).id, now, 1)
            why = "HTTP 500" if answer == 500 else ""
            store.add_tried(tx, [(waiting, Tried(answer, why, "<i>busy</i>", 0.02, now), to)])
    client = console.client("admin")
    page = client.get(f"{at}/deliveries/1").text
    assert "Each try" in page and "&lt;i&gt;busy" in page and page.index("HTTP 200") < page.rindex("HTTP 500")
    post(client, "/console/account/language", page="/console/account", language="es")
    assert "Cada intento" in client.get(f"{at}/deliveries/1").text


def tried(console: Console, answer: int | None, to: Next, seconds: float, why: str = "") -> None:
    """One more call of what waits, over now."""
    with console.bot.db.begin() as tx:
        (waiting,), _ = store.due(tx, of(console).id, console.time(), 1)
        store.add_tried(tx, [(waiting, Tried(answer, why, "", seconds, console.time()), to)])


def headers(page: str) -> list[tuple[str, str]]:
    """The second and the signatures of each call on the page."""
    return re.findall(r"webhook-timestamp: (\d+)\nwebhook-signature: (v1,[\w+/=, ]+)", page)


def test_staff_see_what_each_try_was_signed_with_and_never_a_secret(console: Console) -> None:
    answer = post(console.client("admin"), f"{WEBHOOKS}/new", **FORM)
    secret = re.search(r"whsec_[\w+/=]+", answer.text)[0]
    at = f"{WEBHOOKS}/{of(console).id}"
    client = console.client("admin")
    happen(console, 1)
    console.time.move(seconds=5)
    tried(console, 401, Next(Status.PENDING, console.time(), 1), 2.0, "HTTP 401")
    body = html.unescape(client.get(f"{at}/deliveries/1").text).partition('{"id"')[2]
    body = '{"id"' + body.partition("</pre>")[0]
    second, signature = headers(client.get(f"{at}/deliveries/1").text)[0]
    event_id = json.loads(body)["id"]
    assert int(second) == int(console.time().timestamp()) - 2, "when it was signed, not when it was over"
    assert Webhook(secret).sign(event_id, datetime.fromtimestamp(int(second), UTC), body) == signature

    console.time.move(seconds=10)
    post(client, f"{at}/rotate", page=at, keep="day")
    tried(console, 204, Next(Status.DELIVERED, console.time(), 1), 0.0)
    page = client.get(f"{at}/deliveries/1").text
    both, last = headers(page)[0], headers(page)[-1]
    assert both[1].split()[1].startswith("v1,") and last == (second, signature), "one before the rotation, two after"
    assert "whsec_" not in page and secret.removeprefix("whsec_") not in page
    console.time.move(seconds=1)
    post(client, f"{at}/rotate", page=at, keep="end")
    gone = client.get(f"{at}/deliveries/1").text
    assert headers(gone) == [] and "the secret of that time is not kept any more" in gone


def test_no_signature_is_made_up_for_what_was_not_sent_or_held_a_number(console: Console) -> None:
    at = added(console, grants=["phone"])
    happen(console, 1)
    tried(console, 401, Next(Status.PENDING, console.time(), 1), 0.0, "HTTP 401")
    page = console.client("admin").get(f"{at}/deliveries/1").text
    assert "over a phone number" in page and headers(page) == []
    console.time.move(seconds=1)
    at = added(console)
    happen(console, 1)
    tried(console, None, Next(Status.PENDING, console.time(), 1), 0.0, "refused: not on the public internet")
    page = console.client("admin").get(f"{at}/deliveries/2").text
    assert "Nothing was sent" in page and headers(page) == []


def test_lists_are_by_state_and_say_when_there_is_nothing(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    assert "Send a test event" in client.get(at).text
    happen(console, 60)
    assert client.get(f"{at}?status=dead").text.count("/deliveries/") == 0
    first = client.get(f"{at}?status=pending").text
    numbers = re.findall(r"/deliveries/(\d+)\"", first)
    assert numbers[0] == "60" and len(numbers) == 50
    older = re.search(r'href="(\?[^"]*before=11[^"]*)"', first)[1].replace("&amp;", "&")
    assert re.findall(r"/deliveries/(\d+)\"", client.get(at + older).text)[0] == "10"
    settle(console, Status.DELIVERED)
    assert len(re.findall(r"/deliveries/\d+\"", client.get(f"{at}?status=delivered").text)) == 50


def test_one_a_range_and_all_since_a_day_go_out_once_more(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    happen(console, 5)
    settle(console, Status.DELIVERED)
    post(client, f"{at}/deliveries/3/resend", page=f"{at}/deliveries/3")
    perform(console)
    assert [each for each, status in rows(console) if status == "pending"] == [3]
    post(client, f"{at}/resend", page=at, since="4", until="5")
    assert "4 to 5" in client.get(at).text
    perform(console)
    assert [each for each, status in rows(console) if status == "pending"] == [3, 4, 5]
    console.time.move(days=1)
    happen(console, 2)
    settle(console, Status.DEAD)
    client = console.client("admin")  # The session of yesterday is over.
    post(client, f"{at}/resend", page=at, since="2026-03-11", only="dead")
    perform(console)
    assert [each for each, status in rows(console) if status == "pending"] == [6, 7]


def test_a_stretch_that_is_none_is_told(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    happen(console, 1)
    for since, words in (
        ("", "Say from where"),
        ("tomorrow", "Say from where"),
        ("2027-01-01", "Nothing has happened"),
    ):
        post(client, f"{at}/resend", page=at, since=since)
        assert words in client.get(at).text
    with console.bot.db.read() as tx:
        assert tx.execute(select(outbox).where(outbox.c.kind == REPLAY)).first() is None


def test_a_long_stretch_is_done_a_chunk_at_a_time(console: Console) -> None:
    added(console)
    happen(console, 5)
    settle(console, Status.DELIVERED)
    stretch = service.Stretch(of(console).id, 1, 5)
    assert service.Stretch.read(str(stretch)) == stretch
    service.CHUNK, before = 2, service.CHUNK
    try:
        service.replay(console.bot.db, stretch, now=console.time())
        for _ in range(3):
            perform(console)
    finally:
        service.CHUNK = before
    assert [status for _, status in rows(console)] == ["pending"] * 5
    with console.bot.db.read() as tx:
        assert tx.execute(select(outbox).where(outbox.c.kind == REPLAY)).first() is None
        assert last_number(tx) == 5


def perform(console: Console) -> None:
    """Do what was promised, but for the calls to the address that is not there."""
    performers = {REPLAY: console.bot.performers[REPLAY]}
    with console.bot.db.begin() as tx:
        tx.execute(outbox.delete().where(outbox.c.kind == DELIVER))
    relay.drain(console.bot.db, put.LATER, performers, clock=console.time, lease_for=console.bot.lease_for)


def test_pages_cost_the_same_for_many_deliveries(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    happen(console, 3)
    with Counted(console) as few:
        client.get(at)
    happen(console, 200)
    with Counted(console) as many:
        client.get(at)
    assert len(many.statements) == len(few.statements) <= 20


def test_in_spanish(console: Console) -> None:
    at = added(console)
    client = console.client("admin")
    post(client, "/console/account/language", page="/console/account", language="es")
    assert "Enviar un evento de prueba" in client.get(at).text


@pytest.mark.parametrize(("why", "en", "es"), [
    ("no answer in time", "No answer came in time.", "No llegó respuesta a tiempo."),
    ("HTTP 301: redirects are not followed", "HTTP 301: redirects are", "HTTP 301: no se siguen las redirecciones."),
    (f"{rules.REFUSED}Port 22 is not for webhooks; use 443 or one above 1023.",
     "Not called. Port 22 is not for webhooks", "No se llamó. El puerto 22 no sirve para webhooks"),
    ("certificate: self-signed certificate",
     "not to be trusted (self-signed certificate)", "El certificado no es de confianza (self-signed certificate)."),
    ("HTTP 500", "HTTP 500", "HTTP 500"),
    ("HTTP 403: no key", "HTTP 403: no key", "HTTP 403: no key"),
])  # fmt: skip
def test_why_a_delivery_failed_is_said_in_the_language_of_whoever_reads(
    console: Console, why: str, en: str, es: str
) -> None:
    at = added(console)
    happen(console, 1)
    tried(console, None, Next(Status.DEAD, console.time(), 1), 0.1, why)
    client = console.client("admin")
    for said in (en, es):
        for page in (at, f"{at}/deliveries/1"):
            assert said in html.unescape(client.get(page).text)
        post(client, "/console/account/language", page="/console/account", language="es")


def test_why_a_webhook_was_paused_is_said_so_too(console: Console) -> None:
    at = added(console)
    hopeless = "Every attempt has failed since 2026-03-10 16:05 UTC: connection refused."
    service.pause(console.bot.db, of(console).id, why=hopeless)
    client = console.client("admin")
    post(client, "/console/account/language", page="/console/account", language="es")
    page = html.unescape(client.get(at).text)
    assert "Todos los intentos han fallado desde 2026-03-10 16:05 UTC. La conexión fue rechazada." in page


REFUSED_AT_ONCE = ("https://[", "https://me:pw@intake.example/", "ftp://intake.example/", "http://intake.example/",
                   "https://intake.example:22/", "https://10.0.0.1/")  # fmt: skip


def refusal(url: str) -> str:
    """What the guard says of an address as somebody wrote it."""
    with pytest.raises(fetch.Refused) as refused:
        fetch.check(url)
    return str(refused.value)


def test_every_reason_that_is_written_down_is_known_to_the_console(console: Console) -> None:
    reasons = [*(words for _, words in fetch.WORDS), *map(refusal, REFUSED_AT_ONCE), rules.what_is_wrong(302)]
    reasons += [f"{rules.REFUSED}{refusal(REFUSED_AT_ONCE[-1])}"]
    with console.app.test_request_context():
        g.language = "es"
        assert [each for each in reasons if call_words(each) == each] == []
