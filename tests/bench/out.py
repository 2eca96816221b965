"""Texts per second out of one process: a broadcast drained, beside Twilio's client alone and a bare pool.

  python -m tests.bench.out [--quick] [--rounds 5] [--secs 3] [--on SQLite,PostgreSQL]

Every row is one process that stays up, idle, while the others take their rounds; all of them send to the same stand-in,
which counts. A drain is what an RQ job of a worker does, on a broadcast that was frozen before: chunks of recipients
become messages, batches of messages leave and are recorded, every commit durable. The rows:

`pool`     the cheapest HTTP client there is, on 16 connections: what the stand-in and the machine can take
`shipped`  Twilio's client as its makers ship it, from one thread
`client`   the same as the product sets it up (one pooled session that asks for no proxies), from one thread
`threads`  that from 16 threads, as a worker uses it
`drain`    the product with the pace off
`paced`    the product with the pace on and a rate no worker reaches: every batch asks Redis for its moments
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from twilio.rest import Client

from bot.jobs import drain_with
from bot.messaging.carrier import Accepted, Letter
from bot.messaging.twilio import TwilioCarrier
from bot.outbox.put import BULK
from bot.settings import read_settings
from bot.wiring import build
from tests import services
from tests.bench.broadcasting import MOST_RATE, WORDS, begin, city_files
from tests.bench.databases import ENGINES
from tests.bench.http_client import Pool
from tests.bench.processes import Processes, end, free_port
from tests.bench.product import environment
from tests.bench.report import machine
from tests.bench.run import carrier_stand_in, listed, say
from tests.bench.script import phone
from tests.standin.resources import API
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN, basic_authorization

CONNECTIONS = 16
STATUS_URL = "http://127.0.0.1/twilio/status"
ALONE = {
    "pool": "bare pool, 16 connections",
    "shipped": "Twilio's client as it ships",
    "client": "Twilio's client as set up here, 1 thread",
    "threads": "the same, 16 threads",
}
DRAINS = {"drain": "broadcast drained, pace off", "paced": "the same, pace on"}
REFERENCE = "Twilio's client alone"


# --- what each row does, in a process of its own: seconds in, and the work is done when it returns


def pool(carrier: str) -> Callable[[float], object]:
    where, numbers = urlsplit(carrier), count()

    def request() -> bytes:
        i = next(numbers)
        form = {"To": phone(i), "From": CITY_NUMBER, "Body": WORDS["en"],
                "StatusCallback": f"{STATUS_URL}?message=bench.{i:026d}"}  # fmt: skip
        body = urlencode(form).encode()
        return (
            f"POST {API}{ACCOUNT}/Messages.json HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: {basic_authorization(ACCOUNT, TOKEN)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    async def send_for(seconds: float) -> None:
        connections, until = Pool(where.hostname or "", where.port or 80), time.perf_counter() + seconds

        async def keep_sending() -> None:
            while time.perf_counter() < until:
                status, _ = await connections.post(request())
                assert status == 201, status

        await asyncio.gather(*(keep_sending() for _ in range(CONNECTIONS)))

    return lambda seconds: asyncio.run(send_for(seconds))


def shipped(carrier: str) -> Callable[[float], object]:
    twilio, numbers = Client(ACCOUNT, TOKEN), count()
    twilio.api.base_url = carrier

    def send_for(seconds: float) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            i = next(numbers)
            twilio.messages.create(
                to=phone(i), from_=CITY_NUMBER, body=WORDS["en"], status_callback=f"{STATUS_URL}?message=bench.{i:026d}"
            )

    return send_for


def client(carrier: str, threads: int) -> Callable[[float], object]:
    twilio = TwilioCarrier(
        ACCOUNT, TOKEN, api_url=carrier, messaging_service="", sender=CITY_NUMBER, status_url=STATUS_URL
    )
    numbers, workers = count(), ThreadPoolExecutor(threads)

    def keep_sending(until: float) -> None:
        while time.perf_counter() < until:
            i = next(numbers)
            sent = twilio.send(Letter(f"bench.{i:026d}", phone(i), CITY_NUMBER, WORDS["en"], 36_000))
            assert isinstance(sent, Accepted), sent

    def send_for(seconds: float) -> None:
        until = time.perf_counter() + seconds
        list(workers.map(keep_sending, [until] * threads))

    return send_for


def drain() -> Callable[[float], object]:
    product = build(read_settings())
    _ = product.performers

    def drain_for(seconds: float) -> None:
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if not drain_with(product, BULK, seconds=left):
                time.sleep(0.002)  # A worker would be woken by the clock, half a second later at most.

    return drain_for


def child(row: str, carrier: str) -> None:
    """Answer each line of seconds with how long the work took, in seconds by the clock and of the processor."""
    works = {
        "pool": lambda: pool(carrier),
        "shipped": lambda: shipped(carrier),
        "client": lambda: client(carrier, 1),
        "threads": lambda: client(carrier, CONNECTIONS),
        "drain": drain,
        "paced": drain,
    }
    send_for = works[row]()
    print("ready", flush=True)
    for line in sys.stdin:
        began, busy = time.perf_counter(), time.process_time()
        send_for(float(line))
        print(json.dumps([time.perf_counter() - began, time.process_time() - busy]), flush=True)


# --- the parent: starts the rows and asks them in turn


@dataclass
class Sender:
    """A row: its process and, of each round, texts per second and the processor's share of that time."""

    name: str
    process: subprocess.Popen[str]
    rates: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rates)

    def told(self) -> str:
        """Its next line."""
        if not (line := self.process.stdout.readline()):
            raise RuntimeError(f"{self.name} ended")
        return line

    def take_a_round(self, carrier: str, seconds: float, *, counts: bool = True) -> None:
        """Have it send, and count at the stand-in what came."""
        ask(carrier, "/__reset")
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        took, busy = json.loads(self.told())
        stats = ask(carrier, "/__stats")
        if stats["total"] != stats["accepted"] or stats["accepted"] != stats["distinct_to"]:
            raise RuntimeError(f"{self.name}: {stats['by_status']}, {stats['distinct_to']} numbers")
        if counts:
            self.rates.append(stats["accepted"] / took)
            self.busy.append(busy / took)


def ask(carrier: str, path: str) -> dict:
    with urllib.request.urlopen(f"{carrier}{path}") as answer:
        return json.load(answer)


def start_row(row: str, name: str, carrier: str, env: dict[str, str], stack: ExitStack) -> Sender:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.out", "--row", row, "--carrier", carrier],
        env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    stack.callback(end, process)
    return Sender(name, process)


def start_drain(row: str, engine: str, url: str, carrier: str, flows: Path, residents: int, stack: ExitStack) -> Sender:
    redis = stack.enter_context(services.redis_server())
    env = environment(url, redis.url, carrier, free_port())
    env |= {"FLOWS_PATH": str(flows), "KEEP_PACE": str(row == "paced"), "LOG_LEVEL": "warning"}
    Processes(env, flows.parent).run([sys.executable, "-m", "bot", "db", "upgrade"])
    begin(read_settings(env), residents)
    return start_row(row, f"{DRAINS[row]}, {engine}", carrier, env, stack)


def measure(asked: argparse.Namespace, carrier: str, folder: Path, stack: ExitStack) -> list[Sender]:
    flows = city_files(folder, MOST_RATE)
    env = environment("", "", carrier, free_port())
    rows = [start_row(row, name, carrier, env, stack) for row, name in ALONE.items()]
    for engine in asked.on:
        new_database = stack.enter_context(ENGINES[engine]())
        for row in DRAINS:
            say(f"  freezing a broadcast to {asked.residents:,} residents on {engine}")
            rows.append(start_drain(row, engine, new_database(row), carrier, flows, asked.residents, stack))
    for each in rows:
        each.told()
        each.take_a_round(carrier, 1.0, counts=False)
    for number in range(asked.rounds):
        for each in rows:
            each.take_a_round(carrier, asked.secs)
            say(f"  round {number + 1}: {each.name}: {each.rates[-1]:,.0f} texts/s")
    return rows


def report(rows: list[Sender]) -> list[str]:
    """A table; the reference is Twilio's client in whichever way is faster."""
    limit = max(rows[1 : len(ALONE)], key=lambda each: each.median)
    lines = [
        f"| row | texts/s (min - max) | ratio to {REFERENCE} | round by round | processor | texts per second of it |",
        "|---|---|---|---|---|---|",
    ]
    for each in rows:
        ratios = [one / other for one, other in zip(each.rates, limit.rates, strict=True)]
        lines.append(
            f"| {each.name} | **{each.median:,.0f}** ({min(each.rates):,.0f} - {max(each.rates):,.0f}) |"
            f" {each.median / limit.median:.2f} | {min(ratios):.2f} - {max(ratios):.2f} |"
            f" {statistics.median(each.busy):.0%} |"
            f" {statistics.median(rate / busy for rate, busy in zip(each.rates, each.busy, strict=True)):,.0f} |"
        )
    return [*lines, "", f"{REFERENCE} is the row: {limit.name}. Target: a drain at 0.70 of it or more."]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="3 rounds of 2 seconds")
    parser.add_argument("--on", type=listed([*ENGINES]), default=[*ENGINES], help=", ".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--secs", type=float, default=3.0)
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--row", choices=[*ALONE, *DRAINS], help=argparse.SUPPRESS)
    parser.add_argument("--carrier", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.secs = 3, 2.0
    return asked


def main() -> None:
    """Freeze, send in turn, report."""
    asked = arguments()
    if asked.row:
        child(asked.row, asked.carrier)
        return
    shape = f"{asked.rounds} interleaved rounds of {asked.secs:g} s, medians; stand-in and database share the cores."
    lines = ["# Texts out of one process", "", machine(), "", shape, ""]
    with tempfile.TemporaryDirectory(prefix="cabildo-out-") as folder, ExitStack() as stack:
        carrier = stack.enter_context(carrier_stand_in(Path(folder)))
        lines += report(measure(asked, carrier, Path(folder), stack))
    Path("var").mkdir(exist_ok=True)
    Path("var/out.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
