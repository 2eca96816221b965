"""A whole city on a database of its own, at a time of its own: residents text it, time passes, the carrier delivers.

Nothing here is pretended: every text goes the real way, only the carrier is the simulator's. It never touches the
database, the queue or the web process of the city that runs beside it.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.event import listen

from bot.conversations.tables import session
from bot.conversations.turns import Taken, take_text
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.flowfiles.library import Library
from bot.lib.phone import read_address
from bot.lib.secrets import masked
from bot.messaging.inbox import Received
from bot.messaging.tables import conversation, message, simulated_text
from bot.outbox import relay
from bot.outbox.put import QUEUES
from bot.outbox.tables import event, outbox
from bot.people.tables import contact
from bot.settings import Settings
from bot.wiring import Bot, build

CITY = "+15055550100"
PHONE = "+15055550121"
"""The city's number, and the phone that texts while a transcript names no other; both are set apart for fiction."""
STARTS_AT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in the demo city, two days after its clocks went forward."""
TYPING = timedelta(seconds=40)
"""How long a resident takes to write a text."""
NOBODY_LISTENS = 1
"""The port that the simulated carrier's callbacks go to: they are refused at once and reach no city."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it arrived on a phone."""

    phone: str
    body: str
    at: datetime
    parts: int
    purpose: str
    language: str | None


@contextmanager
def new_town(library: Library, *, starts_at: datetime = STARTS_AT) -> Iterator["Town"]:
    """A town with nobody in it, on a database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / "city.db"
        path.write_bytes(_migrated())
        with closing(Town(f"sqlite:///{path}", library, starts_at=starts_at, around=_unsynced)) as town:
            yield town


def _unsynced(bot: Bot) -> Bot:
    """Nothing of this database outlives its block, so it waits for no disk: a transcript takes a third of the time."""
    hold_nothing = "PRAGMA synchronous=OFF"
    listen(bot.db.engine, "connect", lambda connection, _: connection.execute(hold_nothing).close())
    bot.db.close()  # The connections so far; the next ones are made anew.
    return bot


@cache
def _migrated() -> bytes:
    """An empty SQLite database with every migration, as a file's bytes."""
    with tempfile.TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / "template.db"
        with closing(Database(f"sqlite:///{path}", pool_size=1)) as db:
            upgrade(db)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return path.read_bytes()


class Stage:
    """A town that is emptied between two plays instead of built anew, which takes a tenth of the time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._folder = tempfile.TemporaryDirectory(prefix="cabildo-")
        self._path = Path(self._folder.name) / "city.db"
        self._path.write_bytes(_migrated())
        self._town = Town(f"sqlite:///{self._path}", library, around=_unsynced)
        self._put_away()
        self._empty = self._path.read_bytes()

    def emptied(self) -> "Town":
        """The town with nobody in it, at the time at which every town begins."""
        self._put_away()
        self._path.write_bytes(self._empty)
        self._town.now = STARTS_AT
        return self._town

    def close(self) -> None:
        """Take the town down."""
        self._town.close()
        self._folder.cleanup()

    def _put_away(self) -> None:
        """Nothing stands beside the database's file any more; what was compiled for its queries stays."""
        self._town.close()
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")


class Town:
    """The product on this migrated database, saying what this library says."""

    def __init__(
        self,
        url: str,
        library: Library | None = None,
        *,
        starts_at: datetime = STARTS_AT,
        around: Callable[[Bot], Bot] = lambda bot: bot,
    ) -> None:
        self.now = starts_at
        settings = Settings(
            database_url=url, redis_url="", public_url=f"http://127.0.0.1:{NOBODY_LISTENS}", port=NOBODY_LISTENS,
            simulator=False,
        )  # fmt: skip
        self.bot = around(build(settings, clock=lambda: self.now, library=library))
        self.db = self.bot.db
        self._texts = count(1)

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    # What residents and time do

    def received(self, phone: str, body: str, *, sid: str = "", photos: int = 0) -> Received:
        """A text as the webhook hands it over."""
        address = read_address(phone)
        if address is None:
            raise ValueError(f"{phone} is no phone")
        media = tuple(f"https://media.example/{number}" for number in range(photos))
        safe = masked(body)  # As inbox.read does, before anything can keep it.
        return Received(sid or f"SM{next(self._texts):032d}", address, CITY, safe.text, media, erased=safe.kinds)

    def says(self, phone: str, body: str, *, drained: bool = True, **more: Any) -> Taken:
        """A resident texts, and what leads to is delivered; with `drained=False` the worker is away for now."""
        self.now += TYPING
        taken = take_text(self.db, self.bot.desk, self.received(phone, body, **more), now=self.now)
        if drained:
            self.drain()
        return taken

    def drain(self) -> int:
        """Do everything that is due now; how many items were done."""
        return sum(self._drain(queue) for queue in QUEUES if self._is_due(queue))

    def _drain(self, queue: str) -> int:
        bot, total = self.bot, 0
        while done := relay.drain(bot.db, queue, bot.performers, clock=bot.clock, lease_for=bot.lease_for):
            total += done
        return total

    def _is_due(self, queue: str) -> bool:
        with self.db.read() as tx:
            return relay.due_count(tx, queue, self.now) > 0

    def passes(self, by: timedelta) -> Iterator[datetime]:
        """Let time pass, stopping (with what is due done) at every moment that something was promised for."""
        until = self.now + by
        while (due := self._next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            self.drain()
            yield self.now
        self.now = until

    def wait(self, by: timedelta) -> None:
        """Let time pass."""
        for _ in self.passes(by):
            pass

    def _next_due(self) -> datetime | None:
        with self.db.read() as tx:
            found: datetime | None = tx.execute(select(func.min(outbox.c.due_at))).scalar()
            return found

    # What can be seen

    def query(self, statement: Any) -> list[Any]:
        """Rows of the database."""
        with self.db.read() as tx:
            return list(tx.execute(statement).all())

    def delivered(self, phone: str = "", *, after: int = 0) -> list[Heard]:
        """Everything the carrier has brought, in order; of one phone when named, without the first `after`."""
        rows = self.query(
            select(
                simulated_text.c.phone_hash, simulated_text.c.body, simulated_text.c.at, message.c.parts,
                message.c.purpose, message.c.language,
            )
            .join_from(simulated_text, message, message.c.id == simulated_text.c.message_id)
            .order_by(simulated_text.c.at, simulated_text.c.carrier_id)
            .limit(10_000).offset(after)
        )  # fmt: skip
        numbers = {self.bot.vault.lookup(each): each for each in self._phones()} if rows else {}
        heard = [Heard(numbers[row[0]], *row[1:]) for row in rows]
        return [each for each in heard if phone in ("", each.phone)]

    def _phones(self) -> list[str]:
        return [self.bot.vault.open(row[0]) for row in self.query(select(contact.c.phone_sealed)) if row[0]]

    def sessions(self, phone: str = "") -> list[Any]:
        """Id, flow, status, turn, state and wake_at of every session, oldest first."""
        rows = self.query(
            select(
                session.c.id, session.c.flow, session.c.status, session.c.turn, session.c.state, session.c.wake_at,
                session.c.flow_version, contact.c.phone_hash,
            )
            .join_from(session, conversation, conversation.c.id == session.c.conversation_id)
            .join(contact, contact.c.id == conversation.c.contact_id)
            .order_by(session.c.started_at, session.c.id)
        )  # fmt: skip
        return [row for row in rows if not phone or row.phone_hash == self.bot.vault.lookup(phone)]

    def events(self, *, after: int = 0) -> list[Any]:
        """Every recorded event, without the first `after`."""
        return self.query(select(event).order_by(event.c.seq).limit(10_000).offset(after))
