"""How long each page of the console takes the server in a city of a million residents, and what it asks the database.

  python -m tests.bench.console [--contacts 1000000] [--messages 10000000] [--rounds 20] [--only inbox] [--keep NAME]

Every page of ENDPOINTS, its filters, orders, searches and later pages, through the application in this process, by
everybody of the cast who may open it. `--keep` leaves the filled database in the temporary folder and finds it again.
"""

import argparse
import gc
import math
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event as listen
from sqlalchemy import func, select

from bot.app import create_app
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.messaging.tables import message
from bot.settings import Settings
from bot.wiring import build
from tests import services
from tests.bench.cityrows import Sizes
from tests.bench.freeze import memory
from tests.bench.fullcity import fill, hand_over
from tests.bench.plans import Plan, plan_of
from tests.bench.report import machine
from tests.bench.run import say
from tests.console.desk import Console, Time
from tests.console.every_view import View, browser_of, views_of, walk
from tests.conversations.town import demo_library

TARGET_MS = 150
TWO_ROLES = ("admin", "triage")
"""Who looks at filters and later pages: one who sees everything, and one who sees a department."""


@dataclass
class Asked:
    """The statements of one request."""

    said: list[tuple[str, Any, float, int]] = field(default_factory=list)
    """Statement, values, milliseconds, rows."""


@dataclass
class Page:
    """What was measured of one page."""

    view: View
    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    """The same on the processor, of this process and of the database's."""
    statements: int = 0
    rows: int = 0
    worst: tuple[float, str, Any] = (0.0, "", None)
    seen: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def add(self, ms: float, worked: float, asked: Asked) -> None:
        self.took.append(ms)
        self.worked.append(worked)
        self.statements = max(self.statements, len(asked.said))
        for statement, values, lasted, rows in asked.said:
            self.seen[statement] = values
            self.rows = max(self.rows, rows)
            self.worst = max(self.worst, (lasted, statement, values), key=lambda each: each[0])

    @property
    def p95(self) -> float:
        return p95(self.took)


def p95(found: list[float]) -> float:
    return sorted(found)[math.ceil(0.95 * len(found)) - 1]


class Listening:
    """Writes down what the database is asked, while `asked` is set."""

    def __init__(self, db: Database) -> None:
        self.asked: Asked | None = None
        self._began = 0.0
        self._servers: set[int] = set()
        listen.listen(db.engine, "before_cursor_execute", self._begin)
        listen.listen(db.engine, "after_cursor_execute", self._end)

    def _begin(self, *_: object) -> None:
        self._began = time.perf_counter()

    def worked(self) -> float:
        """Milliseconds on the processor so far; other programs on the machine do not show in them."""
        theirs = sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in self._servers)
        return time.process_time() * 1000 + theirs / 1e6

    def _end(self, _connection: object, cursor: Any, statement: str, values: Any, *_: object) -> None:
        self._servers.add(cursor.connection.info.backend_pid)
        if self.asked is not None:
            lasted = (time.perf_counter() - self._began) * 1000
            self.asked.said.append((statement, values, lasted, cursor.rowcount))


def kept(name: str) -> Path:
    """Where a filled database stays between runs."""
    return Path(tempfile.gettempdir()) / f"cabildo-console-{name}"


def open_city(url: str, sizes: Sizes) -> Console:
    """The console over this database, filled first when it is empty; its time is that of the newest text."""
    db = Database(url)
    upgrade(db)
    with db.read() as tx:
        newest = tx.execute(select(func.max(message.c.created_at))).scalar()
    is_new = newest is None
    if newest is None:
        newest = datetime.now(UTC).replace(microsecond=0)
        began = time.monotonic()
        fill(db, sizes, demo_library(), newest)
        say(f"  filled in {time.monotonic() - began:.0f} s")
    db.close()
    moves = Time(newest + timedelta(seconds=1))
    bot = build(Settings(database_url=url, redis_url="", simulator=False), clock=moves, library=demo_library())
    console = Console(bot, create_app(bot), moves)
    if is_new:
        hand_over(bot.db, [console.staff(name).id for name in TWO_ROLES])
    return console


def look(console: Console, browser: FlaskClient, page: Page, listening: Listening) -> str:
    """Ask for the page once; what can be read on it."""
    console.time.move(seconds=1)
    listening.asked = asked = Asked()
    began, worked = time.perf_counter(), listening.worked()
    answer = browser.get(page.view.address)
    shown = answer.data
    page.add((time.perf_counter() - began) * 1000, listening.worked() - worked, asked)
    listening.asked = None
    # A form may say that it cannot take what was searched for.
    if answer.status_code >= 400 and not (page.view.way and answer.status_code == 422):
        page.problem = f"answers {answer.status_code}"
    return shown.decode() if answer.mimetype == "text/html" else ""


def measured(console: Console, rounds: int, only: str) -> tuple[list[Page], list[str]]:
    """Every page by everybody who may open it."""
    listening, pages = Listening(console.bot.db), dict[str, Page]()
    views, unfilled = views_of(console)
    browsers: dict[str, FlaskClient] = {}
    for view in views:
        if only not in view.name:
            continue
        for who in view.who:
            if who not in browsers:
                browsers[who] = browser_of(console, who)

            def show(each: View, who: str = who) -> str:
                page = pages.setdefault(each.name, Page(each))
                look(console, browsers[who], Page(each), listening)  # The first time is the compiler's and the cache's.
                return [look(console, browsers[who], page, listening) for _ in range(rounds)][-1]

            if who in TWO_ROLES:
                walk(view, show)
            else:
                show(view)
        say(f"  {view.name}: {statistics.median(pages[view.name].took):.0f} ms")
    return [*pages.values()], unfilled


def unbounded(console: Console, pages: list[Page]) -> list[tuple[str, str, Plan]]:
    """The statements that look at too much, each with a page that asks it."""
    asked: dict[str, tuple[str, Any]] = {}
    for page in pages:
        for statement, values in page.seen.items():
            asked.setdefault(statement, (page.view.name, values))
    plans = [
        (name, statement, plan_of(console.bot.db, statement, values)) for statement, (name, values) in asked.items()
    ]
    return [(name, statement, plan) for name, statement, plan in plans if plan and plan.is_unbounded]


def shortened(statement: str, most: int = 160) -> str:
    said = " ".join(statement.split())
    return said if len(said) <= most else f"{said[: most // 2]} ... {said[-most // 2 :]}"


HEAD = [
    "| page | p50 ms | p95 ms | max ms | queries | most rows | worst statement, ms |",
    "|---|---|---|---|---|---|---|",
]


def told(pages: list[Page], unfilled: list[str], wide: list[tuple[str, str, Plan]]) -> list[str]:
    """The report: the slowest first."""
    lines = [*HEAD]
    for page in sorted(pages, key=lambda each: -each.p95):
        late = "**" if page.p95 > TARGET_MS else ""
        took = f"{statistics.median(page.took):.0f} | {late}{page.p95:.0f}{late} | {max(page.took):.0f}"
        asked = f"{page.statements} | {page.rows:,} | {page.worst[0]:.0f}"
        lines.append(f"| {page.view.name} | {took} | {p95(page.worked):.0f} | {asked} |")
    late_pages = [page for page in pages if page.p95 > TARGET_MS]
    busy = [page for page in pages if p95(page.worked) > TARGET_MS]
    lines += [
        "",
        f"{len(pages)} pages; at p95 {len(late_pages)} took more than {TARGET_MS} ms, {len(busy)} worked so long.",
    ]
    for page in busy or late_pages:
        lines.append(f"- {page.view.name}: {page.worst[0]:.0f} ms: `{shortened(page.worst[1], 600)}`")
    for name, statement, plan in wide:
        said = f"reads {', '.join(plan.whole)} from end to end" if plan.whole else f"looks at {plan.looked_at:,} rows"
        lines.append(f"- UNBOUNDED: {name}: {said}: `{shortened(statement, 400)}`")
    lines += [f"- NOT MEASURED: {each}" for each in unfilled]
    lines += [f"- DO NOT USE: {page.view.name} {page.problem}" for page in pages if page.problem]
    return lines


def main() -> None:
    """Fill, ask, report."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--contacts", type=int, default=Sizes().contacts)
    given.add_argument("--messages", type=int, default=0, help="ten for each contact where it is not said")
    given.add_argument("--rounds", type=int, default=20)
    given.add_argument("--only", default="", help="pages whose name has this in it")
    given.add_argument("--keep", default="", metavar="NAME", help="keep the database, or take the one that was kept")
    given.add_argument("--forget", metavar="NAME", help="remove a kept database, and nothing else")
    asked = given.parse_args()
    if asked.forget:
        shutil.rmtree(kept(asked.forget))
        return
    sizes = Sizes().share(asked.contacts / Sizes().contacts)
    if asked.messages:
        sizes = Sizes(**{**{name: getattr(sizes, name) for name in sizes.__slots__}, "messages": asked.messages})
    lines = ["# Console", "", machine(), ""]
    with services.large_cluster(kept(asked.keep) if asked.keep else None) as found:
        names = found.databases()
        url = services.url_of_database(found.url, names[0]) if names else found.create_database()
        console = open_city(url, sizes)
        gc.collect()
        gc.freeze()  # As the application does that serves.
        before, _ = memory()
        pages, unfilled = measured(console, asked.rounds, asked.only)
        after, highest = memory()
        lines += [
            f"{sizes.contacts:,} contacts, {sizes.messages:,} messages, {asked.rounds} times for each role.",
            "",
            *told(pages, unfilled, unbounded(console, pages)),
            "",
        ]
        lines.append(
            f"Memory of the process: {before:.0f} MiB before, {after:.0f} after, {highest:.0f} at its highest."
        )
        console.bot.db.close()
    Path("var").mkdir(exist_ok=True)
    Path("var/console.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
