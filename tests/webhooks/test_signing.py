"""Signatures: the vectors of Standard Webhooks, and two libraries that are not ours verify what we sent."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import svix
from standardwebhooks import Webhook, WebhookVerificationError

from bot.webhooks import service
from bot.webhooks.signing import headers_for, new_secret
from tests.services import MISSING
from tests.webhooks.consumer import Consumer
from tests.webhooks.office import Office

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTORS = [
    ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}',
     "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1674087231,
     ('{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z",'
      '"data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}'),
     "v1,ARw42xaAApl/nxRo+iPGYwSaMQaOwMo2eyH5JBRA+bQ="),
]  # fmt: skip


@pytest.mark.parametrize(("event_id", "at", "body", "signature"), VECTORS)
def test_the_vectors_of_the_standard(event_id: str, at: int, body: str, signature: str) -> None:
    when = datetime.fromtimestamp(at, UTC) + timedelta(milliseconds=700)
    headers = headers_for(event_id, body, [Webhook(SECRET)], when)
    assert headers["webhook-signature"] == signature
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (event_id, str(at))


def test_each_secret_signs_newest_first() -> None:
    now = datetime.now(UTC)  # noqa: TID251  the library compares with the machine's clock
    new, old = new_secret(), new_secret()
    headers = headers_for("evt_1", "{}", [Webhook(new), Webhook(old)], now)
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (new, old):
        assert Webhook(secret).verify("{}", headers) == {}
    for wrong in ({"webhook-id": "evt_2"}, {"webhook-timestamp": str(int(now.timestamp()) - 301)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(new).verify("{}", headers | wrong)


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50 and all(each.startswith("whsec_") and len(each) == 50 for each in made)


def deliveries(office: Office, consumer: Consumer) -> list[tuple[str, dict[str, str], str]]:
    """Some that were really sent, before and after a rotation: a secret, the headers, the body."""
    subscription, old = office.subscribe(consumer.url)
    office.concerns(3)
    office.work()
    new = service.rotate(office.db, office.vault, subscription, at_once=False, now=office.clock())
    office.concerns(3)
    office.work()
    sent = [(old, *request) for request in consumer.requests]
    return sent + [(new, *request) for request in consumer.requests[3:]]


def tampered(headers: dict[str, str], body: str) -> list[tuple[dict[str, str], str]]:
    late = str(int(headers["webhook-timestamp"]) - 301)
    return [
        (headers, body.replace("pothole", "potholes")), (headers | {"webhook-id": "evt_other"}, body),
        (headers | {"webhook-timestamp": late}, body), (headers | {"webhook-signature": "v1,AAAA"}, body),
    ]  # fmt: skip


def test_svix_verifies_what_we_send_and_nothing_else(office: Office, consumer: Consumer) -> None:
    for secret, headers, body in deliveries(office, consumer):
        svix.Webhook(secret).verify(body, headers)  # Raises when it is not right.
        for wrong_headers, wrong_body in tampered(headers, body):
            with pytest.raises(svix.WebhookVerificationError):
                svix.Webhook(secret).verify(wrong_body, wrong_headers)


def test_the_library_for_javascript_verifies_what_we_send_and_nothing_else(office: Office, consumer: Consumer) -> None:
    folder = javascript_packages()
    right = deliveries(office, consumer)
    wrong = [(secret, *each) for secret, headers, body in right for each in tampered(headers, body)]
    lines = [json.dumps({"secret": s, "headers": h, "body": b}) for s, h, b in right + wrong]
    script = Path(__file__).with_name("verify.mjs")
    run = subprocess.run(["node", script, folder], input="\n".join(lines), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [each.get("got") for each in answers[: len(right)]] == [json.loads(body) for _, _, body in right]
    assert len(answers) == len(lines) and all("refused" in each for each in answers[len(right) :])


def javascript_packages() -> str:
    """The folder whose node_modules has the library: NODE_PACKAGES, or one that npm filled before.

    A test that is skipped for want of it is told at the end of the run, with the way to run it.
    """
    root = Path(__file__).parent.parent.parent
    places = [os.environ.get("NODE_PACKAGES", ""), str(root / "var" / "node"), str(root)]
    there = [place for place in places if place and (Path(place) / "node_modules" / "standardwebhooks").is_dir()]
    missing = [] if shutil.which("node") else ["there is no `node` on the PATH (Node 18 or newer)"]
    missing += [] if there else [f"no node_modules/standardwebhooks in {', '.join(filter(None, places))}"]
    if missing:
        pytest.skip(f"{MISSING}what verifies signatures in JavaScript: {'; '.join(missing)}. {HOW}")
    return there[0]


HOW = (
    "To run it: `npm install --prefix var/node standardwebhooks`, or NODE_PACKAGES=FOLDER for one that has it; then "
    "`python -m pytest tests/webhooks/test_signing.py tests/contracts/test_kit.py`."
)
