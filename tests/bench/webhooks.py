"""How many events a second one worker delivers: `python -m tests.bench.webhooks`, beside its own client's raw limit.

The consumer is a process of its own that answers 200 and does nothing else. "client" posts bodies that were signed
before, with the same guarded, pooled client and as many threads as a worker uses; "worker" numbers recorded events,
fans them out, and delivers them. The two take turns, so that what disturbs the machine disturbs both; medians.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from standardwebhooks import Webhook

from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.logs import set_up
from bot.outbox.recorded import Recorded
from bot.webhooks.deliver import SIDE_BY_SIDE
from bot.webhooks.rules import Status
from bot.webhooks.signing import body_of, headers_for
from tests import services
from tests.webhooks.office import Office

TARGET = 0.60
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Consumer(asyncio.Protocol):
    """Answers as soon as a request is whole."""

    def __init__(self) -> None:
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, received: bytes) -> None:
        self._got += received
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end].lower()
            at = head.find(b"content-length:")
            whole = end + 4 + int(head[at + 15 :].partition(b"\r")[0])
            if len(self._got) < whole:
                return
            self._got = self._got[whole:]
            self._transport.write(ANSWER)


async def consume() -> None:
    server = await asyncio.get_running_loop().create_server(Consumer, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def consumer() -> Iterator[str]:
    """The host and port of a consumer in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.webhooks", "--consume"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def client_round(office: Office, url: str, events: list[Recorded], secret: str) -> float:
    """Posts a second of the client alone."""
    signer, now = Webhook(secret), office.clock()
    bodies = [(each.id, body_of(each, {})) for each in events]
    ready = deque((body.encode(), headers_for(id, body, [signer], now)) for id, body in bodies)

    def post() -> None:
        while True:
            try:
                body, headers = ready.popleft()
            except IndexError:
                return
            assert office.fetch.post(url, body, headers).status == 200

    began = time.perf_counter()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for run in [threads.submit(post) for _ in range(SIDE_BY_SIDE)]:
            run.result()
    return len(events) / (time.perf_counter() - began)


def worker_round(office: Office, count: int) -> float:
    """Events a second of the whole worker."""
    office.concerns(count, subjects=max(1, count // 4))
    before = delivered(office)
    began = time.perf_counter()
    office.work(100_000)
    took = time.perf_counter() - began
    assert delivered(office) - before == count
    return count / took


def delivered(office: Office) -> int:
    from bot.webhooks.store import counts

    with office.db.read() as tx:
        return sum(each.get(Status.DELIVERED, 0) for each in counts(tx).values())


def measure(db: Database, address: str, rounds: int, count: int) -> str:
    office = Office(db, deadline=15.0, allowed=address)
    url = f"http://{address}/events"
    _, secret = office.subscribe(url)
    worker_round(office, count)
    events = office.record()[:count]
    client_round(office, url, events, secret)
    client, worker = [], []
    for _ in range(rounds):
        client.append(client_round(office, url, events, secret))
        worker.append(worker_round(office, count))
    office.close()
    share = median(w / c for w, c in zip(worker, client, strict=True))
    return (
        f"worker {median(worker):,.0f} events/s ({min(worker):,.0f}-{max(worker):,.0f}), client alone "
        f"{median(client):,.0f} posts/s ({min(client):,.0f}-{max(client):,.0f}): {share:.0%} "
        f"(target {TARGET:.0%}{'' if share >= TARGET else ', MISSED'})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--consume", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--on", choices=["sqlite", "postgres"], nargs="+", default=["sqlite", "postgres"])
    asked = parser.parse_args()
    if asked.consume:
        asyncio.run(consume())
        return
    set_up("critical")
    for kind in asked.on:
        with tempfile.TemporaryDirectory() as folder, consumer() as address:
            if kind == "sqlite":
                line = on(f"sqlite:///{Path(folder)}/bench.db", address, asked)
            else:
                with services.postgres_cluster(durable=True) as cluster:
                    line = on(cluster.create_database(), address, asked)
        sys.stdout.write(f"webhooks on {kind}: {line}\n")


def on(url: str, address: str, asked: argparse.Namespace) -> str:
    db = Database(url)
    upgrade(db)
    line = measure(db, address, asked.rounds, asked.events)
    db.close()
    return line


if __name__ == "__main__":
    main()
