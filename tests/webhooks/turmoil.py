"""A consumer that fails in every way there is, in turn, while the city goes on; then the books are compared.

Beside it a second subscription has a name that leads inside, to another address each time it is asked for.
"""

import random  # noqa: TID251  seeded, so that a proof that fails can be run again
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from ssl import create_default_context
from tempfile import TemporaryDirectory

from bot.db.engine import Database
from bot.events import ConcernOpened
from bot.webhooks.rules import Status
from tests.webhooks.consumer import Consumer, wrong_certificate
from tests.webhooks.office import Office

TROUBLES: tuple[int | str, ...] = ("killed", "hang", 500, 429, 301, "drip", "wrong certificate", "drop", "late", 503)
DEADLINE = 0.3
REBOUND = "rebound.example"
"""A name that was public when somebody subscribed with it, and is not when it is called."""
INSIDE = (
    ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"],
    ["64:ff9b::7f00:1"], ["fd00::1"], ["0.0.0.0"],
)  # fmt: skip
"""Where it leads, in turn."""


def names() -> Callable[[str, int], list[str]]:
    """A name server that somebody has turned against the city."""
    turns = cycle(INSIDE)
    return lambda host, port: next(turns) if host == REBOUND else [host]


@dataclass(frozen=True)
class Books:
    """What was recorded, taken and given up, and what is wrong about it: nothing, one hopes."""

    events: int
    taken: int
    copies: int
    dead: int
    requests: int
    refused: int
    wrong: tuple[str, ...]


@contextmanager
def over_tls(db: Database) -> Iterator[tuple[Office, Consumer, Path]]:
    """An office and a consumer that speak TLS, and the certificate of an impostor."""
    with TemporaryDirectory() as folder:
        right, wrong = (wrong_certificate(Path(folder), name) for name in ("right", "wrong"))
        consumer = Consumer(certificate=right).start()
        trusts = create_default_context(cafile=str(right))
        office = Office(db, deadline=DEADLINE, allowed=consumer.allowed, authorities=trusts, names=names())
        try:
            yield office, consumer, wrong
        finally:
            consumer.kill()
            office.close()


def turmoil(
    office: Office, consumer: Consumer, impostor: Path, *, events: int, seed: int, say: Callable[[str], None]
) -> Books:  # fmt: skip
    """So many events of a few hundred residents, a share of them in each trouble, and calm in the end."""
    chance = random.Random(seed)
    main, consumer.secret = office.subscribe(consumer.url)
    rebound, _ = office.subscribe(f"https://{REBOUND}:{consumer.port}/events")
    consumer.retry_after = "3"
    share = max(1, events // (2 * len(TROUBLES)))
    for trouble in TROUBLES:
        _begin(consumer, trouble, impostor)
        office.concerns(share, subjects=max(5, share // 3))
        office.work()
        office.skip(seconds=chance.uniform(1, 40))
        _end(consumer, trouble)
        say(f"{trouble}: {len(consumer.got)} taken, {len(office.rows(Status.PENDING, main))} wait")
        # While it recovers, what goes wrong goes wrong now and then.
        odd = [each for each in TROUBLES if each not in ("killed", "wrong certificate")]
        for _ in range(4):
            consumer.moods.extend(chance.choice([200, 200, 200, chance.choice(odd)]) for _ in range(15))
            office.concerns(share // 4, subjects=max(5, share // 3))
            office.skip(minutes=chance.uniform(3, 9))
        consumer.moods.clear()
    last = office.record()[-1].sequence
    consumer.refuses = {last + 2, last + 4}
    office.concerns(12, subjects=4)
    office.work()
    while office.rows(Status.PENDING, main) and office.ahead < timedelta(days=6):
        office.happen([ConcernOpened("con_calm", "es", "1", "pothole")])
        office.skip(hours=1)
        office.skip(minutes=5)
    return books(office, consumer, main, rebound)


def _begin(consumer: Consumer, trouble: int | str, impostor: Path) -> None:
    consumer.moods.clear()
    if trouble == "killed":
        consumer.kill()
    elif trouble == "wrong certificate":
        consumer.kill()
        consumer.start(impostor)
    else:
        consumer.mood = trouble


def _end(consumer: Consumer, trouble: int | str) -> None:
    consumer.mood = 200
    if trouble == "wrong certificate":
        consumer.kill()
    if trouble in ("killed", "wrong certificate"):
        consumer.start()
    else:
        consumer.released.set()
        consumer.released.clear()


def books(office: Office, consumer: Consumer, main: str, rebound: str) -> Books:
    """Compare what was recorded with what was taken and what is listed as dead.

    Whatever reached the consumer under the name that leads inside would be signed with another secret: forged.
    """
    record = {each.sequence: each.as_json() for each in office.record()}
    dead = {row.sequence for row in office.rows(Status.DEAD, main)}
    taken = {each["sequence"] for each in consumer.got}
    wrong = []
    if missing := set(record) - taken - dead:
        wrong.append(f"{len(missing)} events are neither taken nor dead")
    if waiting := office.rows(Status.PENDING, main):
        wrong.append(f"{len(waiting)} deliveries still wait")
    if [*record] != [*range(1, len(record) + 1)]:
        wrong.append("the numbers of the record have gaps")
    if any(each != record[each["sequence"]] for each in consumer.got):
        wrong.append("something else was taken than was recorded")
    if len(set(consumer.ids)) != len(taken):
        wrong.append("an event came with two ids, or two events with one")
    if disordered := [who for who, seen in consumer.by_subject().items() if seen != sorted(seen)]:
        wrong.append(f"{len(disordered)} subjects out of order")
    if consumer.forged:
        wrong.append(f"{consumer.forged} signatures were wrong")
    tried = [row for row in office.rows(of=rebound) if row.attempts]
    if not tried or any(row.status == Status.DELIVERED or "refused:" not in row.why for row in tried):
        wrong.append("the name that leads inside was not refused each time")
    copies, refused = len(consumer.got) - len(taken), sum(row.attempts for row in tried)
    return Books(len(record), len(taken), copies, len(dead), len(consumer.requests), refused, (*wrong,))
