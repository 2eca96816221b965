"""Lets two residents who are one person have their concerns together."""

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, update

from bot.concerns.tables import concern, concern_follower
from bot.db.base import Tx

_CONCERNS = update(concern).where(concern.c.contact_id == bindparam("of")).values(contact_id=bindparam("to"))
_other = concern_follower.alias("other")
_TWICE = delete(concern_follower).where(
    concern_follower.c.contact_id == bindparam("of"),
    or_(
        exists().where(_other.c.concern_id == concern_follower.c.concern_id, _other.c.contact_id == bindparam("to")),
        exists().where(concern.c.id == concern_follower.c.concern_id, concern.c.contact_id == bindparam("to")),
    ),
)
_FOLLOWED = (
    update(concern_follower)
    .where(concern_follower.c.contact_id == bindparam("of"))
    .values(contact_id=bindparam("to"))
)  # fmt: skip


def join(tx: Tx, kept: str, folded: str, _now: datetime) -> None:
    """What either opened and followed is theirs; nobody follows the same twice."""
    for move in (_CONCERNS, _TWICE, _FOLLOWED):
        tx.execute(move, {"of": folded, "to": kept})
