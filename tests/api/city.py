"""A town with something in every resource, its keys, and a client that shows one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from bot.app import create_app
from bot.broadcasts import service as broadcasts
from bot.broadcasts.city import city_of
from bot.broadcasts.rules import Broadcast, Variant
from bot.concerns.tables import concern
from bot.flowfiles.quiet import quiet_hours
from bot.keys import service as keys
from bot.keys.rules import SCOPES, Key
from bot.lib.ids import new_id
from bot.messaging.tables import conversation
from bot.outbox.numbering import number
from bot.people.tables import contact
from bot.webhooks import service as webhooks
from bot.webhooks.service import Wish
from tests.conversations.town import LUPE, ROSA, SAM, Town

OTHER_NUMBER = "505-555-0177"
"""A number that a resident writes down in a text."""
HER_FIELD = "5055550178"
"""A number that the city keeps in a field."""

BODIES = {
    "post_message": {"body": "Thank you."},
    "post_session": {"flow": "prosperity"},
    "post_subscription": {"url": "https://311.example/events", "types": ["*"], "owner": "it@311.example"},
    "change_subscription": {"types": ["concern.*"]},
    "rotate_subscription": {},
    "pause_subscription": {"why": "they move house"},
    "resend_events": {"first": 1, "last": 2},
    "rotate_key": {},
}
"""A body for each request that takes one."""


class ApiTown:
    """The town, its application, and the ids of what is in it."""

    def __init__(self, town: Town) -> None:
        self.town, self.bot = town, town.bot
        _live(town)
        self.broadcast = _drafted(town)
        self.subscription = webhooks.subscribe(
            town.db, town.bot.vault, Wish("https://311.example/events", ("concern.*",), "it@311.example"),
            excepted=frozenset({"311.example"}), now=town.now,
        )[0].id  # fmt: skip
        while number(town.db):
            pass
        self.app: Flask = create_app(town.bot)
        self.secrets: dict[frozenset[str], str] = {}
        with town.db.read() as tx:
            self.contacts = dict(tx.execute(select(contact.c.phone_hash, contact.c.id)).all())
            talks = tx.execute(select(conversation.c.contact_id, conversation.c.id)).all()
            self.conversations = dict(talks)
            self.reference = str(tx.execute(select(concern.c.reference)).scalars().first())

    def contact(self, phone: str) -> str:
        """The id of whoever holds this phone."""
        return str(self.contacts[self.bot.vault.lookup(phone)])

    def key(self, *scopes: str, departments: tuple[str, ...] = ()) -> str:
        """The secret of a key with these scopes; made once."""
        which = frozenset((*scopes, *(f"={each}" for each in departments)))
        if which not in self.secrets:
            name = f"system {len(self.secrets)}"
            now = self.town.now
            new = Key(new_id("key", now), name, "a test", frozenset(scopes), frozenset(departments), "A clerk", now)
            issued = keys.issue(self.town.db, self.bot.vault, new, self.bot.library.city.departments, now=now)
            self.secrets[which] = issued.secret
        return self.secrets[which]

    def all_scopes(self, *but: str) -> str:
        """The secret of a key with every scope but these."""
        return self.key(*(each for each in SCOPES if each not in but))

    def ask(
        self, path: str, secret: str | None = None, *, method: str = "GET", json: Any = None,
        headers: Mapping[str, str] | None = None, **more: Any,
    ) -> Any:  # fmt: skip
        """Ask the API; with every scope when no secret is given, with none when it is empty."""
        secret = self.all_scopes() if secret is None else secret
        given = {"Authorization": f"Bearer {secret}"} if secret else {}
        return self.app.test_client().open(
            f"/api/v1{path}", method=method, json=json, headers={**given, **(headers or {})}, **more
        )

    def paths(self) -> Mapping[str, str]:
        """A value for each name in a path."""
        return {
            "contact": self.contact(SAM), "conversation": self.conversations[self.contact(SAM)],
            "reference": self.reference, "survey": "prosperity", "broadcast": self.broadcast, "flow": "report",
            "service": self.bot.library.services[0].code, "message": "msg_none",
            "subscription": self.subscription, "sequence": "1",
        }  # fmt: skip


def _live(town: Town) -> None:
    """Residents text: a report, a survey, a number of their own, a STOP."""
    for text in ("hola", f"bache, llamame al {OTHER_NUMBER}", "1", "4th y Bridge", "1"):
        town.says(LUPE, text)
    for text in ("hello", "prosperity", "1", "2", "1"):
        town.says(SAM, text)
    town.says(ROSA, "hello")
    town.says(ROSA, "STOP")
    town.drain()


def _drafted(town: Town) -> str:
    city = city_of(town.bot.library, quiet_hours(town.bot.library))
    drafted = Broadcast(
        new_id("bro", town.now), "water", "language = en",
        (Variant("", {"en": "Demo City: water is off on Friday. STOP ends."}),), level="inform",
        report_on=date(2026, 4, 1),
        report={"en": "Demo City: it is back. STOP ends.", "es": "Ya hay agua. ALTO para salir."},
        written_by=("A clerk",),
    )  # fmt: skip
    broadcasts.draft(town.db, city, drafted, now=town.now)
    return drafted.id


@contextmanager
def api_town(url: str, **settings: Any) -> Iterator[ApiTown]:
    """The town on this database."""
    made = Town(url)
    if settings:
        made.bot = replace(made.bot, settings=made.bot.settings.model_copy(update=settings))
    yield ApiTown(made)
    made.close()


def post(city: ApiTown, path: str, body: Any = None, key: str | None = "one", **more: Any) -> Any:
    """Ask for something to be done, with this word as its Idempotency-Key."""
    headers = {"Idempotency-Key": key} if key else {}
    return city.ask(path, method="POST", json=body, headers=headers, **more)


def pages(city: ApiTown, path: str, limit: int) -> list[dict[str, Any]]:
    """Every row of a list, read page by page."""
    rows: list[dict[str, Any]] = []
    more, word = "&" if "?" in path else "?", None
    while True:
        page = city.ask(f"{path}{more}limit={limit}" + (f"&cursor={word}" if word else "")).json
        assert 0 < len(page["data"]) <= limit or not word
        rows += page["data"]
        if (word := page["next"]) is None:
            return rows
