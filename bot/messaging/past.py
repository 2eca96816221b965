"""Queries about what became of a resident's earlier texts, for the send gate; they never commit and decide nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, or_, select

from bot.db.base import Tx, Utc
from bot.messaging.codes import DEAD
from bot.messaging.rules import A_MONTH, UNLIMITED, Past
from bot.messaging.tables import conversation, message
from bot.people.tables import contact

FAILURES = 2
"""So many texts in a row that failed for good, and the number is dead; one may be the carrier's mistake."""
REMEMBERED = 3 * A_MONTH
"""For so long a dead number is not tried; numbers are given to somebody else in the end."""

_UNDER_WAY = ("sending", "in_doubt")
_NEVER_LEFT = ("queued", "failed", "undelivered", "refused")
_of: BindParameter[str] = bindparam("contacts", expanding=True)
_HOLD = select(contact.c.id).where(contact.c.id.in_(_of)).with_for_update(key_share=True, skip_locked=True)
_texts = message.join(conversation, conversation.c.id == message.c.conversation_id)
_UNASKED = (
    select(conversation.c.contact_id, func.coalesce(message.c.sent_at, bindparam("now", type_=Utc())))
    .select_from(_texts)
    .where(
        conversation.c.contact_id.in_(_of), message.c.direction == "out", message.c.purpose.not_in(UNLIMITED),
        message.c.status.not_in(_NEVER_LEFT),
        or_(message.c.sent_at > bindparam("since", type_=Utc()), message.c.status.in_(_UNDER_WAY)),
    )
)  # fmt: skip
_nth = func.row_number().over(
    partition_by=conversation.c.contact_id, order_by=(message.c.created_at.desc(), message.c.id.desc())
)
_latest = (
    select(
        conversation.c.contact_id, message.c.status, message.c.error_code, _nth.label("nth")
    )
    .select_from(_texts)
    .where(
        conversation.c.contact_id.in_(_of), message.c.created_at > bindparam("since", type_=Utc()),
        message.c.status.not_in((*_UNDER_WAY, "queued", "refused")),
    )
    .subquery()
)  # fmt: skip
_FAILED = (
    select(_latest.c.contact_id)
    .where(
        _latest.c.nth <= FAILURES, _latest.c.status.in_(("failed", "undelivered")),
        _latest.c.error_code.in_(DEAD),
    )
    .group_by(_latest.c.contact_id)
    .having(func.count() == FAILURES)
)  # fmt: skip


def hold(tx: Tx, contacts: Sequence[str]) -> set[str]:
    """Those of them that no other worker is deciding about; until this transaction ends only we do."""
    return set(tx.execute(_HOLD, {"contacts": list(contacts)}).scalars())


def pasts(tx: Tx, contacts: Sequence[str], now: datetime) -> dict[str, Past]:
    """The past of each of these contacts; a text that is under way counts as leaving now."""
    unasked: dict[str, list[datetime]] = {each: [] for each in contacts}
    for of, left_at in tx.execute(_UNASKED, {"contacts": list(contacts), "since": now - A_MONTH, "now": now}):
        unasked[of].append(left_at)
    failed = set(tx.execute(_FAILED, {"contacts": list(contacts), "since": now - REMEMBERED}).scalars())
    return {each: Past(tuple(sorted(left, reverse=True)), each in failed) for each, left in unasked.items()}
