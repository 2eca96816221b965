"""Twilio, as far as this project can tell: one account's Messages API on this machine; no product code here.

As a process:  python -m tests.standin.twilio --port 9010
In a test:     with TwilioStandIn() as carrier:
                   carrier.lose_next()
                   ...
                   assert carrier.texts_to("+15055550123") == ["Gracias."]

Callbacks are off until `carrier.callbacks_on()` (or `/__config?callbacks=1`). Over HTTP: `/__stats`, `/__log` (arrival
in CLOCK_MONOTONIC ns, status, To, sid, Body), `/__list?To=`, `/__reset`, `/__config?rate_429=0.01&max_rps=100&...` (the
names in `ledger.Rules`), `/__do?verb=lose_next&hang=1` (any verb of `TwilioStandIn.VERBS`).
"""

import argparse
import asyncio
import contextlib
import gc
import socket
import sys
import threading
import time
from collections import Counter
from typing import Self

from tests.standin.callbacks import Callback
from tests.standin.ledger import Fault, Ledger
from tests.standin.media import Media
from tests.standin.resources import API, Message
from tests.standin.server import Carrier, Connection
from tests.standin.signing import ACCOUNT, TOKEN


class TwilioStandIn:
    """The carrier in this process, on a free port, with verbs for everything that goes wrong in the world."""

    VERBS = (
        "refuse_next",
        "lose_next",
        "drop_next",
        "delay_next",
        "throttle_next",
        "fail_next",
        "undeliver_next",
        "refuse_number",
        "accept_number",
        "hold_callbacks",
        "release_callbacks",
        "callbacks_on",
        "callbacks_off",
    )

    def __init__(self, *, account: str = ACCOUNT, token: str = TOKEN, port: int = 0) -> None:
        self.account, self.token, self._port = account, token, port
        self._ledger = Ledger(account, token)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        # Bound here and not in the thread: the address is known, and an occupied port fails in the caller.
        self._socket = socket.create_server(("127.0.0.1", self._port), backlog=1024)
        self._port = self._socket.getsockname()[1]
        self._carrier = Carrier(self._ledger, {verb: getattr(self, verb) for verb in self.VERBS})
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="twilio-stand-in", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop
        assert self._thread
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._carrier.callbacks.close()

    def _serve(self) -> None:
        loop = self._loop
        assert loop
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(loop.create_server(lambda: Connection(self._carrier), sock=self._socket))
        loop.run_forever()
        server.close()
        for connection in list(self._carrier.connections):
            connection.transport.abort()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    # --- what was received

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def messages(self) -> list[Message]:
        """Every message the carrier took, oldest first; also those whose answer was lost."""
        return list(self._ledger.messages.values())

    @property
    def taken(self) -> int:
        """How many messages the carrier took."""
        return len(self._ledger.messages)

    @property
    def counts(self) -> dict[int, int]:
        """How many requests to send got which HTTP status (0 = no answer)."""
        return dict(self._ledger.counts)

    @property
    def callback_counts(self) -> dict[str, int]:
        """How many callbacks came to which outcome, as `callbacks` names them."""
        return dict(Counter(outcome for _, _, outcome in self.callbacks))

    @property
    def attempts(self) -> list[tuple[int, int, str, str, str]]:
        """Every request to send: arrived_ns, HTTP status (0 = no answer), to, body, sid ('' = not taken)."""
        return list(self._ledger.log)

    @property
    def callbacks(self) -> list[tuple[str, str, str]]:
        """Sid, status and outcome ('200', 'lost', 'ConnectionResetError' ...) of every callback so far."""
        return list(self._ledger.callbacks)

    def messages_to(self, number: str) -> list[Message]:
        return list(self._ledger.by_number.get(number, ()))

    def texts_to(self, number: str) -> list[str]:
        return [message.body for message in self.messages_to(number)]

    def wait_for(self, count: int, *, to: str = "", seconds: float = 10.0) -> list[Message]:
        """The messages, once there are `count` of them; fails after `seconds`."""
        until = time.monotonic() + seconds
        while len(found := self.messages_to(to) if to else self.messages) < count:
            if time.monotonic() > until:
                raise AssertionError(f"{len(found)} of {count} messages after {seconds} s")
            time.sleep(0.005)
        return found

    def holds_photo(self, content: bytes, **more: object) -> tuple[str, Media]:
        """The address of a photo that somebody sent, and what becomes of it."""
        path = f"{API}{self.account}/Messages/MM{len(self._ledger.media):032d}/Media/ME{len(self._ledger.media):032d}"
        self._ledger.media[path] = media = Media(content, **more)
        return f"{self.url}{path}", media

    def reset(self) -> None:
        self._ledger.reset()

    def configure(self, **rules: object) -> None:
        self._ledger.configure(rules)

    # --- what goes wrong with the next requests

    def _next(self, fault: Fault, times: int) -> None:
        self._ledger.faults.extend([fault] * times)

    def refuse_next(self, code: int = 21610, status: int = 400, times: int = 1) -> None:
        """Answer with an error; nothing is taken."""
        self._next(Fault(status, code, taken=False), times)

    def lose_next(self, hang: bool = False, times: int = 1) -> None:
        """Take the message, then close the connection without an answer, or (hang) never answer."""
        self._next(Fault(lost=True, hang=bool(hang)), times)

    def drop_next(self, hang: bool = False, times: int = 1) -> None:
        """To the caller the same as `lose_next`, but the message is not taken."""
        self._next(Fault(lost=True, hang=bool(hang), taken=False), times)

    def delay_next(self, seconds: float, times: int = 1) -> None:
        self._next(Fault(delay=seconds), times)

    def throttle_next(self, retry_after: float = 1.0, times: int = 1) -> None:
        self._next(Fault(429, 20429, retry_after=retry_after, taken=False), times)

    def fail_next(self, status: int = 500, taken: bool = False, times: int = 1) -> None:
        """A 5xx, after which a sender cannot know; `taken` says what is true."""
        self._next(Fault(status, 20500, taken=bool(taken)), times)

    def undeliver_next(self, code: int = 30003, times: int = 1) -> None:
        """Take the message; callbacks then say undelivered with this code, also while callbacks are off."""
        self._next(Fault(fails_with=code), times)

    def refuse_number(self, number: str, code: int = 21610) -> None:
        """Until `accept_number`: for instance a resident who texted STOP to the carrier."""
        self._ledger.blocked[_plus(number)] = code

    def accept_number(self, number: str) -> None:
        self._ledger.blocked.pop(_plus(number), None)

    # --- status callbacks

    def callbacks_on(self, **rules: object) -> None:
        """`sent`, then `delivered`; for instance callback_lost=0.3, callback_reordered=1, callback_after_ms=5."""
        self._ledger.configure({**rules, "callbacks": 1})

    def callbacks_off(self) -> None:
        self._ledger.configure({"callbacks": 0})

    def hold_callbacks(self) -> None:
        """Callbacks that fall due wait in `held` for `release_callbacks`; messages move on all the same."""
        self._carrier.callbacks.held = []

    @property
    def held(self) -> list[Callback]:
        return list(self._carrier.callbacks.held or ())

    def release_callbacks(self, *, reverse: bool = False, times: int = 1) -> list[int]:
        """Post what was held and wait; the HTTP statuses. `times` posts the whole of it again."""
        held, self._carrier.callbacks.held = self.held, None
        return self._carrier.callbacks.release((held[::-1] if reverse else held) * times)

    def callback(self, sid: str, status: str, error_code: int = 0) -> Callback:
        """A signed callback (url, params, headers, body) for a test that posts it itself."""
        return self._carrier.callbacks.signed(self._ledger.messages[sid], status, error_code)

    def settle(self, sid: str, status: str, error_code: int = 0) -> None:
        """Move a message without telling anybody: what a lost callback leaves behind."""
        self._carrier.callbacks.move(self._ledger.messages[sid], status, error_code)

    def deliver(self, sid: str, status: str = "delivered", error_code: int = 0, times: int = 1) -> list[int]:
        """Move a message, post the callback now, and wait; the HTTP statuses."""
        self.settle(sid, status, error_code)
        return self._carrier.callbacks.release([self.callback(sid, status, error_code)] * times)


def _plus(number: str | int) -> str:
    """A number that came through a query has lost its plus."""
    return "+" + str(number).strip().removeprefix("+")


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Twilio's Messages API, on this machine only.")
    parser.add_argument("--port", type=int, default=9010)
    parser.add_argument("--account", default=ACCOUNT)
    parser.add_argument("--token", default=TOKEN)
    asked = parser.parse_args()
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass  # slower, but the same answers
    with TwilioStandIn(account=asked.account, token=asked.token, port=asked.port) as carrier:
        gc.freeze()
        sys.stdout.write(f"Twilio stand-in at {carrier.url} (account {asked.account})\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
