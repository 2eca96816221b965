"""What staff read of subscriptions and deliveries, each list along an index and at most so long; nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal_column, select, union_all

from bot.db.base import Tx
from bot.outbox.recorded import Recorded, recorded
from bot.outbox.tables import outbox
from bot.webhooks.rules import Status
from bot.webhooks.service import REPLAY, Stretch
from bot.webhooks.tables import delivery

PER_PAGE = 50
MOST_LOOKED_AT = 2_000
"""Deliveries that a page looks through for those of a status that no index finds."""
MOST_COUNTED = 100
"""Further nobody counts: "more than 100" says enough, and a page counts it for every subscription."""
MOST_STRETCHES = 1_000
LATEST = 200
"""Deliveries by which the health of a subscription is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a subscription does: what waits and what was given up, MOST_COUNTED + 1 for more than that.

    `latest` are the newest deliveries by status, `delivered_at` is when the last of those that arrived did.
    """

    waiting: int
    dead: int
    latest: Mapping[str, int]
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some deliveries with their events, newest first; `before` is where the next page begins, None at the end."""

    rows: Sequence[Row[Any]]
    events: Mapping[int, Recorded]
    before: int | None


def standings(tx: Tx, subscription_ids: Sequence[str]) -> dict[str, Standing]:
    """How these subscriptions do now: two questions for all of them, each looked at so far and no further."""
    if not subscription_ids:
        return {}
    newest = union_all(*(select(_newest(each)) for each in subscription_ids)).subquery()
    at = func.max(newest.c.tried_at, type_=delivery.c.tried_at.type)
    found: dict[str, dict[str, tuple[int, datetime | None]]] = {each: {} for each in subscription_ids}
    told = select(newest.c.subscription_id, newest.c.status, func.count(), at)
    for of, status, many, last in tx.execute(told.group_by(newest.c.subscription_id, newest.c.status)):
        found[of][status] = (many, last)
    counts = _counts(tx, subscription_ids)
    return {
        of: Standing(
            counts.get((of, Status.PENDING), 0), counts.get((of, Status.DEAD), 0),
            {status: many for status, (many, _) in by.items()}, by.get(Status.DELIVERED, (0, None))[1],
        )
        for of, by in found.items()
    }  # fmt: skip


def _newest(subscription_id: str) -> Any:
    columns = (delivery.c.subscription_id, delivery.c.status, delivery.c.tried_at)
    mine = select(*columns).where(delivery.c.subscription_id == subscription_id)
    return mine.order_by(delivery.c.sequence.desc()).limit(LATEST).subquery()


def _counts(tx: Tx, subscription_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many wait and how many were given up, of each, up to one more than MOST_COUNTED."""
    some = [
        select(
            select(delivery.c.subscription_id, delivery.c.status)
            .where(delivery.c.subscription_id == each, _is(status)).limit(MOST_COUNTED + 1).subquery()
        )
        for each in subscription_ids for status in (Status.PENDING, Status.DEAD)
    ]  # fmt: skip
    those = union_all(*some).subquery()
    told = select(those.c.subscription_id, those.c.status, func.count())
    return {(row[0], row[1]): row[2] for row in tx.execute(told.group_by(those.c.subscription_id, those.c.status))}


def _is(status: Status) -> ColumnElement[bool]:
    """Written out, so that PostgreSQL sees which index holds just those."""
    return delivery.c.status == literal_column(f"'{status.value}'")


def page(
    tx: Tx, subscription_id: str, *, status: Status | None = None, before: int | None = None, most: int = PER_PAGE
) -> Page:  # fmt: skip
    """At most so many deliveries of a subscription, of one status when named, below the number `before`."""
    looked = select(delivery).where(delivery.c.subscription_id == subscription_id)
    if before is not None:
        looked = looked.where(delivery.c.sequence < before)
    if status is Status.DELIVERED:
        return _among_the_newest(tx, looked.order_by(delivery.c.sequence.desc()).limit(MOST_LOOKED_AT), most)
    if status:
        looked = looked.where(_is(status))
    rows = tx.execute(looked.order_by(delivery.c.sequence.desc()).limit(most + 1)).all()
    shown = rows[:most]
    return _with_events(tx, shown, shown[-1].sequence if len(rows) > most else None)


def _among_the_newest(tx: Tx, looked: Any, most: int) -> Page:
    """What arrived is nearly all there is: looked for among so many, however little of it there should be."""
    among = looked.subquery()
    arrived = select(among).where(among.c.status == Status.DELIVERED).order_by(among.c.sequence.desc())
    rows = tx.execute(arrived.limit(most + 1)).all()
    if len(rows) > most:
        return _with_events(tx, rows[:most], rows[most - 1].sequence)
    last, many = tx.execute(select(func.min(among.c.sequence), func.count())).one()
    return _with_events(tx, rows, last if many == MOST_LOOKED_AT else None)


def _with_events(tx: Tx, rows: Sequence[Row[Any]], before: int | None) -> Page:
    return Page(rows, recorded(tx, [row.sequence for row in rows]) if rows else {}, before)


def delivery_of(tx: Tx, subscription_id: str, sequence: int) -> Row[Any] | None:
    """The delivery of one event to one subscription."""
    return tx.execute(
        select(delivery).where(delivery.c.subscription_id == subscription_id, delivery.c.sequence == sequence)
    ).first()


def replays(tx: Tx, subscription_id: str) -> list[Stretch]:
    """What is left of the stretches that are being sent once more."""
    found = tx.scalars(select(outbox.c.subject).where(outbox.c.kind == REPLAY).limit(MOST_STRETCHES))
    stretches = [Stretch.read(each) for each in found]
    return [each for each in stretches if each.subscription_id == subscription_id]
