"""Reading every event by number, as a consumer does that was away: rows a second and memory, beside the bare query.

  python -m tests.bench.events [--events 1000000] [--on SQLite]

Three readers of the same events take turns by pages of 200: the whole request through the application (key, allowance,
models, JSON), the query alone, and one cursor over the table, which is the limit.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select, text

from bot.api.schemas import MOST_ROWS
from bot.app import create_app
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.keys import service as keys
from bot.keys.rules import Key
from bot.lib.ids import new_id
from bot.outbox.recorded import recorded_after
from bot.outbox.tables import event
from bot.settings import Settings
from bot.wiring import Bot, build
from tests.bench.databases import ENGINES
from tests.bench.report import machine
from tests.conversations.town import demo_library

AT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
CHUNK = 50_000


def fill(db: Database, events: int) -> None:
    """So many numbered events, as they are when somebody has answered a question."""
    said = {"flow": "prosperity", "step": "trust", "status": "answered", "codes": ["4"], "survey": "prosperity"}
    data = json.dumps(said)
    for first in range(1, events + 1, CHUNK):
        rows = [
            {"type": "answer.given", "version": 1, "at": AT, "subject": f"ctc_01KM1R3V9W8Q2E4N6P7S{number:07d}"[:40],
             "language": "es", "data": data, "sequence": number}
            for number in range(first, min(first + CHUNK, events + 1))
        ]  # fmt: skip
        with db.begin() as tx:
            tx.execute(event.insert(), rows)
    with db.begin() as tx:
        tx.execute(text("INSERT INTO reading (name, sequence) VALUES ('numbering', :last)"), {"last": events})
        tx.execute(text("ANALYZE"))


def by_request(bot: Bot) -> Callable[[], int]:
    """Every page through the application."""
    key = Key(new_id("key", AT), "bench", "a bench", frozenset({"events:read"}), frozenset(), "nobody", bot.clock())
    secret = keys.issue(bot.db, bot.vault, key, (), now=bot.clock()).secret
    web, shown = create_app(bot).test_client(), {"Authorization": f"Bearer {secret}"}

    def read() -> int:
        after = rows = 0
        while True:
            answer = web.get(f"/api/v1/events?after={after}&limit={MOST_ROWS}", headers=shown)
            assert answer.status_code == 200, answer.text
            page = answer.json
            rows += len(page["data"])
            after = page["after"]
            if after >= page["last"]:
                return rows

    return read


def by_query(db: Database) -> Callable[[], int]:
    """The same pages, by the query alone."""

    def read() -> int:
        after = rows = 0
        while True:
            with db.read() as tx:
                found = recorded_after(tx, after, most=MOST_ROWS)
            if not found:
                return rows
            rows, after = rows + len(found), found[-1].sequence

    return read


def by_one_cursor(db: Database) -> Callable[[], int]:
    """One query over everything, its rows thrown away."""

    def read() -> int:
        with db.begin() as tx:
            rows = tx.execution_options(yield_per=MOST_ROWS).execute(select(event).order_by(event.c.sequence))
            return sum(1 for _ in rows)

    return read


def measured(read: Callable[[], int], events: int) -> tuple[float, float]:
    """Rows a second, and how many MiB the process grew while it read."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    rows = read()
    seconds = time.perf_counter() - began
    assert rows == events, f"{rows} of {events} rows"
    return rows / seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def main() -> None:
    """Fill, read in three ways, print a table."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--events", type=int, default=1_000_000)
    given.add_argument("--on", choices=[*ENGINES], action="append")
    chosen = given.parse_args()
    print(machine(), f"\n\n| {chosen.events:,} events | database | rows/s | MiB grown |\n|---|---|---|---|")
    for name in chosen.on or [*ENGINES]:
        with ENGINES[name]() as new_database:
            db = Database(new_database("events"))
            upgrade(db)
            fill(db, chosen.events)
            settings = Settings(database_url=db.url, redis_url="", api_requests_per_minute=10_000_000)
            bot = build(settings, library=demo_library())
            by_one_cursor(bot.db)()  # The database's own cache is full before anybody's memory is looked at.
            for said, read in [
                ("through the application, 200 a page", by_request(bot)),
                ("the query alone, 200 a page", by_query(bot.db)),
                ("one cursor: the limit", by_one_cursor(bot.db)),
            ]:
                rows, grown = measured(read, chosen.events)
                print(f"| {said} | {name} | {rows:,.0f} | {grown:.1f} |", flush=True)
            bot.db.close()
            db.close()


if __name__ == "__main__":
    main()
