"""Queries about subscriptions and deliveries; they take an open transaction first and never commit."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.base import Tx
from bot.db.listed import listed
from bot.outbox.tables import event
from bot.webhooks import taking, tries
from bot.webhooks.rules import Health, Next, State, Status, Tried
from bot.webhooks.tables import delivery, subscription, subscription_secret

LOOKED_AT_AGAIN_IN = timedelta(seconds=1)
"""A subscription that another worker holds: it is soon done with it, or dead."""

LOOKED_AT = 1_000
"""Deliveries that are read at a time to find those that may be tried."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants what: see tables.subscription."""

    id: str
    url: str
    types: tuple[str, ...]
    grants: tuple[str, ...]
    owner: str
    state: State
    why: str | None
    created_at: datetime
    after: int
    health: Health
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is to be tried now."""

    id: int
    sequence: int
    subject: str
    attempts: int
    failures: int
    first_at: datetime | None


_SUBSCRIPTION = select(
    subscription.c.id, subscription.c.url, subscription.c.types, subscription.c.grants, subscription.c.owner,
    subscription.c.state, subscription.c.why, subscription.c.created_at, subscription.c.after,
    subscription.c.streak, subscription.c.failing_since, subscription.c.rests_until,
    subscription.c.key_id,
)  # fmt: skip


def _read(row: Any) -> Subscription:
    return Subscription(
        row.id, row.url, tuple(row.types.split()), tuple(row.grants.split()), row.owner, State(row.state), row.why,
        row.created_at, row.after, Health(row.streak, row.failing_since, row.rests_until), row.key_id,
    )  # fmt: skip


# --- subscriptions


def subscription_by_id(tx: Tx, subscription_id: str) -> Subscription | None:
    """The subscription with this id."""
    row = tx.execute(_SUBSCRIPTION.where(subscription.c.id == subscription_id)).first()
    return _read(row) if row else None


def subscriptions(tx: Tx) -> list[Subscription]:
    """All of them, oldest first."""
    return [_read(row) for row in tx.execute(_SUBSCRIPTION.order_by(subscription.c.created_at, subscription.c.id))]


def listening(tx: Tx) -> list[Subscription]:
    """Those for whom events are kept: the active and the paused."""
    return [_read(row) for row in tx.execute(_SUBSCRIPTION.where(subscription.c.state != State.GONE))]


def add_subscription(tx: Tx, new: Subscription) -> None:
    """A new one, without secrets yet."""
    row = {
        "id": new.id, "url": new.url, "types": " ".join(new.types), "grants": " ".join(new.grants),
        "owner": new.owner, "state": new.state, "created_at": new.created_at, "after": new.after,
        "key_id": new.key_id,
    }  # fmt: skip
    tx.execute(insert(subscription), row)


def change_subscription(
    tx: Tx, subscription_id: str, *, url: str, types: Sequence[str], grants: Sequence[str], owner: str
) -> None:  # fmt: skip
    """What it asks for from now on."""
    values = {"url": url, "types": " ".join(types), "grants": " ".join(grants), "owner": owner}
    tx.execute(update(subscription).where(subscription.c.id == subscription_id).values(**values))


def set_state(tx: Tx, subscription_id: str, to: State, *, seen: Iterable[State], why: str | None = None) -> bool:
    """From one of the states seen to another; it is well again. False when it was in none of them."""
    moved = (
        update(subscription)
        .where(subscription.c.id == subscription_id, subscription.c.state.in_(list(seen)))
        .values(state=to, why=why, streak=0, failing_since=None, rests_until=None)
    )
    return bool(tx.execute(moved).rowcount)


def set_health(tx: Tx, subscription_id: str, health: Health) -> None:
    """How it is after a batch."""
    values = {
        "streak": health.streak, "failing_since": health.failing_since, "rests_until": health.rests_until,
    }  # fmt: skip
    tx.execute(update(subscription).where(subscription.c.id == subscription_id), values)


def hold(tx: Tx, subscription_id: str, *, now: datetime, until: datetime) -> bool:
    """Take it for one worker; False while another has it, it rests, or it is not active."""
    of = subscription.c
    free = and_(
        or_(of.held_until.is_(None), of.held_until <= now), or_(of.rests_until.is_(None), of.rests_until <= now)
    )
    taken = update(subscription).where(of.id == subscription_id, of.state == State.ACTIVE, free)
    return bool(tx.execute(taken, {"held_until": until}).rowcount)


def release(tx: Tx, subscription_id: str, held_until: datetime) -> None:
    """Give it back; nothing happens when another worker holds it by now."""
    mine = and_(subscription.c.id == subscription_id, subscription.c.held_until == held_until)
    tx.execute(update(subscription).where(mine).values(held_until=None))


def free_at(tx: Tx, subscription_id: str, now: datetime) -> datetime | None:
    """When it is worth trying to hold an active one again; None when it is not active."""
    found = select(subscription.c.held_until, subscription.c.rests_until).where(
        subscription.c.id == subscription_id, subscription.c.state == State.ACTIVE
    )
    row = tx.execute(found).first()
    if row is None:
        return None
    held = min(row.held_until or now, now + LOOKED_AT_AGAIN_IN)
    return max(held, row.rests_until or now, now)


# --- secrets


def add_secret(tx: Tx, secret_id: str, subscription_id: str, sealed: bytes, now: datetime) -> None:
    """One more secret that deliveries are signed with."""
    row = {"id": secret_id, "subscription_id": subscription_id, "sealed": sealed, "made_at": now}
    tx.execute(insert(subscription_secret), row)


def end_secrets(tx: Tx, subscription_id: str, at: datetime) -> None:
    """None counts longer than that."""
    of = subscription_secret.c
    longer = or_(of.ends_at.is_(None), of.ends_at > at)
    tx.execute(update(subscription_secret).where(of.subscription_id == subscription_id, longer).values(ends_at=at))


def secrets(tx: Tx, subscription_id: str, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """When each of the secrets in force was made and when it ends, newest first."""
    of = subscription_secret.c
    found = select(of.made_at, of.ends_at).where(
        of.subscription_id == subscription_id, or_(of.ends_at.is_(None), of.ends_at > now)
    )
    return [(row[0], row[1]) for row in tx.execute(found.order_by(of.made_at.desc(), of.id.desc()))]


def sealed_secrets(tx: Tx, subscription_id: str, now: datetime) -> list[bytes]:
    """The secrets in force, newest first."""
    of = subscription_secret.c
    found = (
        select(of.sealed)
        .where(of.subscription_id == subscription_id, or_(of.ends_at.is_(None), of.ends_at > now))
        .order_by(of.made_at.desc(), of.id.desc())
    )
    return list(tx.execute(found).scalars())


def kept_secrets(tx: Tx, subscription_id: str) -> list[tuple[datetime, datetime | None, bytes]]:
    """When each that is still kept was made, when it ends or ended, and itself, newest first."""
    of = subscription_secret.c
    found = select(of.made_at, of.ends_at, of.sealed).where(of.subscription_id == subscription_id)
    return [(row[0], row[1], row[2]) for row in tx.execute(found.order_by(of.made_at.desc(), of.id.desc()))]


def remove_ended_secrets(tx: Tx, now: datetime) -> int:
    """Forget the secrets that nothing is signed with any more; how many."""
    return int(tx.execute(delete(subscription_secret).where(subscription_secret.c.ends_at <= now)).rowcount)


# --- deliveries

_WANTED = select(
    bindparam("of", type_=delivery.c.subscription_id.type), event.c.sequence, event.c.subject,
    bindparam("begins", type_=delivery.c.status.type), bindparam("now", type_=delivery.c.due_at.type),
)  # fmt: skip
_INTO = ["subscription_id", "sequence", "subject", "status", "due_at"]
_ADD = {
    dialect: insert_into(delivery).from_select(_INTO, _WANTED.where(is_listed)).on_conflict_do_nothing()
    for dialect, insert_into, is_listed in (
        ("sqlite", sqlite.insert, listed(event.c.sequence, "sequences", "sqlite")),
        ("postgresql", postgresql.insert, listed(event.c.sequence, "sequences", "postgresql")),
    )
}
_PENDING = delivery.c.status == literal_column("'pending'")
_WAITING = (
    select(
        delivery.c.id, delivery.c.sequence, delivery.c.subject, delivery.c.attempts, delivery.c.failures,
        delivery.c.first_at, delivery.c.due_at,
    )
    .where(delivery.c.subscription_id == bindparam("of"), _PENDING, delivery.c.sequence > bindparam("after"))
    .order_by(delivery.c.sequence)
    .limit(LOOKED_AT)
)  # fmt: skip
_TRIED = (
    update(delivery)
    .where(delivery.c.id == bindparam("delivery"), _PENDING)
    .values(
        status=bindparam("to"), due_at=bindparam("at"), attempts=delivery.c.attempts + 1, failures=bindparam("failed"),
        first_at=func.coalesce(delivery.c.first_at, bindparam("tried", type_=delivery.c.tried_at.type)),
        tried_at=bindparam("tried"), answer=bindparam("got"), why=bindparam("wrong"), excerpt=bindparam("began"),
        took_ms=bindparam("took"),
    )
)  # fmt: skip


def add_deliveries(tx: Tx, subscription_id: str, sequences: Sequence[int], now: datetime) -> None:
    """A delivery, due now, of each of these events that the subscription has none of."""
    if sequences:
        row = {"of": subscription_id, "sequences": sequences, "begins": Status.PENDING, "now": now}
        tx.execute(_ADD[tx.dialect.name], row)


def due(
    tx: Tx, subscription_id: str, now: datetime, most: int, *, under_way: Collection[int] = ()
) -> tuple[list[Waiting], datetime | None]:
    """What may be tried, in order: of a subject nothing behind one that has to wait; none of those `under_way`.

    When that is nothing, the time at which the first of those that wait is due; None when none does.
    """
    may_go: list[Waiting] = []
    held_up: dict[str, datetime] = {}
    after: int | None = 0
    while after is not None and len(may_go) < most:
        rows = tx.execute(_WAITING, {"of": subscription_id, "after": after}).all()
        for row in rows:
            if row.subject in held_up or row.id in under_way:
                continue
            if row.due_at > now:
                held_up[row.subject] = row.due_at
            elif len(may_go) < most:
                may_go.append(Waiting(*row[:-1]))
        after = rows[-1].sequence if len(rows) == LOOKED_AT else None
    return may_go, None if may_go else min(held_up.values(), default=None)


def add_tried(tx: Tx, results: Sequence[tuple[Waiting, Tried, Next]]) -> None:
    """What came of these attempts; a delivery that is not pending any more stays as it is.

    An attempt has a row of its own where the delivery has more than that one.
    """
    taken = [(waiting.id, tried) for waiting, tried, to in results if to.status is Status.DELIVERED]
    rows = [
        {
            "delivery": waiting.id, "to": to.status, "at": to.due_at, "failed": to.failures, "tried": tried.at,
            "got": tried.answer, "wrong": tried.why or None, "began": tried.excerpt or None,
            "took": round(tried.seconds * 1000),
        }
        for waiting, tried, to in results if to.status is not Status.DELIVERED
    ]  # fmt: skip
    if rows:
        tx.execute(_TRIED, rows)
    tries.add(tx, [
        tries.row(waiting.id, waiting.subject, waiting.attempts + 1, tried) for waiting, tried, to in results
        if waiting.attempts or to.status is not Status.DELIVERED
    ])  # fmt: skip
    taking.add(tx, taken)


def bury_pending(tx: Tx, subscription_id: str, why: str, now: datetime) -> int:
    """Everything that waits is given up; how many."""
    given_up = (
        update(delivery)
        .where(delivery.c.subscription_id == subscription_id, _PENDING)
        .values(status=Status.DEAD, why=why, due_at=now)
    )
    return int(tx.execute(given_up).rowcount)


_AFRESH = {"status": Status.PENDING, "failures": 0, "first_at": None}


def begin_afresh(tx: Tx, subscription_id: str, now: datetime) -> int:
    """What waits is due now, with every attempt still to come; how many."""
    mine = and_(delivery.c.subscription_id == subscription_id, _PENDING)
    return int(tx.execute(update(delivery).where(mine).values(**_AFRESH, due_at=now)).rowcount)


def resend(
    tx: Tx, subscription_id: str, first: int, last: int, now: datetime, *, only: Status | None = None
) -> int:  # fmt: skip
    """Deliveries of events from `first` to `last` go out once more, only those of a status when named; how many."""
    mine = and_(delivery.c.subscription_id == subscription_id, delivery.c.sequence.between(first, last))
    mine = and_(mine, delivery.c.status == only) if only else mine
    tries.keep_first(tx, mine)
    return int(tx.execute(update(delivery).where(mine).values(**_AFRESH, due_at=now)).rowcount)


def deliveries(
    tx: Tx, subscription_id: str | None = None, *, status: Status | None = None, before: int | None = None, most: int
) -> Sequence[Row[Any]]:
    """Rows of the table, newest first; those with an id below `before`."""
    found: Select[Any] = select(delivery).order_by(delivery.c.id.desc()).limit(most)
    if subscription_id:
        found = found.where(delivery.c.subscription_id == subscription_id)
    if status:
        found = found.where(delivery.c.status == status)
    if before is not None:
        found = found.where(delivery.c.id < before)
    return tx.execute(found).all()


def counts(tx: Tx) -> dict[str, dict[str, int]]:
    """How many deliveries each subscription has in each status."""
    found = select(delivery.c.subscription_id, delivery.c.status, func.count())
    by: dict[str, dict[str, int]] = {}
    for of, status, many in tx.execute(found.group_by(delivery.c.subscription_id, delivery.c.status)):
        by.setdefault(of, {})[status] = many
    return by


def forget(tx: Tx, before: datetime) -> int:
    """Remove what was delivered or given up before then; how many."""
    over = and_(delivery.c.status != literal_column("'pending'"), delivery.c.due_at < before)
    tries.forget_of(tx, over)
    return int(tx.execute(delete(delivery).where(over)).rowcount)
