"""Proves that webhooks lose nothing: `python -m tests.proof_webhooks --events 10000`, on SQLite and PostgreSQL.

A consumer that speaks TLS is killed, hangs, answers 500, 429, 301 and 503, drips, shows a wrong certificate, and takes
events without saying so, in turn, while the name of a second subscription leads inside; three days pass. The record is
then compared with what it took and what is dead.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.logs import set_up
from tests import services
from tests.webhooks.turmoil import over_tls, turmoil


@contextmanager
def database(kind: str) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield from opened(f"sqlite:///{Path(folder)}/proof.db")
        else:
            with services.postgres_cluster() as cluster:
                yield from opened(cluster.create_database())


def opened(url: str) -> Iterator[Database]:
    db = Database(url)
    upgrade(db)
    yield db
    db.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--on", choices=["sqlite", "postgres"], nargs="+", default=["sqlite", "postgres"])
    asked = parser.parse_args()
    set_up("critical")
    failed = False
    for kind in asked.on:
        began = time.monotonic()
        with database(kind) as db, over_tls(db) as (office, consumer, impostor):
            found = turmoil(office, consumer, impostor, events=asked.events, seed=asked.seed, say=say)
        sys.stdout.write(
            f"{kind}: {found.events} events recorded, {found.taken} taken in order, {found.dead} listed as dead, "
            f"{found.copies} came more than once, {found.requests} requests, "
            f"{found.refused} calls inside refused, {time.monotonic() - began:.0f} s\n"
        )
        for each in found.wrong:
            sys.stdout.write(f"WRONG: {each}\n")
        failed |= bool(found.wrong)
    return int(failed)


def say(line: str) -> None:
    sys.stderr.write(f"  {line}\n")


if __name__ == "__main__":
    sys.exit(main())
