"""How long the console's search takes the server among a million concerns, in either language, on PostgreSQL.

  python -m tests.bench.search [--concerns 1000000] [--rounds 20] [--keep NAME]

The words are texts that people might send, the places a city's; status, department, area, language and time are spread.
What is measured is the search, from its words to a page of concerns, and the whole page of the console for comparison;
the machine's other work does not show in the time on the processor, which counts the program's and the database's.
`--keep` leaves the filled database in the temporary folder and finds it again.
"""

import argparse
import csv
import gc
import shutil
import statistics
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from bot.app import create_app
from bot.concerns import board, searching
from bot.concerns.board import Sought
from bot.concerns.tables import concern
from bot.console.concerns import PER_PAGE
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.settings import Settings
from bot.wiring import build
from tests import services
from tests.bench.console import Asked, Listening, Page, kept, look, p95, shortened
from tests.bench.plans import Plan, plan_of
from tests.bench.report import machine
from tests.bench.run import say
from tests.console.desk import ROOT, Console, Time
from tests.console.every_view import View
from tests.conversations.town import demo_library

TARGET_MS = 50
CONTACTS, YEARS = 200_000, 5 * 365 * 24 * 3600
SEARCHES = {
    "a word that many say": ("pothole", "basura", "luz", "street", "calle", "camion"),
    "of the other language": ("bache", "trash", "streetlight", "perro", "landlord"),
    "two words": ("pothole school", "dead dog", "luz esquina", "water bill", "arboles parque"),
    "a few words": ("tire pothole lomas", "no pasaron por la basura", "dueno no arregla calefaccion"),
    "a place": ("lomas", "barelas", "central 4th", "coors", "san mateo"),
    "with a typo": ("pothoel", "vasura", "semaforro", "grafitti", "sidewlak"),
    "a word that few say": ("giraffe", "mattress", "colchon", "trampoline", "zzyzx"),
    "the beginning of a word": ("poth", "alumb", "side"),
}
FILTERS: dict[str, dict[str, Any]] = {
    "": {}, "open, a department": {"status": "open", "department": "streets", "order": "oldest"},
    "one area": {"area": "Barelas"}, "spanish": {"language": "es"}, "late": {"late": True},
    "by the promised day": {"order": "promised"}, "staff of one department": {"bound": frozenset({"streets"})},
}  # fmt: skip
STATUSES = ("received", "assigned", "answered", "in_work", "done", "confirmed", "confirmed", "handed_over")


INSERT = """
INSERT INTO concern (id, reference, contact_id, session_id, kind, words, place, area, language, flow_version, status,
  created_at, department, promised_on)
SELECT 'con_' || lpad(n::text, 26, '0'), upper(to_hex(268435456 + n)), 'ctc_' || n % {contacts}, 's', said.kind,
  said.words, CASE WHEN n % 3 = 0 THEN n % 9000 || ' ' || place.name ELSE place.name END, place.area, said.language,
  'x', (CAST(:statuses AS text[]))[1 + (n / 7) % {statuses}],
  CAST(:newest AS timestamptz) - make_interval(secs => ({concerns} - n) * {every}),
  (CAST(:departments AS text[]))[1 + (n / 3) % {departments}],
  CASE WHEN n % 5 = 0 THEN CAST(:newest AS date) + n % 60 - 30 END
FROM generate_series(0, {concerns} - 1) AS n
JOIN said ON said.at = (n::bigint * 7919) % {texts} JOIN place ON place.at = (n::bigint * 104729) % {places}
"""
WORDS = """
INSERT INTO search_word SELECT word FROM ts_stat('SELECT search FROM concern') WHERE word ~ '^[[:alpha:]]{4,24}$'
"""
BEFORE = (
    "SET LOCAL statement_timeout = 0", "ALTER TABLE concern DISABLE TRIGGER concern_search_learn",
    "DROP INDEX ix_concern_search", "CREATE TEMP TABLE said (at int PRIMARY KEY, words text, language text, kind text)",
    "CREATE TEMP TABLE place (at int PRIMARY KEY, name text, area text)",
)  # fmt: skip
AFTER = (
    "SET LOCAL maintenance_work_mem = '256MB'", "CREATE INDEX ix_concern_search ON concern USING gin (search)", WORDS,
    "ALTER TABLE concern ENABLE TRIGGER concern_search_learn",
)  # fmt: skip


def fill(db: Database, concerns: int, newest: datetime, *, seconds: float = YEARS) -> None:
    """So many concerns over so many seconds, by the database itself; indexes and words come last, as in a bulk load."""
    library = demo_library()
    with (ROOT / "bot/concerns/training/texts.csv").open(encoding="utf-8") as stream:
        said = [{"at": at, "words": row["text"], "language": row["language"], "kind": row["code"]}
                for at, row in enumerate(csv.DictReader(stream))]  # fmt: skip
    places = [{"at": at, "name": each.name, "area": each.area} for at, each in enumerate(library.places)]
    departments = list(library.city.departments)
    insert = INSERT.format(
        contacts=CONTACTS, statuses=len(STATUSES), concerns=concerns, every=seconds / concerns,
        departments=len(departments), texts=len(said), places=len(places),
    )  # fmt: skip
    with db.engine.begin() as tx:
        for statement in BEFORE:
            tx.execute(text(statement))
        for index in concern.indexes:
            index.drop(tx)
        tx.execute(text("INSERT INTO said VALUES (:at, :words, :language, :kind)"), said)
        tx.execute(text("INSERT INTO place VALUES (:at, :name, :area)"), places)
        tx.execute(
            text("INSERT INTO contact (id, phone_hash, phone_sealed, created_at) SELECT 'ctc_' || n, md5(n::text),"
                 f" decode(md5(n::text), 'hex'), :then FROM generate_series(0, {CONTACTS - 1}) AS n"),
            {"then": newest - timedelta(seconds=seconds)},
        )  # fmt: skip
        values = {"statuses": list(STATUSES), "departments": departments, "newest": newest}
        tx.execute(text(insert.replace("::", "\\:\\:")), values)
        for index in concern.indexes:
            index.create(tx)
        for statement in AFTER:
            tx.execute(text(statement.replace("[:alpha:]", "[\\:alpha\\:]")))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


def open_city(url: str, concerns: int) -> Console:
    """The console over this database, filled first when it is empty."""
    db = Database(url)
    upgrade(db)
    with db.read() as tx:
        newest = tx.execute(select(func.max(concern.c.created_at))).scalar()
    if newest is None:
        newest, began = datetime.now(UTC).replace(microsecond=0), time.monotonic()
        fill(db, concerns, newest)
        say(f"  filled in {time.monotonic() - began:.0f} s")
    db.close()
    moves = Time(newest + timedelta(seconds=1))
    bot = build(Settings(database_url=url, redis_url="", simulator=False), clock=moves, library=demo_library())
    return Console(bot, create_app(bot), moves)


def measured(console: Console, rounds: int) -> list[Page]:
    """Every search with every filter."""
    listening, pages = Listening(console.bot.db), []
    for kind, searches in SEARCHES.items():
        for words in searches:
            for filtered, more in FILTERS.items():
                page = Page(View("concerns", words, f"{kind}{', ' if filtered else ''}{filtered}"))
                search(console, listening, Page(page.view), more)
                for _ in range(rounds):
                    search(console, listening, page, more)
                pages.append(page)
        say(f"  {kind}: {statistics.median([ms for page in pages for ms in page.took]):.0f} ms")
    return pages


def search(console: Console, listening: Listening, page: Page, more: Mapping[str, Any]) -> None:
    """From the words to a page of concerns, as the console does it."""
    listening.asked = asked = Asked()
    began, worked = time.perf_counter(), listening.worked()
    with console.bot.db.read() as tx:
        words = searching.wanted(tx, page.view.address, searching.lexicon_of(console.bot.library.lexicon))
        sought = {"status": "", "order": "newest", **{name: value for name, value in more.items() if name != "bound"}}
        asked_for = Sought(words=words, **sought)
        today = console.time.now.date()
        board.lines(tx, asked_for, more.get("bound"), today=today, after=None, most=PER_PAGE + 1)
    page.add((time.perf_counter() - began) * 1000, listening.worked() - worked, asked)
    listening.asked = None


def whole_pages(console: Console, rounds: int) -> Page:
    """The page of each search without a filter, as a coordinator reads it."""
    listening, browser = Listening(console.bot.db), console.client("coordinator")
    together = Page(View("console.concerns.concerns", "", ""))
    for words in (words for searches in SEARCHES.values() for words in searches):
        page = Page(View("console.concerns.concerns", f"/console/concerns?q={words.replace(' ', '+')}", "q"))
        for each in (Page(page.view), *[page] * rounds):
            look(console, browser, each, listening)
        together.took += page.took
        together.worked += page.worked
        together.problem = together.problem or page.problem
    return together


def wide(console: Console, pages: list[Page]) -> list[tuple[Page, str, Plan]]:
    """The statements of which the plan reads a large table from end to end."""
    found = []
    for page in pages:
        for statement, values in page.seen.items():
            plan = plan_of(console.bot.db, statement, values)
            if plan and plan.whole:
                found.append((page, statement, plan))
    return found


def report(pages: list[Page]) -> list[str]:
    """By kind of search and filter, and all of them together."""
    lines = [
        "| search | p50 ms | p95 ms | max ms | processor, p95 ms | queries | the slowest |",
        "|---|---|---|---|---|---|---|",
    ]
    names = [f"{kind}{', ' if each else ''}{each}" for kind in SEARCHES for each in FILTERS]
    for name, those in [(name, [page for page in pages if page.view.way == name]) for name in names]:
        took, worked = ([ms for page in those for ms in times(page)] for times in (_took, _worked))
        slowest = max(those, key=lambda page: max(page.took)).view.address
        queries = max(page.statements for page in those)
        lines.append(f"| {name} | {statistics.median(took):.0f} | {p95(took):.0f} | {max(took):.0f} |"
                     f" {p95(worked):.0f} | {queries} | {slowest} |")  # fmt: skip
    took, worked = ([ms for page in pages for ms in times(page)] for times in (_took, _worked))
    p99 = sorted(took)[int(len(took) * 0.99)]
    told = f"All {len(pages)} searches: p50 {statistics.median(took):.0f} ms, p95 {p95(took):.0f} ms, p99 {p99:.0f} ms;"
    return [*lines, "", f"{told} on the processor p95 {p95(worked):.0f} ms (target: p95 <= {TARGET_MS})."]


def _took(page: Page) -> list[float]:
    return page.took


def _worked(page: Page) -> list[float]:
    return page.worked


def main() -> None:
    """Fill, search, report."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--concerns", type=int, default=1_000_000)
    given.add_argument("--rounds", type=int, default=20)
    given.add_argument("--keep", default="", metavar="NAME", help="keep the database, or take the one that was kept")
    given.add_argument("--forget", metavar="NAME", help="remove a kept database, and nothing else")
    asked = given.parse_args()
    if asked.forget:
        shutil.rmtree(kept(asked.forget))
        return
    with services.large_cluster(kept(asked.keep) if asked.keep else None) as cluster:
        names = cluster.databases()
        url = services.url_of_database(cluster.url, names[0]) if names else cluster.create_database()
        console = open_city(url, asked.concerns)
        gc.collect()
        gc.freeze()  # As the application does that serves.
        pages = measured(console, asked.rounds)
        lines = ["# Search", "", machine(), "", f"{asked.concerns:,} concerns, {asked.rounds} times each.", ""]
        lines += report(pages)
        lines += [f"- READS {', '.join(plan.whole)} from end to end: {page.view.address}: `{shortened(statement, 300)}`"
                  for page, statement, plan in wide(console, pages)]  # fmt: skip
        whole = whole_pages(console, asked.rounds)
        took = f"p50 {statistics.median(whole.took):.0f} ms, p95 {p95(whole.took):.0f} ms"
        lines.append(f"The console's whole page: {took};"
                     f" on the processor p95 {p95(whole.worked):.0f} ms. {whole.problem}")  # fmt: skip
        console.bot.db.close()
    Path("var").mkdir(exist_ok=True)
    Path("var/search.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
