"""What the demo's office does by its own accord: brings a list in, texts the city, lets another system follow."""

import csv
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from bot.broadcasts import service
from bot.broadcasts.city import city_of
from bot.broadcasts.rules import FLOW, NOTICE, SURVEY, Broadcast, City, Variant
from bot.demo.colleagues import Colleagues
from bot.demo.past import Past
from bot.demo.survey import AREAS, Person, drawn
from bot.flowfiles.quiet import quiet_hours
from bot.keys import service as keys
from bot.keys.rules import Key
from bot.lib.ids import new_id
from bot.people import imports
from bot.people.imports import Said
from bot.webhooks import service as webhooks
from bot.webhooks.service import Wish

FILE = Path(__file__).parent / "office.yaml"
EVERYBODY = "language in (es, en)"
PROMISED = timedelta(days=30)
"""After a text, when residents hear what came of it."""
WRITES, APPROVES = "carmen", "elena"
LIST = "library-sign-ups.csv"
LEFT_PHONES = (("575", range(100, 146)), ("575", range(150, 196)), ("915", range(100, 146)), ("915", range(150, 196)))
"""Area code and last digits of those on the list; never fifty in a row, which an import takes for made up."""
LOST = {"+15755550107": 30006, "+15755550133": 30005, "+19155550118": 30003, "+19155550171": 30007,
        "+15055550157": 30003}  # fmt: skip
"""Phones that nothing reaches, and why, in the carrier's codes."""
FOLLOWS = ("concern.*", "promise.broken", "survey.completed")
_OWNER = "work-orders@city.example"


def listed() -> list[Person]:
    """Who signed up at the library, in both languages."""
    people = []
    for area_code, last in LEFT_PHONES:
        for number in last:
            phone = f"+1{area_code}5550{number}"
            language = "es" if drawn(100, phone, "language") < 58 else "en"
            people.append(Person(phone, language, AREAS[drawn(len(AREAS), phone, "area")]))
    return people


def bring_in(past: Past, people: Sequence[Person], signed_on: datetime) -> None:
    """Import the list as it came from the library, with two rows that cannot be used."""
    rows = [[each.phone, each.language, each.area, "si" if drawn(3, each.phone, "rents") else "no"] for each in people]
    rows += [["505-555-01", "es", AREAS[0], ""], ["", "en", AREAS[1], "no"]]
    with tempfile.TemporaryDirectory(prefix="cabildo-") as folder:
        path = Path(folder) / LIST
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["celular", "idioma", "barrio", "renter"], *rows])
        said = Said(
            consent_source="paper form", consent_on=signed_on.date(),
            consent_words="Quiero recibir textos de la Ciudad / I want texts from the City",
        )  # fmt: skip
        found = imports.open_list(path, past.bot.library, said, now=past.now)
        run = imports.begin(past.bot.db, found, now=past.now)
        for _ in imports.bring_in(past.bot.db, past.bot.vault, found, run, clock=past.bot.clock):
            pass


def words() -> Mapping[str, Any]:
    """What the office has written; see the file."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def ask_the_survey(past: Past, staff: Colleagues) -> None:
    """To everybody: the survey is open."""
    _send(past, staff, _asking(past, staff, "Prosperity survey", SURVEY, EVERYBODY, words()["survey"]))


def tell_of_the_closing(past: Past, staff: Colleagues) -> None:
    """To one side of the city: a street is closed."""
    segment = 'area in ("West Side", "Old Town")'
    _send(past, staff, _asking(past, staff, "Central Ave closed for water work", NOTICE, segment, words()["closing"]))


def plan_the_question(past: Past, staff: Colleagues, at: datetime) -> None:
    """Approved, and waits for its day: a question of the city's own."""
    segment = 'area in ("San Isidro", "Barelitas")'
    asking = _asking(past, staff, "One change for your park", FLOW, segment, words()["question"])
    _send(past, staff, replace(asking, starts_at=at, flow="reply", report_on=(at + PROMISED).date()))


def begin_a_draft(past: Past, staff: Colleagues) -> None:
    """Nobody has finished it: its Spanish is missing, and nothing is promised."""
    asking = _asking(past, staff, "Flu shots at the clinic", NOTICE, EVERYBODY, words()["draft"])
    service.draft(past.bot.db, _city(past), replace(asking, report_on=None, report=None), now=past.now)


def make_a_key(past: Past, staff: Colleagues) -> None:
    """The open data site may read concerns."""
    key = Key(
        new_id("key", past.now), "Open data site", "Shows reports on the map of the city", frozenset({"concerns:read"}),
        frozenset(), staff[WRITES].name, past.now,
    )  # fmt: skip
    keys.issue(past.bot.db, past.bot.vault, key, past.bot.library.city.departments, now=past.now)


def _asking(
    past: Past, staff: Colleagues, name: str, kind: str, segment: str, said: Mapping[str, str]
) -> Broadcast:  # fmt: skip
    return Broadcast(
        new_id("bro", past.now), name, segment, (Variant("", said),), kind=kind,
        level="inform" if kind == NOTICE else "consult", report_on=(past.now + PROMISED).date(),
        report=words()["report"], written_by=(staff[WRITES].id,),
    )  # fmt: skip


def _send(past: Past, staff: Colleagues, broadcast: Broadcast) -> None:
    """Draft it, have a second person approve it, and start it."""
    db, city = past.bot.db, _city(past)
    service.draft(db, city, broadcast, now=past.now)
    service.approve(db, city, broadcast.name, who=staff[APPROVES].id, now=past.now)
    service.start(db, city, broadcast.name, now=past.now)


def _city(past: Past) -> City:
    return city_of(past.bot.library, quiet_hours(past.bot.library))


def opens_at(past: Past, days_from: datetime, at: time) -> datetime:
    """The first open moment from that time of that day on, in the city."""
    quiet = quiet_hours(past.bot.library)
    local = datetime.combine(days_from.astimezone(quiet.zone).date(), at, quiet.zone)
    return quiet.opens_at(local.astimezone(days_from.tzinfo))


class _WorkOrders(BaseHTTPRequestHandler):
    """The other system: takes what it is told, but for the hour in which it is being mended."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        mended = isinstance(self.server, WorkOrders) and self.server.is_being_mended
        self.send_response(503 if mended else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class WorkOrders(ThreadingHTTPServer):
    """Listens on this machine only, while the demo is made."""

    is_being_mended = False


@contextmanager
def work_orders() -> Iterator[WorkOrders]:
    """The system that follows what happens with concerns."""
    with WorkOrders(("127.0.0.1", 0), _WorkOrders) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def address_of(server: WorkOrders) -> str:
    """As WEBHOOK_ALLOWED_HOSTS names it."""
    return f"127.0.0.1:{server.server_address[1]}"


def let_follow(past: Past, server: WorkOrders) -> str:
    """Subscribe the work orders system; the id of its subscription."""
    made, _ = webhooks.subscribe(
        past.bot.db, past.bot.vault, Wish(f"http://{address_of(server)}/events", FOLLOWS, _OWNER),
        excepted=past.bot.excepted_hosts, now=past.now,
    )  # fmt: skip
    return made.id


def end_following(past: Past, subscription_id: str) -> None:
    """It is not there when the demo has been made: nothing of a demo is posted anywhere later."""
    webhooks.pause(past.bot.db, subscription_id, why="The demo's work order system has been switched off.")
