"""A whole city in one process on a real database: residents text it, time passes, the carrier delivers; no HTTP."""

import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select

from bot.conversations.tables import answer, session
from bot.conversations.turns import Taken, take_text
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.engine.session import Session
from bot.flowfiles.library import Library, load
from bot.jobs import drain_with
from bot.lib.phone import read_address
from bot.messaging.inbox import Received
from bot.messaging.tables import conversation, message, simulated_text
from bot.outbox.put import QUEUES
from bot.outbox.relay import due_count
from bot.outbox.tables import event, outbox
from bot.people.tables import contact
from bot.settings import Settings
from bot.wiring import Bot, build

ROOT = Path(__file__).parent.parent.parent
CITY = "+15055550100"
LUPE, SAM, ROSA = "+15055550121", "+15055550122", "+15055550123"
"""The cast: Lupe writes Spanish, Sam English, Rosa both."""
STARTS_AT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in the demo city, two days after its clocks went forward."""
NOBODY_LISTENS = "http://127.0.0.1:1"
"""Where the simulated carrier's callbacks go: refused at once."""


_COUNTED = count(1)

# Tracebacks as Python writes them: with the values of every variable, a library among them, one takes half a minute.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)],
    wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
)


@cache
def demo_library() -> Library:
    """The city's own flows and translations, read once."""
    return load(ROOT / "flows", ROOT / "translations")


@cache
def _migrated() -> bytes:
    """An empty SQLite database with every migration, as a file's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        db = Database(f"sqlite:///{path}", pool_size=1)
        upgrade(db)
        db.close()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()
        return path.read_bytes()


def new_sqlite(folder: Path) -> str:
    """The address of a fresh migrated SQLite database."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"city-{len(list(folder.iterdir()))}.db"
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it arrived on a phone."""

    phone: str
    body: str
    at: datetime
    parts: int
    purpose: str
    language: str | None


class Town:
    """The product on this database at a time of its own; every text a resident sends goes the real way."""

    def __init__(
        self,
        url: str,
        *,
        library: Library | None = None,
        starts_at: datetime = STARTS_AT,
        around: Callable[[Bot], Bot] = lambda bot: bot,
    ) -> None:
        self.now = starts_at
        settings = Settings(database_url=url, redis_url="", public_url=NOBODY_LISTENS, simulator=False, port=1)
        self.bot = around(build(settings, clock=lambda: self.now, library=library or demo_library()))
        self.db = self.bot.db

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    # What residents and time do

    def received(
        self, phone: str, body: str, *, sid: str = "", photos: int = 0, opt_out: str = "", place: str = ""
    ) -> Received:
        """A text as the webhook hands it over."""
        address = read_address(phone)
        assert address is not None, phone
        media = tuple(f"https://media.example/{number}" for number in range(photos))
        return Received(sid or f"SM{next(_COUNTED):032d}", address, CITY, body, media, place, opt_out)

    def says(self, phone: str, body: str, *, drained: bool = True, **more: Any) -> Taken:
        """A resident texts, and what leads to is delivered; with `drained=False` the worker is away for now."""
        self.now += timedelta(seconds=40)
        taken = take_text(self.db, self.bot.desk, self.received(phone, body, **more), now=self.now)
        if drained:
            self.drain()
        return taken

    def drain(self) -> int:
        """Do everything that is due now."""
        return sum(drain_with(self.bot, queue) for queue in QUEUES if self._is_due(queue))

    def _is_due(self, queue: str) -> bool:
        with self.db.read() as tx:
            return due_count(tx, queue, self.now) > 0

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

    def said(self, phone: str) -> list[str]:
        """The bodies of what this phone got."""
        return [each.body for each in self.delivered(phone)]

    def hears(self, phone: str, body: str, **more: Any) -> list[str]:
        """What comes back for a text."""
        before = len(self.said(phone))
        self.says(phone, body, **more)
        return self.said(phone)[before:]

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

    def waiting(self, phone: str) -> Session:
        """The one session of this phone that waits."""
        (row,) = [row for row in self.sessions(phone) if row.status == "waiting"]
        return Session.from_json(row.state)

    def answers(self) -> list[tuple[str, str, str]]:
        """(step, status, codes) of everything that was understood, in order."""
        rows = self.query(select(answer.c.step, answer.c.status, answer.c.codes).order_by(answer.c.at, answer.c.id))
        return [tuple(row) for row in rows]

    def events(self, *, after: int = 0) -> list[Any]:
        """Every recorded event, without the first `after`."""
        return self.query(select(event).order_by(event.c.seq).limit(10_000).offset(after))
