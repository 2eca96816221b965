"""The console with its cast and a clock that tests move; sign-in by the real pages, or by a session of its own."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.db.base import Tx
from bot.settings import Settings
from bot.staff import service, signing_in, store
from bot.staff.rules import Staff
from bot.staff.service import Member
from bot.staff.tables import staff as staff_table
from bot.wiring import Bot, build
from tests.conversations.town import demo_library

ROOT = Path(__file__).parents[2]
PHOTOS = Path(mkdtemp(prefix="cabildo-photos-"))
STARTS_AT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
PASSWORD = "cuatro gatos en el tejado"
CAST: dict[str, Member] = {
    "coordinator": Member("Carmen", "carmen@city.example", "coordinator"),
    "triage": Member("Tomas", "tomas@city.example", "triage", ("public_works",)),
    "triage_elsewhere": Member("Teresa", "teresa@city.example", "triage", ("housing",)),
    "translator": Member("Tania", "tania@city.example", "translator", (), "es"),
    "analyst": Member("Ana", "ana@city.example", "analyst"),
    "clerk": Member("Clara", "clara@city.example", "clerk"),
    "records_officer": Member("Rene", "rene@city.example", "records_officer"),
    "admin": Member("Ada", "ada@city.example", "admin"),
}
"""One of each role, and triage of another department; `staff()` knows them by these names."""


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: datetime = STARTS_AT

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Console:
    """The application over a database of its own, and everybody of the cast."""

    bot: Bot
    app: Flask
    time: Time
    people: dict[str, Staff] = field(default_factory=dict)

    def staff(self, name: str) -> Staff:
        """Somebody of the cast, made when first asked for; they have no password yet."""
        if name not in self.people:
            with self.bot.db.read() as tx:
                account = store.account_by_email(tx, CAST[name].email)
            self.people[name] = account.staff if account else self._invited(name)
        return self.people[name]

    def _invited(self, name: str) -> Staff:
        known = self.bot.library.city.departments
        return service.invite(self.bot.db, CAST[name], known=known, by="test", letter=False, now=self.time())[0]

    def client(self, name: str | None = None, *, verified: bool = True) -> FlaskClient:
        """A browser: of somebody signed in, with both factors or without the second, or of nobody."""
        client = self.app.test_client()
        if name is not None:
            staff_id = self.staff(name).id
            with self.bot.db.begin() as tx:
                token = signing_in.open_session(tx, staff_id, "Test", self.time(), verified=verified)
            client.set_cookie("cabildo_staff", token, path="/console")
        return client

    def joined(self, name: str) -> pyotp.TOTP:
        """Give somebody a password and a second factor; what shows their codes."""
        staff = self.staff(name)
        token = service.invite_again(self.bot.db, staff.id, by="test", now=self.time())
        service.choose_password(self.bot.db, token, PASSWORD, now=self.time())
        secret = signing_in.begin_factor(self.bot.db, self.bot.vault, staff.id)
        with self.bot.db.begin() as tx:
            store.change_staff(tx, staff.id, totp_since=self.time())
        return pyotp.TOTP(secret)

    def row(self, name: str) -> dict[str, object]:
        """What the database has about somebody."""
        with self.bot.db.read() as tx:
            query = select(staff_table).where(staff_table.c.id == self.staff(name).id)
            return dict(tx.execute(query).mappings().one())


def open_console(url: str, **settings: object) -> Console:
    """The console over this migrated database."""
    time = Time()
    paths = {"flows_path": ROOT / "flows", "translations_path": ROOT / "translations", "photos_path": PHOTOS}
    bot = build(
        Settings(database_url=url, **{**paths, "simulator": False, **settings}), clock=time, library=demo_library()
    )
    return Console(bot, create_app(bot), time)


def csrf_of(client: FlaskClient, path: str = "/console/account") -> str:
    """The token that a page of this browser carries."""
    page = client.get(path).text
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def post(client: FlaskClient, path: str, *, page: str | None = None, **form: object) -> TestResponse:
    """Send a form as the page at `page` (by default this very path) would."""
    return client.post(path, data={"csrf_token": csrf_of(client, page or path), **form})


def acts(tx: Tx) -> list[tuple[str, str]]:
    """Who did what, in order."""
    from bot.staff.audit import Sought, entries

    return [(entry.who, entry.act) for entry in reversed(entries(tx, Sought(), most=100))]
