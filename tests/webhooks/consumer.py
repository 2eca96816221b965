"""A consumer of events as another city office may have built it: it verifies, keeps, and fails as it is told."""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook


class Consumer:
    """Listens on loopback; `moods` are what it does with the next requests, `mood` with all the others.

    A mood is a status, or one of drop (close without an answer), hang (never answer), drip (answer for ever), late
    (keep the event, then close without an answer).
    """

    def __init__(self, *, certificate: Path | None = None) -> None:
        self.secret = ""
        self.mood: int | str = 200
        self.moods: deque[int | str] = deque()
        self.refuses: set[int] = set()
        """Events that it answers 500, by number."""
        self.retry_after = ""
        self.port = 0
        self.scheme = "https" if certificate else "http"
        self._certificate = certificate
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.got: list[dict[str, Any]] = []
        """Every event that was taken, in order, copies included."""
        self.ids: list[str] = []
        self.requests: list[tuple[dict[str, str], str]] = []
        self.forged = 0
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/events"

    @property
    def allowed(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, certificate: Path | None = None) -> "Consumer":
        """Listen, on the same port as before if there was one, and with another certificate than usual when named."""
        server = _Server(("127.0.0.1", self.port), _handler(self))
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate or self._certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self.port, self._server = server.server_port, server
        self.released.clear()
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def kill(self) -> None:
        """Stop listening and cut every connection."""
        server, self._server = self._server, None
        self.released.set()
        if server:
            server.shutdown()
            server.cut()
            server.server_close()

    def take(self, headers: dict[str, str], body: str) -> int | str:
        with self._lock:
            mood = self.moods.popleft() if self.moods else self.mood
            self.requests.append((headers, body))
            if self.secret and not is_signed(self.secret, headers, body):
                self.forged += 1
                return 401
            told = json.loads(body)
            if told["sequence"] in self.refuses:
                return 500
            if mood in (200, 204, "late"):
                self.got.append(told)
                self.ids.append(headers["webhook-id"])
            return mood

    def by_subject(self) -> dict[str, list[int]]:
        """The numbers of the events in the order in which each was first taken, for each subject."""
        seen: dict[str, list[int]] = {}
        for each in self.got:
            of = seen.setdefault(each["subject"], [])
            if each["sequence"] not in of:
                of.append(each["sequence"])
        return seen


def is_signed(secret: str, headers: dict[str, str], body: str) -> bool:
    """Whether it is signed with this secret, at whatever time: tests move theirs."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(headers["webhook-id"], at, body) in headers["webhook-signature"].split()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        for each in list(self.open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break here by intention."""


def _handler(consumer: Consumer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            read = self.rfile.read(length := int(self.headers["content-length"]))
            if len(read) < length:  # Whoever called has given up in the middle of it.
                self.close_connection = True
                return
            body = read.decode()
            mood = consumer.take({name.lower(): value for name, value in self.headers.items()}, body)
            if mood in ("drop", "late"):
                self.close_connection = True
            elif mood == "hang":
                consumer.released.wait(30)
                self.close_connection = True
            elif mood == "drip":
                self._drip()
            else:
                self._answer(int(mood))

        def _answer(self, status: int) -> None:
            words = f"HTTP/1.1 {status} Whatever\r\ncontent-length: 2\r\n"
            if consumer.retry_after and status in (429, 503):
                words += f"retry-after: {consumer.retry_after}\r\n"
            if 300 <= status < 400:
                words += f"location: {consumer.url}\r\n"
            self.wfile.write(f"{words}\r\nok".encode())

        def _drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            self.close_connection = True
            while not consumer.released.is_set():
                self.wfile.write(b".")
                time.sleep(0.02)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def wrong_certificate(folder: Path, name: str = "wrong") -> Path:
    """A certificate for this machine that nobody has signed but itself, with its key, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "intake.example")])
    now = datetime.now(UTC)  # noqa: TID251  a certificate is good or not by the machine's own clock
    made = (
        x509.CertificateBuilder()
        .subject_name(issuer)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
