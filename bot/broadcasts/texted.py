"""Which message of a broadcast is whose, and what its status says of it; ids and clauses, nothing is asked here."""

from sqlalchemy import ColumnElement, exists, func

from bot.broadcasts.tables import recipient
from bot.messaging.tables import message
from bot.people.tables import contact

UNDER_WAY = ("queued", "sending", "in_doubt")
REACHED = ("accepted", "sent", "unknown", "delivered", "read")
_KIND = 4
"""Letters of a contact's id that say what it is."""


def message_id(broadcast_id: str, contact_id: str) -> str:
    """The id of the one message of this broadcast to this resident, the same whenever it is made."""
    return f"{broadcast_id}.{contact_id[_KIND:]}"


MESSAGE_ID: ColumnElement[str] = recipient.c.broadcast_id.concat(".").concat(
    func.substr(recipient.c.contact_id, _KIND + 1)
)
"""The same of a row of `recipient`."""


def got(broadcast_id: str) -> ColumnElement[bool]:
    """Whether the resident, a row of `contact`, was sent this broadcast and the carrier took it."""
    return exists().where(
        recipient.c.broadcast_id == broadcast_id, recipient.c.contact_id == contact.c.id,
        message.c.id == MESSAGE_ID, message.c.status.in_(REACHED),
    )  # fmt: skip
