"""Counts texts by day, sender, language and what became of them, so that no page has to; it sends nothing.

A day is counted from its texts anew, whole, while anything may still become of them: today every few minutes, the days
before every hour until the last receipt can have come. After that its figures stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)

from bot.db.base import Tx, Utc
from bot.db.engine import Database
from bot.messaging.rules import RECEIPT_WITHIN
from bot.messaging.tables import conversation, message, text_day
from bot.outbox.relay import Done, Outcome

COUNT, TEXTS = "count_texts", "texts"
"""The kind of outbox item that counts, and its one subject."""
EVERY = timedelta(minutes=5)
AGAIN_AFTER = timedelta(hours=1)
COUNTED_DAYS = 35
"""How far back days are counted that never were: of an older city, on the day this came to it."""

_PATIENCE = text("SET LOCAL statement_timeout = '5min'")
"""A day on which a whole city was texted is counted in seconds, more of them on a busy server."""
LOST, REFUSED = ("failed", "undelivered"), "refused"
_out = message.c.direction == literal_column("'out'")
_why = case(
    (message.c.status == REFUSED, func.substr(message.c.decided, 3, func.length(message.c.decided) - 4)),
    (message.c.status.in_(LOST), cast(message.c.error_code, String)),
    else_="",
)


@dataclass(frozen=True, slots=True)
class Lost:
    """So many texts did not arrive for the same reason: a carrier's code, or a word of messaging.reasons."""

    status: str
    why: str
    texts: int


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When that day begins and ends there, in UTC; a day of 23 hours too."""
    begins, ends = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return begins, ends


def days_to_count(counted: Mapping[date, datetime], zone: ZoneInfo, now: datetime) -> Iterator[date]:
    """The days whose figures are not there, or may have changed; `counted` says when each was counted last."""
    today = now.astimezone(zone).date()
    for back in range(COUNTED_DAYS):
        day = today - timedelta(days=back)
        at = counted.get(day)
        settled_at = day_bounds(day, zone)[1] + RECEIPT_WITHIN
        if at is None or back == 0 or (at < settled_at and at <= now - AGAIN_AFTER):
            yield day


def perform(db: Database, zone: str, now: datetime) -> Outcome:
    """Count them in that time zone, as the work of an outbox item."""
    count_texts(db, ZoneInfo(zone), now)
    return Done()


def count_texts(db: Database, zone: ZoneInfo, now: datetime) -> None:
    """Count what may have changed; each day in a transaction of its own."""
    first = now.astimezone(zone).date() - timedelta(days=COUNTED_DAYS)
    with db.read() as tx:
        rows = tx.execute(select(text_day.c.day, func.min(text_day.c.counted_at, type_=Utc())).where(
            text_day.c.day >= first).group_by(text_day.c.day))  # fmt: skip
        counted = {row[0]: row[1] for row in rows}
    for day in days_to_count(counted, zone, now):
        with db.begin() as tx:
            count_day(tx, day, *day_bounds(day, zone), now=now)


def count_day(tx: Tx, day: date, begins: datetime, ends: datetime, *, now: datetime) -> None:
    """The figures of one day, from its texts."""
    if tx.dialect.name == "postgresql":
        tx.execute(_PATIENCE)
    tx.execute(delete(text_day).where(text_day.c.day == day))
    by: list[ColumnElement[str]] = [
        conversation.c.sender, func.coalesce(message.c.language, ""), message.c.status, func.coalesce(_why, ""),
    ]  # fmt: skip
    counted = (
        select(literal(day, text_day.c.day.type), *by, func.count(), func.sum(func.coalesce(message.c.parts, 1)),
               literal(now, Utc()))
        .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
        .where(_out, message.c.created_at >= begins, message.c.created_at < ends)
        .group_by(*(literal_column(str(place)) for place in range(2, 6)))
    )  # fmt: skip
    tx.execute(insert(text_day).from_select([each.name for each in text_day.c], counted))


def figures(tx: Tx, since: date, sender: str = "") -> Sequence[Any]:
    """By day, language and status, how many texts and parts there were from that day on; of one sender when named."""
    of = text_day.c
    query: Select[Any] = select(of.day, of.language, of.status, func.sum(of.texts), func.sum(of.parts))
    query = query.where(of.day >= since)
    if sender:
        query = query.where(of.sender == sender)
    return tx.execute(query.group_by(of.day, of.language, of.status).order_by(of.day)).all()


def lost(tx: Tx, since: date, sender: str = "", most: int = 30) -> list[Lost]:
    """What did not arrive from that day on, by reason, the commonest first."""
    of = text_day.c
    query = select(of.status, of.why, func.sum(of.texts)).where(of.day >= since, of.status.in_((*LOST, REFUSED)))
    if sender:
        query = query.where(of.sender == sender)
    rows = tx.execute(query.group_by(of.status, of.why))
    found: dict[tuple[str, str], int] = {}
    for status, why, texts in rows:
        # To whoever reads it, a text that failed and one that was not delivered are the same.
        key = (REFUSED if status == REFUSED else LOST[0], why)
        found[key] = found.get(key, 0) + int(texts)
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return [Lost(status, why, texts) for (status, why), texts in ordered[:most]]


def counted_at(tx: Tx) -> datetime | None:
    """When the figures were counted last; None before the first text."""
    return tx.execute(select(func.max(text_day.c.counted_at, type_=Utc()))).scalar()
