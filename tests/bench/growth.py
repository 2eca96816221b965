"""Whether a full database costs more per turn than an empty one: the same load on both, in interleaved rounds.

  python -m tests.bench.growth [--contacts 1000000] [--messages 10000000] [--on SQLite,PostgreSQL]

Filling takes minutes and some gigabytes under var/ (SQLite) or the temporary folder (PostgreSQL).
"""

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.messaging.tables import message
from bot.settings import read_settings
from tests import services
from tests.bench.databases import ENGINES, NewDatabase
from tests.bench.processes import free_port
from tests.bench.product import start_product
from tests.bench.report import Row, machine
from tests.bench.run import Bench, Running, arguments, carrier_stand_in, measure, say

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) ",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, {count})) ",
}
RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "md5(random()::text || n::text)"}
NUMBERED = {"sqlite": "printf('%026d', {n})", "postgresql": "lpad(({n})::text, 26, '0')"}
THEN = "'2025-01-01 00:00:00'"
FILL = {
    "contact": "INSERT INTO contact (id, phone_hash, phone_sealed, language, language_source, created_at) {numbers}"
    "SELECT 'ctc_' || {id}, {random} || {random}, {blob}, 'es', 'guessed', " + THEN + " FROM numbers",
    "conversation": "INSERT INTO conversation (id, contact_id, channel, sender, answerable, created_at) {numbers}"
    "SELECT 'cnv_' || {id}, 'ctc_' || {id}, 'sms', '+15005550006', {true}, " + THEN + " FROM numbers",
    "session": "INSERT INTO session (id, conversation_id, flow, flow_version, state, turn, status, started_at,"
    " updated_at) {numbers}SELECT 'ses_' || {id}, 'cnv_' || {id}, 'report', 'abcdefabcdefabcd',"
    " '{{\"frames\":[]}}', 4, 'done', " + THEN + ", " + THEN + " FROM numbers",
    "message": "INSERT INTO message (id, conversation_id, direction, purpose, body, language, session_id, status,"
    " carrier_id, created_at) {numbers}SELECT 'msg_' || {id}, 'cnv_' || {owner}, 'in', 'text',"
    " 'There is a deep pothole in front of the school, cars swerve around it', 'en', 'ses_' || {owner}, 'handled',"
    " 'SM' || {random}, " + THEN + " FROM numbers",
}  # fmt: skip
"""What a city that has been texted for years holds."""


def fill(db: Database, contacts: int, messages: int) -> None:
    """The rows by the database itself; the message table's indexes are built afterwards, as any bulk load would."""
    kind = "sqlite" if db.is_sqlite else "postgresql"
    with db.engine.begin() as tx:
        if kind == "postgresql":
            tx.execute(text("SET LOCAL statement_timeout = 0"))
        for index in message.indexes:
            index.drop(tx)
        for table in FILL:
            _insert(tx, table, kind, messages if table == "message" else contacts, contacts)
        for index in message.indexes:
            index.create(tx)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT", reads_only=True) as connection:
        if kind == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
        # What the filling left to write is not to be on the bill of the rounds.
        for command in (
            ("VACUUM ANALYZE", "CHECKPOINT") if kind == "postgresql" else ("PRAGMA wal_checkpoint(TRUNCATE)",)
        ):
            connection.execute(text(command))


def _insert(tx: Connection, table: str, kind: str, count: int, contacts: int) -> None:
    began = time.monotonic()
    numbered = NUMBERED[kind]
    sql = FILL[table].format(
        numbers=NUMBERS[kind].format(count=count), id=numbered.format(n="n"), random=RANDOM[kind],
        owner=numbered.format(n=f"n % {contacts} + 1"), true="1" if kind == "sqlite" else "true",
        blob="randomblob(41)" if kind == "sqlite" else "decode(md5(n::text), 'hex')",
    )  # fmt: skip
    tx.exec_driver_sql(sql.replace("%", "%%") if kind == "postgresql" else sql)
    say(f"  filled {table}: {count:,} rows in {time.monotonic() - began:.0f} s")


def start(bench: Bench, name: str, database_url: str, stack: ExitStack) -> Running:
    folder = Path(tempfile.mkdtemp(prefix="growth-", dir=bench.folder))
    redis_url = stack.enter_context(services.redis_server()).url
    port = free_port()
    processes = start_product(
        database_url, redis_url, bench.carrier, port, folder=folder, workers=bench.asked.workers, whole=False
    )
    stack.enter_context(processes)
    return Running("product-web", Row(name), f"http://127.0.0.1:{port}/twilio/sms", processes)


def on_engine(bench: Bench, engine: str, contacts: int, messages: int) -> list[str]:
    say(f"{engine}:")
    with ExitStack() as stack:
        new_database: NewDatabase = stack.enter_context(ENGINES[engine]())
        urls = {name: new_database(name) for name in ("empty", "full")}
        db = Database(read_settings({"DATABASE_URL": urls["full"]}).database_url)
        upgrade(db)
        fill(db, contacts, messages)
        db.close()
        running = [start(bench, name, url, stack) for name, url in urls.items()]
        measure(bench, running)
    empty, full = (each.row for each in running)
    cost = empty.median_turns() / full.median_turns()
    lines = [f"| {row.name} | {row.median_turns():,.0f} ({min(row.turns()):,.0f} - {max(row.turns()):,.0f}) |"
             f" {row.latency('p50'):.1f} | {row.latency('p99'):.1f} |" for row in (empty, full)]  # fmt: skip
    head = ["| database | turns/s (min - max) | p50 ms | p99 ms |", "|---|---|---|---|"]
    told = f"A turn on the full database costs {cost:.2f} times one on the empty database (target <= 1.20)."
    return [f"## {engine}", "", *head, *lines, "", told, ""]


def main() -> None:
    """Fill, measure, report."""
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--contacts", type=int, default=1_000_000)
    own.add_argument("--messages", type=int, default=10_000_000)
    sizes, rest = own.parse_known_args()
    asked = arguments(rest)
    report = ["# Growth", "", machine(), "", f"{sizes.contacts:,} contacts, {sizes.messages:,} messages.", ""]
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="growth-") as folder, carrier_stand_in(Path(folder)) as carrier:
        bench = Bench(asked, carrier, Path(folder))
        for engine in asked.on:
            report += on_engine(bench, engine, sizes.contacts, sizes.messages)
    Path("var/growth.md").write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))


if __name__ == "__main__":
    main()
