"""The guard of outgoing calls: nothing of ours can be reached through an address that somebody else chose."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.lib.fetch import MOST_BYTES, Answer, Fetch, NoAnswer, Refused, check, exceptions, is_public
from tests.webhooks.consumer import Consumer, wrong_certificate

PROBES = (
    "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "0.0.0.0", "localhost", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "169.254.169.254", "[fe80::1]", "[fd00::1]", "[fec0::1]",
    "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[2001:db8::1]", "[3fff::1]",
    "192.88.99.1",
)  # fmt: skip

SURELY_OVER = 15.0
"""Seconds: a deadline of one or less is over by then on any machine; what it ends would last longer."""


class Names:
    """A name server that says what it is told, something else each time, and remembers who asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = [*answers], 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    made = Consumer().start()
    yield made
    made.kill()


@pytest.fixture
def fetch(consumer: Consumer) -> Iterator[Fetch]:
    made = Fetch(excepted=exceptions(consumer.allowed), deadline=1.0)
    yield made
    made.close()


def post(fetch: Fetch, url: str) -> Answer | NoAnswer:
    body = b'{"type": "x", "sequence": 1, "subject": "s"}'
    return fetch.post(url, body, {"webhook-id": "evt_1"})


@pytest.mark.parametrize("host", PROBES)
def test_no_address_of_ours_is_called(host: str) -> None:
    fetch = Fetch(deadline=2.0)
    with pytest.raises(Refused, match="not on the public internet"):
        post(fetch, f"https://{host}/")
    fetch.close()


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "1.1.1.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://intake.example/", "not encrypted"),
        ("https://name:word@intake.example/", "name or a password"),
        ("https://name@intake.example/", "name or a password"),
        ("https://intake.example:25/", "Port 25"),
        ("https://intake.example:99999/", "no address"),
        ("https:///events", "no address"),
        ("ftp://intake.example/", "no address"),
        ("file:///etc/passwd", "no address"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "no address"),
        ("https://intake.example\\@127.0.0.1/", "name or a password|no address"),
        ("https://intake.example/\r\nHost: 127.0.0.1", "no address"),
        ("https://[::1/", "no address"),
    ],
)
def test_an_address_that_can_be_seen_to_be_wrong_is_refused_with_a_reason(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(url)


def test_a_name_that_points_inside_is_refused_whatever_else_it_points_to(consumer: Consumer) -> None:
    names = Names(["93.184.216.34", "127.0.0.1"])
    with pytest.raises(Refused):
        post(Fetch(resolve=names, deadline=1.0), f"https://intake.example:{consumer.port}/")
    assert consumer.requests == []


def test_a_name_is_asked_for_once_so_that_a_second_answer_is_never_believed(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public while it is checked, loopback when it is called."""
    called: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.lib.fetch._Timed.connect", connect, raising=False)
    names = Names(["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"])
    fetch = Fetch(resolve=names, deadline=1.0)
    answer = post(fetch, f"https://intake.example:{consumer.port}/")
    assert isinstance(answer, NoAnswer) and names.asked == 1
    assert called == [("93.184.216.34", consumer.port)]
    with pytest.raises(Refused):
        post(fetch, f"https://intake.example:{consumer.port}/")
    assert consumer.requests == [] and len(called) == 1


def test_an_excepted_host_is_called_and_its_neighbours_are_not(consumer: Consumer, fetch: Fetch) -> None:
    assert post(fetch, consumer.url).status == 200
    other = Consumer().start()
    with pytest.raises(Refused):
        post(fetch, other.url)
    other.kill()
    assert other.requests == []


def test_no_proxy_of_the_environment_sees_a_call(
    consumer: Consumer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(fetch, consumer.url).status == 200


def test_a_redirect_is_not_followed(consumer: Consumer, fetch: Fetch) -> None:
    consumer.mood = 301
    answer = post(fetch, consumer.url)
    assert answer.status == 301 and answer.headers["location"] == consumer.url
    assert len(consumer.requests) == 1


@pytest.mark.parametrize("mood", ["hang", "drip"])
def test_a_call_ends_at_its_deadline(consumer: Consumer, fetch: Fetch, mood: str) -> None:
    consumer.mood = mood
    began = time.monotonic()
    answer = post(fetch, consumer.url)
    assert isinstance(answer, NoAnswer) and answer.why == "no answer in time"
    assert 0.9 < time.monotonic() - began < SURELY_OVER


def listening(say: bytes, forever: bytes = b"") -> int:
    """A server that says this to whoever calls, then a little more every now and then; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        try:
            connection.recv(65_536)
            connection.sendall(say)
            while forever:
                connection.sendall(forever)
                time.sleep(0.02)
        except OSError:
            pass
        connection.close()
        server.close()

    threading.Thread(target=serve, daemon=True).start()
    return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("say", "forever"),
    [(b"HTTP/1.1 200 OK\r\nx: ", b"y"), (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n")],
)
def test_headers_and_chunks_that_drip_end_at_the_deadline_too(say: bytes, forever: bytes) -> None:
    port = listening(say, forever)
    began = time.monotonic()
    answer = post(Fetch(excepted=exceptions("127.0.0.1"), deadline=0.5), f"http://127.0.0.1:{port}/")
    assert isinstance(answer, NoAnswer) and answer.why == "no answer in time"
    assert time.monotonic() - began < SURELY_OVER


def test_a_handshake_that_never_comes_ends_at_the_deadline() -> None:
    port = listening(b"", b"\x16")
    began = time.monotonic()
    answer = post(Fetch(excepted=exceptions("127.0.0.1"), deadline=0.5), f"https://127.0.0.1:{port}/")
    assert isinstance(answer, NoAnswer) and time.monotonic() - began < SURELY_OVER


def test_a_name_server_that_does_not_answer_ends_at_the_deadline() -> None:
    over = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        over.wait(3 * SURELY_OVER)
        return ["93.184.216.34"]

    began = time.monotonic()
    answer = post(Fetch(resolve=slow, deadline=0.3), "https://intake.example/")
    over.set()
    assert isinstance(answer, NoAnswer) and answer.why == "no answer in time"
    assert time.monotonic() - began < SURELY_OVER


def test_of_a_long_answer_only_the_beginning_is_read(fetch: Fetch) -> None:
    say = b"HTTP/1.1 200 OK\r\ncontent-length: 50000000\r\n\r\n"
    port = listening(say, b"z" * 65_536)
    fetch.excepted = exceptions("127.0.0.1")
    answer = post(fetch, f"http://127.0.0.1:{port}/")
    assert isinstance(answer, Answer) and len(answer.body) == MOST_BYTES


@pytest.mark.parametrize("say", [b"", b"SSH-2.0-OpenSSH\r\n"])
def test_what_is_no_answer_is_told_and_not_raised(fetch: Fetch, say: bytes) -> None:
    fetch.excepted = exceptions("127.0.0.1")
    assert isinstance(post(fetch, f"http://127.0.0.1:{listening(say)}/"), NoAnswer)


def test_a_certificate_is_checked_also_of_an_excepted_host(tmp_path: Path) -> None:
    pem = wrong_certificate(tmp_path)
    server = Consumer(certificate=pem).start()
    fetch = Fetch(excepted=exceptions(server.allowed), deadline=2.0)
    answer = post(fetch, server.url)
    assert isinstance(answer, NoAnswer) and answer.why == "certificate: self-signed certificate"
    trusting = Fetch(
        excepted=exceptions(server.allowed), deadline=2.0, authorities=ssl.create_default_context(cafile=str(pem))
    )
    assert post(trusting, server.url).status == 200
    server.kill()


def test_connections_are_kept(consumer: Consumer) -> None:
    names = Names(["127.0.0.1"])
    fetch = Fetch(excepted=exceptions(f"intake.example:{consumer.port}"), resolve=names)
    for _ in range(5):
        assert post(fetch, f"http://intake.example:{consumer.port}/").status == 200
    assert names.asked == 1
    fetch.close()
