"""Calls an address that somebody else chose, and cannot be talked into calling one of ours; it knows no settings.

What it refuses and what it bounds
1. Only https, without a name or password in the address, to port 443 or one above 1023.
2. A name is resolved once, every address it has must be public, and the connection goes to one of those addresses:
   a name server that answers differently the next time is not asked again.
3. No redirect is followed, no proxy of the environment is used, no cookie is kept.
4. The whole call, names, handshake and a dripping body included, ends at its deadline; of a body MOST_BYTES are read.
An operator may name hosts that are excepted from 1 (but not from the rules of TLS, where they speak it) and 2.
"""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from bot.lib.clock import monotonic

DEADLINE_SECONDS = 15.0
MOST_BYTES = 16_384
"""How much of an answer is read; a connection whose answer is longer is closed."""
CONNECTIONS = 16
"""Idle connections that are kept for each host."""
HOSTS = 64
"""Hosts for which connections are kept."""
RESOLVING = 8

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host name, as text; OSError when there are none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(each)
    for each in (
        "2002::/16",  # 6to4 and Teredo, long out of use, carry an IPv4 address that a relay of ours might still unwrap;
        "2001::/32",
        "192.88.99.0/24",  # these were the relays.
        "3fff::/20",  # For documentation; newer than Python 3.11.
    )
)
"""What `is_global` of Python 3.11 lets pass."""


class Refused(Exception):
    """The guard does not make this call; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, how the body began, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing came back, or not in time: why, in a few words, and after how many seconds.

    `left` is False when it is sure that nothing of the call reached the other side.
    """

    why: str
    seconds: float
    left: bool = True


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet, however it is wrapped."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.scope_id or ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of this host as the machine knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def exceptions(listed: str) -> frozenset[str]:
    """The excepted hosts of a setting, `host` or `host:port`, apart by commas or spaces."""
    return frozenset(each.lower() for each in listed.replace(",", " ").split())


def check(url: str, excepted: frozenset[str] = frozenset()) -> None:
    """Refuse an address that can be seen to be wrong; `Refused` says how to mend it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(f"{url} is no address: {error}.") from error
    if parts.username is not None or parts.password is not None:
        raise Refused("The address holds a name or a password; leave it out, deliveries are signed.")
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise Refused(f"{url} is no address of the web; write it as https://intake.example/events.")
    if is_excepted(parts, excepted):
        return
    if parts.scheme != "https":
        raise Refused(f"{url} is not encrypted; use https://, or name {host} in WEBHOOK_ALLOWED_HOSTS.")
    if port is not None and port != 443 and port < 1024:
        raise Refused(f"Port {port} is not for webhooks; use 443 or one above 1023.")
    try:
        literal = is_public(host)
    except ValueError:
        return
    if not literal:
        raise Refused(_not_public(host))


def is_excepted(parts: SplitResult, excepted: frozenset[str]) -> bool:
    """Whether the operator named this host, or this host at this port."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    return host in excepted or f"{host}:{port}" in excepted


def _not_public(host: str) -> str:
    return f"{host} is not on the public internet; if it is meant, name it in WEBHOOK_ALLOWED_HOSTS."


class Fetch:
    """A pool of guarded connections, safe to use from threads; TLS trusts `authorities`, else those of the machine."""

    def __init__(
        self,
        *,
        excepted: frozenset[str] = frozenset(),
        deadline: float = DEADLINE_SECONDS,
        resolve: Resolve = resolve,
        authorities: ssl.SSLContext | None = None,
    ) -> None:
        self.excepted, self.deadline, self._resolve = excepted, deadline, resolve
        self._names = ThreadPoolExecutor(RESOLVING, thread_name_prefix="names")
        context = authorities or ssl.create_default_context()
        context.sslsocket_class = _TimedTls
        self._pool = PoolManager(HOSTS, maxsize=CONNECTIONS, block=False, retries=False, ssl_context=context)
        self._pool.pool_classes_by_scheme = {
            "http": _pool_of(HTTPConnectionPool, HTTPConnection, self._connect),
            "https": _pool_of(HTTPSConnectionPool, HTTPSConnection, self._connect),
        }

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | NoAnswer:
        """Post this body; `Refused` when the guard says no."""
        return self._call("POST", url, body, headers, MOST_BYTES)

    def get(self, url: str, headers: Mapping[str, str], *, most: int = MOST_BYTES) -> Answer | NoAnswer:
        """Ask for what is there, so many bytes of it; `Refused` when the guard says no."""
        return self._call("GET", url, None, headers, most)

    def delete(self, url: str, headers: Mapping[str, str]) -> Answer | NoAnswer:
        """Ask for its removal; `Refused` when the guard says no."""
        return self._call("DELETE", url, None, headers, MOST_BYTES)

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], most: int
    ) -> Answer | NoAnswer:  # fmt: skip
        check(url, self.excepted)
        began = monotonic()
        _CALL.until = began + self.deadline
        _CALL.is_excepted = is_excepted(urlsplit(url), self.excepted)
        try:
            return self._answer(method, url, body, headers, began, most)
        except Refused:
            raise
        except (HTTPError, HTTPException, OSError) as error:
            return NoAnswer(_said(error), monotonic() - began, left=not _never_left(error))

    def _answer(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], began: float, most: int
    ) -> Answer:  # fmt: skip
        response: Any = self._pool.urlopen(
            method, url, body=body, headers=headers, redirect=False, assert_same_host=False, preload_content=False,
            decode_content=False, timeout=Timeout(total=self.deadline),
        )  # fmt: skip
        try:
            read = response.read(most + 1)
        except BaseException:
            response.close()
            raise
        if len(read) > most:
            response.close()
        response.release_conn()
        named = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, named, read[:most], monotonic() - began)

    def close(self) -> None:
        """Close what is idle."""
        self._pool.clear()
        self._names.shutdown(wait=False)

    def _connect(self, host: str, port: int, options: Any) -> socket.socket:
        """A connection to one of the checked addresses of this host."""
        trouble: OSError = OSError("has no address")
        for address in self._addresses(host, port):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            made = _Timed(family, socket.SOCK_STREAM)
            try:
                for option in options or ():
                    made.setsockopt(*option)
                made.settimeout(_left())
                made.connect((address, port))
            except OSError as error:
                made.close()
                trouble = error
            else:
                return made
        raise trouble

    def _addresses(self, host: str, port: int) -> list[str]:
        host = host.strip("[]")
        try:
            found = list(self._names.submit(self._resolve, host, port).result(_left()))
        except TooLate as error:
            raise TimeoutError("the name was not resolved in time") from error
        if not _CALL.is_excepted and not all(is_public(each) for each in found):
            raise Refused(_not_public(host))
        return found


class _Call(threading.local):
    """The call that this thread makes: when it has to be over, and whether its host is excepted."""

    until = 0.0
    is_excepted = False


_CALL = _Call()


def _left() -> float:
    """Seconds that are left of this thread's call; TimeoutError when none are."""
    left = _CALL.until - monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    return left


class _Timed(socket.socket):
    """Waits for nothing longer than the call has left: a time-out of the library begins anew with every byte."""

    def recv_into(self, *args: Any, **more: Any) -> int:
        self.settimeout(_left())
        return super().recv_into(*args, **more)

    def sendall(self, *args: Any, **more: Any) -> None:
        self.settimeout(_left())
        super().sendall(*args, **more)


class _TimedTls(ssl.SSLSocket):
    """The same, encrypted."""

    def recv_into(self, *args: Any, **more: Any) -> int:
        self.settimeout(_left())
        return super().recv_into(*args, **more)

    def send(self, *args: Any, **more: Any) -> int:
        self.settimeout(_left())
        return super().send(*args, **more)


def _pool_of(pool: Any, connection: Any, connect: Callable[[str, int, Any], socket.socket]) -> Any:
    """urllib3's pool of urllib3's connections, which differ in how a socket is come by."""

    def _new_conn(self: Any) -> socket.socket:
        return connect(self._dns_host, self.port, self.socket_options)

    guarded = type("Guarded", (connection,), {"_new_conn": _new_conn})
    return type("GuardedPool", (pool,), {"ConnectionCls": guarded})


WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, "no answer in time"),
    (socket.gaierror, "the name is not known"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionError, "connection closed"),
)
"""What is told of an error; screens say these words in other languages (`bot.console.call_words`)."""


def _chain(error: BaseException) -> list[BaseException]:
    """The error and the reasons in it; the library wraps them up to four times."""
    chain: list[BaseException] = [error]
    while (inner := _within(chain[-1])) is not None and len(chain) < 6:
        chain.append(inner)
    return chain


def _never_left(error: BaseException) -> bool:
    """Whether no connection was made, so that nothing can have been read."""
    never = (socket.gaierror, ConnectionRefusedError, ssl.SSLCertVerificationError)
    return any(isinstance(each, never) for each in _chain(error))


def _said(error: BaseException) -> str:
    """What went wrong, in a few words without the address."""
    chain = _chain(error)
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return f"certificate: {each.verify_message}"[:200]
        if isinstance(each, ssl.SSLError):
            return f"TLS: {each.reason or each.strerror}"[:200]
    for kind, words in WORDS:
        if any(isinstance(each, kind) for each in chain):
            return words
    told = chain[-1]
    return f"{type(told).__name__}: {getattr(told, 'strerror', None) or ''}".rstrip(": ")[:200]


def _within(error: BaseException) -> BaseException | None:
    inner = [each for each in error.args if isinstance(each, BaseException)]
    return inner[-1] if inner else error.__cause__ or error.__context__
