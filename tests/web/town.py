"""The product in one process, for quick tests: SQLite, the real Flask app, the real Twilio client, a clock to move."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.conversations.tables import session
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.flowfiles.library import Library, load
from bot.jobs import drain_with
from bot.messaging.carrier import Accepted, Carrier, Letter, Sent
from bot.messaging.tables import attempt, conversation, message
from bot.outbox.put import QUEUES
from bot.outbox.tables import event, outbox
from bot.people.tables import consent, contact
from bot.settings import read_settings
from bot.wiring import build
from tests.standin.callbacks import Callback
from tests.standin.phone import text_params
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN, signature
from tests.standin.twilio import TwilioStandIn

ROOT = Path(__file__).parent.parent.parent
BASE = "https://text.city.example"
ROSA, JOHN = "+15055550123", "+15055550124"
NOON = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in the city's zone: nothing is quiet."""
REPORT = ("There is a deep pothole in front of the school", "1", "120 W Olive Ave")


def library() -> Library:
    return load(ROOT / "flows", ROOT / "translations")


def migrated(url: str) -> str:
    """The same address, its database brought to the schema."""
    db = Database(url)
    upgrade(db)
    db.close()
    return url


def template(folder: Path) -> Path:
    """A migrated, empty database file to copy."""
    path = folder / "template.db"
    migrated(f"sqlite:///{path}")
    return path


class Town:
    """One city whose time stands still until it is moved; nothing is sent until `work`."""

    def __init__(
        self, folder: Path, empty: Path | None, speaks: Library, carrier: TwilioStandIn, **settings: str
    ) -> None:
        self.carrier = carrier
        self.path = folder / "town.db"
        if empty:
            shutil.copy(empty, self.path)
        self.now = NOON
        self.settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{self.path}",
                "SECRET_KEY": "a secret of this test, long enough to be one",
                "PUBLIC_URL": BASE,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_FROM": CITY_NUMBER,
                "TWILIO_API_URL": carrier.url,
                **settings,
            }
        )
        self.bot = build(self.settings, clock=lambda: self.now, library=speaks)
        self.app = create_app(self.bot)
        self.web = self.app.test_client()

    def with_effects(self, **effects: Any) -> None:
        """Rewire what the city's flows may do, as another composition root would."""
        desk = replace(self.bot.desk, effects={**self.bot.desk.effects, **effects})
        self.bot = replace(self.bot, live=SimpleNamespace(current=lambda: desk))
        self.app = create_app(self.bot)
        self.web = self.app.test_client()

    # --- over HTTP

    def post(
        self, path: str, form: Mapping[str, str], *, given: str | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Post a form as the carrier does; signed rightly unless a signature is `given`."""
        told = signature(TOKEN, self.settings.public_base + path, form) if given is None else given
        sent = {"X-Twilio-Signature": told, "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.web.post(path, data=urlencode(form).encode(), headers=sent)

    def text(self, phone: str, body: str, **more: str) -> TestResponse:
        """A resident's text, signed."""
        return self.post("/twilio/sms", text_params({"From": phone, "Body": body, **more}))

    def tell(self, callback: Callback) -> int:
        """Post a callback of the stand-in; the HTTP status."""
        where = urlsplit(callback.url)
        return self.web.post(
            f"{where.path}?{where.query}", data=callback.body, headers=callback.headers
        ).status_code  # fmt: skip

    def told(self, sid: str, status: str, code: int = 0, times: int = 1) -> list[int]:
        """The carrier tells what became of a message it took."""
        return [self.tell(self.carrier.callback(sid, status, code)) for _ in range(times)]

    def overtaken_by(self, status: str, code: int = 0) -> None:
        """From now on the carrier tells this of a text before its answer to the request is known."""
        self.bot.__dict__["carrier"] = Hasty(self, self.bot.carrier, status, code)

    # --- work and time

    def work(self) -> int:
        """Do everything that is due."""
        return sum(drain_with(self.bot, queue) for queue in QUEUES)

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.work()

    def says(self, phone: str, body: str, **more: str) -> list[str]:
        """Text the city and work: what reached the phone because of it."""
        before = len(self.carrier.texts_to(phone))
        answer = self.text(phone, body, **more)
        assert answer.status_code == 200, answer.text
        self.now += timedelta(seconds=1)
        self.work()
        return self.carrier.texts_to(phone)[before:]

    # --- what the database says

    def rows(self, table: Any) -> list[Any]:
        with self.bot.db.read() as tx:
            return list(tx.execute(select(table)))

    def messages(self, direction: str) -> list[Any]:
        return sorted(
            (row for row in self.rows(message) if row.direction == direction), key=lambda row: (row.created_at, row.id)
        )

    def consents(self) -> list[Any]:
        """The ledger, oldest first."""
        return sorted(self.rows(consent), key=lambda row: row.at)

    def events(self) -> list[Any]:
        """What has happened, in order."""
        return sorted(self.rows(event), key=lambda row: row.seq)

    def promises(self, kind: str) -> list[Any]:
        """What is still to be done, of this kind."""
        return [row for row in self.rows(outbox) if row.kind == kind]

    def waiting(self) -> list[str]:
        """The sessions that wait for somebody."""
        return [row.id for row in self.rows(session) if row.status == "waiting"]

    def statuses(self) -> list[str]:
        """The status of everything that is to leave."""
        return [row.status for row in self.messages("out")]

    def counts(self) -> dict[str, int]:
        tables = (message, session, conversation, contact, consent, outbox, attempt)
        return {table.name: len(self.rows(table)) for table in tables}


class Hasty:
    """A carrier whose first callback comes before its answer; once."""

    def __init__(self, town: Town, real: Carrier, status: str, code: int) -> None:
        self._town, self._real, self._told = town, real, [(status, code)]

    def send(self, letter: Letter) -> Sent:
        sent = self._real.send(letter)
        if isinstance(sent, Accepted) and self._told:
            self._town.now += timedelta(seconds=0.1)
            self._town.told(sent.carrier_id, *self._told.pop())
        return sent

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        return self._real.find(letter, since)
