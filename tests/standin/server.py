"""The stand-in's HTTP: a small asyncio protocol that reads requests and writes Twilio's answers; no decisions here."""

import asyncio
import json
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from tests.standin.callbacks import Callbacks
from tests.standin.ledger import Fault, Ledger
from tests.standin.media import STORE
from tests.standin.resources import API, error, page, resource
from tests.standin.signing import basic_authorization

JSON = b"application/json"
TOOK = Fault()
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


def form_of(body: str) -> dict[str, str]:
    """parse_qsl costs twice as much, and a bench pays this for every message."""
    pairs = (pair.partition("=") for pair in body.split("&") if pair)
    return {unquote_plus(name): unquote_plus(value) for name, _, value in pairs}


class Carrier:
    """What all connections share: the ledger, the callbacks, and the verbs that `/__do` may call."""

    def __init__(self, ledger: Ledger, verbs: dict[str, Callable[..., object]]) -> None:
        self.ledger, self.verbs = ledger, verbs
        self.callbacks = Callbacks(ledger)
        self.authorized = b"authorization: " + basic_authorization(ledger.account, ledger.token).encode().lower()
        self.secret = basic_authorization(ledger.account, ledger.token).encode()
        self.create_line = f"POST {API}{ledger.account}/Messages.json ".encode()
        self.connections: set[Connection] = set()


class Connection(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection from a client that sends Content-Length."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.waiting = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.carrier.connections.add(self)

    def connection_lost(self, problem) -> None:
        self.carrier.connections.discard(self)

    def data_received(self, received: bytes) -> None:
        self.waiting += received
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            head = self.waiting[:end]
            lower = head.lower()
            length = 0
            if (at := lower.find(b"content-length:")) >= 0:
                length = int(lower[at + 15 :].partition(b"\r")[0])
            if len(self.waiting) < end + 4 + length:
                return
            body = self.waiting[end + 4 : end + 4 + length]
            self.waiting = self.waiting[end + 4 + length :]
            self.respond(head, lower, body.decode())

    def respond(self, head: bytes, lower: bytes, body: str) -> None:
        arrived_ns = time.perf_counter_ns()
        close = b"connection: close" in lower
        if head.startswith((b"POST /__", b"GET /__")):
            self.answer_control(head, lower, close)
        elif not (self.carrier.authorized in lower and self.carrier.secret in head):
            self.answer(401, error(401, 20003), close=close)
        elif head.startswith(self.carrier.create_line):
            self.create(form_of(body), arrived_ns, close)
        else:
            self.answer_rest(head, form_of(body), close)

    def create(self, form: dict[str, str], arrived_ns: int, close: bool) -> None:
        ledger = self.carrier.ledger
        fault = ledger.next_fault()
        if fault is None or fault.taken:
            if code := ledger.refusal(form):
                ledger.note(arrived_ns, 400, form)
                self.answer(400, error(400, code), close=close)
                return
            self.accept(form, arrived_ns, fault or TOOK, close)
            return
        ledger.note(arrived_ns, 0 if fault.lost else fault.status, form)
        if fault.lost:
            self.fall_silent(fault)
            return
        extra = b"Retry-After: %g\r\n" % fault.retry_after if fault.retry_after else b""
        self.answer_after(fault.delay, fault.status, error(fault.status, fault.code), extra, close)

    def accept(self, form: dict[str, str], arrived_ns: int, fault: Fault, close: bool) -> None:
        ledger = self.carrier.ledger
        message = ledger.take(form, arrived_ns)
        ledger.note(arrived_ns, 0 if fault.lost else fault.status, form, message.sid)
        if ledger.rules.callbacks or fault.fails_with:
            later = asyncio.get_running_loop().call_later
            self.carrier.callbacks.plan(message, fault.fails_with, later)
        if fault.lost:
            self.fall_silent(fault)
        elif fault.status != 201:
            self.answer(fault.status, error(fault.status, fault.code), close=close)
        else:
            shown = json.dumps(resource(message, ledger.account, sent=False)).encode()
            self.answer_after(fault.delay + ledger.rules.latency_ms / 1e3, 201, shown, b"", close)

    def answer_rest(self, head: bytes, form: dict[str, str], close: bool) -> None:
        """Listing, fetching, redacting and deleting: the slow paths, where clarity is worth more than speed."""
        ledger = self.carrier.ledger
        verb, target, _ = head.partition(b"\r")[0].decode().split(" ")
        url = urlsplit(target)
        base = f"{API}{ledger.account}/Messages"
        if verb == "GET" and url.path == f"{base}.json":
            query = dict(parse_qsl(url.query))
            shown = page(ledger.found(query), ledger.account, query)
            self.answer(200, json.dumps(shown).encode(), close=close)
            return
        if media := ledger.media.get(url.path):
            status, leads = media.answer(verb, url.path)
            if status:
                self.write(status, b"", JSON, b"Location: %s\r\n" % leads if leads else b"", close)
            return
        message = ledger.messages.get(url.path.removeprefix(f"{base}/").removesuffix(".json"))
        if message is None:
            self.answer(404, error(404, 20404), close=close)
        elif verb == "DELETE":
            ledger.forget(message)
            self.answer(204, b"", close=close)
        else:
            if verb == "POST" and form.get("Body") == "":
                message.body = ""
            self.answer(200, json.dumps(resource(message, ledger.account, sent=True)).encode(), close=close)

    def answer_control(self, head: bytes, lower: bytes, close: bool) -> None:
        ledger = self.carrier.ledger
        url = urlsplit(head.split(b" ", 2)[1].decode())
        query = dict(parse_qsl(url.query))
        kind = JSON
        if media := ledger.media.get(url.path.removeprefix(STORE)) if url.path.startswith(STORE) else None:
            out, kind = media.hand_out(lower), media.type.encode()
        elif url.path == "/__reset":
            ledger.reset()
            out = b"{}"
        elif url.path == "/__config":
            out = json.dumps(ledger.configure(query)).encode()
        elif url.path == "/__stats":
            out = json.dumps(ledger.stats()).encode()
        elif url.path == "/__log":
            out, kind = "\n".join(map(_log_line, list(ledger.log))).encode(), b"text/plain; charset=utf-8"
        elif url.path == "/__list":
            shown = [resource(m, ledger.account, sent=True) for m in ledger.found(query)]
            out = json.dumps(shown).encode()
        elif url.path == "/__do" and query.get("verb") in self.carrier.verbs:
            verb = self.carrier.verbs[query.pop("verb")]
            verb(**{name: _number(value) for name, value in query.items()})
            out = b"{}"
        else:
            self.answer(404, error(404, 20404), close=close)
            return
        self.answer(200, out, kind=kind, close=close)

    def fall_silent(self, fault: Fault) -> None:
        if not fault.hang:
            self.transport.abort()

    def answer_after(self, delay: float, status: int, body: bytes, extra: bytes, close: bool) -> None:
        if delay:
            asyncio.get_running_loop().call_later(delay, self.write, status, body, JSON, extra, close)
        else:
            self.write(status, body, JSON, extra, close)

    def answer(self, status: int, body: bytes, *, kind: bytes = JSON, close: bool) -> None:
        self.write(status, body, kind, b"", close)

    def write(self, status: int, body: bytes, kind: bytes, extra: bytes, close: bool) -> None:
        if self.transport.is_closing():
            return
        line = b"HTTP/1.1 %d %s\r\nContent-Type: %s\r\n%s" % (status, REASONS.get(status, b"Other"), kind, extra)
        self.transport.write(b"%sContent-Length: %d\r\n\r\n%s" % (line, len(body), body))
        if close:
            self.transport.close()


def _log_line(row: tuple[int, int, str, str, str]) -> str:
    arrived_ns, status, to, body, sid = row
    return f"{arrived_ns}\t{status}\t{to}\t{sid}\t{' '.join(body.split())}"


def _number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
