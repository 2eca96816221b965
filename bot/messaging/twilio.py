"""Sends through Twilio's own client, pooled and timed out; the only module that imports it.

Policy: 10 seconds for a call. A 4xx is an answer; a refused connection reached nobody; everything else (a read that
timed out, a connection reset, a 5xx) is in doubt, because Twilio has no idempotency key for messages.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from requests import Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.messaging.carrier import Accepted, Letter, Listed, Lost, NotListed, NotReached, Rejected, Sent
from bot.messaging.rules import CARRIER_STATUS

log = structlog.get_logger()

TIMEOUT_SECONDS = 10.0
THREADS = 16
"""Connections kept open; as many as the send step has threads."""
CLOCKS_APART = timedelta(minutes=2)
"""How far Twilio's clock and ours may differ when its list is searched."""
PAGE = 1000
"""Texts of one page of its list, the most that Twilio gives."""


class _Pooled(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's client over one pooled session that ignores the machine's proxies, and remembers Retry-After."""

    def __init__(self) -> None:
        super().__init__(pool_connections=True, timeout=TIMEOUT_SECONDS)
        self.session = Session()
        self.session.trust_env = False
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=THREADS, max_retries=0))

    def request(self, *arguments: Any, **named: Any) -> Response:
        response = super().request(*arguments, **named)
        if response.status_code == 429:
            raise _Throttled(_seconds(response.headers or {}))
        return response


class _Throttled(Exception):
    """Twilio's 429, with what it asked for."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("429")
        self.retry_after = retry_after


class TwilioCarrier:
    """The real carrier. `status_url(message id)` is where Twilio tells of a message."""

    def __init__(
        self, account_sid: str, auth_token: str, *, api_url: str, messaging_service: str, sender: str, status_url: str
    ) -> None:
        self._client = Client(account_sid, auth_token, http_client=_Pooled())
        self._client.api.base_url = api_url.rstrip("/")
        self._service = messaging_service
        self._sender = sender
        self._status_url = status_url

    def send(self, letter: Letter) -> Sent:
        """Send one text; see the module for what is safe and what is in doubt."""
        origin = {"messaging_service_sid": self._service} if self._service else {"from_": letter.sender or self._sender}
        lasts = {} if letter.validity is None else {"validity_period": letter.validity}
        try:
            created = self._client.messages.create(
                to=letter.to,
                body=letter.body,
                status_callback=f"{self._status_url}?message={letter.message_id}",
                **origin,
                **lasts,
            )
        except _Throttled as error:
            return Rejected(20429, error.retry_after)
        except TwilioRestException as error:
            if 400 <= error.status < 500:
                return Rejected(error.code or None)
            return Lost(f"HTTP {error.status}")
        except ConnectTimeout as error:
            return NotReached(type(error).__name__)
        except RequestsConnectionError as error:
            return NotReached("refused") if _never_connected(error) else Lost(type(error).__name__)
        except Exception as error:  # noqa: BLE001  an answer nobody can read must not take the batch with it
            log.warning("the carrier's answer is lost", message=letter.message_id, error=type(error).__name__)
            return Lost(type(error).__name__)
        if not created.sid:
            return Lost("an answer without an id")
        return Accepted(created.sid, CARRIER_STATUS.get(str(created.status), "accepted"))

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        """Twilio's list of texts to that number, compared by body, oldest first."""
        try:
            listed = self._client.messages.list(to=letter.to, date_sent_after=since - CLOCKS_APART, limit=200)
        except Exception as error:  # noqa: BLE001  as above; an unreadable list is no list
            log.warning("the carrier could not be asked", message=letter.message_id, error=type(error).__name__)
            return None
        outbound = [each for each in reversed(listed) if str(each.direction).startswith("outbound")]
        return [each.sid for each in outbound if each.body == letter.body]

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Twilio's list of that time, a page at a time; what came in is left out."""
        try:
            found = self._client.messages.stream(date_sent_after=since, date_sent_before=until, page_size=PAGE)
            for each in found:
                if str(each.direction).startswith("outbound"):
                    at = each.date_sent or each.date_created or until
                    yield Listed(each.sid, str(each.status), each.error_code, at, each.direction == "outbound-reply")
        except Exception as error:  # whatever made it unreadable, an unreadable list is no list
            raise NotListed(type(error).__name__) from error


def _seconds(headers: Mapping[str, str]) -> timedelta | None:
    written = {key.lower(): value for key, value in headers.items()}.get("retry-after", "")
    try:
        return timedelta(seconds=float(written))
    except ValueError:
        return None


def _never_connected(error: RequestsConnectionError) -> bool:
    """Whether the connection was never made, so that nothing can have been sent."""
    reason = error.args[0] if error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
