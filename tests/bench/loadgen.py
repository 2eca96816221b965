"""Signed texts from many residents at once, against a product on this machine; measures, and judges nothing.

  python -m tests.bench.loadgen --url http://127.0.0.1:8000/twilio/sms --conns 16 --secs 5      closed loop: saturation
  python -m tests.bench.loadgen --url ... --rate 300 --secs 10                                 open loop: a fixed rate
  ... --carrier http://127.0.0.1:9010       joins the stand-in's log: seconds from a text to its reply at the carrier

Requests are signed before the clock starts. In the open loop a latency counts from the moment a text was due, so that a
server that stalls cannot hide it. Prints one JSON object.
"""

import argparse
import asyncio
import gc
import json
import math
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.bench.http_client import Pool
from tests.bench.script import MIXES, phone, schedule, text
from tests.standin.callbacks import LOOPBACK
from tests.standin.phone import text_headers
from tests.standin.signing import TOKEN

FINE = (200, 201, 202, 204)


@dataclass(frozen=True, slots=True)
class Sent:
    resident: int
    due_ns: int
    answered_ns: int
    status: int


@dataclass
class Run:
    """One measurement as it happens; times in seconds of time.perf_counter."""

    requests: list[bytes]
    order: list[tuple[int, int]]
    pool: Pool
    counted_from: float
    stop_at: float
    sent: list[Sent] = field(default_factory=list)
    skipped: int = 0  # due, but every connection was busy


def request(url: str, signed_url: str, token: str, params: dict[str, str]) -> bytes:
    where = urlsplit(url)
    body = urlencode(params).encode()
    headers = text_headers(token, signed_url or url, params)
    headers |= {"Host": where.netloc, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {where.path} HTTP/1.1\r\n{head}\r\n".encode() + body


async def speak(run: Run, k: int, due: float | None) -> None:
    due_ns = time.perf_counter_ns() if due is None else int(due * 1e9)
    status, _ = await run.pool.post(run.requests[k])
    run.sent.append(Sent(run.order[k][0], due_ns, time.perf_counter_ns(), status))


async def closed_loop(run: Run, connections: int) -> None:
    """Every connection speaks again as soon as it was answered."""
    remaining = iter(range(len(run.requests)))

    async def keep_speaking() -> None:
        for k in remaining:
            if time.perf_counter() >= run.stop_at:
                return
            await speak(run, k, None)

    await asyncio.gather(*(keep_speaking() for _ in range(connections)))


async def open_loop(run: Run, rate: float, limit: int) -> None:
    """A text every 1/rate seconds, whether or not earlier ones were answered."""
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    speaking: set[asyncio.Task[None]] = set()
    for k in range(len(run.requests)):
        due = started + k / rate
        if due > run.stop_at:
            break
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        if len(speaking) >= limit:
            run.skipped += 1
            continue
        task = loop.create_task(speak(run, k, due))
        speaking.add(task)
        task.add_done_callback(speaking.discard)
    if speaking:
        await asyncio.wait(speaking, timeout=20)


def summary(milliseconds: Iterable[float]) -> dict[str, float]:
    values = sorted(milliseconds)
    if not values:
        return {"n": 0}
    at = {name: values[min(len(values), math.ceil(len(values) * share)) - 1] for name, share in SHARES.items()}
    return {"n": len(values), **{name: round(value, 3) for name, value in at.items()}}


SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "max": 1.0}


def measured(run: Run) -> dict[str, object]:
    counted = [one for one in run.sent if one.due_ns / 1e9 >= run.counted_from]
    fine = [one for one in counted if one.status in FINE]
    last = max((one.answered_ns for one in run.sent), default=0) / 1e9
    seconds = max(last - run.counted_from, 1e-9)
    return {
        "turns": len(fine),
        "turns_per_s": round(len(fine) / seconds, 1),
        "bad": Counter(one.status for one in run.sent if one.status not in FINE),
        "skipped": run.skipped,
        "exhausted": len(run.sent) >= len(run.requests),
        "connections": run.pool.opened,
        "latency_ms": summary((one.answered_ns - one.due_ns) / 1e6 for one in fine),
    }


async def settled_log(carrier: str, patience: float) -> dict[str, list[int]]:
    """Arrival times by number, once the carrier has received nothing new for a second."""
    until, before = time.monotonic() + patience, -1
    while time.monotonic() < until:
        with urllib.request.urlopen(f"{carrier}/__stats") as answer:
            accepted = json.load(answer)["accepted"]
        if accepted == before:
            break
        before = accepted
        await asyncio.sleep(1.0)
    with urllib.request.urlopen(f"{carrier}/__log") as answer:
        rows = (line.split("\t", 4) for line in answer.read().decode().split("\n") if line)
        arrived: dict[str, list[int]] = defaultdict(list)
        for at, _status, to, sid, _body in rows:
            if sid:
                arrived[to].append(int(at))
    return arrived


def replies(run: Run, arrived: dict[str, list[int]]) -> dict[str, object]:
    """From each text to its reply. With as many messages as turns they pair in order; otherwise a turn's reply is the
    first message after its text, and a turn that saw none before the next text is unanswered."""
    latencies: list[float] = []
    unanswered = 0
    turns: dict[str, list[int]] = defaultdict(list)
    for one in run.sent:
        if one.status in FINE:
            turns[phone(one.resident)].append(one.due_ns)
    for number, dues in turns.items():
        dues.sort()
        times = sorted(at for at in arrived.get(number, ()) if at >= dues[0])
        ends = [*dues[1:], math.inf]
        firsts: list[int | None] = list(times)
        if len(times) != len(dues):
            firsts = [next((at for at in times if due <= at < end), None) for due, end in zip(dues, ends, strict=True)]
        for due, first in zip(dues, firsts, strict=True):
            if first is None:
                unanswered += 1
            elif due / 1e9 >= run.counted_from:
                latencies.append((first - due) / 1e6)
    messages = sum(len(arrived.get(number, ())) for number in turns)
    return {"messages": messages, "unanswered_turns": unanswered, "reply_ms": summary(latencies)}


async def drive(asked: argparse.Namespace) -> dict[str, object]:
    where = urlsplit(asked.url)
    if where.hostname not in LOOPBACK:
        sys.exit("loadgen: this machine only")
    count = int((asked.rate or asked.guess) * (asked.secs + asked.warm) * 1.1) + 64
    order = schedule(count, first=asked.first, width=asked.width, mix=asked.mix)
    requests = [
        request(asked.url, asked.signed_url, asked.token, text(i, turn, mix=asked.mix, run=asked.run))
        for i, turn in order
    ]
    gc.collect()
    gc.freeze()
    gc.disable()  # a collection in the generator would be read as a stall of the product
    now = time.perf_counter()
    pool = Pool(where.hostname or "", where.port or 80)
    run = Run(requests, order, pool, counted_from=now + asked.warm, stop_at=now + asked.warm + asked.secs)
    if asked.rate:
        await open_loop(run, asked.rate, asked.limit)
    else:
        await closed_loop(run, asked.conns)
    found = measured(run)
    if asked.carrier:
        found |= replies(run, await settled_log(asked.carrier, asked.patience))
    return found | {"residents_to": order[-1][0] + 1}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000/twilio/sms")
    parser.add_argument("--signed-url", default="", help="the public URL, when it differs from --url")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--mix", choices=MIXES, default="report")
    parser.add_argument("--conns", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0, help="texts per second; without it a closed loop")
    parser.add_argument("--secs", type=float, default=5)
    parser.add_argument("--warm", type=float, default=1, help="seconds that do not count")
    parser.add_argument("--guess", type=float, default=6000, help="closed loop: requests per second to prepare")
    parser.add_argument("--width", type=int, default=200, help="residents talking at the same time")
    parser.add_argument("--first", type=int, default=0, help="number of the first resident")
    parser.add_argument("--limit", type=int, default=512, help="open loop: requests in flight at most")
    parser.add_argument("--run", type=int, default=int(time.time()), help="makes message sids distinct")
    parser.add_argument("--carrier", default="", help="address of the stand-in")
    parser.add_argument("--patience", type=float, default=30, help="seconds to wait for the last replies")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass  # slower, but the same measurement
    sys.stdout.write(json.dumps(asyncio.run(drive(asked))) + "\n")


if __name__ == "__main__":
    main()
