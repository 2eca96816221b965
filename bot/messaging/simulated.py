"""The simulator's carrier and clock: texts land in a table that the phones on the screen read; no real phone rings."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.parse import urlencode

import structlog
from sqlalchemy import bindparam, select, update

from bot.db.base import Tx, Utc
from bot.db.engine import Database
from bot.lib.clock import Clock
from bot.lib.ids import new_id
from bot.lib.signing import signature
from bot.lib.vault import Vault
from bot.messaging.carrier import Accepted, Letter, Listed, Sent
from bot.messaging.tables import simulated_clock, simulated_text

log = structlog.get_logger()

_INSERT = simulated_text.insert()
_FIND = (
    select(simulated_text.c.carrier_id)
    .where(
        simulated_text.c.phone_hash == bindparam("hash"), simulated_text.c.body == bindparam("body"),
        simulated_text.c.at >= bindparam("since"),
    )
    .order_by(simulated_text.c.at)
)  # fmt: skip
_LISTED = (
    select(simulated_text.c.carrier_id, simulated_text.c.at)
    .where(simulated_text.c.at.between(bindparam("since", type_=Utc()), bindparam("until", type_=Utc())))
    .order_by(simulated_text.c.at.desc(), simulated_text.c.carrier_id.desc())
)
_MOVE = (
    update(simulated_clock)
    .where(simulated_clock.c.id == 1)
    .values(ahead_seconds=simulated_clock.c.ahead_seconds + bindparam("by"))
)
_AHEAD = select(simulated_clock.c.ahead_seconds).where(simulated_clock.c.id == 1)


class SimulatedCarrier:
    """Delivers to the simulator's phones and tells so as Twilio would: a signed callback to the status address."""

    def __init__(self, db: Database, vault: Vault, clock: Clock, *, public: str, local: str, token: str) -> None:
        """`public` is the address that is signed, `local` where the web process is reached without any network."""
        self._db, self._vault, self._clock = db, vault, clock
        self._public, self._local, self._token = public, local, token

    def send(self, letter: Letter) -> Sent:
        """Deliver at once."""
        now = self._clock()
        carrier_id = "SM" + new_id("", now)[1:].lower()
        with self._db.begin() as tx:
            tx.execute(
                _INSERT,
                {"carrier_id": carrier_id, "phone_hash": self._vault.lookup(letter.to.rpartition(":")[2]),
                 "body": letter.body, "message_id": letter.message_id, "at": now},
            )  # fmt: skip
        self._tell(letter, carrier_id)
        return Accepted(carrier_id)

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        """The texts that this phone got, oldest first."""
        named = {"hash": self._vault.lookup(letter.to.rpartition(":")[2]), "body": letter.body, "since": since}
        with self._db.read() as tx:
            return list(tx.execute(_FIND, named).scalars())

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Everything that the phones got in that time; here whatever was sent has arrived."""
        with self._db.read() as tx:
            rows = tx.execute(_LISTED, {"since": since, "until": until}).all()
        return (Listed(carrier_id, "delivered", None, at) for carrier_id, at in rows)

    def _tell(self, letter: Letter, carrier_id: str) -> None:
        url = f"{self._public}/twilio/status?message={letter.message_id}"
        form = {"MessageSid": carrier_id, "MessageStatus": "delivered", "To": letter.to, "From": letter.sender}
        request = signed_request(self._token, url, form, reached_at=url.replace(self._public, self._local, 1))
        try:
            urllib.request.urlopen(request, timeout=2).close()  # noqa: S310  our own address
        except (URLError, OSError) as error:
            log.debug("no status callback in the simulator", message=letter.message_id, error=str(error))


def signed_request(token: str, url: str, form: Mapping[str, str], *, reached_at: str) -> urllib.request.Request:
    """A form posted as the carrier posts it: signed for its public address, wherever that is reached."""
    headers = {
        "X-Twilio-Signature": signature(token, url, {key: [value] for key, value in form.items()}),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode(form).encode()
    return urllib.request.Request(reached_at, data=body, headers=headers, method="POST")  # noqa: S310  our own address


def inbound_form(phone: str, city: str, body: str, now: datetime) -> dict[str, str]:
    """The parameters Twilio posts for a text (www.twilio.com/docs/messaging/guides/webhook-request)."""
    sid = "SM" + new_id("", now)[1:].lower()
    return {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": "AC" + "0" * 32, "From": phone,
        "To": city, "Body": body, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    }  # fmt: skip


def shifted_clock(db: Database, clock: Clock) -> Clock:
    """The clock that "next day" moves: the machine's time and how far ahead the simulator is."""

    def now() -> datetime:
        with db.read() as tx:
            ahead = tx.execute(_AHEAD).scalar() or 0
        return clock() + timedelta(seconds=ahead)

    return now


def move_clock(tx: Tx, by: timedelta) -> None:
    """Move the simulator's time ahead."""
    if not tx.execute(_MOVE, {"by": int(by.total_seconds())}).rowcount:
        tx.execute(simulated_clock.insert(), {"id": 1, "ahead_seconds": int(by.total_seconds())})


def decided_lines(stored: str | None) -> list[str]:
    """What the conversation decided about a text, as short lines."""
    return list(json.loads(stored)) if stored else []
