"""Writing down who gets a broadcast: seconds and memory for an audience of a million, by `launch` as a worker does it.

  python -m tests.bench.freeze [--contacts 1000000] [--rounds 3] [--on SQLite,PostgreSQL]

Every resident has a conversation, a text of years ago and a broadcast's text of two weeks ago, which the monthly limit
looks at. The process that freezes is a new one; its memory is read before, and at its highest while it freezes. A round
freezes twice: for everybody, and with a tenth held out for comparison, for whom lots are drawn.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, literal, select, text

from bot.broadcasts import launch
from bot.broadcasts.freezing import HELD_OUT, PENDING, be_patient
from bot.broadcasts.tables import recipient
from bot.db.base import Utc
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.messaging.tables import conversation, message
from bot.people.tables import contact
from bot.settings import read_settings
from bot.wiring import Bot, build
from tests.bench.broadcasting import MOST_RATE, analyze, approved, city_files, city_of
from tests.bench.databases import ENGINES
from tests.bench.growth import fill
from tests.bench.processes import free_port
from tests.bench.product import environment
from tests.bench.report import machine
from tests.bench.run import listed, say

TARGET_SECONDS = 20
HOLD_OUTS = (0, 10)
"""Percent of the audience."""


def add_a_broadcast_of_before(db: Database) -> None:
    """A text to every resident two weeks ago, delivered."""
    values = {
        "id": literal("old.").concat(conversation.c.id), "conversation_id": conversation.c.id,
        "direction": literal("out"), "purpose": literal("notice"), "status": literal("delivered"),
        "body": literal("CityText: water is back on Elm. STOP ends."), "parts": literal(1),
        "created_at": literal(datetime.now(UTC) - timedelta(days=14), Utc()),
        "sent_at": literal(datetime.now(UTC) - timedelta(days=14), Utc()),
    }  # fmt: skip
    with db.begin() as tx:
        if not db.is_sqlite:
            tx.execute(text("SET LOCAL statement_timeout = 0"))
        tx.execute(insert(message).from_select([*values], select(*values.values())))


def memory() -> tuple[float, float]:
    """This process's memory now and at its highest since `forget_the_highest`, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    told = dict(line.split(":", 1) for line in lines)
    return int(told["VmRSS"].split()[0]) / 1024, int(told["VmHWM"].split()[0]) / 1024


def forget_the_highest() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def freeze_once(product: Bot, name: str, hold_out: int, contacts: int) -> dict[str, float]:
    """What one launch takes. `looked` is what approving and starting it took before, which count the audience too;
    `bare` is the least that it could be: as many rows written by the database, without a rule."""
    bare = write_only(product.db)
    began = time.perf_counter()
    said = approved(product, name, hold_out=hold_out)
    looked = time.perf_counter() - began
    forget_the_highest()
    before, _ = memory()
    began = time.perf_counter()
    launch.launch(product.db, city_of(product), said.id, now=datetime.now(UTC))
    took = time.perf_counter() - began
    _, highest = memory()
    with product.db.begin() as tx:
        found: dict[str, int] = dict(
            tx.execute(select(recipient.c.status, func.count()).group_by(recipient.c.status)).all()
        )
    empty(product.db)
    assert sum(found.values()) == contacts == found[PENDING] + found.get(HELD_OUT, 0), found
    return {"looked": looked, "bare": bare, "took": took, "before": before, "grown": highest - before}


def write_only(db: Database) -> float:
    """Seconds for a row of each resident, by the database alone."""
    columns = ("broadcast_id", "contact_id", "status", "variant", "language")
    rows = select(literal("bare"), contact.c.id, literal(PENDING), literal(""), contact.c.language)
    began = time.perf_counter()
    with db.begin() as tx:
        be_patient(tx)
        tx.execute(insert(recipient).from_select(columns, rows))
    took = time.perf_counter() - began
    empty(db)
    return took


def empty(db: Database) -> None:
    with db.begin() as tx:
        tx.execute(text("DELETE FROM recipient" if db.is_sqlite else "TRUNCATE recipient"))


def child(rounds: int, contacts: int) -> None:
    """Freeze again and again in this process; one line of JSON for each."""
    product = build(read_settings())
    for number in range(rounds):
        for hold_out in HOLD_OUTS:
            found = freeze_once(product, f"r{number}h{hold_out}", hold_out, contacts)
            print(json.dumps({"hold_out": hold_out, **found}), flush=True)


def on_engine(engine: str, url: str, contacts: int, rounds: int, flows: Path) -> list[str]:
    say(f"{engine}:")
    env = environment(url, "", "http://127.0.0.1:9", free_port()) | {"FLOWS_PATH": str(flows)}
    db = Database(read_settings(env).database_url)
    upgrade(db)
    fill(db, contacts, contacts)
    add_a_broadcast_of_before(db)
    analyze(db)
    db.close()
    words = [sys.executable, "-m", "tests.bench.freeze", "--child", "--rounds", str(rounds)]
    done = subprocess.run(
        [*words, "--contacts", str(contacts)], env=env, stdout=subprocess.PIPE, text=True, check=True, timeout=3600
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [line(engine, hold_out, [one for one in found if one["hold_out"] == hold_out]) for hold_out in HOLD_OUTS]


def line(engine: str, hold_out: int, found: list[dict[str, float]]) -> str:
    took, looked = [one["took"] for one in found], [one["looked"] for one in found]
    bare = [one["bare"] for one in found]
    ratio = statistics.median(one["took"] / one["bare"] for one in found)
    grown, before = max(one["grown"] for one in found), found[0]["before"]
    return (
        f"| {engine}{f', {hold_out} % held out' if hold_out else ''} | **{statistics.median(took):.1f}**"
        f" ({min(took):.1f} - {max(took):.1f}) | {statistics.median(bare):.1f} ({min(bare):.1f} - {max(bare):.1f}) |"
        f" {ratio:.1f} | {before:.0f} + {grown:.0f} | {statistics.median(looked):.1f}"
        f" ({min(looked):.1f} - {max(looked):.1f}) |"
    )


def main() -> None:
    """Fill, freeze, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--on", type=listed([*ENGINES]), default=[*ENGINES], help=", ".join(ENGINES))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.rounds, asked.contacts)
        return
    lines = [
        "# Freezing an audience", "", machine(), "",
        f"{asked.contacts:,} residents, {asked.rounds} rounds, medians.", "",
        "| row | seconds to freeze (min - max) | rows alone | ratio | MiB before + at most more | approve and start |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="cabildo-freeze-") as folder:
        flows = city_files(Path(folder), MOST_RATE)
        for engine in asked.on:
            with ENGINES[engine]() as new_database:
                lines += on_engine(engine, new_database("frozen"), asked.contacts, asked.rounds, flows)
    lines += ["", f"Target: {TARGET_SECONDS} s for 1,000,000 on PostgreSQL, and memory that does not grow with them."]
    Path("var").mkdir(exist_ok=True)
    Path("var/freeze.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
