"""Partners' doors: which one a first text comes through, and how many residents came through each; no numbers."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select, update

from bot.db.base import Tx
from bot.db.writes import Writer
from bot.engine.vocabulary import fold
from bot.flowfiles.city import Door
from bot.people.tables import contact

_COME_THROUGH = (
    update(contact).where(contact.c.id == bindparam("of"), contact.c.door.is_(None)).values(door=bindparam("through"))
)
_COUNTS = (
    select(contact.c.door, func.count().label("people")).where(contact.c.door.is_not(None)).group_by(contact.c.door)
)


def door_in(doors: Mapping[str, Door], body: str) -> str | None:
    """The door whose keyword this whole text is; None for every other text."""
    folded = fold(body) if doors else ""
    return next((name for name, door in doors.items() if folded and door.opens_with(folded)), None)


def come_through(tx: Writer, contact_id: str, door: str) -> None:
    """The resident came through this door first; whoever came through another one stays there."""
    tx.execute(_COME_THROUGH, {"of": contact_id, "through": door})


def people_by_door(tx: Tx) -> dict[str, int]:
    """How many residents came through each door, also through those that city.yaml names no longer."""
    return {str(row.door): int(row.people) for row in tx.execute(_COUNTS)}
