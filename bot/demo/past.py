"""The city in its past: texts come in and leave as ever at a time that is moved; the carrier is the simulator's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.event import listen

from bot.conversations.turns import take_text
from bot.lib.phone import read_address
from bot.lib.secrets import masked
from bot.messaging.delivery import record_status
from bot.messaging.inbox import Received
from bot.messaging.simulated import inbound_form
from bot.messaging.tables import conversation, message, simulated_text
from bot.outbox import numbering, put, relay
from bot.outbox.put import QUEUES
from bot.outbox.tables import outbox
from bot.people.tables import contact
from bot.settings import Settings
from bot.wiring import Bot, build

FIRST_CITY = "+15055550100"
NOBODY_LISTENS = 1
"""The port that the simulated carrier's callbacks go to: refused at once. What became of a text is told here."""
ON_ITS_WAY = timedelta(seconds=3)
"""From the carrier's taking a text to its word of what became of it."""
_A_MOMENT = timedelta(seconds=1)


class Past:
    """The product at a time of its own, `now`; `lost` says which phones get nothing, with the carrier's code."""

    def __init__(self, settings: Settings, *, starts_at: datetime, lost: Mapping[str, int], posts_to: str = "") -> None:
        own = {"redis_url": "", "simulator": False, "port": NOBODY_LISTENS, "public_url": "", "mail_server": "",
               "webhook_allowed_hosts": posts_to}  # fmt: skip
        self.now = starts_at
        self.bot: Bot = build(settings.model_copy(update=own), clock=lambda: self.now)
        self._lost = {self.bot.vault.lookup(phone): code for phone, code in lost.items()}
        self._told: set[str] = set()
        self._tells_from = starts_at
        self._texts = count(1)
        senders = self.bot.library.city.senders
        self.city = senders[0].address if senders else FIRST_CITY
        if self.bot.db.engine.dialect.name == "sqlite":
            # What a power cut could take is made anew by the same command; waiting for the disk would take longest.
            listen(self.bot.db.engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=NORMAL").close())
            self.bot.db.close()

    def close(self) -> None:
        """Close the database."""
        self.bot.db.close()

    def says(self, phone: str, body: str) -> None:
        """A resident texts."""
        address = read_address(phone)
        assert address is not None  # noqa: S101  for the types: the demo writes its numbers itself
        safe = masked(body)
        sid = inbound_form(phone, self.city, body, self.now)["MessageSid"]
        received = Received(sid, address, self.city, safe.text, (), erased=safe.kinds)
        take_text(self.bot.db, self.bot.desk, received, now=self.now)

    def conversation(self, phone: str) -> str:
        """The id of the conversation with this phone, which has texted."""
        with self.bot.db.read() as tx:
            found = select(conversation.c.id).join(contact, contact.c.id == conversation.c.contact_id)
            where = contact.c.phone_hash == self.bot.vault.lookup(phone)
            return str(tx.execute(found.where(where)).scalar_one())

    def contact(self, phone: str) -> str:
        """The id of whoever holds this phone."""
        with self.bot.db.read() as tx:
            found = select(contact.c.id).where(contact.c.phone_hash == self.bot.vault.lookup(phone))
            return str(tx.execute(found).scalar_one())

    def goes_on_until(self, then: datetime) -> None:
        """Let time pass; what was promised is done in the moment it was promised for."""
        self._drain()
        while (due := self._next_due()) is not None and due <= then:
            self.now = max(self.now, due)
            if not self._drain():
                self.now += _A_MOMENT
        self.now = max(self.now, then)

    def _next_due(self) -> datetime | None:
        with self.bot.db.read() as tx:
            found: datetime | None = tx.execute(select(func.min(outbox.c.due_at))).scalar()
            return found

    def _drain(self) -> int:
        bot, done = self.bot, 0
        with bot.db.read() as tx:
            happened = numbering.are_waiting(tx)
            due = [queue for queue in QUEUES if happened or relay.due_count(tx, queue, self.now)]
        if happened:
            with bot.db.begin() as tx:
                put.put(tx, numbering.NUMBER, numbering.EVENTS, queue=put.LATER, due_at=self.now)
        for queue in due:
            while taken := relay.drain(
                bot.db, queue, bot.performers, clock=bot.clock, lease_for=bot.lease_for
            ):  # fmt: skip
                done += taken
        if done:
            self._tell()
        return done

    def _tell(self) -> None:
        """What became of what the carrier has taken since, as its status callback would say it."""
        columns = (simulated_text.c.carrier_id, simulated_text.c.message_id, simulated_text.c.phone_hash)
        with self.bot.db.read() as tx:
            brought = tx.execute(select(*columns).where(simulated_text.c.at >= self._tells_from)).all()
        for carrier_id, message_id, phone in brought:
            if carrier_id in self._told:
                continue
            self._told.add(carrier_id)
            code = self._lost.get(phone)
            record_status(
                self.bot.db, message_id, "undelivered" if code else "delivered", carrier_id=carrier_id, code=code,
                now=self.now + ON_ITS_WAY,
            )  # fmt: skip
        self._tells_from = self.now

    def size(self) -> int:
        """How many messages there are."""
        with self.bot.db.read() as tx:
            return int(tx.execute(select(func.count()).select_from(message)).scalar() or 0)
