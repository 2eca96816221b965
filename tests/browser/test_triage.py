"""Triage by keys in a real browser: one report after the other without a reload, taken back, told when it is wrong."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.concerns.tables import concern, concern_change
from bot.db.engine import Database
from bot.lib.clock import system_clock
from bot.lib.references import ALPHABET, check_letter
from bot.people.tables import contact
from bot.staff import service, signing_in
from bot.staff.service import Member
from tests.browser.conftest import City, NewPage

OpenTriage = Callable[..., Page]
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
SENT_WITHIN_MS = 15_000
_people: Iterator[int] = count(1)
_numbers: Iterator[int] = count(9_000)
PLACES = ("Central Ave NW & 4th St", "Lincoln Park", "1200 Lake St", "Mesa Rd & 17th St", "")


@pytest.fixture
def database(city: City) -> Iterator[Database]:
    opened = Database(city.environment["DATABASE_URL"])
    yield opened
    opened.close()


@pytest.fixture
def open_triage(new_page: NewPage, city: City, database: Database) -> OpenTriage:
    """Call it for the page of somebody of triage who has signed in, with keys on."""

    def open_at(path: str = "/console/triage", *, language: str = "en", width: int = 1280) -> Page:
        now, number = system_clock(), next(_people)
        member = Member(f"Tomas {number}", f"tomas{number}@city.example", "coordinator", (), language)
        staff, _ = service.invite(database, member, known=(), by="test", letter=False, now=now)
        with database.begin() as tx:
            token = signing_in.open_session(tx, staff.id, "Test", now, verified=True)
        page = new_page(language, width)
        page.goto(city.base)
        page.evaluate("localStorage.setItem('cabildo.keys', 'on')")
        page.context.add_cookies([{"name": "cabildo_staff", "value": token, "url": f"{city.base}/console"}])
        page.goto(city.base + path)
        return page

    return open_at


def reports(database: Database, many: int, **values: object) -> list[str]:
    """So many reports of somebody who is asleep; their numbers, the oldest first."""
    made = []
    with database.begin() as tx:
        for at in range(many):
            number = next(_numbers)
            letters = "".join(ALPHABET[number // 23**place % 23] for place in range(4))
            id, now = f"{number:026d}", system_clock()
            who = {"id": f"ctc_{id}", "phone_hash": f"triage {number}", "phone_sealed": b"", "language": "es"}
            tx.execute(contact.insert(), {**who, "language_source": "guessed", "left_at": now, "created_at": now})
            tx.execute(concern.insert(), {
                "id": f"con_{id}", "reference": letters + check_letter(letters), "contact_id": f"ctc_{id}",
                "session_id": "x", "kind": "pothole", "words": f"hay un bache, numero {number}",
                "place": PLACES[at % len(PLACES)], "area": "Midtown", "language": "es", "flow_version": "x",
                "status": "assigned", "department": "parking", "created_at": now, **values,
            })  # fmt: skip
            made.append(letters + check_letter(letters))
    return made


def changes(database: Database, references: list[str]) -> dict[str, list[str]]:
    """What was done with each, in order."""
    with database.read() as tx:
        found = tx.execute(
            select(concern.c.reference, concern_change.c.act, concern_change.c.department)
            .join(concern, concern.c.id == concern_change.c.concern_id)
            .where(concern.c.reference.in_(references)).order_by(concern_change.c.nth)
        )  # fmt: skip
        told: dict[str, list[str]] = {each: [] for each in references}
        for reference, act, department in found:
            told[reference].append(f"{act} {department}" if act == "assign" else act)
    return told


def ticket(page: Page, reference: str):
    return page.locator(f"#r-{reference}")


def broken_rules(page: Page) -> list[tuple[str, list[object]]]:
    found = Axe().run(page, options=STANDARD)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_one_after_the_other_by_keys_without_a_reload(open_triage: OpenTriage, database: Database) -> None:
    made = reports(database, 6)
    page = open_triage("/console/triage?department=parking")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    first = ticket(page, made[0])
    expect(first).to_have_class(re.compile("is-current"))
    page.keyboard.press("j")
    expect(ticket(page, made[1])).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    second_department = first.locator(".ticket-department").nth(1).get_attribute("value")
    page.keyboard.press("2")  # To that department; the next is ready at once.
    expect(ticket(page, made[1])).to_be_focused()
    page.keyboard.press("b")
    expect(ticket(page, made[2])).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(page.locator(f"[id='{made[2]}-promised_on']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(ticket(page, made[3])).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.press("u")  # Not that one, after all.
    expect(ticket(page, made[3])).to_be_focused()
    expect(page.locator("#progress")).to_have_text("3 of 6 decided")
    for reference in made[:3]:
        expect(ticket(page, reference)).to_have_class(re.compile("is-sent"), timeout=SENT_WITHIN_MS)
    told = changes(database, made)
    assert told[made[0]] == [f"assign {second_department.partition(':')[2]}"]
    assert (told[made[1]], told[made[2]], told[made[3]]) == (["begin"], ["answer"], [])
    assert loads == [] and broken_rules(page) == []


def test_what_is_wrong_opens_the_report_again_beside_its_field(open_triage: OpenTriage, database: Database) -> None:
    made = reports(database, 2)
    page = open_triage("/console/triage?department=parking")
    page.locator(f"#r-{made[0]}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    expect(page.locator(f"#{made[0]}-words-en, #{made[0]}-words-es").first).to_be_attached()
    page.keyboard.type("No.")
    page.keyboard.press("Enter")
    expect(ticket(page, made[1])).to_be_focused()
    wrong = page.locator(f"#r-{made[0]} .usa-error-message:not([hidden])")
    expect(wrong.first).to_contain_text("Say why", timeout=SENT_WITHIN_MS)
    expect(ticket(page, made[0])).not_to_have_class(re.compile("is-decided"))
    assert changes(database, made) == {each: [] for each in made} and broken_rules(page) == []


def test_what_is_on_its_way_is_sent_when_somebody_leaves(open_triage: OpenTriage, database: Database) -> None:
    made = reports(database, 2)
    page = open_triage("/console/triage?department=parking")
    page.locator(f"#r-{made[0]}").focus()
    page.keyboard.press("b")
    page.goto(page.url.partition("/console")[0] + "/console/today")
    for _ in range(50):
        if changes(database, made)[made[0]]:
            break
        page.wait_for_timeout(200)
    assert changes(database, made)[made[0]] == ["begin"]


def test_several_at_once_and_one_by_one_told(open_triage: OpenTriage, database: Database) -> None:
    made = reports(database, 3)
    page = open_triage("/console/triage?department=parking")
    for reference in made:
        page.locator(f"#r-{reference}").focus()
        page.keyboard.press("x")
    expect(page.locator("#chosen")).to_have_text("3")
    page.locator("#together-department").select_option("water")
    page.locator("#together button[value=assign]").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator(".usa-alert")).to_contain_text("3 reports were changed.")
    assert changes(database, made) == {each: ["assign water"] for each in made} and broken_rules(page) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_it_is_for_everybody(
    open_triage: OpenTriage, database: Database, language: str, width: int
) -> None:  # fmt: skip
    (reference, *_) = reports(database, 3)
    for path in ("/console/triage", "/console/triage?lane=novel", "/console/triage/areas", "/console/figures",
                 f"/console/concerns/{reference}", "/open-data"):  # fmt: skip
        page = open_triage(path, language=language, width=width)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true; }")
        assert broken_rules(page) == [] and fits(page), path


def test_a_mark_on_the_map_leads_to_its_report(open_triage: OpenTriage, database: Database) -> None:
    made = reports(database, 2)
    page = open_triage("/console/triage?department=parking")
    mark = page.locator(f".map-mark[data-of='{made[1]}'] circle")
    mark.click()
    expect(ticket(page, made[1])).to_be_focused()
    expect(page.locator(f".map-mark[data-of='{made[1]}']")).to_have_class(re.compile("is-current"))
    assert json.loads(page.evaluate("JSON.stringify(document.querySelectorAll('[style]').length)")) == 0
