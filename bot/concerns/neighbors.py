"""Queries about concerns that neighbors share: who looks alike, who follows, what staff said of two; no transactions.

What may be alike is found by an index, by the code of its spot: the same, the next blocks of its street, the street.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.concerns.life import Status
from bot.concerns.matching import Report, streets_of
from bot.concerns.store import Standing
from bot.concerns.tables import OPEN, concern, concern_follower, concern_pair
from bot.db.base import Tx
from bot.db.writes import Writer
from bot.messaging.tables import conversation, message

LATELY = timedelta(days=60)
"""How far back a concern may lie to be the same."""
LOOKED_AT = 50
"""The newest of each search that are compared."""
SAME, APART = "same", "apart"
"""What staff may say of two concerns."""

_FOLLOW = {
    "sqlite": sqlite.insert(concern_follower).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(concern_follower).on_conflict_do_nothing(),
}
_ADD_PAIR = {
    "sqlite": sqlite.insert(concern_pair).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(concern_pair).on_conflict_do_nothing(),
}


def followers_of(id: ColumnElement[Any], contact_id: ColumnElement[Any]) -> ScalarSelect[int]:
    """How many besides the resident who opened it follow a concern, as a column of a query that has these two."""
    of = concern_follower.c
    counted = select(func.count()).select_from(concern_follower).where(of.concern_id == id, of.contact_id != contact_id)
    return counted.correlate_except(concern_follower).scalar_subquery()


FOLLOWERS: Any = followers_of(concern.c.id, concern.c.contact_id)
"""How many besides the resident who opened it follow a concern, as a column of a query of concerns."""
_HIDDEN_SINCE = (
    select(conversation.c.hidden_since)
    .join_from(message, conversation, conversation.c.id == message.c.conversation_id)
    .where(message.c.id == concern.c.message_id)
    .correlate(concern)
    .scalar_subquery()
)
_COUNT = select(FOLLOWERS).select_from(concern).where(concern.c.id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concern that may be the same as another. `hidden_since`: of its conversation, from when on it is grave."""

    id: str
    reference: str
    contact_id: str
    status: Status
    department: str | None
    created_at: datetime
    report: Report
    followers: int
    hidden_since: datetime | None


def spots_beside(spot: str) -> list[str]:
    """The codes of spots that may be the same as this one: itself, its street, the blocks before and after."""
    streets, block = sorted(streets_of(spot)), spot.partition("#")[2]
    near = [f"{streets[0]}#{int(block) + by}" for by in (-1, 1)] if streets and block else []
    return list(dict.fromkeys([spot, *streets, *near])) if spot else []


def near(
    tx: Tx, spots: Sequence[str], *, since: datetime, but: str = "", most: int = LOOKED_AT
) -> list[Candidate]:  # fmt: skip
    """The newest open concerns at these spots, those aside that stand for another one."""
    if not spots:
        return []
    columns = (
        concern.c.id, concern.c.reference, concern.c.contact_id, concern.c.status, concern.c.department,
        concern.c.created_at, concern.c.spot, concern.c.place, concern.c.kind, concern.c.words, concern.c.language,
        concern.c.guessed, FOLLOWERS, _HIDDEN_SINCE,
    )  # fmt: skip
    query = (
        select(*columns)
        .where(OPEN, concern.c.spot.in_(spots), concern.c.created_at >= since, concern.c.same_as.is_(None))
        .order_by(concern.c.created_at.desc(), concern.c.id)
        .limit(most)
    )
    return [_candidate(row) for row in tx.execute(query) if row[0] != but]


def _candidate(row: Any) -> Candidate:
    spot, place, kind, words, language, guessed = row[6:12]
    report = Report(spot or "", place, kind, words, language, tuple((guessed or "").split()))
    id, reference, contact_id, status, department, created_at = row[:6]
    followers, hidden = row[12:]
    return Candidate(id, reference, contact_id, Status(status), department, created_at, report, followers, hidden)


def hidden_since(tx: Tx, concern_id: str) -> datetime | None:
    """Since when the conversation in which it was told is grave."""
    found: datetime | None = tx.execute(select(_HIDDEN_SINCE).where(concern.c.id == concern_id)).scalar()
    return found


def report_of(tx: Tx, concern_id: str) -> tuple[Report, str, int]:
    """What is compared of a concern, the session in which it was told, and how many follow it besides who opened it."""
    columns = (concern.c.spot, concern.c.place, concern.c.kind, concern.c.words, concern.c.language, concern.c.guessed)
    query = select(*columns, concern.c.session_id, FOLLOWERS).where(concern.c.id == concern_id)
    row = tx.execute(query).one()
    return Report(row[0] or "", *row[1:5], tuple((row[5] or "").split())), row[6], row[7]


def follows(tx: Tx, contact_id: str, concern_ids: Collection[str]) -> set[str]:
    """Those of these concerns that a resident opened or follows."""
    mine = select(concern.c.id).where(concern.c.id.in_(concern_ids), concern.c.contact_id == contact_id)
    joined = select(concern_follower.c.concern_id).where(
        concern_follower.c.contact_id == contact_id, concern_follower.c.concern_id.in_(concern_ids)
    )
    return set(tx.execute(mine).scalars()) | set(tx.execute(joined).scalars())


def follow(tx: Writer, row: Mapping[str, Any]) -> None:
    """Somebody follows a concern; twice is once."""
    tx.execute(_FOLLOW[tx.dialect.name], {"via": None, "said": None, **row})


def say(tx: Tx, concern_id: str, contact_id: str, said: str) -> bool:
    """Keep what a follower says of a concern that is done; False when they do not follow it."""
    mine = and_(concern_follower.c.concern_id == concern_id, concern_follower.c.contact_id == contact_id)
    return bool(tx.execute(update(concern_follower).where(mine).values(said=said)).rowcount)


def count(tx: Tx, concern_id: str) -> int:
    """How many residents follow a concern besides the one who opened it."""
    return int(tx.execute(_COUNT, {"of": concern_id}).scalar() or 0)


def verdicts(tx: Tx, concern_id: str) -> dict[str, int]:
    """How many followers called it fixed, and how many not."""
    said = concern_follower.c.said
    query = select(said, func.count()).where(concern_follower.c.concern_id == concern_id, said.is_not(None))
    return {row[0]: row[1] for row in tx.execute(query.group_by(said))}


def followers_words(tx: Tx, concern_id: str, most: int) -> list[tuple[str, str, str | None, datetime]]:
    """What followers wrote, the first ones first: who, words, language and when."""
    of = concern_follower.c
    query = select(of.contact_id, of.words, of.language, of.since).where(of.concern_id == concern_id, of.words != "")
    return [tuple(row) for row in tx.execute(query.order_by(of.since, of.contact_id).limit(most))]


@dataclass(frozen=True, slots=True)
class Pair:
    """What staff said of two concerns; `before` is where the newer one stood."""

    older_id: str
    newer_id: str
    verdict: str
    by: str
    at: datetime
    before: Mapping[str, Any]


def pairs_of(tx: Tx, concern_id: str) -> list[Pair]:
    """Everything that staff said of a concern and another."""
    of = or_(concern_pair.c.older_id == concern_id, concern_pair.c.newer_id == concern_id)
    rows = tx.execute(select(concern_pair).where(of).order_by(concern_pair.c.at).limit(LOOKED_AT * 4))
    return [Pair(row.older_id, row.newer_id, row.verdict, row.by, row.at, loads(row.before or "{}")) for row in rows]


def names_of(tx: Tx, concern_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """The number and the department of these concerns, by id."""
    columns = (concern.c.id, concern.c.reference, concern.c.department)
    rows = tx.execute(select(*columns).where(concern.c.id.in_(concern_ids))) if concern_ids else ()
    return {row.id: (row.reference, row.department) for row in rows}


def add_pair(tx: Tx, pair: Pair) -> bool:
    """Keep what was said of two; False when something has been said of them already."""
    row = {
        "older_id": pair.older_id, "newer_id": pair.newer_id, "verdict": pair.verdict, "by": pair.by, "at": pair.at,
        "before": dumps(dict(pair.before)) if pair.before else None,
    }  # fmt: skip
    return bool(tx.execute(_ADD_PAIR[tx.dialect.name], row).rowcount)


def drop_pair(tx: Tx, older_id: str, newer_id: str) -> None:
    """Nothing has been said of the two."""
    both = and_(concern_pair.c.older_id == older_id, concern_pair.c.newer_id == newer_id)
    tx.execute(delete(concern_pair).where(both))


def stand_for(tx: Tx, newer_id: str, older_id: str | None) -> None:
    """From now on the one is the same as the other; None: it is on its own again."""
    tx.execute(update(concern).where(concern.c.id == newer_id).values(same_as=older_id))


def same_ones(tx: Tx, older_id: str) -> list[str]:
    """The concerns that stand for this one."""
    query = select(concern.c.id).where(concern.c.same_as == older_id).order_by(concern.c.created_at, concern.c.id)
    return list(tx.execute(query).scalars())


def bring_followers(tx: Tx, newer: Standing, older_id: str, words: str, now: datetime) -> None:
    """Whoever reported or follows the newer one follows the older one too."""
    row = {"concern_id": older_id, "since": now, "via": newer.id}
    follow(tx, {**row, "contact_id": newer.contact_id, "words": words, "language": newer.language})
    of = concern_follower.c
    for each in tx.execute(select(of.contact_id, of.language).where(of.concern_id == newer.id)).all():
        follow(tx, {**row, "contact_id": each.contact_id, "words": "", "language": each.language})


def take_followers_back(tx: Tx, newer_id: str, older_id: str) -> None:
    """Whoever followed the older one because of the newer one does not any more."""
    via = and_(concern_follower.c.concern_id == older_id, concern_follower.c.via == newer_id)
    tx.execute(delete(concern_follower).where(via))
