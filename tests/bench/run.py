"""The side-by-side: baselines and product on the same server and cores, in interleaved rounds; one Markdown report.

  python -m tests.bench [--quick] [--only stored,product] [--on SQLite] [--workers 2]

Every row has its own fresh database and stays up, idle, while the others take their rounds. The load generator shares
the cores, so read ratios within one run; absolute figures are for orientation. The report also goes to var/bench.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import services
from tests.bench import baselines
from tests.bench.databases import ENGINES, NewDatabase
from tests.bench.processes import DidNotStart, Processes, free_port, granian
from tests.bench.product import environment, start_product
from tests.bench.report import Row, half_load, machine, table

BASELINES = ["bare", "signed", "stored"]
PRODUCTS = ["product", "product-web"]  # whole; and its web process alone, which does what `stored` does
SAYS = {
    "bare": "bare Flask",
    "signed": "+ signature",
    "stored": "+ durable commit of three rows (stored)",
    "product": "product, everything running",
    "product-web": "product, web process only",
}


@dataclass
class Bench:
    """What all rows of one run share."""

    asked: argparse.Namespace
    carrier: str
    folder: Path
    next_resident: int = 0

    def load(self, url: str, *options: str) -> dict:
        """One measurement by a generator of its own process, with residents nobody has met."""
        words = [sys.executable, "-m", "tests.bench.loadgen", "--url", url, "--first", str(self.next_resident)]
        words += ["--secs", str(self.asked.secs), "--warm", str(self.asked.warm), "--mix", self.asked.mix]
        words += ["--run", str(time.monotonic_ns() & 0xFFFFFFFF), *options]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            raise RuntimeError(f"the load generator failed: {done.stderr[-500:]}")
        found = json.loads(done.stdout)
        self.next_resident = found["residents_to"]
        return found


@dataclass
class Running:
    """A row and where it listens."""

    key: str
    row: Row
    url: str
    processes: Processes


@contextmanager
def carrier_stand_in(folder: Path) -> Iterator[str]:
    port = free_port()
    with Processes({"PATH": "/usr/bin:/bin"}, folder) as carrier:
        carrier.start("carrier", [sys.executable, "-m", "tests.standin.twilio", "--port", str(port)])
        carrier.wait_until_it_answers(f"http://127.0.0.1:{port}/__stats")
        yield f"http://127.0.0.1:{port}"


def start_baseline(key: str, database_url: str, carrier: str, folder: Path, workers: int) -> Running:
    port = free_port()
    if key == "stored":
        baselines.create_tables(database_url)
    processes = Processes(environment(database_url, "", carrier, port), folder)
    try:
        processes.start("web", granian(f"tests.bench.baselines:{key}", port, workers=workers))
        processes.wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
    except BaseException:
        processes.__exit__()
        raise
    return Running(key, Row(SAYS[key]), f"http://127.0.0.1:{port}/twilio/sms", processes)


def start_row(key: str, bench: Bench, new_database: NewDatabase, stack: ExitStack) -> Running:
    folder = Path(tempfile.mkdtemp(prefix=f"{key}-", dir=bench.folder))
    workers = bench.asked.workers
    if key in BASELINES:
        running = start_baseline(key, new_database(key), bench.carrier, folder, workers)
    else:
        redis_url = stack.enter_context(services.redis_server()).url
        port = free_port()
        processes = start_product(
            new_database(key), redis_url, bench.carrier, port, folder=folder, workers=workers, whole=key == "product"
        )
        running = Running(key, Row(SAYS[key]), f"http://127.0.0.1:{port}/twilio/sms", processes)
    stack.enter_context(running.processes)
    return running


def start_rows(bench: Bench, new_database: NewDatabase, stack: ExitStack) -> tuple[list[Running], list[Row]]:
    """What runs, and all rows in order: a row that does not start stays in the report with its reason."""
    running, rows = [], []
    for key in bench.asked.only:
        say(f"  starting: {SAYS[key]}")
        try:
            running.append(start_row(key, bench, new_database, stack))
            rows.append(running[-1].row)
        except DidNotStart as problem:
            say(f"  LEFT OUT: {SAYS[key]}: {problem}")
            rows.append(Row(SAYS[key], left_out=str(problem)))
    return running, rows


def measure(bench: Bench, running: list[Running]) -> None:
    """A B C D A B C D ...: what disturbs the machine for a while disturbs all rows alike."""
    for number in range(bench.asked.rounds):
        for each in running:
            guess = max(2000.0, 2.5 * max(each.row.turns())) if each.row.rounds else bench.asked.guess
            found = bench.load(each.url, "--guess", str(int(guess)), "--conns", str(bench.asked.conns))
            each.row.rounds.append(found)
            say(f"  round {number + 1}: {each.row.name}: {found['turns_per_s']:,.0f} turns/s")
            if each.key == "product":
                let_it_drain(bench.carrier)
            each.row.memory = each.processes.memory()
            each.row.ended = each.processes.ended()


def let_it_drain(carrier: str, patience: float = 60.0) -> None:
    """Replies still going out would be work on the next row's bill."""
    until, before = time.monotonic() + patience, -1
    while time.monotonic() < until:
        with urllib.request.urlopen(f"{carrier}/__stats") as answer:
            accepted = json.load(answer)["accepted"]
        if accepted == before:
            return
        before = accepted
        time.sleep(1.0)
    say(f"  replies were still going out after {patience:.0f} s: the rounds that follow are disturbed")


def measure_half_load(bench: Bench, running: list[Running]) -> list[str]:
    lines = []
    for each in running:
        if each.key not in ("stored", "product"):
            continue
        rate = max(1.0, each.row.median_turns() / 2)
        with urllib.request.urlopen(f"{bench.carrier}/__reset"):
            pass
        join = ["--carrier", bench.carrier] if each.key == "product" else []
        found = bench.load(each.url, "--rate", f"{rate:.1f}", *join)
        lines += [f"- {line}" for line in half_load(each.row, rate, found)]
    return lines


def on_engine(bench: Bench, engine: str) -> list[str]:
    say(f"{engine}:")
    with ExitStack() as stack:
        new_database = stack.enter_context(ENGINES[engine]())
        running, rows = start_rows(bench, new_database, stack)
        measure(bench, running)
        half = measure_half_load(bench, running)
    return [f"## {engine}", "", *table(rows, SAYS["stored"]), "", *half, ""]


def say(line: str) -> None:
    """Progress goes to stderr; stdout is the report."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def listed(allowed: list[str]) -> Callable[[str], list[str]]:
    def split(text: str) -> list[str]:
        chosen = text.split(",")
        if unknown := [name for name in chosen if name not in allowed]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(allowed)}")
        return chosen

    return split


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    rows = [*BASELINES, *PRODUCTS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="3 rounds of 2 seconds")
    parser.add_argument("--only", type=listed(rows), default=rows, help=", ".join(rows))
    parser.add_argument("--on", type=listed([*ENGINES]), default=[*ENGINES], help=", ".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--secs", type=float, default=5.0)
    parser.add_argument("--warm", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--conns", type=int, default=16)
    parser.add_argument("--guess", type=int, default=12_000)
    parser.add_argument("--mix", default="mix")
    asked = parser.parse_args(words)
    if asked.quick:
        asked.rounds, asked.secs, asked.warm = 3, 2.0, 0.5
    return asked


def main() -> None:
    asked = arguments()
    shape = (
        f"granian, {asked.workers} workers x 1 thread, {asked.conns} connections, {asked.rounds} interleaved rounds of "
        f"{asked.secs:g} s, medians; server, database and load generator share the cores; every commit is durable."
    )
    lines = ["# Bench", "", machine(), "", shape, ""]
    with tempfile.TemporaryDirectory(prefix="cabildo-bench-") as folder, carrier_stand_in(Path(folder)) as carrier:
        bench = Bench(asked, carrier, Path(folder))
        for engine in asked.on:
            lines += on_engine(bench, engine)
    report = "\n".join(lines).rstrip() + "\n"
    Path("var").mkdir(exist_ok=True)
    Path("var/bench.md").write_text(report)
    sys.stdout.write(report)


if __name__ == "__main__":
    main()
