"""The real client against servers that refuse, break, hang and talk nonsense: what it makes of each."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.messaging.carrier import Accepted, Letter, Listed, Lost, NotListed, NotReached, Rejected
from bot.messaging.twilio import TwilioCarrier
from tests.bench.processes import free_port
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn
from tests.web.town import ROSA

LETTER = Letter("msg_1", ROSA, CITY_NUMBER, "Gracias.")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def carrier_at(url: str, *, token: str = TOKEN) -> TwilioCarrier:
    return TwilioCarrier(
        ACCOUNT, token, api_url=url, messaging_service="", sender=CITY_NUMBER, status_url="https://c.example/s"
    )


@pytest.fixture
def real(town_carrier: TwilioStandIn) -> TwilioCarrier:
    return carrier_at(town_carrier.url)


class Rude:
    """A server that reads a request and says exactly this, or hangs up."""

    def __init__(self, said: bytes | None) -> None:
        self._said = said
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.asked = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                self.asked += 1
                if self._said is not None:
                    connection.sendall(self._said)
                else:  # A reset instead of an orderly end.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    def close(self) -> None:
        self._server.close()


def answer(status: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n".encode() + body


@pytest.fixture
def rude(request: pytest.FixtureRequest) -> Iterator[Rude]:
    server = Rude(request.param)
    yield server
    server.close()


def test_an_accepted_text(real: TwilioCarrier, town_carrier: TwilioStandIn) -> None:
    sent = real.send(LETTER)
    assert sent == Accepted(town_carrier.messages[0].sid, "accepted")


def test_nobody_listens() -> None:
    assert carrier_at(f"http://127.0.0.1:{free_port()}").send(LETTER) == NotReached("refused")


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21614, 30007])
def test_a_refusal_has_its_code(real: TwilioCarrier, town_carrier: TwilioStandIn, code: int) -> None:
    town_carrier.refuse_next(code)
    assert real.send(LETTER) == Rejected(code)


def test_a_wrong_token_is_a_refusal(town_carrier: TwilioStandIn) -> None:
    assert carrier_at(town_carrier.url, token="wrong").send(LETTER) == Rejected(20003)


@pytest.mark.parametrize(("asked", "understood"), [(2, timedelta(seconds=2)), (0.5, timedelta(seconds=0.5)), (0, None)])
def test_too_many_requests_with_what_was_asked_for(
    real: TwilioCarrier, town_carrier: TwilioStandIn, asked: float, understood: timedelta | None
) -> None:
    town_carrier.throttle_next(retry_after=asked)
    assert real.send(LETTER) == Rejected(20429, understood)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("taken", [True, False])
def test_a_broken_server_leaves_it_in_doubt(
    real: TwilioCarrier, town_carrier: TwilioStandIn, status: int, taken: bool
) -> None:
    town_carrier.fail_next(status, taken=taken)
    assert real.send(LETTER) == Lost(f"HTTP {status}")


@pytest.mark.parametrize("verb", ["lose_next", "drop_next"])
def test_a_connection_that_ends_without_an_answer_leaves_it_in_doubt(
    real: TwilioCarrier, town_carrier: TwilioStandIn, verb: str
) -> None:
    getattr(town_carrier, verb)()
    assert isinstance(real.send(LETTER), Lost)
    assert len(town_carrier.attempts) == 1, "the client itself tries once"


@pytest.mark.slow
def test_an_answer_that_does_not_come_in_time_leaves_it_in_doubt(
    real: TwilioCarrier, town_carrier: TwilioStandIn
) -> None:
    town_carrier.lose_next(hang=True)
    assert real.send(LETTER) == Lost("ReadTimeout")
    assert len(town_carrier.messages) == 1


@pytest.mark.parametrize(
    "rude",
    [
        None, b"", b"what?\r\n\r\n", b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"sid\"",
        answer("201 Created", b"<html>not JSON</html>"), answer("200 OK", b""), answer("201 Created", b"[]"),
        answer("201 Created", b"null"), answer("201 Created", b"\xff\xfe"), answer("500 Oops", b"<html>"),
        answer("302 Found", b"", "Location: http://127.0.0.1:1/\r\n"), answer("201 Created", b"{}"),
    ],
    indirect=True,
)  # fmt: skip
def test_an_answer_that_nobody_can_read_leaves_it_in_doubt_and_raises_nothing(rude: Rude) -> None:
    assert isinstance(carrier_at(rude.url).send(LETTER), Lost)
    assert rude.asked == 1
    assert carrier_at(rude.url).find(LETTER, LONG_AGO) in (None, [])


@pytest.mark.parametrize(
    ("rude", "status"),
    [(answer("404 Not Found", b"<html>"), 404), (answer("400 Bad Request", b"{}"), 400)],
    indirect=["rude"],
)
def test_a_refusal_without_a_code_is_a_refusal(rude: Rude, status: int) -> None:
    assert carrier_at(rude.url).send(LETTER) == Rejected(status)


def test_the_list_finds_what_was_sent_to_that_number_with_that_body_since_then(
    real: TwilioCarrier, town_carrier: TwilioStandIn
) -> None:
    others = [
        Letter("msg_2", "+15055550124", CITY_NUMBER, LETTER.body),
        Letter("msg_3", ROSA, CITY_NUMBER, "Otra cosa"),
    ]
    for letter in (LETTER, LETTER, *others):
        real.send(letter)
    ours = [each.sid for each in town_carrier.messages_to(ROSA) if each.body == LETTER.body]
    assert real.find(LETTER, LONG_AGO) == ours, "the oldest first"
    assert real.find(LETTER, datetime(2100, 1, 1, tzinfo=UTC)) == []


def test_the_list_cannot_be_had() -> None:
    assert carrier_at(f"http://127.0.0.1:{free_port()}").find(LETTER, LONG_AGO) is None


@pytest.mark.parametrize("page", [1, 2, 5, 1000])
def test_the_list_of_a_time_is_read_page_by_page(
    real: TwilioCarrier, town_carrier: TwilioStandIn, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr("bot.messaging.twilio.PAGE", page)
    for number in range(5):
        real.send(Letter(f"msg_{number}", ROSA, CITY_NUMBER, f"text {number}"))
    for number, each in enumerate(town_carrier.messages):
        each.at = LONG_AGO.timestamp() + number
    last = town_carrier.messages[-1]
    town_carrier.settle(last.sid, "undelivered", 30003)
    listed = list(real.listed(LONG_AGO, LONG_AGO + timedelta(seconds=60)))
    assert [each.carrier_id for each in listed] == [each.sid for each in reversed(town_carrier.messages)]
    assert listed[0] == Listed(last.sid, "undelivered", 30003, LONG_AGO + timedelta(seconds=4))
    assert len(list(real.listed(LONG_AGO + timedelta(seconds=1), LONG_AGO + timedelta(seconds=3)))) == 3


@pytest.mark.parametrize(
    "rude", [None, answer("200 OK", b"<html>"), answer("200 OK", b"{}"), answer("503 Oops", b"")], indirect=True
)
def test_a_list_that_nobody_can_read_is_no_list(rude: Rude) -> None:
    with pytest.raises(NotListed):
        list(carrier_at(rude.url).listed(LONG_AGO, LONG_AGO + timedelta(days=1)))


def test_an_unreadable_number_is_not_shown_by_a_letter() -> None:
    assert ROSA not in repr(LETTER) and LETTER.body not in repr(LETTER)
