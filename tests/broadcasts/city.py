"""A town with residents of both languages, and broadcasts to them; what tests of broadcasts share."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from bot.broadcasts import previews, recipients, service, store
from bot.broadcasts.city import city_of
from bot.broadcasts.recipients import Figures
from bot.broadcasts.rules import Broadcast, City, Variant
from bot.broadcasts.tables import recipient
from bot.flowfiles.quiet import quiet_hours
from bot.people.tables import contact
from tests.conversations.town import STARTS_AT, Town

EN = "{city}: water is off on Elm on Friday 9 to 12. STOP ends."
ES = "{city}: el viernes de 9 a 12 no hay agua en Elm. ALTO para salir."
REPORT = {"en": "{city}: water is back on Elm. STOP ends.", "es": "{city}: ya hay agua en Elm. ALTO para salir."}
A_BROADCAST = Broadcast(
    id="bro_1", name="water", segment='language = es or not language = es', level="inform", report_on=date(2026, 4, 1),
    report=REPORT, written_by=("Dana",), variants=(Variant("", {"en": EN, "es": ES}),),
)  # fmt: skip
DANA, EVA = "Dana", "Eva"
"""Dana writes broadcasts, Eva approves them."""


def phone(number: int) -> str:
    """The number of the resident with this number."""
    return f"+1505555{number:04d}"


class Office:
    """The people who send broadcasts, in a town on this database."""

    def __init__(self, url: str) -> None:
        self.town = Town(url)
        self.db = self.town.db

    @property
    def city(self) -> City:
        """The city as its broadcasts see it."""
        library = self.town.bot.library
        return city_of(library, quiet_hours(library))

    def residents(self, *languages: str | None, first: int = 1000) -> list[str]:
        """Residents who have never texted, one for each language; their ids, in order."""
        vault, ids = self.town.bot.vault, [f"ctc_{first + number:026d}" for number in range(len(languages))]
        rows = [
            {
                "id": ids[number], "phone_hash": vault.lookup(phone(first + number)),
                "phone_sealed": vault.seal(phone(first + number)), "language": language,
                "created_at": STARTS_AT - timedelta(days=90),
            }
            for number, language in enumerate(languages)
        ]  # fmt: skip
        with self.db.begin() as tx:
            tx.execute(insert(contact), rows)
        return ids

    def change(self, contact_id: str, **values: Any) -> None:
        """Something about a resident is different from now on."""
        with self.db.begin() as tx:
            tx.execute(update(contact).where(contact.c.id == contact_id).values(**values))

    def draft(self, **values: Any) -> Broadcast:
        """A draft that nothing is wrong with, but for what is said."""
        return service.draft(self.db, self.city, replace(A_BROADCAST, **values), now=self.town.now)

    def begin(self, *, again: bool = False, **values: Any) -> Broadcast:
        """A broadcast approved and started; the worker has not looked yet."""
        drafted = self.draft(**values)
        service.approve(self.db, self.city, drafted.name, who=EVA, now=self.town.now)
        service.start(self.db, self.city, drafted.name, now=self.town.now, again=again)
        return drafted

    def preview(self, broadcast: Broadcast) -> previews.Preview:
        """What would happen now."""
        with self.db.read() as tx:
            return previews.preview(tx, broadcast, self.city, self.town.now)

    def broadcast(self, name: str = "water") -> Broadcast:
        """It as it stands now."""
        with self.db.read() as tx:
            return service.found(tx, name)

    def rows(self, broadcast_id: str = "bro_1") -> dict[str, tuple[str, str | None]]:
        """Status and reason of every recipient, by contact."""
        of = recipient.c.broadcast_id == broadcast_id
        found = self.town.query(select(recipient.c.contact_id, recipient.c.status, recipient.c.reason).where(of))
        return {row[0]: (row[1], row[2]) for row in found}

    def figures(self, broadcast_id: str = "bro_1") -> dict[str | None, Figures]:
        """How far it is, by language."""
        with self.db.read() as tx:
            return recipients.figures(tx, broadcast_id)

    def state(self, broadcast_id: str = "bro_1") -> str:
        """Where it stands."""
        with self.db.read() as tx:
            return str(store.state_of(tx, broadcast_id))


NIGHT = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)
"""Ten in the evening of the first day, in the city."""
