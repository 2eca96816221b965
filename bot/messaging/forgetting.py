"""Erases what a resident and the city wrote to each other; that there was a text, when, and how it went, stays."""

from datetime import datetime

from sqlalchemy import bindparam, case, delete, null, select, update

from bot.db.base import Tx
from bot.messaging import photos
from bot.messaging.tables import conversation, message, simulated_text
from bot.people.tables import contact

_mine = select(conversation.c.id).where(conversation.c.contact_id == bindparam("of"))
_phone = select(contact.c.phone_hash).where(contact.c.id == bindparam("of"))
_NOT_SENT = ("queued", "sending")
_TEXTS = (
    update(message)
    .where(message.c.conversation_id.in_(_mine))
    .values(
        body="", media=null(), location=null(), decided=null(), carrier_id=null(),
        # What nobody has answered or sent yet is over; the outbox finds nothing to do with it.
        status=case(
            (message.c.status == "received", "handled"), (message.c.status.in_(_NOT_SENT), "refused"),
            else_=message.c.status,
        ),
    )
)  # fmt: skip
_CONVERSATIONS = (
    update(conversation)
    .where(conversation.c.contact_id == bindparam("of"))
    .values(taken_over_at=null(), waiting_since=null(), held_message_id=null(), hidden_since=null())
)
_sent = select(message.c.carrier_id).where(message.c.conversation_id.in_(_mine), message.c.carrier_id.is_not(None))
_ON_PHONES = tuple(
    delete(simulated_text).where(which)
    for which in (simulated_text.c.phone_hash.in_(_phone), simulated_text.c.carrier_id.in_(_sent))
)


def forget(tx: Tx, contact_id: str, now: datetime) -> None:
    """Their photos, and their texts and the city's lose their words; nothing that waits in a conversation goes on."""
    photos.leave(tx, photos.of_contact(contact_id), now)
    for erase in (*_ON_PHONES, _TEXTS, _CONVERSATIONS):
        tx.execute(erase, {"of": contact_id})
