"""Compares the carrier's own list with ours, every day and on demand: takes in what callbacks failed to tell.

Callbacks get lost: while the web process is away, or on the network. Statuses are raised here as a callback would raise
them, so that doing it twice changes nothing. Nothing is ever sent, nor sent again: news this late is too old for that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.db.engine import Database
from bot.db.writes import Writer
from bot.events import ReceiptsReconciled
from bot.messaging import store
from bot.messaging.carrier import Carrier, Listed, NotListed
from bot.messaging.delivery import record_status
from bot.messaging.rules import CARRIER_STATUS, RECEIPT_WITHIN, STATUS_RANK
from bot.outbox import put
from bot.outbox.relay import Done, Outcome, RetryAt

log = structlog.get_logger()

RECONCILE = "reconcile"
"""The kind of outbox item that compares a stretch of time: its subject, as `subject_of` writes it."""
TOLD_WITHIN = timedelta(hours=1)
"""After so long without news a callback counts as lost."""
SLICE = 2_000
"""Texts of one item, which must be done before its lease is over; the next item takes up the others."""
ASKED_AGAIN_IN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it: texts on the list, those of which it knew more than we did, and those that we know nothing of.

    `rest` is the moment before which texts were not looked at yet; None when all were.
    """

    listed: int = 0
    raised: int = 0
    strange: int = 0
    rest: datetime | None = None


def stretch(now: datetime) -> tuple[datetime, datetime]:
    """From when to when the list is asked for: while a receipt may still come, but not while it may be on its way."""
    return now - RECEIPT_WITHIN, now - TOLD_WITHIN


def promise(tx: Writer, now: datetime) -> None:
    """Have a worker compare what has been sent in the last days."""
    put.put(tx, RECONCILE, subject_of(*stretch(now)), queue=put.LATER, due_at=now)


def subject_of(since: datetime, until: datetime) -> str:
    """A stretch of time as an outbox item names it."""
    return "/".join(f"{each.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}" for each in (since, until))


def perform(db: Database, carrier: Carrier, subject: str, now: datetime) -> Outcome:
    """Do one item: a slice of its stretch, and promise the rest."""
    since, until = (datetime.fromisoformat(each) for each in subject.split("/"))
    try:
        found = compare(db, carrier, since, until, now=now, most=SLICE)
    except NotListed as error:
        return RetryAt(now + ASKED_AGAIN_IN, f"the carrier's list could not be read: {error}")
    with db.begin() as tx:
        if found.rest:
            put.put(tx, RECONCILE, subject_of(since, found.rest), queue=put.LATER, due_at=now)
        if found.raised or found.strange:
            put.record(tx, [ReceiptsReconciled(subject, None, found.listed, found.raised, found.strange)], now)
    if found.strange:
        log.warning("the carrier has texts that we know nothing of", texts=found.strange, stretch=subject)
    return Done()


def compare_all(db: Database, carrier: Carrier, *, now: datetime) -> Compared:
    """The whole stretch at once, for a person who asks; NotListed when the carrier's list could not be read."""
    since, until = stretch(now)
    listed = raised = strange = 0
    rest: datetime | None = until
    while rest:
        found = compare(db, carrier, since, rest, now=now, most=SLICE)
        listed, raised, strange = listed + found.listed, raised + found.raised, strange + found.strange
        rest = found.rest
    return Compared(listed, raised, strange)


def compare(
    db: Database, carrier: Carrier, since: datetime, until: datetime, *, now: datetime, most: int
) -> Compared:  # fmt: skip
    """The newest texts of this stretch, about `most`; each status in a transaction of its own."""
    texts, rest = _newest(carrier.listed(since, until), most)
    with db.read() as tx:
        known = store.messages_by_carrier_ids(tx, [each.carrier_id for each in texts])
    raised = strange = 0
    for each in texts:
        if each.carrier_id not in known:
            strange += _is_strange(each)
            continue
        message_id, status = known[each.carrier_id]
        if _knows_more(each, status):
            raised += record_status(
                db, message_id, each.status, carrier_id=each.carrier_id, code=each.code, now=now, late=True
            )  # fmt: skip
    return Compared(len(texts), raised, strange, rest)


def _newest(texts: Iterator[Listed], most: int) -> tuple[list[Listed], datetime | None]:
    """So many texts, and all of the last one's moment; with the moment at which the others begin."""
    found: list[Listed] = []
    for each in texts:
        if len(found) >= most and each.at < found[-1].at:
            return found, each.at
        found.append(each)
    return found, None


def _knows_more(text: Listed, status: str) -> bool:
    told = CARRIER_STATUS.get(text.status)
    return told is not None and STATUS_RANK[told] > STATUS_RANK[status]


def _is_strange(text: Listed) -> bool:
    """Not what the carrier answers of its own accord, and not an attempt that it gave back before the one we know."""
    return not text.answers and CARRIER_STATUS.get(text.status) not in ("undelivered", "failed")
