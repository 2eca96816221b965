"""Status callbacks as Twilio posts them: what happens to a message, when it is told, and what is lost on the way."""

import http.client
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import time
from urllib.parse import urlencode, urlsplit

from tests.standin.ledger import Ledger
from tests.standin.resources import Message
from tests.standin.signing import signature

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TIMEOUT = 15.0  # Twilio's own limit for a webhook


@dataclass(frozen=True)
class Callback:
    """One signed callback, ready to post; `url` is what was signed, `address` is where it goes."""

    sid: str
    status: str
    url: str
    address: str
    params: dict[str, str]
    headers: dict[str, str]

    @property
    def body(self) -> bytes:
        return urlencode(self.params).encode()


def post(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """One POST without redirects or proxies. This machine only: a stand-in must never reach the real world."""
    where = urlsplit(address)
    if where.hostname not in LOOPBACK:
        raise ValueError(f"loopback only, not {where.hostname}")
    connection = http.client.HTTPConnection(where.hostname, where.port or 80, timeout=TIMEOUT)
    try:
        connection.request("POST", where.path + (f"?{where.query}" if where.query else ""), body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def local_address(url: str, base: str) -> str:
    """The same path on this machine, for a product whose public address is elsewhere."""
    if not base:
        return url.partition("#")[0]
    where = urlsplit(url)
    return base.rstrip("/") + where.path + (f"?{where.query}" if where.query else "")


class Callbacks:
    """Plans, holds and posts callbacks. Callers give a `later(seconds, function, *arguments)` to schedule with."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.held: list[Callback] | None = None
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="callbacks")
        self._lock = threading.Lock()

    def plan(self, message: Message, fails_with: int, later) -> None:
        """Decide the message's fate now, so that a seed gives the same fates whatever the timing."""
        rules, draw = self._ledger.rules, self._ledger.random.random
        code = fails_with or (rules.undelivered_code if draw() < rules.undelivered else 0)
        steps: list[tuple[str, int]] = [("sent", 0), ("undelivered", code) if code else ("delivered", 0)]
        after = rules.callback_after_ms / 1e3
        reordered = draw() < rules.callback_reordered
        for index, (status, error_code) in enumerate(steps):
            told_after = after * (index + 1)
            if reordered:
                told_after = after * (len(steps) - index)
            if draw() < rules.callback_late:
                told_after += rules.callback_late_ms / 1e3
            later(after * (index + 1), self.move, message, status, error_code)
            if not message.callback:
                continue
            if draw() < rules.callback_lost:
                self.note(message.sid, status, "lost")
            else:
                later(told_after, self.tell, self.signed(message, status, error_code))

    def move(self, message: Message, status: str, error_code: int = 0) -> None:
        """The truth at the carrier, which fetching and listing show whether or not a callback arrives."""
        message.status, message.error_code, message.updated_at = status, error_code or None, time()

    def signed(self, message: Message, status: str, error_code: int = 0) -> Callback:
        ledger = self._ledger
        params = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "To": message.to,
            "From": message.from_,
            "AccountSid": ledger.account,
            "ApiVersion": "2010-04-01",
        }
        if message.service:
            params["MessagingServiceSid"] = message.service
        if error_code:
            params["ErrorCode"] = str(error_code)
        url = message.callback.partition("#")[0]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": f"{message.sid}-{status}",
            "X-Twilio-Signature": signature(ledger.token, url, params),
        }
        return Callback(message.sid, status, url, local_address(url, ledger.rules.callback_base), params, headers)

    def tell(self, callback: Callback) -> None:
        """Post in a thread of ours, or keep it while callbacks are held."""
        with self._lock:
            if self.held is not None:
                self.held.append(callback)
                return
        self._threads.submit(self.tell_now, callback)

    def tell_now(self, callback: Callback) -> int:
        """Post and wait. Like Twilio: one more try after a failure to connect, none after a 5xx."""
        for _ in range(2):
            try:
                status, _body = post(callback.address, callback.body, callback.headers)
            except ConnectionRefusedError:
                continue
            except (OSError, http.client.HTTPException, ValueError) as problem:
                self.note(callback.sid, callback.status, type(problem).__name__)
                return 0
            self.note(callback.sid, callback.status, str(status))
            return status
        self.note(callback.sid, callback.status, "refused connection")
        return 0

    def release(self, order: Iterable[Callback]) -> list[int]:
        return [self.tell_now(callback) for callback in order]

    def note(self, sid: str, status: str, outcome: str) -> None:
        self._ledger.callbacks.append((sid, status, outcome))

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
