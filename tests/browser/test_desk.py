"""Staff answer people, in a real browser on the real path: a Spanish text waits, is answered, and is given back."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.staff import service, signing_in
from bot.staff.service import Member
from tests.browser.conftest import City
from tests.browser.phones import Phone

OpenPage = Callable[..., Page]
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
WITHIN_MS = 12_000
"""The inbox and the thread ask again every five seconds."""
_people: Iterator[int] = count(1)
_phones: Iterator[int] = count(60)

each_window = pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
each_language = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture
def open_desk(open_page: OpenPage, city: City) -> Iterator[Callable[..., Page]]:
    """Call it with a path for a page of a coordinator who has signed in."""
    database = Database(city.environment["DATABASE_URL"])

    def open_at(path: str, *, language: str = "en", **window: int) -> Page:
        now, number = system_clock(), next(_people)
        member = Member(f"Carmen {number}", f"carmen{number}@city.example", "coordinator", (), language)
        staff, _ = service.invite(database, member, known=(), by="test", letter=False, now=now)
        with database.begin() as tx:
            token = signing_in.open_session(tx, staff.id, "Test", now, verified=True)
        page = open_page("/", language=language, **window)
        page.context.add_cookies([{"name": "cabildo_staff", "value": token, "url": f"{city.base}/console"}])
        page.goto(city.base + path)
        return page

    yield open_at
    database.close()


def broken_rules(page: Page) -> list[tuple[str, list[object]]]:
    found = Axe().run(page, options=STANDARD)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def resident(open_page: OpenPage) -> Phone:
    """A phone that nobody has written from yet."""
    page, number = open_page("/simulator"), next(_phones)
    kept = json.dumps([[f"+150555501{number}", "es"]])
    page.evaluate("kept => localStorage.setItem('cabildo.phones', kept)", kept)
    page.reload()
    return Phone(page, number)


def resident_who_waits(open_page: OpenPage) -> Phone:
    """Somebody new who writes Spanish and asks for a person."""
    phone = resident(open_page)
    phone.ask("hola, buenas tardes, se cayó un árbol enorme en mi calle")
    phone.ask("PERSONA")
    return phone


@each_window
@each_language
def test_a_spanish_resident_is_answered_by_a_person(
    open_page: OpenPage, open_desk: OpenPage, language: str, width: int, height: int
) -> None:
    desk = open_desk("/console/inbox", language=language, width=width, height=height)
    phone = resident_who_waits(open_page)
    line = desk.locator(".line--waits").filter(has_text="Español").filter(has_not_text="Carmen").last
    expect(line).to_be_visible(timeout=WITHIN_MS)
    assert broken_rules(desk) == [] and fits(desk)
    line.locator(".line-link").click()
    desk.get_by_role("button", name=re.compile("^(Take over|Tomar la conversación)$")).click()
    box = desk.get_by_role("textbox", name=re.compile("^(Your reply in|Su respuesta en)"))
    box.press_sequentially("Good afternoon, somebody will look at it tomorrow.")
    expect(desk.locator("#price .warn")).to_contain_text(re.compile("Spanish|español"), timeout=WITHIN_MS)
    box.fill("")
    box.press_sequentially("Buenas tardes, mañana temprano va una cuadrilla.")
    expect(desk.locator("#price")).to_contain_text(re.compile("(1 part|1 parte), 48"), timeout=WITHIN_MS)
    assert broken_rules(desk) == [] and fits(desk)
    heard = phone.replies.count()
    desk.get_by_role("button", name=re.compile("^(Send|Enviar)$")).click()
    expect(phone.replies).to_have_count(heard + 1, timeout=WITHIN_MS)
    assert "mañana temprano va una cuadrilla" in phone.last_reply()
    phone.send("muchas gracias, que amables")
    expect(desk.locator(".said--resident").last).to_contain_text("que amables", timeout=WITHIN_MS)
    desk.get_by_role("button", name=re.compile("^(Give back to the flow|Devolver al flujo)$")).click()
    expect(desk.locator(".mark").last).to_contain_text(re.compile("gave it back|devolvió"))
    assert "que amables" in desk.locator(".said--resident").last.inner_text()


@each_window
@each_language
@pytest.mark.parametrize("path", ["/console/today", "/console/deliveries", "/console/deliveries/texts",
                                  "/console/deliveries/waiting", "/console/labels", "/console/inbox?view=all",
                                  "/console/ready-answers", "/console/ready-answers/write"])  # fmt: skip
def test_every_page_is_for_everybody(open_desk: OpenPage, path: str, language: str, width: int, height: int) -> None:
    page = open_desk(path, language=language, width=width, height=height)
    expect(page.locator("h1")).to_be_visible()
    assert broken_rules(page) == [] and fits(page)


def test_keys_move_through_the_list_once_they_are_turned_on(open_page: OpenPage, open_desk: OpenPage) -> None:
    resident_who_waits(open_page)
    desk = open_desk("/console/inbox?view=all")
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement.className") != "line-link"
    desk.locator("#keys summary").click()
    desk.get_by_label("Use single keys on these pages").check()
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement.className") == "line-link"
    expect(desk.locator("#together")).to_be_hidden()
    desk.keyboard.press("x")
    expect(desk.locator("#together")).to_be_visible()
    expect(desk.locator("#chosen")).to_have_text("1")
    assert broken_rules(desk) == [] and fits(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".thread")).to_be_visible()
    desk.wait_for_load_state()
    desk.locator("h1").click()
    desk.keyboard.press("r")
    assert desk.evaluate("document.activeElement.id") == "body"
    desk.keyboard.press("t")
    assert desk.locator("#body").input_value() == "t"
    desk.locator("h1").click()
    desk.keyboard.press("t")
    expect(desk.locator(".undo")).to_be_visible()
    desk.wait_for_load_state()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator(".mark").last).to_contain_text("took that back")
    desk.wait_for_load_state()
    desk.locator("h1").click()
    desk.keyboard.press("?")
    expect(desk.locator("#keys dl")).to_be_visible()
