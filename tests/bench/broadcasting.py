"""A city and a broadcast for the benches of what leaves: files, residents, a broadcast begun; it measures nothing."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import bindparam, text, update

from bot.broadcasts import city, launch, service
from bot.broadcasts.rules import Broadcast, City, State, Variant
from bot.db.engine import Database
from bot.flowfiles.quiet import quiet_hours
from bot.lib.vault import Vault
from bot.people.tables import contact
from bot.settings import Settings
from bot.wiring import Bot, build
from tests.bench.growth import fill
from tests.bench.script import language, phone
from tests.standin.signing import CITY_NUMBER

MOST_RATE = 9_999.0
"""Segments a second: the highest that city.yaml takes, which no worker reaches."""
WORDS = {
    "en": "{city}: water is off on Elm on Friday 9 to 12. STOP ends.",
    "es": "{city}: el viernes de 9 a 12 no hay agua en Elm. ALTO para salir.",
}
EVERYBODY = "language = es or not language = es"


def city_files(folder: Path, rate: float) -> Path:
    """The shipped city with one sender of this rate, open all day: a bench runs at night and on Sundays too."""
    copied = folder / "flows"
    shutil.copytree("flows", copied)
    said = yaml.safe_load((copied / "city.yaml").read_text(encoding="utf-8"))
    del said["daily_caps"]
    said |= {"senders": [{"address": CITY_NUMBER, "rate": rate}], "quiet_hours": {"from": "23:59", "to": "00:00"}}
    (copied / "city.yaml").write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return copied


TEXTED_BEFORE = 10
"""Texts of each resident that the city has kept."""
_KNOWN = (
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values(phone_hash=bindparam("hashed"), phone_sealed=bindparam("sealed"), language=bindparam("reads"))
)


def add_residents(db: Database, vault: Vault, count: int) -> None:
    """Residents who have texted before, with real numbers; three in ten read Spanish."""
    fill(db, count, count * TEXTED_BEFORE)
    for start in range(0, count, 10_000):
        rows = [
            {"of": f"ctc_{i + 1:026d}", "hashed": vault.lookup(phone(i)), "sealed": vault.seal(phone(i)),
             "reads": language(i)}
            for i in range(start, min(start + 10_000, count))
        ]  # fmt: skip
        with db.begin() as tx:
            tx.execute(_KNOWN, rows)


def approved(product: Bot, name: str, *, hold_out: int = 0) -> Broadcast:
    """A broadcast to everybody, written, approved by a second person and promised for now."""
    now, seen = datetime.now(UTC), city_of(product)
    said = Broadcast(
        id=f"bro_{name}", name=name, segment=EVERYBODY, level="inform", report_on=(now + timedelta(days=30)).date(),
        report=WORDS, written_by=("Writer",), variants=(Variant("", WORDS),), hold_out=hold_out,
    )  # fmt: skip
    service.draft(product.db, seen, said, now=now)
    service.approve(product.db, seen, name, who="Approver", now=now)
    service.start(product.db, seen, name, now=now)
    return said


def begin(settings: Settings, residents: int) -> None:
    """In the migrated, empty database of these settings: a broadcast whose audience is frozen and not yet texted."""
    product = build(settings)
    add_residents(product.db, product.vault, residents)
    said = approved(product, "bench")
    launch.launch(product.db, city_of(product), said.id, now=datetime.now(UTC))
    with product.db.read() as tx:
        assert service.found(tx, said.name).state is State.RUNNING
    analyze(product.db)
    product.db.close()


def city_of(product: Bot) -> City:
    """The city as its broadcasts see it, by the files of these settings."""
    return city.city_of(product.library, quiet_hours(product.library))


def analyze(db: Database) -> None:
    """What the database's own housekeeping does within a minute of such a load."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT", reads_only=True) as connection:
        connection.execute(text("ANALYZE" if not db.is_sqlite else "PRAGMA wal_checkpoint(TRUNCATE)"))
