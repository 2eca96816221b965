"""Residents who text the city whose console is open, and the pages of the inbox as a browser asks for them; no test."""

import re
from datetime import timedelta
from itertools import count
from typing import Any, Self

from flask.testing import FlaskClient
from sqlalchemy import event as listen
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.conversations.staff_tables import care
from bot.conversations.turns import take_text
from bot.jobs import drain_with
from bot.lib.phone import read_address
from bot.messaging.inbox import Received
from bot.messaging.tables import conversation, message
from bot.outbox.put import QUEUES
from bot.people.tables import contact
from tests.console.desk import Console, post

CITY = "+15055550100"
LUPE, SAM = "+15055550121", "+15055550122"
_numbers = count(1)


def says(console: Console, phone: str, *bodies: str) -> str:
    """A resident texts, some seconds apart; the id of the conversation."""
    for body in bodies:
        console.time.move(seconds=15)
        address = read_address(phone)
        received = Received(f"SM{next(_numbers):032d}", address, CITY, body, (), "", "")
        take_text(console.bot.db, console.bot.desk, received, now=console.time())
    with console.bot.db.read() as tx:
        hashed = console.bot.vault.lookup(phone)
        found = select(conversation.c.id).join(contact, contact.c.id == conversation.c.contact_id)
        return str(tx.execute(found.where(contact.c.phone_hash == hashed)).scalar_one())


def crowd(console: Console, people: range) -> None:
    """So many residents at once who wait for a person, each with a text, a reply and a colleague; written directly."""
    who, now = console.staff("coordinator").id, console.time()
    contacts, talks, texts, cared = [], [], [], []
    for number in people:
        id, at = f"{number:026d}", now - timedelta(seconds=number)
        contacts.append({"id": f"ctc_{id}", "phone_hash": f"hash {number}", "phone_sealed": b"", "language": "es",
                         "language_source": "guessed", "created_at": at})  # fmt: skip
        talks.append({"id": f"cnv_{id}", "contact_id": f"ctc_{id}", "channel": "sms", "sender": CITY,
                      "answerable": True, "taken_over_at": at, "waiting_since": at, "created_at": at})  # fmt: skip
        for direction, purpose in (("in", "text"), ("out", "reply")):
            texts.append(
                {"id": f"msg_{id}.{direction}", "conversation_id": f"cnv_{id}", "direction": direction,
                 "purpose": purpose, "body": "hay un pothole aqui", "status": "failed", "created_at": at}
            )  # fmt: skip
        cared.append({"conversation_id": f"cnv_{id}", "assigned_to": who, "assigned_at": at})
    with console.bot.db.begin() as tx:
        for table, rows in ((contact, contacts), (conversation, talks), (message, texts), (care, cared)):
            tx.execute(table.insert(), rows)


def drain(console: Console) -> None:
    """Send what is due."""
    for queue in QUEUES:
        drain_with(console.bot, queue)


def row(console: Console, conversation_id: str) -> dict[str, Any]:
    """What the database has about a conversation."""
    with console.bot.db.read() as tx:
        query = select(conversation).where(conversation.c.id == conversation_id)
        return dict(tx.execute(query).mappings().one())


def sent(console: Console, conversation_id: str) -> list[dict[str, Any]]:
    """What people of the city wrote in a conversation, oldest first."""
    with console.bot.db.read() as tx:
        query = select(message).where(message.c.conversation_id == conversation_id, message.c.staff_id.is_not(None))
        return [dict(each) for each in tx.execute(query.order_by(message.c.created_at)).mappings()]


def page_of(conversation_id: str) -> str:
    return f"/console/conversations/{conversation_id}"


def replies(client: FlaskClient, conversation_id: str, body: str, **changes: str) -> TestResponse:
    """Open the page, write in its box, and send."""
    form = fields(client.get(page_of(conversation_id)).text)
    return post(
        client, f"{page_of(conversation_id)}/reply", page=page_of(conversation_id), body=body, **{**form, **changes}
    )  # fmt: skip


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the reply box."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "seen_at")}


def order(page: str) -> list[str]:
    """The conversations of a list, from its top."""
    return re.findall(r'<li class="line[^"]*" id="([^"]+)"', page)


class Counted:
    """How many statements the database is asked, while it is open."""

    def __init__(self, console: Console) -> None:
        self.engine = console.bot.db.engine
        self.statements: list[str] = []

    def __enter__(self) -> Self:
        listen.listen(self.engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        listen.remove(self.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)
