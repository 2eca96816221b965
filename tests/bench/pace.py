"""Whether a rate is held by several worker processes together, measured by when each text reached the carrier.

  python -m tests.bench.pace [--quick] [--secs 60] [--rate 20] [--workers 1,2,4] [--on PostgreSQL]

For each number of workers: a new database, a new Redis, a broadcast frozen before; then workers and clock start as an
operator starts them, with the pace on. The stand-in's ledger tells the moments; the first three seconds do not count.
`--quick` measures ten seconds, in which half a second that a sender may make up for is five percent.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from bisect import bisect_left
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.settings import read_settings
from tests import services
from tests.bench.broadcasting import begin, city_files
from tests.bench.databases import ENGINES, NewDatabase
from tests.bench.processes import DidNotStart, Processes, free_port
from tests.bench.product import environment
from tests.bench.report import machine
from tests.bench.run import carrier_stand_in, listed, say

SETTLING_SECONDS = 3.0
STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Held:
    """What arrived in the seconds that count: segments a second, the longest gap and the fullest second.

    `worked` tells that the workers shared it: processor seconds of each.
    """

    engine: str
    workers: int
    rate: float
    longest_gap: float
    fullest_second: int
    worst_tenth: tuple[float, float]
    worked: tuple[float, ...]


def arrivals(carrier: str) -> list[float]:
    """When each text arrived that the carrier took, in seconds of one clock; every text here is one segment."""
    with urllib.request.urlopen(f"{carrier}/__log") as answer:
        rows = (line.split("\t", 4) for line in answer.read().decode().split("\n") if line)
        return sorted(int(at) / 1e9 for at, _status, _to, sid, _body in rows if sid)


def worked(product: Processes) -> list[float]:
    """Processor seconds of each worker since it began."""
    stats = [Path(f"/proc/{one.pid}/stat").read_text() for name, one in product.running.items() if name != "clock"]
    ticks = [stat.rpartition(")")[2].split()[11:13] for stat in stats]
    return [(int(user) + int(system)) / os.sysconf("SC_CLK_TCK") for user, system in ticks]


def held(engine: str, worked: list[float], arrived: list[float], seconds: float) -> Held:
    """The pace within the window, by its first and last text, so that the window's ends cost no text."""
    begins = arrived[0] + SETTLING_SECONDS
    counted = [at for at in arrived if begins <= at < begins + seconds]
    gaps = [later - earlier for earlier, later in pairwise(counted)]
    fullest = max(bisect_left(counted, at + 1) - i for i, at in enumerate(counted))
    tenths = [counted[i * len(counted) // 10 : (i + 1) * len(counted) // 10 + 1] for i in range(10)]
    by_tenth = [(len(part) - 1) / (part[-1] - part[0]) for part in tenths if len(part) > 1]
    rate = (len(counted) - 1) / (counted[-1] - counted[0])
    return Held(engine, len(worked), rate, max(gaps), fullest, (min(by_tenth), max(by_tenth)), tuple(worked))


def run_with(
    engine: str, workers: int, url: str, carrier: str, folder: Path, asked: argparse.Namespace, stack: ExitStack
) -> Held:
    """Start so many workers and a clock, and look at what arrives."""
    redis = stack.enter_context(services.redis_server())
    env = environment(url, redis.url, carrier, free_port())
    env |= {"FLOWS_PATH": str(folder / "flows"), "KEEP_PACE": "true", "WORKERS_EXPECTED": str(workers + 1)}
    product = stack.enter_context(Processes(env, folder))
    product.run([sys.executable, "-m", "bot", "db", "upgrade"])
    begin(read_settings(env), int(asked.rate * (asked.secs + SETTLING_SECONDS + 10)))
    with urllib.request.urlopen(f"{carrier}/__reset"):
        pass
    for number in range(workers):
        product.start(f"worker{number}", [sys.executable, "worker.py"])
    product.start("clock", [sys.executable, "-m", "bot", "clock"])
    wait_for_texts(carrier, product)
    before = worked(product)
    time.sleep(SETTLING_SECONDS + asked.secs + 1.0)
    if ended := product.ended():
        raise DidNotStart(f"a process ended: {ended}")
    since = [now - then for now, then in zip(worked(product), before, strict=True)]
    return held(engine, since, arrivals(carrier), asked.secs)


def wait_for_texts(carrier: str, product: Processes) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not arrivals(carrier):
        if time.monotonic() > until or product.ended():
            raise DidNotStart(f"no text in {STARTS_WITHIN:.0f} s: {product.last_words('worker0')}")
        time.sleep(0.2)


def report(rate: float, found: list[Held]) -> list[str]:
    lines = [
        "| workers | configured | measured segments/s | error | by tenths | longest gap | most in 1 s | work |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.workers}, {one.engine} | {rate:g} | **{one.rate:.3f}** | {one.rate / rate - 1:+.2%} |"
        f" {one.worst_tenth[0]:.2f} - {one.worst_tenth[1]:.2f} | {one.longest_gap:.2f} s | {one.fullest_second} |"
        f" {', '.join(f'{each:.1f}' for each in one.worked)} |"
        for one in found
    ]
    errors = statistics.median(abs(one.rate / rate - 1) for one in found)
    return [
        *lines,
        "",
        f"Work: processor seconds of each worker. Median error: {errors:.2%}. Target: each within 1 % over 60 s.",
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10 seconds instead of 60")
    parser.add_argument("--secs", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--workers", type=lambda said: [int(each) for each in said.split(",")], default=[1, 2, 4])
    parser.add_argument("--on", type=listed([*ENGINES]), default=["PostgreSQL"], help=", ".join(ENGINES))
    asked = parser.parse_args()
    if asked.quick:
        asked.secs = 10.0
    return asked


def main() -> None:
    """Freeze, send in pace, report."""
    asked = arguments()
    shape = f"{asked.secs:g} s each; workers, clock, Redis, database and stand-in share the cores."
    lines, found = ["# Pace", "", machine(), "", shape, ""], list[Held]()
    with tempfile.TemporaryDirectory(prefix="cabildo-pace-") as folder, carrier_stand_in(Path(folder)) as carrier:
        city_files(Path(folder), asked.rate)
        for engine in asked.on:
            with ENGINES[engine]() as new_database:
                found += on_engine(engine, new_database, carrier, Path(folder), asked)
    lines += report(asked.rate, found)
    Path("var").mkdir(exist_ok=True)
    Path("var/pace.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def on_engine(
    engine: str, new_database: NewDatabase, carrier: str, folder: Path, asked: argparse.Namespace
) -> list[Held]:
    found = []
    for workers in asked.workers:
        with ExitStack() as stack:
            found.append(run_with(engine, workers, new_database(f"by{workers}"), carrier, folder, asked, stack))
        say(f"  {workers} workers on {engine}: {found[-1].rate:.3f} of {asked.rate:g} segments/s")
    return found


if __name__ == "__main__":
    main()
