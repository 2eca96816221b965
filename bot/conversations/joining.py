"""Lets two residents who are one person have their answers, walks, notes and labels together."""

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, null, update

from bot.conversations.staff_tables import care, conversation_label, glance, remark
from bot.conversations.tables import WAITING, answer, safety_hit, session
from bot.db.base import Tx
from bot.messaging.joining import doubled

_ANSWERS = update(answer).where(answer.c.contact_id == bindparam("of")).values(contact_id=bindparam("to"))
_DANGERS = update(safety_hit).where(safety_hit.c.contact_id == bindparam("of")).values(contact_id=bindparam("to"))
_EXPIRE = (
    update(session)
    .where(session.c.conversation_id == bindparam("of"), session.c.status == WAITING)
    .values(status="expired", wake_at=null())
)
_MOVED = tuple(
    update(each).where(each.c.conversation_id == bindparam("of")).values(conversation_id=bindparam("to"))
    for each in (session, safety_hit, remark)
)
_own = conversation_label.alias("own")
_SAME = delete(conversation_label).where(
    conversation_label.c.conversation_id == bindparam("of"),
    exists().where(_own.c.conversation_id == bindparam("to"), _own.c.label == conversation_label.c.label),
)
_LABELS = (
    update(conversation_label)
    .where(conversation_label.c.conversation_id == bindparam("of"))
    .values(conversation_id=bindparam("to"))
)
_GONE = tuple(delete(each).where(each.c.conversation_id == bindparam("of")) for each in (care, glance))


def join(tx: Tx, kept: str, folded: str, _now: datetime) -> None:
    """Before the conversations become one: a walk that waits in the one that ends is over."""
    for gives in (_ANSWERS, _DANGERS):
        tx.execute(gives, {"of": folded, "to": kept})
    for each, other in doubled(tx, kept, folded).items():
        tx.execute(_EXPIRE, {"of": each})
        for move in (*_MOVED, _SAME, _LABELS):
            tx.execute(move, {"of": each, "to": other})
        for end in _GONE:
            tx.execute(end, {"of": each})
