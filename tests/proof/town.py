"""The town of the proof: its files, its people, its processes and the broadcast to them; nothing breaks here."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import insert

from bot.broadcasts import previews, service
from bot.broadcasts.city import city_of
from bot.broadcasts.rules import Broadcast
from bot.db.engine import Database
from bot.flowfiles.library import load
from bot.flowfiles.quiet import quiet_hours
from bot.lib.clock import system_clock
from bot.lib.ids import new_id
from bot.lib.vault import Vault
from bot.people.tables import contact
from tests import services
from tests.broadcasts.city import A_BROADCAST, DANA, EVA
from tests.faults.city import ROOT, City, Resident
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn
from tests.web.town import migrated

RATE = 5_000
"""Segments a second that the town's number may send: more than two workers reach, so that the pace bounds nothing."""
PLACES = (("America/Denver", 505), ("America/New_York", 212), ("Pacific/Honolulu", 808))
"""Zones, and an area code of each, one of which is always far from midnight."""
WORKERS = ("worker-1", "worker-2")
LEFT, PAUSED, BLOCKED = "left", "paused", "blocked"
_STANDINGS = {17: LEFT, 59: PAUSED, 101: BLOCKED}
"""Of 200 people in a row: one had left before, one had asked for a pause, one left at the carrier without our hearing
of it. All others consent."""


@dataclass(frozen=True)
class Person:
    """Somebody of the town; `standing` is empty for those who consent."""

    contact_id: str
    phone: str
    language: str | None
    standing: str

    def of(self, city: City) -> Resident:
        return Resident(city, self.phone)


@dataclass
class Town:
    """Everything that the proof works with."""

    city: City
    people: list[Person]
    broadcast: Broadcast
    db: Database

    def begin(self) -> None:
        """The way of every broadcast: one person drafts it, another one looks at it, approves and starts it."""
        library = load(Path(self.city.environment["FLOWS_PATH"]), ROOT / "translations")
        office = city_of(library, quiet_hours(library))
        drafted = service.draft(self.db, office, self.broadcast, now=system_clock())
        with self.db.read() as tx:
            looked_at = previews.preview(tx, drafted, office, system_clock())
        assert looked_at.people == len(self.audience), looked_at
        service.approve(self.db, office, drafted.name, who=EVA, now=system_clock())
        service.start(self.db, office, drafted.name, now=system_clock())

    @property
    def audience(self) -> list[Person]:
        """Whom it is for: who has left at the carrier only finds out when it is tried."""
        return [each for each in self.people if each.standing in ("", BLOCKED)]


def area_code_at(now: datetime) -> tuple[str, int]:
    """A zone in which the whole run lies within one day, and an area code of it: quiet hours end at midnight."""
    for zone, code in PLACES:
        if 2 <= now.astimezone(ZoneInfo(zone)).hour <= 21:
            return zone, code
    raise AssertionError("these zones are too close together")


def write_flows(folder: Path, zone: str) -> Path:
    """The flows that ship, in a city that is awake all day and has a fast number."""
    flows = folder / "flows"
    shutil.copytree(ROOT / "flows", flows)
    said = yaml.safe_load((flows / "city.yaml").read_text(encoding="utf-8"))
    said |= {
        "time_zone": zone,
        "senders": [{"address": CITY_NUMBER, "rate": RATE, "brand": "city"}],
        "daily_caps": {"city": 10_000_000},
        "quiet_hours": {"from": "23:59", "to": "00:00", "sunday_to": "00:00"},
    }
    (flows / "city.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return flows


def move_in(db: Database, vault: Vault, count: int, code: int) -> list[Person]:
    """So many people; of ten, four read Spanish, four English, and of two nobody knows."""
    people = [
        Person(
            f"ctc_{number:026d}", f"+1{code}{2_000_000 + number:07d}", ("es", "en", "es", "en", None)[number % 5],
            _STANDINGS.get(number % 200, ""),
        )
        for number in range(count)
    ]  # fmt: skip
    now = system_clock()
    rows = [
        {
            "id": each.contact_id, "phone_hash": vault.lookup(each.phone), "phone_sealed": vault.seal(each.phone),
            "language": each.language, "language_source": each.language and "stated",
            "created_at": now - timedelta(days=90),
            "left_at": now - timedelta(days=9) if each.standing == LEFT else None,
            "paused_until": now + timedelta(days=9) if each.standing == PAUSED else None,
        }
        for each in people
    ]  # fmt: skip
    for start in range(0, count, 5_000):
        with db.begin() as tx:
            tx.execute(insert(contact), rows[start : start + 5_000])
    return people


@contextmanager
def town(folder: Path, people: int, *, lease: float, reconcile: float) -> Iterator[Town]:
    """A town with everything running over durable servers, until the block ends."""
    now = system_clock()
    zone, code = area_code_at(now)
    with ExitStack() as stack:
        redis = stack.enter_context(services.redis_server())
        cluster = stack.enter_context(services.postgres_cluster(durable=True))
        carrier = stack.enter_context(TwilioStandIn(account=ACCOUNT, token=TOKEN))
        city = City(folder, migrated(cluster.create_database()), redis, carrier, cluster)
        stack.callback(city.close)
        city.environment |= {
            "FLOWS_PATH": str(write_flows(folder, zone)), "KEEP_PACE": "1", "WORKERS_EXPECTED": "3",
            "LEASE_SECONDS": str(lease), "RECONCILE_SECONDS": str(reconcile),
        }  # fmt: skip
        db = Database(city.database_url)
        stack.callback(db.close)
        crowd = move_in(db, Vault(city.environment["SECRET_KEY"]), people, code)
        for each in crowd:
            if each.standing == BLOCKED:
                carrier.refuse_number(each.phone)
        city.start("web", *WORKERS, "clock")
        words = replace(
            A_BROADCAST, id=new_id("bro", now), written_by=(DANA,), report_on=(now + timedelta(days=30)).date()
        )
        yield Town(city, crowd, words, db)
