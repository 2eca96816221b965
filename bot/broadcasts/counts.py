"""What was counted of a broadcast and kept: its audience before it begins, its results afterwards; nothing is counted.

A million people are counted in seconds, not in the time of a page. So whoever wants to know asks here, a worker counts
(`counting`), and pages and approvals go by what it kept. An audience counts for the very words and rules it was counted
for, and for an hour.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.broadcasts.freezing import Reach
from bot.broadcasts.recipients import Figures
from bot.broadcasts.rules import Audience, Broadcast, NotAllowed, fingerprint
from bot.broadcasts.tables import broadcast_count
from bot.db.base import Tx
from bot.outbox import put

AUDIENCE, RESULTS = "audience", "results"
COUNT_AUDIENCE, COUNT_RESULTS = "count_audience", "count_results"
KINDS: Mapping[str, str] = {AUDIENCE: COUNT_AUDIENCE, RESULTS: COUNT_RESULTS}
"""The outbox item that counts each; its subject is the broadcast."""
FRESH_FOR = timedelta(hours=1)
AGAIN_AFTER = timedelta(seconds=5)
"""Results are counted no more often, and no more than a twentieth of the time."""
OFTEN = 20
LOST_AFTER = timedelta(minutes=10)
"""A count that was asked for so long ago is asked for again."""


@dataclass(frozen=True, slots=True)
class Count:
    """One count: of which words and rules (`of`), when it was asked for and worked out, and what came of it.

    `why` says why it could not be worked out; `people` and `done` are its sums.
    """

    of: str
    asked_at: datetime
    worked_at: datetime | None
    took_ms: int
    people: int | None
    done: int | None
    data: Mapping[str, Any]
    why: str | None

    @property
    def is_under_way(self) -> bool:
        """Whether it was asked for since it was last worked out."""
        return self.worked_at is None or self.worked_at < self.asked_at

    @property
    def reach(self) -> Reach:
        """Of an audience: whom it would reach."""
        people = {(variant, language): number for variant, language, number in self.data["people"]}
        return Reach(Audience(people, self.data["reachable"], self.data["twins"]), self.data["left_out"])

    @property
    def samples(self) -> tuple[str, ...]:
        """Of an audience: texts of some of them."""
        return tuple(self.data["samples"])

    @property
    def figures(self) -> dict[str | None, Figures]:
        """Of results: what became of the recipients, by language."""
        return {language: Figures(**each) for language, each in self.data["figures"]}


_COLUMNS = ("of", "asked_at", "worked_at", "took_ms", "people", "done", "data", "why")


def count_of(tx: Tx, broadcast_id: str, what: str) -> Count | None:
    """The last count of this broadcast."""
    row = tx.execute(select(*(broadcast_count.c[name] for name in _COLUMNS)).where(*_which(broadcast_id, what))).first()
    return None if row is None else Count(**{**row._asdict(), "data": loads(row.data or "{}")})


def _which(broadcast_id: str, what: str) -> tuple[Any, ...]:
    return broadcast_count.c.broadcast_id == broadcast_id, broadcast_count.c.what == what


def ask(tx: Tx, of: Broadcast, what: str, now: datetime) -> None:
    """Have it counted, as it stands now; what was counted before stays until then."""
    if not tx.execute(update(broadcast_count).where(*_which(of.id, what)).values(asked_at=now)).rowcount:
        row = {"broadcast_id": of.id, "what": what, "of": "", "asked_at": now, "took_ms": 0}
        tx.execute(insert(broadcast_count), row)
    put.put(tx, KINDS[what], of.id, queue=put.LATER, due_at=now)
    put.postpone(tx, KINDS[what], of.id, due_at=now)


def is_fresh(count: Count | None, of: Broadcast, now: datetime) -> bool:
    """Whether this is the audience of these very words and rules, counted within the hour."""
    if count is None or count.worked_at is None or count.why or count.of != fingerprint(of):
        return False
    return not count.is_under_way and now - count.worked_at < FRESH_FOR


def is_due(count: Count | None, now: datetime) -> bool:
    """Whether results are to be counted again, for somebody who looks at them."""
    if count is None:
        return True
    if count.is_under_way:
        return now - count.asked_at >= LOST_AFTER
    rest = max(AGAIN_AFTER, timedelta(milliseconds=count.took_ms * OFTEN))
    return count.worked_at is None or now - count.worked_at >= rest


def counted_reach(tx: Tx, of: Broadcast, now: datetime) -> Count:
    """The audience that was counted for these words; NotAllowed when it has to be counted first."""
    count = count_of(tx, of.id, AUDIENCE)
    if count is None or not is_fresh(count, of, now):
        raise NotAllowed("Whom it reaches has to be counted again first.", "uncounted")
    return count


def keep_audience(
    tx: Tx, of: Broadcast, reached: Reach, samples: tuple[str, ...], *, now: datetime, took_ms: int
) -> None:  # fmt: skip
    """Write down whom it would reach."""
    audience = reached.audience
    data = {
        "people": [[variant, language, number] for (variant, language), number in audience.people.items()],
        "reachable": audience.reachable, "twins": dict(audience.twins or {}), "left_out": dict(reached.left_out),
        "samples": samples,
    }  # fmt: skip
    _keep(tx, of, AUDIENCE, {"people": audience.total, "done": None, "data": dumps(data)}, now, took_ms)


def keep_results(
    tx: Tx, of: Broadcast, figures: Mapping[str | None, Figures], *, now: datetime, took_ms: int
) -> None:  # fmt: skip
    """Write down how far it is."""
    people = sum(each.people - each.held_out for each in figures.values())
    done = people - sum(each.pending + each.under_way for each in figures.values())
    data = {"figures": [[language, asdict(each)] for language, each in figures.items()]}
    _keep(tx, of, RESULTS, {"people": people, "done": done, "data": dumps(data)}, now, took_ms)


def keep_failure(tx: Tx, of: Broadcast, what: str, why: str, now: datetime) -> None:
    """Write down that it cannot be counted, and why."""
    _keep(tx, of, what, {"people": None, "done": None, "data": None, "why": why}, now, 0)


def _keep(tx: Tx, of: Broadcast, what: str, values: Mapping[str, Any], now: datetime, took_ms: int) -> None:
    told = {"why": None, **values, "of": fingerprint(of), "worked_at": now, "took_ms": took_ms}
    tx.execute(update(broadcast_count).where(*_which(of.id, what)).values(told))


def forget(tx: Tx, broadcast_id: str) -> None:
    """Of a broadcast that is gone."""
    tx.execute(delete(broadcast_count).where(broadcast_count.c.broadcast_id == broadcast_id))
