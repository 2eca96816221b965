"""Every page asks the database as often in a large city as in a small one, and not too often; by count, not by time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.concerns import counting
from bot.console.access import ENDPOINTS
from tests.bench.cityrows import Sizes
from tests.bench.fullcity import fill, hand_over
from tests.console.desk import STARTS_AT, Console, open_console
from tests.console.every_view import View, browser_of, views_of, walk
from tests.console.residents import Counted
from tests.conversations.town import demo_library, new_sqlite

SMALL, LARGE = Sizes().share(0.0003), Sizes().share(0.003)
MOST_STATEMENTS = 24
"""That any page asks, the session of whoever opens it included."""
SPARED = 4
"""Statements that an empty list spares, or that only the first look writes."""


def city_of(folder: Path, sizes: Sizes) -> Console:
    """The console of a city of this size."""
    folder.mkdir()
    console = open_console(new_sqlite(folder))
    fill(console.bot.db, sizes, demo_library(), STARTS_AT)
    counting.perform(console.bot.db, console.bot.library, STARTS_AT)
    hand_over(console.bot.db, [console.staff(name).id for name in ("admin", "triage")])
    return console


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, Console]]:
    folder = tmp_path_factory.mktemp("cities")
    opened = city_of(folder / "small", SMALL), city_of(folder / "large", LARGE)
    yield opened
    for each in opened:
        each.bot.db.close()


FAMILIES = sorted({endpoint.split(".")[1] for endpoint in ENDPOINTS if endpoint != "console.static"})
WHO = ("admin", "triage", "nobody", "half way in")


def asked(console: Console, family: str, who: str) -> dict[str, int]:
    """By page of the family, and by each way to look at it, how many statements it asks."""
    browser, counts = browser_of(console, who), {}

    def count(view: View) -> str:
        with Counted(console) as counted:
            answer = browser.get(view.address)
        # A form may say that it cannot take what was searched for.
        assert answer.status_code < 400 or (view.way and answer.status_code == 422), (view, answer.status_code)
        counts[view.name] = len(counted.statements)
        return answer.text if answer.mimetype == "text/html" else ""

    for view in views_of(console, family)[0]:
        if who in view.who:
            walk(view, count)
    return counts


def test_every_page_is_looked_at(cities: tuple[Console, Console]) -> None:
    for console in cities:
        found, unfilled = views_of(console)
        assert unfilled == [], "say in tests/console/every_view.py how to find what their addresses need"
        assert {view.endpoint for view in found} <= set(ENDPOINTS)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_of_a_large_city_asks_no_more_often(cities: tuple[Console, Console], family: str) -> None:
    for who in WHO:
        small, large = (asked(console, family, who) for console in cities)
        assert {name for name in small if "?" not in name} <= set(large)
        more = {name: (small[name], large[name]) for name in small if large.get(name, 0) > small[name] + SPARED}
        assert more == {}
        assert {name: count for name, count in large.items() if count > MOST_STATEMENTS} == {}
