"""The contract test that a consumer runs. Python 3.11 and nothing else; 0 when everything holds, 1 otherwise.

python contract_test.py endpoint http://127.0.0.1:8080/ --secret whsec_... --schema events.schema.json
    posts as Cabildo does to your endpoint: every kind of event, copies, two signatures, forgeries. Give your program
    an empty store for it: these events are made up and have high numbers.

python contract_test.py city http://localhost:8000 --key cbd_...
    texts a city that runs with the simulator (`make run`), and reads what comes of it over the API: what your
    program relies on. The key needs events:read, concerns:read and directory:read.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

DEADLINE = 15
"""Seconds in which an answer has to be there."""
LATE = 301
"""Seconds after which a signature is too old."""
PHONE = "+15055550142"
SAMPLES = {"string": "word", "integer": 7, "boolean": True, "null": None, "number": 1.5}
ZEROS = "0" * 26


class Checks:
    """What was looked at, and whether anything was not as it should be."""

    def __init__(self):
        self.wrong = 0

    def that(self, is_so, words, found=""):
        self.wrong += not is_so
        print(f"{'ok   ' if is_so else 'WRONG'} {words}" + ("" if is_so else f": {found}"), flush=True)


# --- your endpoint


def sample(schema):
    """A value that fits a piece of the schema of an event."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "array":
        return [sample(schema.get("items", {}))]
    if kind == "object":
        return {name: sample(of) for name, of in schema.get("properties", {}).items()}
    return SAMPLES[kind]


def events_of(schema):
    """An event of every kind, numbered as they might have happened."""
    for number, (kind, of) in enumerate(sorted(schema["$defs"].items()), 1):
        own = of["properties"]
        yield {
            "id": f"evt_{number:026}", "type": kind, "version": own["version"]["const"],
            "timestamp": "2026-03-10T16:02:00.000000Z", "sequence": number, "subject": f"ctc_{ZEROS}",
            "language": "es", "area": None, "data": sample(own["data"]),
        }  # fmt: skip


def signature(secret, event_id, at, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{event_id}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()


def post(url, body, headers):
    """The status that comes back, and after how many seconds; None when none does."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection, began = kind(parts.netloc, timeout=DEADLINE), time.monotonic()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"content-type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        status = None
    finally:
        connection.close()
    return status, time.monotonic() - began


def endpoint(checks, url, secret, schema):
    """Post everything that Cabildo may post, and what it never would."""
    other = "whsec_" + base64.b64encode(hashlib.sha256(b"somebody else").digest()).decode()

    def send(event, *, body=None, signed_by=(secret,), at=None, **changed):
        wire = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
        at = int(time.time()) if at is None else at
        headers = {
            "webhook-id": event["id"], "webhook-timestamp": str(at),
            "webhook-signature": " ".join(signature(each, event["id"], at, wire) for each in signed_by),
        }  # fmt: skip
        changed = {name.replace("_", "-"): value for name, value in changed.items()}
        headers = {name: value for name, value in (headers | changed).items() if value is not None}
        return post(url, body or wire, headers)

    def taken(words, event, **more):
        status, seconds = send(event, **more)
        is_so = status is not None and 200 <= status < 300 and seconds < DEADLINE
        checks.that(is_so, words, f"answered {status} after {seconds:.1f} s, and should have answered 2xx")

    def refused(words, event, **more):
        status, _ = send(event, **more)
        is_so = status is not None and 400 <= status < 500 and status not in (410, 429)
        checks.that(is_so, f"refuses {words}", f"answered {status}, and should have answered 400, 401 or 403")

    events = list(events_of(schema))
    for event in events:
        taken(f"takes {event['type']}", event)
    one = {**events[0], "id": f"evt_{9001:026}", "sequence": 9001}
    taken("takes an event", one)
    taken("takes the same event again", one)
    taken("takes two signatures of which the second is right", one, signed_by=(other, secret))
    taken("takes a kind that it does not know", {**one, "id": f"evt_{9002:026}", "type": "something.new"})
    later = {**one["data"], "something": "new"}
    taken("takes a later version", {**one, "id": f"evt_{9003:026}", "version": 99, "data": later})
    taken("takes letters beyond ASCII", {**one, "id": f"evt_{9004:026}", "area": "Peñasco ‖ 🌽"})
    refused("a body that was changed", one, body=json.dumps({**one, "subject": "ctc_other"}).encode())
    refused("another secret", one, signed_by=(other,))
    refused("no signature", one, webhook_signature=None)
    refused("an empty signature", one, webhook_signature="")
    refused("another id than was signed", one, webhook_id=f"evt_{9005:026}")
    refused("another time than was signed", one, webhook_timestamp=str(int(time.time()) - 7))
    refused("what is more than five minutes old", one, at=int(time.time()) - LATE)
    refused("what comes from the future", one, at=int(time.time()) + LATE)
    refused("a time that is none", one, webhook_timestamp="yesterday")


# --- the city


def ask(base, path, key="", **headers):
    """Status, headers and JSON of an answer."""
    asked = Request(f"{base}/api/v1{path}", headers={**({"Authorization": f"Bearer {key}"} if key else {}), **headers})
    try:
        with urlopen(asked, timeout=DEADLINE) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or "null")
    except HTTPError as error:
        return error.code, error.headers, json.loads(error.read() or "null")


def text(base, body):
    """Text the city from a phone of the simulator, as its page does."""
    asked = json.dumps({"phone": PHONE, "body": body, "city": ""}).encode()
    own = {"Content-Type": "application/json", "X-Cabildo-Simulator": "contract test"}
    with urlopen(Request(f"{base}/simulator/sign", asked, own), timeout=DEADLINE) as answer:
        form = json.load(answer)
    sent = Request(base + form["path"], urlencode(form["form"]).encode(), {"X-Twilio-Signature": form["signature"]})
    with urlopen(sent, timeout=DEADLINE) as answer:
        answer.read()


def all_events(base, key, after):
    """Everything after a number, page by page, and the number read to."""
    found = []
    while True:
        _, _, page = ask(base, f"/events?after={after}&limit=50", key)
        found += page["data"]
        after = page["after"]
        if after >= page["last"]:
            return found, after


def city(checks, base, key, within):
    """What a program that builds on the API may rely on."""
    status, headers, mine = ask(base, "/key", key)
    checks.that(status == 200, "the key is known", mine)
    checks.that("RateLimit" in headers and "RateLimit-Policy" in headers, "an answer tells the limit", headers.items())
    status, headers, problem = ask(base, "/events")
    checks.that((status, headers.get_content_type()) == (401, "application/problem+json"), "no key is a 401", problem)
    status, _, problem = ask(base, "/events?aftre=1", key)
    told = [each["where"] for each in problem.get("mistakes", [])]
    checks.that((status, told) == (422, ["query.aftre"]), "a misspelt filter is told", problem)
    status, headers, _ = ask(base, "/directory", key)
    again, _, _ = ask(base, "/directory", key, **{"If-None-Match": headers["ETag"]})
    checks.that(again == 304, "what has not changed is not sent again", again)

    before, after = all_events(base, key, 0)
    numbers = [each["sequence"] for each in before]
    checks.that(numbers == list(range(1, len(numbers) + 1)), "events are numbered without gaps", numbers[:9])
    checks.that(all_events(base, key, 0)[0][: len(before)] == before, "a replay is the record", "it differs")
    for words in ("there is a huge pothole on my street", "1", "Lead and 5th"):
        text(base, words)
    until, new, concern = time.monotonic() + within, [], None
    while time.monotonic() < until and not (new and concern):
        more, after = all_events(base, key, after)
        new += more
        made = [each for each in new if each["type"] == "concern.created"]
        if made:
            reference = made[-1]["data"]["reference"]
            _, _, concern = ask(base, f"/concerns/{reference}", key)
        else:
            time.sleep(0.5)
    checks.that(bool(new), "what happens is told", "no event came")
    checks.that(not any(PHONE[2:] in json.dumps(each) for each in new), "no event holds a number", new)
    checks.that(concern is not None and concern.get("kind") == "pothole", "a report is read by its reference", concern)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_subparsers(dest="which", required=True)
    yours = which.add_parser("endpoint", help="test your endpoint")
    yours.add_argument("url")
    yours.add_argument("--secret", required=True)
    yours.add_argument("--schema", type=Path, default=Path(__file__).parent.parent / "events.schema.json")
    ours = which.add_parser("city", help="test against a city with the simulator")
    ours.add_argument("base")
    ours.add_argument("--key", required=True)
    ours.add_argument("--within", type=float, default=60.0, help="seconds to wait for what happens")
    asked, checks = parser.parse_args(), Checks()
    if asked.which == "endpoint":
        endpoint(checks, asked.url, asked.secret, json.loads(asked.schema.read_text(encoding="utf-8")))
    else:
        city(checks, asked.base.rstrip("/"), asked.key, asked.within)
    print(f"{checks.wrong} wrong" if checks.wrong else "everything holds")
    return int(checks.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
