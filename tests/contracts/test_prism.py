"""The real client's requests and our stand-in's answers, judged by Twilio's own document through Prism; no mocks.

Prism stands as a proxy between Twilio's client and the stand-in and answers itself whatever breaks the document, which
`CONTRACTS_DIR` names as in test_twilio_requests. Nothing is downloaded: without Prism or the document all is skipped.
Parameters that Twilio has never heard of pass through Prism; test_twilio_requests refuses those.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.lib.clock import system_clock
from bot.messaging.carrier import Accepted, Letter
from bot.messaging.twilio import TwilioCarrier
from tests.contracts.test_twilio_requests import LIST, NAME, SOURCE
from tests.services import MISSING
from tests.standin.resources import API
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn
from tests.web.town import ROSA

SERVICE = "MG" + "0" * 32
STATUS_URL = "https://text.city.example/twilio/status"
READY_WITHIN = 60.0

pytestmark = pytest.mark.slow


def prism() -> str:
    """The program: what PRISM names, else the one on PATH or under node_modules; without it the test is skipped."""
    beside = Path("node_modules/.bin/prism")
    found = os.environ.get("PRISM") or shutil.which("prism") or (str(beside.absolute()) if beside.exists() else None)
    if found is None or shutil.which("node") is None:
        pytest.skip(
            f"{MISSING}Prism, needed to judge requests by Twilio's document."
            " To install it: npm install -g @stoplight/prism-cli"
        )
    return found


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twilio's document with one mistake mended: it calls a list's links URIs, and its own example has bare paths."""
    path = Path(os.environ.get("CONTRACTS_DIR", "")) / NAME
    if not os.environ.get("CONTRACTS_DIR") or not path.exists():
        pytest.skip(SOURCE)
    described = json.loads(path.read_text())
    listed = described["paths"][LIST]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    for name in ("uri", "first_page_uri", "next_page_uri", "previous_page_uri"):
        listed["properties"][name].pop("format", None)
    mended = tmp_path_factory.mktemp("prism") / NAME
    mended.write_text(json.dumps(described))
    return mended


@pytest.fixture(scope="module")
def carrier() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture(scope="module")
def judge(document: Path, carrier: TwilioStandIn) -> Iterator[str]:
    """The address of Prism between the client and the stand-in."""
    program, port = prism(), free_port()
    log = document.with_name("prism.log")
    words = [program, "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(document), carrier.url]
    with log.open("wb") as written:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Prism did not start: {log.read_text(errors='replace')[-1000:]}")


@pytest.fixture
def clean(carrier: TwilioStandIn) -> TwilioStandIn:
    carrier.reset()
    return carrier


def client(judge: str, *, service: str = "") -> TwilioCarrier:
    return TwilioCarrier(
        ACCOUNT, TOKEN, api_url=judge, messaging_service=service, sender=CITY_NUMBER, status_url=STATUS_URL
    )


@pytest.mark.parametrize("validity", [None, 1, 36_000])
@pytest.mark.parametrize("service", ["", SERVICE])
@pytest.mark.parametrize("to", [ROSA, f"whatsapp:{ROSA}"])
def test_what_we_send_breaks_nothing_that_twilio_says(
    judge: str, clean: TwilioStandIn, to: str, service: str, validity: int | None
) -> None:
    sent = client(judge, service=service).send(Letter("msg_01J.1.0", to, CITY_NUMBER, "¿Cuándo? 100% & $5", validity))
    assert isinstance(sent, Accepted), sent
    (message,) = clean.messages_to(to)
    assert message.sid == sent.carrier_id and message.body == "¿Cuándo? 100% & $5"
    assert (message.service, message.from_) == (service, "" if service else CITY_NUMBER)
    assert message.callback == f"{STATUS_URL}?message=msg_01J.1.0"


def test_what_we_ask_of_the_list_and_of_one_message_breaks_nothing_either(judge: str, clean: TwilioStandIn) -> None:
    ours = client(judge)
    letter = Letter("msg_1", ROSA, CITY_NUMBER, "Gracias.")
    sent = ours.send(letter)
    assert isinstance(sent, Accepted)
    an_hour_ago = system_clock() - timedelta(hours=1)
    assert ours.find(letter, an_hour_ago) == [sent.carrier_id]
    assert [each.carrier_id for each in ours.listed(an_hour_ago, an_hour_ago + timedelta(hours=2))] == [sent.carrier_id]
    fetched = ours._client.messages(sent.carrier_id).fetch()  # noqa: SLF001  Twilio's own client, we only list
    assert (fetched.body, fetched.to) == ("Gracias.", ROSA)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"messaging_service_sid": "not a service"}, "MessagingServiceSid"),
        ({"from_": CITY_NUMBER, "validity_period": "soon"}, "ValidityPeriod"),
        ({"from_": CITY_NUMBER, "status_callback": "not an address"}, "StatusCallback"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_wrong_parameter_is_refused_and_goes_no_further(
    judge: str, clean: TwilioStandIn, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client(judge)._client.messages.create(to=ROSA, body="hi", **wrong)  # noqa: SLF001  what we would never say
    assert refused.value.status == 422 and clean.attempts == []
    answer = requests.post(
        f"{judge}{API}{ACCOUNT}/Messages.json", auth=(ACCOUNT, TOKEN), timeout=10,
        data={"To": ROSA, "Body": "hi", said: wrong[said_as(said)]},
    )  # fmt: skip
    assert said in json.dumps(answer.json()["validation"])


def said_as(parameter: str) -> str:
    """Twilio's parameter as its client takes it: ValidityPeriod is validity_period."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in parameter).lstrip("_")


def test_a_form_without_what_twilio_requires_is_refused(judge: str, clean: TwilioStandIn) -> None:
    address = f"{judge}{API}{ACCOUNT}/Messages.json"
    assert requests.post(address, auth=(ACCOUNT, TOKEN), timeout=10, data={"Body": "hi"}).status_code == 422
    assert clean.attempts == []


def test_a_page_too_long_is_refused(judge: str) -> None:
    with pytest.raises(TwilioException, match="pagesize must be <= 1000"):
        client(judge)._client.messages.page(page_size=5_000)  # noqa: SLF001  the same
