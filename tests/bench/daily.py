"""What a city of a million reports a year costs its worker once a day: figures in slices, rising words, open data.

  python -m tests.bench.daily [--concerns 1000000]

All reports are of the last year, each with what a person and the resident said of it, so that every one is counted. A
slice should be over long before a lease is: the target is a tenth of one.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text

from bot.concerns import counting, publishing, rising
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.outbox.relay import Done, Outcome
from tests import services
from tests.bench.report import machine
from tests.bench.run import say
from tests.bench.search import fill
from tests.conversations.town import demo_library

YEAR_SECONDS = 364 * 24 * 3600
TARGET_SECONDS = 6.0
CHANGES = """
INSERT INTO concern_change (concern_id, nth, act, status, by, department, promised_on, at)
SELECT id, nth, act, said.status, by, department, CASE WHEN nth = 1 THEN CAST(created_at AS date) + 7 END,
  created_at + make_interval(hours => hours)
FROM concern, (VALUES (1, 'answer', 'answered', 'stf_1', 20), (2, 'finish', 'done', 'stf_1', 90),
  (3, 'confirm', 'confirmed', 'resident', 110)) AS said (nth, act, status, by, hours)
WHERE created_at + make_interval(hours => hours) < :newest
"""


def slices(perform: Callable[[], Outcome]) -> list[float]:
    """How long each slice took, until all is done."""
    took = []
    while True:
        began = time.perf_counter()
        outcome = perform()
        took.append(time.perf_counter() - began)
        if isinstance(outcome, Done):
            return took


def main() -> None:
    """Fill, count as a worker does, report."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--concerns", type=int, default=1_000_000)
    concerns = given.parse_args().concerns
    library, now = demo_library(), datetime.now(UTC).replace(microsecond=0)
    with services.large_cluster(None) as cluster:
        db = Database(cluster.create_database())
        upgrade(db)
        fill(db, concerns, now, seconds=YEAR_SECONDS)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            changes = connection.execute(text(CHANGES), {"newest": now}).rowcount
            connection.execute(text("VACUUM ANALYZE concern_change"))
        say(f"  {changes:,} changes")
        print(machine(), f"{concerns:,} reports of a year, {changes:,} changes, PostgreSQL.", sep="\n")
        for name, perform in {
            "figures": lambda: counting.perform(db, library, now),
            "rising words": lambda: rising.perform(db, now),
            "open data": lambda: publishing.perform(db, library, now),
        }.items():
            took = slices(perform)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name}: {len(took)} slices, {sum(took):.0f} s in all, median {statistics.median(took):.1f} s,"
                  f" the longest {max(took):.1f} s (target {TARGET_SECONDS:.0f}); {grown:.0f} MiB")  # fmt: skip
        with db.read() as tx:
            found = counting.figures(tx, "365")
        assert found is not None
        print(f"counted: {found[0].groups['all'][''].reports:,} reports")
        db.close()


if __name__ == "__main__":
    main()
