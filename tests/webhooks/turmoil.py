"""A consumer that fails in every way there is, in turn, while the city goes on; then the books are compared."""

import random  # noqa: TID251  seeded, so that a proof that fails can be run again
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
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


@dataclass(frozen=True)
class Books:
    """What was recorded, taken and given up, and what is wrong about it: nothing, one hopes."""

    events: int
    taken: int
    copies: int
    dead: int
    requests: int
    wrong: tuple[str, ...]


@contextmanager
def over_tls(db: Database) -> Iterator[tuple[Office, Consumer, Path]]:
    """An office and a consumer that speak TLS, and the certificate of an impostor."""
    with TemporaryDirectory() as folder:
        right, wrong = (wrong_certificate(Path(folder), name) for name in ("right", "wrong"))
        consumer = Consumer(certificate=right).start()
        trusts = create_default_context(cafile=str(right))
        office = Office(db, deadline=DEADLINE, allowed=consumer.allowed, authorities=trusts)
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
    consumer.secret = office.subscribe(consumer.url)[1]
    consumer.retry_after = "3"
    share = max(1, events // (2 * len(TROUBLES)))
    for trouble in TROUBLES:
        _begin(consumer, trouble, impostor)
        office.concerns(share, subjects=max(5, share // 3))
        office.work()
        office.skip(seconds=chance.uniform(1, 40))
        _end(consumer, trouble)
        say(f"{trouble}: {len(consumer.got)} taken, {len(office.rows(Status.PENDING))} wait")
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
    while office.rows(Status.PENDING) and office.ahead < timedelta(days=6):
        office.happen([ConcernOpened("con_calm", "es", "1", "pothole")])
        office.skip(hours=1)
        office.skip(minutes=5)
    return books(office, consumer)


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


def books(office: Office, consumer: Consumer) -> Books:
    """Compare what was recorded with what was taken and what is listed as dead."""
    record = {each.sequence: each.as_json() for each in office.record()}
    dead = {row.sequence for row in office.rows(Status.DEAD)}
    taken = {each["sequence"] for each in consumer.got}
    wrong = []
    if missing := set(record) - taken - dead:
        wrong.append(f"{len(missing)} events are neither taken nor dead")
    if waiting := office.rows(Status.PENDING):
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
    return Books(len(record), len(taken), len(consumer.got) - len(taken), len(dead), len(consumer.requests), (*wrong,))
