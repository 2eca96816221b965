"""The stand-in, driven with the real Twilio client and the real signature check; the product has no part in it."""

import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.standin.phone import deliver_text
from tests.standin.resources import REFUSED_FROM, REFUSED_TO, parts
from tests.standin.twilio import TwilioStandIn

CITY, ROSA, JOHN = "+15005550006", "+15055550123", "+15055550124"


@pytest.fixture
def carrier() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def client(carrier: TwilioStandIn) -> Iterator[Client]:
    yield from real_client(carrier, carrier.token)


def real_client(carrier: TwilioStandIn, token: str) -> Iterator[Client]:
    transport = TwilioHttpClient(timeout=1)
    made = Client(carrier.account, token, http_client=transport)
    made.api.base_url = carrier.url
    yield made
    transport.session.close()


class Inbox:
    """A product that only listens: keeps what arrives, answers 204."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str], str]] = []
        inbox = self

        class Listener(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
                inbox.received.append((self.path, form, self.headers["X-Twilio-Signature"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._arrived = threading.Condition()
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.received]

    def wait_for(self, count: int) -> None:
        until = datetime.now(UTC) + timedelta(seconds=5)
        while len(self.received) < count and datetime.now(UTC) < until:
            threading.Event().wait(0.01)
        assert len(self.received) == count


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    listening = Inbox()
    yield listening
    listening.server.shutdown()
    listening.server.server_close()


def send(client: Client, to: str = ROSA, body: str = "Hola, Rosa.", **more: str):
    return client.messages.create(to=to, body=body, **{"from_": CITY, **more})


def refused(client: Client, **wrong: str) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        send(client, **wrong)
    return caught.value


def test_a_message_is_accepted_and_echoed(carrier: TwilioStandIn, client: Client) -> None:
    first, second = send(client, body="¿Dónde está el bache?"), send(client)
    assert first.sid != second.sid and len(first.sid) == 34
    assert (first.to, first.from_, first.body, first.status) == (ROSA, CITY, "¿Dónde está el bache?", "queued")
    assert first.date_created.tzinfo is UTC and first.date_sent is None and first.num_segments == "1"
    assert carrier.texts_to(ROSA) == ["¿Dónde está el bache?", "Hola, Rosa."]


def test_a_messaging_service_answers_accepted(client: Client) -> None:
    service = "MG" + "a" * 32
    taken = client.messages.create(to=ROSA, body="Hola", messaging_service_sid=service)
    assert (taken.status, taken.messaging_service_sid, taken.from_) == ("accepted", service, None)


@pytest.mark.parametrize(("sender", "code"), REFUSED_FROM.items())
def test_magic_senders_are_refused(client: Client, sender: str, code: int) -> None:
    problem = refused(client, from_=sender)
    assert (problem.status, problem.code) == (400, code)


@pytest.mark.parametrize(("to", "code"), REFUSED_TO.items())
def test_magic_recipients_are_refused(carrier: TwilioStandIn, client: Client, to: str, code: int) -> None:
    problem = refused(client, to=to)
    assert (problem.status, problem.code) == (400, code)
    assert str(code) in problem.details if problem.details else problem.msg
    assert carrier.messages == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"body": "x" * 1601}, 21617),
        ({"body": ""}, 21619),
        ({"to": ""}, 21604),
        ({"from_": ""}, 21603),
        ({"to": "five five five"}, 21211),
        ({"status_callback": "ftp://city"}, 21609),
    ],
)
def test_malformed_requests_get_twilios_codes(client: Client, wrong: dict[str, str], code: int) -> None:
    assert refused(client, **wrong).code == code


def test_a_wrong_token_is_refused(carrier: TwilioStandIn) -> None:
    for stranger in real_client(carrier, "wrong"):
        problem = refused(stranger)
        assert (problem.status, problem.code) == (401, 20003)


def test_verbs_apply_to_the_next_request_only(carrier: TwilioStandIn, client: Client) -> None:
    carrier.refuse_next(code=30034, status=400)
    carrier.fail_next(503)
    carrier.throttle_next(retry_after=2)
    problems = [refused(client), refused(client), refused(client)]
    assert [(p.status, p.code) for p in problems] == [(400, 30034), (503, 20500), (429, 20429)]
    assert send(client).sid and len(carrier.messages) == 1


def test_throttling_says_when_to_come_back(carrier: TwilioStandIn) -> None:
    carrier.throttle_next(retry_after=2)
    url = f"{carrier.url}/2010-04-01/Accounts/{carrier.account}/Messages.json"
    answer = requests.post(url, {"To": ROSA}, auth=(carrier.account, carrier.token), timeout=5)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


def test_a_pace_is_enforced(carrier: TwilioStandIn, client: Client) -> None:
    carrier.configure(max_rps=0.001, burst=2)
    send(client)
    send(client)
    assert refused(client).code == 20429


def test_a_refused_number_stays_refused_until_accepted(carrier: TwilioStandIn, client: Client) -> None:
    carrier.refuse_number(ROSA)
    assert refused(client).code == 21610
    carrier.accept_number(ROSA)
    assert send(client).to == ROSA


def test_messages_are_listed_by_recipient_newest_first(carrier: TwilioStandIn, client: Client) -> None:
    sids = [send(client, body=str(n)).sid for n in range(5)]
    send(client, to=JOHN)
    found = client.messages.list(to=ROSA, page_size=2)
    assert [message.sid for message in found] == sids[::-1]
    assert found[0].date_sent.tzinfo is UTC
    assert client.messages.list(to=ROSA, from_="+15005550099") == []
    assert len(client.messages.list(limit=3)) == 3 and len(client.messages.list()) == 6


def test_messages_are_listed_by_date(client: Client) -> None:
    send(client)
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(client.messages.list(to=ROSA, date_sent_after=now - hour, date_sent_before=now + hour)) == 1
    assert len(client.messages.list(to=ROSA, date_sent=now.date())) == 1
    assert client.messages.list(to=ROSA, date_sent_after=now + hour) == []
    assert client.messages.list(to=ROSA, date_sent_before=now.date() - timedelta(days=1)) == []


def test_a_message_can_be_fetched_redacted_and_deleted(carrier: TwilioStandIn, client: Client) -> None:
    sid = send(client).sid
    assert client.messages(sid).fetch().body == "Hola, Rosa."
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        client.messages(sid).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    assert carrier.messages == []


def test_a_time_out_after_the_message_was_taken_is_found_in_the_list(carrier: TwilioStandIn, client: Client) -> None:
    carrier.lose_next(hang=True)
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(client, body="una vez")
    found = client.messages.list(to=ROSA, date_sent_after=datetime.now(UTC) - timedelta(minutes=1))
    assert [message.body for message in found] == ["una vez"]
    assert carrier.attempts[0][1] == 0


def test_a_lost_answer_and_a_dropped_request_look_alike_to_the_sender(carrier: TwilioStandIn, client: Client) -> None:
    carrier.lose_next()
    carrier.drop_next()
    for _ in range(2):
        with pytest.raises(requests.exceptions.ConnectionError):
            send(client)
    assert len(client.messages.list(to=ROSA)) == 1


def test_a_delay_is_only_a_delay(carrier: TwilioStandIn, client: Client) -> None:
    carrier.delay_next(0.1)
    started = datetime.now(UTC)
    send(client)
    assert datetime.now(UTC) - started >= timedelta(seconds=0.1)


def test_callbacks_are_signed_and_in_order(carrier: TwilioStandIn, client: Client, inbox: Inbox) -> None:
    carrier.callbacks_on(callback_after_ms=20)
    url = f"{inbox.url}/twilio/status?attempt=att_01J"
    sid = send(client, status_callback=f"{url}#rc=3").sid
    inbox.wait_for(2)
    assert inbox.statuses() == ["sent", "delivered"]
    for path, form, signature in inbox.received:
        assert path == "/twilio/status?attempt=att_01J" and form["MessageSid"] == sid
        assert RequestValidator(carrier.token).validate(url, form, signature)
    assert client.messages(sid).fetch().status == "delivered"


def test_callbacks_can_be_reordered_lost_and_undelivered(carrier: TwilioStandIn, client: Client, inbox: Inbox) -> None:
    carrier.callbacks_on(callback_after_ms=30, callback_reordered=1)
    send(client, status_callback=inbox.url)
    inbox.wait_for(2)
    assert inbox.statuses() == ["delivered", "sent"]
    carrier.callbacks_on(callback_reordered=0, undelivered=1, undelivered_code=30005)
    send(client, status_callback=inbox.url)
    inbox.wait_for(4)
    assert inbox.received[-1][1]["ErrorCode"] == "30005"
    carrier.callbacks_on(undelivered=0, callback_lost=1)
    sid = send(client, status_callback=inbox.url).sid
    told = [entry for entry in carrier.callbacks if entry[0] == sid]
    assert told == [(sid, "sent", "lost"), (sid, "delivered", "lost")]


def test_held_callbacks_are_released_in_any_order_and_twice(
    carrier: TwilioStandIn, client: Client, inbox: Inbox
) -> None:
    carrier.hold_callbacks()
    carrier.callbacks_on(callback_after_ms=1)
    send(client, status_callback=inbox.url)
    until = datetime.now(UTC) + timedelta(seconds=5)
    while len(carrier.held) < 2 and datetime.now(UTC) < until:
        threading.Event().wait(0.01)
    assert inbox.received == []
    assert carrier.release_callbacks(reverse=True, times=2) == [204] * 4
    assert inbox.statuses() == ["delivered", "sent"] * 2


def test_one_callback_on_demand(carrier: TwilioStandIn, client: Client, inbox: Inbox) -> None:
    sid = send(client, status_callback="https://city.example.org/twilio/status").sid
    carrier.configure(callback_base=inbox.url)
    assert carrier.deliver(sid, "undelivered", error_code=30007) == [204]
    path, form, signature = inbox.received[0]
    assert (path, form["MessageStatus"], form["ErrorCode"]) == ("/twilio/status", "undelivered", "30007")
    public = "https://city.example.org/twilio/status"
    assert RequestValidator(carrier.token).validate(public, form, signature)


def test_a_text_arrives_three_times_at_once_with_one_sid(inbox: Inbox) -> None:
    url = f"{inbox.url}/twilio/sms"
    answers = deliver_text(url, "secret", {"From": ROSA, "Body": "¿Hay junta?"}, times=3, concurrent=True)
    assert [answer.status for answer in answers] == [204] * 3
    assert len({form["MessageSid"] for _, form, _ in inbox.received}) == 1
    for _, form, signature in inbox.received:
        assert RequestValidator("secret").validate(url, form, signature)
        assert form["Body"] == "¿Hay junta?" and form["NumMedia"] == "0" and form["ToCity"] == ""


def test_nothing_leaves_this_machine(carrier: TwilioStandIn, client: Client) -> None:
    sid = send(client, status_callback="https://city.example.org/twilio/status").sid
    assert carrier.deliver(sid) == [0]
    with pytest.raises(ValueError, match="loopback only"):
        deliver_text("https://city.example.org/twilio/sms", "secret", {"From": ROSA})


def test_the_same_verbs_over_http(carrier: TwilioStandIn, client: Client) -> None:
    def ask(path: str) -> bytes:
        with urllib.request.urlopen(carrier.url + path) as answer:
            return answer.read()

    ask("/__do?verb=refuse_next&code=21612")
    assert refused(client).code == 21612
    send(client)
    assert json.loads(ask("/__stats"))["accepted"] == 1
    assert ask("/__log").decode().split("\n")[1].split("\t")[1:3] == ["201", ROSA]
    assert json.loads(ask(f"/__list?To=%2B{ROSA[1:]}"))[0]["body"] == "Hola, Rosa."
    assert json.loads(ask("/__config?latency_ms=1"))["latency_ms"] == 1
    ask("/__reset")
    assert json.loads(ask("/__stats"))["total"] == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [("a" * 160, 1), ("a" * 161, 2), ("á" * 70, 1), ("á" * 71, 2), ("€" * 80, 1), ("€" * 81, 2), ("👍" * 36, 2)],
)
def test_parts_are_counted_as_the_carrier_bills_them(body: str, expected: int) -> None:
    assert parts(body) == expected
