"""What Twilio is told about how long a text is good, on the wire."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from bot.messaging.carrier import Accepted, Letter
from bot.messaging.twilio import TwilioCarrier
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.web.town import ROSA


class Wire(HTTPServer):
    """Takes every text, and keeps the forms."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.forms: list[dict[str, list[str]]] = []


class Answer(BaseHTTPRequestHandler):
    server: Wire

    def do_POST(self) -> None:
        self.server.forms.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        said = b'{"sid": "SM1", "status": "queued"}'
        self.send_response(201)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("validity", "sent"), [(None, None), (1, ["1"]), (36_000, ["36000"])])
def test_a_validity_goes_out_as_seconds_and_none_not_at_all(
    wire: Wire, validity: int | None, sent: list[str] | None
) -> None:
    carrier = TwilioCarrier(
        ACCOUNT, TOKEN, api_url=f"http://127.0.0.1:{wire.server_port}", messaging_service="", sender=CITY_NUMBER,
        status_url="https://c.example/s",
    )  # fmt: skip
    assert carrier.send(Letter("msg_1", ROSA, CITY_NUMBER, "Gracias.", validity)) == Accepted("SM1")
    assert wire.forms[0].get("ValidityPeriod") == sent
