"""Erases the words and the place of a resident's concerns; that there was one, of which kind, and its life, stay."""

from datetime import datetime

from sqlalchemy import bindparam, delete, null, select, update

from bot.concerns.tables import concern, concern_change, concern_follower
from bot.concerns.triage_tables import concern_gist, concern_reading
from bot.db.base import Tx

_mine = select(concern.c.id).where(concern.c.contact_id == bindparam("of"))
_CONCERNS = (
    update(concern)
    .where(concern.c.contact_id == bindparam("of"))
    .values(words="", place="", place_status="none", spot=null(), guessed=null(), message_id=null())
)
_CHANGES = update(concern_change).where(concern_change.c.concern_id.in_(_mine)).values(words=null())
_GISTS = delete(concern_gist).where(concern_gist.c.concern_id.in_(_mine))
_READINGS = delete(concern_reading).where(concern_reading.c.concern_id.in_(_mine))
_FOLLOWED = delete(concern_follower).where(concern_follower.c.contact_id == bindparam("of"))


def forget(tx: Tx, contact_id: str, _now: datetime) -> None:
    """Their words and the place go, what was made of them, and the city's answers; they follow nothing any more."""
    for erase in (_CONCERNS, _CHANGES, _GISTS, _READINGS, _FOLLOWED):
        tx.execute(erase, {"of": contact_id})
