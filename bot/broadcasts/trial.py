"""Sends the texts of a broadcast to one phone of the staff, to see them as residents will; nobody is a recipient of it.

The phone has to have texted the city before. So nobody's number is typed in without them, and STOP counts here too.
"""

from datetime import datetime

from bot.broadcasts import recipients, service
from bot.broadcasts.launch import body_for
from bot.broadcasts.rules import City, NotAllowed
from bot.db.base import Tx
from bot.db.engine import Database
from bot.events import BroadcastTested
from bot.lib.ids import new_id
from bot.messaging.outgoing import queue_message
from bot.messaging.rules import REPLY
from bot.outbox import put
from bot.people.store import Contact, contact_by_phone
from bot.staff import audit
from bot.staff.rules import Staff


def send_trial(
    db: Database, city: City, name: str, phone_hash: str, *, now: datetime, by: Staff | None = None
) -> int:  # fmt: skip
    """Send each text of each variant, in what residents read of whom nothing is known; how many those are.

    NotAllowed when the number, known by its keyed hash, never texted the city or has left. The texts pass the send gate
    as answers do: their reader has just asked for them.
    """
    with db.begin() as tx:
        broadcast = service.found(tx, name)
        who = _tester(tx, phone_hash)
        bodies = [(language, body_for(each.texts, language, city, {})) for each in broadcast.variants
                  for language in city.words.languages if language in each.texts]  # fmt: skip
        if not bodies:
            raise NotAllowed(f'"{name}" has no texts yet.', "no-texts")
        for language, body in bodies:
            sender = city.sender_for(language)
            row = {
                "id": new_id("msg", now), "purpose": REPLY, "body": body, "language": language, "created_at": now,
                "conversation_id": recipients.conversations_with(tx, [who.id], sender, now)[who.id],
            }  # fmt: skip
            queue_message(tx, row, queue=put.NOW, due_at=now)
        put.record(tx, [BroadcastTested(broadcast.id, None, len(bodies))], now)
        if by:
            audit.record(tx, by, "broadcast.tested", broadcast.id, broadcast.name, now)
    return len(bodies)


def _tester(tx: Tx, phone_hash: str) -> Contact:
    known = contact_by_phone(tx, phone_hash)
    if known is None:
        raise NotAllowed("This number has never texted the city. Text it HELP from that phone first.", "stranger")
    if known.left_at is not None:
        raise NotAllowed("This number has texted STOP. Only a START from that phone takes it back.", "left")
    return known
