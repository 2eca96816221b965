"""Queries about broadcasts, their texts and their states; they take an open transaction first and never commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from json import loads
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, literal_column, select, update

from bot.broadcasts.emergency import Override
from bot.broadcasts.rules import Broadcast, State, Variant
from bot.broadcasts.tables import broadcast, broadcast_text, broadcast_variant
from bot.db.base import Tx
from bot.events import BroadcastOverride
from bot.outbox.tables import event
from bot.staff import store as team

TEXT, REPORT = "text", "report"
_COLUMNS = (
    "id", "name", "kind", "topic", "segment", "level", "report_on", "starts_at", "hold_out", "parts", "state", "note",
    "written_by", "approved_by", "approved", "started_at", "flow", "audience_of",
)  # fmt: skip
_WRITTEN = tuple(name for name in _COLUMNS if name not in ("id", "started_at"))
"""What an edit writes."""


def broadcast_by_name(tx: Tx, name: str) -> Broadcast | None:
    """The broadcast of that name."""
    return _one(tx, broadcast.c.name == name)


def broadcast_by_id(tx: Tx, broadcast_id: str) -> Broadcast | None:
    """The broadcast with this id."""
    return _one(tx, broadcast.c.id == broadcast_id)


def broadcasts(tx: Tx) -> list[Broadcast]:
    """All of them, newest first."""
    ids = tx.execute(select(broadcast.c.id).order_by(broadcast.c.created_at.desc(), broadcast.c.id.desc())).scalars()
    return [found for each in ids.all() if (found := broadcast_by_id(tx, each))]


def _one(tx: Tx, which: ColumnElement[bool]) -> Broadcast | None:
    row = tx.execute(select(*(broadcast.c[name] for name in _COLUMNS)).where(which)).mappings().first()
    if row is None:
        return None
    texts = _texts(tx, row["id"])
    variants = tx.execute(
        select(broadcast_variant.c.name, broadcast_variant.c.segment)
        .where(broadcast_variant.c.broadcast_id == row["id"])
        .order_by(broadcast_variant.c.position)
    )
    values = dict(row) | {"state": State(row["state"]), "written_by": tuple(row["written_by"].splitlines())}
    return Broadcast(
        **values,
        variants=tuple(Variant(name, texts.get((TEXT, name), {}), segment) for name, segment in variants),
        report=texts.get((REPORT, ""), {}),
    )


def _texts(tx: Tx, broadcast_id: str) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    columns = (broadcast_text.c.role, broadcast_text.c.variant, broadcast_text.c.language, broadcast_text.c.body)
    rows = select(*columns).where(broadcast_text.c.broadcast_id == broadcast_id).order_by(*columns[:3])
    for role, variant, language, body in tx.execute(rows):
        found.setdefault((role, variant), {})[language] = body
    return found


def names_of(tx: Tx, of: Broadcast, *others: str) -> dict[str, str]:
    """The names of the staff among those who wrote or approved it, and these others, by id."""
    return team.names(tx, {each for each in (*of.written_by, of.approved_by, *others) if each})


def remove(tx: Tx, broadcast_id: str) -> None:
    """Take it out, with its texts."""
    for table in (broadcast_text, broadcast_variant):
        tx.execute(delete(table).where(table.c.broadcast_id == broadcast_id))
    tx.execute(delete(broadcast).where(broadcast.c.id == broadcast_id))


def add(tx: Tx, new: Broadcast, now: datetime) -> None:
    """A new broadcast with its texts; an IntegrityError when the name is taken."""
    tx.execute(insert(broadcast), _row(new, _COLUMNS) | {"created_at": now})
    _write_words(tx, new)


def save(tx: Tx, after: Broadcast, *, seen: State) -> bool:
    """The broadcast after an edit; False when its state was another one than `seen`."""
    if not move(tx, after.id, seen, after.state, _row(after, _WRITTEN)):
        return False
    for table in (broadcast_text, broadcast_variant):
        tx.execute(delete(table).where(table.c.broadcast_id == after.id))
    _write_words(tx, after)
    return True


def _row(of: Broadcast, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(of, name) for name in columns} | {"written_by": "\n".join(of.written_by)}


def _write_words(tx: Tx, of: Broadcast) -> None:
    variants = [
        {"broadcast_id": of.id, "name": each.name, "position": position, "segment": each.segment}
        for position, each in enumerate(of.variants)
    ]
    texts = [
        {"broadcast_id": of.id, "role": role, "variant": name, "language": language, "body": body}
        for role, name, bodies in [(TEXT, each.name, each.texts) for each in of.variants]
        + [(REPORT, "", of.report or {})]
        for language, body in bodies.items()
    ]
    if variants:
        tx.execute(insert(broadcast_variant), variants)
    if texts:
        tx.execute(insert(broadcast_text), texts)


def move(tx: Tx, broadcast_id: str, seen: State, to: State, values: Mapping[str, Any] | None = None) -> bool:
    """From one state to another (compare-and-set), with these columns; False when it was in neither state seen."""
    moved = (
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.state == seen)
        .values({**(values or {}), "state": to})
    )
    return bool(tx.execute(moved).rowcount)


def state_of(tx: Tx, broadcast_id: str) -> State | None:
    """The state alone."""
    found = tx.execute(select(broadcast.c.state).where(broadcast.c.id == broadcast_id)).scalar()
    return State(found) if found else None


def states_of(tx: Tx, broadcast_ids: set[str]) -> dict[str, State]:
    """The states of these broadcasts."""
    rows = tx.execute(select(broadcast.c.id, broadcast.c.state).where(broadcast.c.id.in_(broadcast_ids)))
    return {id: State(state) for id, state in rows}


def started_since(tx: Tx, since: datetime, *, other_than: str) -> list[Broadcast]:
    """The broadcasts that began since then."""
    rows = select(broadcast.c.id).where(broadcast.c.started_at >= since, broadcast.c.id != other_than)
    return [found for each in tx.execute(rows).scalars().all() if (found := broadcast_by_id(tx, each))]


def overrides(tx: Tx, broadcast_id: str) -> list[tuple[datetime, Override]]:
    """When somebody called it an emergency, who, in which role and why; oldest first."""
    # The type is written out, so that PostgreSQL sees which index holds just those.
    told = select(event.c.at, event.c.data).where(event.c.type == literal_column(f"'{BroadcastOverride.type}'"))
    rows = tx.execute(told.where(event.c.subject == broadcast_id).order_by(event.c.seq))
    return [(at, Override(**loads(data))) for at, data in rows]
