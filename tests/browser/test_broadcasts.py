"""A broadcast in a real browser: ticked, written, counted, approved by somebody else, started; every page looked at."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.staff import service, signing_in
from bot.staff.service import Member
from tests.browser.conftest import City
from tests.browser.test_desk import broken_rules, fits, resident

OpenPage = Callable[..., Page]
WITHIN_MS = 30_000
"""A worker counts, and the page asks every four seconds."""
_people: Iterator[int] = count(1)
SAID = {
    "en": {
        "ticks": "Write the rule from these ticks", "keep": "Keep the draft", "fine": "Nothing is missing.",
        "approve": "Approve it as it stands", "start": "Start it now", "begins": "It begins", "day": "viernes",
    },
    "es": {
        "ticks": "Escribir la regla con lo marcado", "keep": "Guardar el borrador", "fine": "No falta nada.",
        "approve": "Aprobarlo como está", "start": "Empezarlo ahora", "begins": "Empieza", "day": "martes",
    },
}  # fmt: skip


@pytest.fixture
def open_office(open_page: OpenPage, city: City) -> Iterator[OpenPage]:
    """Call it with a role and a path for a page of somebody who has signed in."""
    database = Database(city.environment["DATABASE_URL"])

    def open_at(role: str, path: str, *, language: str = "en", **window: int) -> Page:
        now, number = system_clock(), next(_people)
        member = Member(f"Person {number}", f"broadcasts{number}@city.example", role, (), language)
        staff, _ = service.invite(database, member, known=(), by="test", letter=False, now=now)
        with database.begin() as tx:
            token = signing_in.open_session(tx, staff.id, "Test", now, verified=True)
        page = open_page("/", language=language, **window)
        page.context.add_cookies([{"name": "cabildo_staff", "value": token, "url": f"{city.base}/console"}])
        page.goto(city.base + path)
        return page

    yield open_at
    database.close()


def is_good(page: Page) -> bool:
    return broken_rules(page) == [] and fits(page)


@pytest.mark.parametrize(("language", "width", "height"), [("en", 1280, 900), ("es", 390, 844)])
def test_from_ticks_to_a_broadcast_on_its_way(
    open_page: OpenPage, open_office: OpenPage, language: str, width: int, height: int
) -> None:
    said, window = SAID[language], {"language": language, "width": width, "height": height}
    phone = resident(open_page)
    phone.ask("hola, buenas tardes, se cayó un árbol enorme en mi calle")
    page = open_office("translator", "/console/broadcasts/new", **window)
    page.locator("#name").fill(f"agua {language}")
    page.locator("label[for=tick-language-1]").click()
    page.get_by_role("button", name=said["ticks"]).click()
    expect(page.locator("#segment")).to_have_value("language = es" if language == "en" else "idioma = es")
    expect(page.locator("#reading")).to_contain_text("idioma = es", timeout=WITHIN_MS)
    page.locator("#text-0-es").press_sequentially("{city}: el " + said["day"] + " no hay agua. ALTO para salir.")
    expect(page.locator("#bubble-text-0-es .phone-text")).to_contain_text(
        f": el {said['day']} no hay agua. ALTO para salir."
    )
    page.locator("#level").select_option("inform")
    page.locator("#report_on").fill("2099-01-10")
    page.locator("#report-en").fill("{city}: water is back. STOP ends.")
    page.locator("#report-es").fill("{city}: ya hay agua. ALTO para salir.")
    assert is_good(page)
    page.get_by_role("button", name=said["keep"]).last.click()
    expect(page).to_have_url(re.compile("/broadcasts/bro_"))
    expect(page.locator("#standing")).to_contain_text(said["fine"], timeout=WITHIN_MS)
    assert is_good(page)
    second = open_office("coordinator", page.url.partition("/console")[1] + page.url.partition("/console")[2], **window)
    second.get_by_role("button", name=said["approve"]).click()
    second.get_by_role("button", name=said["start"]).click()
    expect(second.locator(".usa-alert--success")).to_contain_text(said["begins"])
    assert is_good(second)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["", "/new", "/calendar", "/calendar?view=week"])
def test_every_page_is_for_everybody(open_office: OpenPage, path: str, language: str, width: int, height: int) -> None:
    page = open_office("coordinator", f"/console/broadcasts{path}", language=language, width=width, height=height)
    expect(page.locator("h1")).to_be_visible()
    assert is_good(page)
