"""The sending side in one process: a database, what has happened in it, and a worker whose clock can be moved ahead."""

import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from bot.db.engine import Database
from bot.events import ConcernOpened, Event
from bot.lib.clock import system_clock
from bot.lib.fetch import Fetch, Resolve, exceptions, resolve
from bot.lib.vault import Vault
from bot.outbox import numbering, put, relay
from bot.outbox.recorded import Recorded, recorded_after
from bot.outbox.relay import each
from bot.outbox.tables import outbox
from bot.webhooks import service, store, tries
from bot.webhooks.deliver import BATCH, Deliveries
from bot.webhooks.rules import Status
from bot.webhooks.service import Wish
from bot.webhooks.tables import delivery
from bot.wiring import number_events

LEASE = timedelta(seconds=60)


class Office:
    """Time is the machine's, moved ahead by `skip`; retries are not spread, so that a test knows when they come."""

    def __init__(
        self, db: Database, *, deadline: float = 1.0, allowed: str = "", authorities: ssl.SSLContext | None = None,
        names: Resolve = resolve, batch: int = BATCH,
    ) -> None:  # fmt: skip
        self.db, self.vault = db, Vault("a secret of this test, long enough to be one")
        self.ahead = timedelta()
        self.mails: list[tuple[str, str, str]] = []
        self.excepted = exceptions(allowed)
        self.threads, self.side_by_side = ThreadPoolExecutor(16), ThreadPoolExecutor(4)
        self.fetch = Fetch(excepted=self.excepted, deadline=deadline, authorities=authorities, resolve=names)
        self.deliveries = Deliveries(
            db, self.vault, self.fetch, self.clock, self.threads, lambda: 0.0, LEASE, batch
        )  # fmt: skip
        self.performers = {
            numbering.NUMBER: each(lambda _, now: number_events(db, now), self.clock),
            **self.deliveries.performers(lambda *mail: self.mails.append(mail), self.side_by_side),
        }

    def clock(self) -> datetime:
        return system_clock() + self.ahead

    def close(self) -> None:
        self.fetch.close()
        self.threads.shutdown()
        self.side_by_side.shutdown()

    # --- what happens

    def happen(self, events: Iterable[Event]) -> None:
        with self.db.begin() as tx:
            put.record(tx, events, self.clock())
            put.put(tx, numbering.NUMBER, numbering.EVENTS, queue=put.LATER, due_at=self.clock())

    def concerns(self, count: int, subjects: int = 10) -> None:
        """So many concerns, of residents in turn."""
        self.happen(
            [ConcernOpened(f"con_{n % subjects}", "es", f"{n:06}", "pothole", area="Westside") for n in range(count)]
        )

    def subscribe(self, url: str, *types: str, grants: tuple[str, ...] = ()) -> tuple[str, str]:
        """Its id and its secret."""
        wish = Wish(url, types or ("*",), "desk@city.example", grants)
        made, secret = service.subscribe(self.db, self.vault, wish, excepted=self.excepted, now=self.clock())
        return made.id, secret

    # --- work and time

    def drain(self) -> int:
        """One batch of what is due."""
        return relay.drain(self.db, put.LATER, self.performers, clock=self.clock, lease_for=LEASE)

    def work(self, rounds: int = 1_000) -> None:
        """Until nothing is due."""
        for _ in range(rounds):
            if not self.drain():
                return
        raise AssertionError("the worker finds no end")

    def skip(self, **by: float) -> None:
        self.ahead += timedelta(**by)
        self.work()

    # --- what the database says

    def record(self) -> list[Recorded]:
        """Everything that happened, read page by page as a consumer would."""
        found: list[Recorded] = []
        with self.db.read() as tx:
            while page := recorded_after(tx, found[-1].sequence if found else 0, most=97):
                found += page
        return found

    def rows(self, status: Status | None = None, of: str | None = None) -> list[Any]:
        with self.db.read() as tx:
            return list(store.deliveries(tx, of, status=status, most=100_000))

    def calls(self, sequence: int) -> list[Any]:
        """The single calls that are kept of the delivery of one event, newest first."""
        with self.db.read() as tx:
            of = tx.execute(delivery.select().where(delivery.c.sequence == sequence)).one().id
            return list(tries.of_delivery(tx, of))

    def row(self, sequence: int) -> object:
        with self.db.read() as tx:
            return tx.execute(delivery.select().where(delivery.c.sequence == sequence)).one()

    def subscription(self, of: str) -> store.Subscription:
        with self.db.read() as tx:
            found = store.subscription_by_id(tx, of)
        assert found
        return found


def promises(db: Database) -> list[str]:
    """The kinds of what is still to be done."""
    with db.read() as tx:
        return [row.kind for row in tx.execute(outbox.select().order_by(outbox.c.id))]
