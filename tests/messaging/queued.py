"""Texts that the city sends of its own accord, for tests of the gate and of the pace."""

from collections.abc import Sequence
from typing import Any

from bot.messaging.outgoing import queue_message
from bot.messaging.tables import conversation
from bot.outbox.put import BULK
from bot.people.tables import contact
from tests.web.town import Town


def conversation_of(town: Town, phone: str) -> str:
    """The resident's first conversation."""
    (who,) = [row.id for row in town.rows(contact) if row.phone_hash == town.bot.vault.lookup(phone)]
    return str(next(row.id for row in town.rows(conversation) if row.contact_id == who))


def residents(town: Town, count: int, city: str = "", **more: Any) -> list[str]:
    """The conversations of so many people who have never been texted, with this sender of the city."""
    made = []
    with town.bot.db.begin() as tx:
        for number in range(count):
            phone = f"+1505555{number + (2000 if city else 1000):04d}"
            who, where = f"con_{city}{number}", f"cnv_{city}{number}"
            tx.execute(contact.insert(), {
                "id": who, "phone_hash": town.bot.vault.lookup(phone), "phone_sealed": town.bot.vault.seal(phone),
                "created_at": town.now, **more,
            })  # fmt: skip
            tx.execute(conversation.insert(), {
                "id": where, "contact_id": who, "channel": "sms", "sender": city or town.settings.twilio_from,
                "answerable": True, "created_at": town.now,
            })  # fmt: skip
            made.append(where)
    return made


def queue(town: Town, conversations: Sequence[str], body: str = "News", **more: Any) -> list[str]:
    """Queue this text for each of them; the ids of the messages."""
    before = len(town.messages("out"))
    rows = [
        {"id": f"out_{before + number:05d}", "conversation_id": each, "purpose": "notice", "body": body,
         "language": "en", "created_at": town.now, **more}
        for number, each in enumerate(conversations)
    ]  # fmt: skip
    with town.bot.db.begin() as tx:
        for row in rows:
            queue_message(tx, row, queue=BULK, due_at=town.now)
    return [row["id"] for row in rows]


def outcome(town: Town, message_id: str) -> tuple[str, str | None]:
    """The status of a message, and why it was refused or is put off."""
    (row,) = [each for each in town.messages("out") if each.id == message_id]
    why = [each.error for each in town.promises("send") if each.subject == message_id]
    return row.status, why[0] if why else row.decided
