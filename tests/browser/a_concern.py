"""A concern from the text to the resident's last word, step by step, on a phone and at the console; no test."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from playwright.sync_api import Locator, expect

from tests.browser import a_broadcast
from tests.browser.a_day import SOON_MS, Desk
from tests.browser.phones import Phone

TWO_WEEKS = 14
LOOKS = 30
"""How often a page is asked for again until a worker has done its part."""
NUMBER = re.compile(r"\b[0-9A-Z]{5}\b")
DAY = {"es": "d 'de' MMMM", "en": "MMM d"}


@dataclass(frozen=True, slots=True)
class Words:
    """What one resident texts, and what the city has to answer in their language."""

    language: str
    problem: str
    place: str
    where: str
    no: str
    yes: str
    told: str
    promised: str
    begun: str
    asked: str
    asked_again: str
    open_again: str
    closed: str


def report(phone: Phone, words: Words) -> str:
    """Tell the problem and the place; the number that the resident is told."""
    phone.ask(words.problem)
    phone.ask("1")
    said = phone.ask(words.place)
    assert words.told in said and words.where in said, said
    return NUMBER.search(said.partition(words.told)[2])[0]


def find_it_in_triage(desk: Desk, reference: str, words: Words) -> Locator:
    """The report waits for a decision, with the resident's own words, and a department has it."""
    desk.screen("Triage")
    ticket = desk.page.locator(f"#r-{reference}")
    _look_until(desk, lambda: ticket.count() == 1 and ticket.locator(".ticket-facts .warn").count() == 0)
    expect(ticket.locator(".reported")).to_have_text(words.problem)
    expect(ticket.locator(".ticket-facts")).to_contain_text(words.where.replace(" y ", " & "))
    return ticket


def promise_a_day(desk: Desk, ticket: Locator, phone: Phone, reference: str, words: Words) -> None:
    """Answer yes, by a day of one's own; the resident reads that day."""
    ticket.get_by_text(desk.said("Answer it"), exact=True).click()
    day = ticket.locator(f"[id='{reference}-promised_on']")
    promised = date.fromisoformat(day.input_value()) + timedelta(days=3)
    ticket.locator(f"label[for='{reference}-outcome-yes']").click()
    day.fill(promised.isoformat())
    with _heard(phone, words.promised, format_date(promised, DAY[words.language], locale=words.language)):
        ticket.get_by_role("button", name=desk.said("Send the answer")).click()
        expect(ticket).to_have_class(re.compile("is-sent"), timeout=SOON_MS)


def do_the_work(desk: Desk, phone: Phone, reference: str, words: Words) -> None:
    """Work begins and is done, on the report's page; the resident reads of both, and does not answer."""
    desk.screen("Concerns")
    desk.page.get_by_role("main").get_by_role("link", name=reference, exact=True).click()
    for title, button, told in (
        ("The work has begun", "Work has begun", words.begun), ("It is done", "It is done", words.asked),
    ):  # fmt: skip
        part = desk.page.locator("details.doing").filter(
            has=desk.page.locator("summary").get_by_text(desk.said(title), exact=True)
        )
        part.locator("summary").click()
        with _heard(phone, told, reference):
            part.get_by_role("button", name=desk.said(button), exact=True).click()
    expect(desk.page.locator(".life")).to_contain_text(desk.said("called it done"))


def two_weeks_go_by(phone: Phone, words: Words) -> None:
    """Day by day, in which nothing comes; then the resident is asked whether it was really fixed."""
    with _heard(phone, words.asked_again):
        heard = phone.replies.count()
        for day in range(TWO_WEEKS):
            assert day > TWO_WEEKS // 2 or phone.replies.count() == heard, phone.last_reply()
            a_broadcast.next_day(phone.page)


def find_it_not_fixed(desk: Desk, reference: str) -> Locator:
    """It is open again, in the lane of what residents say is not fixed."""
    desk.open(f"/concerns/{reference}")
    _look_until(desk, lambda: desk.said("open again") in desk.page.locator(".facts").inner_text())
    desk.screen("Triage")
    desk.page.get_by_role("navigation", name=desk.said("Lanes")).get_by_text(
        desk.said("Not fixed, residents say")
    ).click()
    ticket = desk.page.locator(f"#r-{reference}")
    expect(ticket).to_contain_text(desk.said("resident: not fixed"))
    return ticket


def close_it_again(desk: Desk, ticket: Locator, phone: Phone, words: Words) -> None:
    """Done once more, from triage; the resident is asked once more."""
    with _heard(phone, words.asked):
        ticket.get_by_role("button", name=desk.said("It is done"), exact=True).click()
        expect(ticket).to_have_class(re.compile("is-sent"), timeout=SOON_MS)


def see_it_confirmed(desk: Desk, reference: str) -> None:
    """The resident's word has closed it, and the whole story stands on its page."""
    desk.open(f"/concerns/{reference}")
    _look_until(desk, lambda: desk.said("confirmed by the resident") in desk.page.locator(".facts").inner_text())
    life = desk.page.locator(".life")
    for words in ("began the work", "called it done", "opened it again", "said that it is fixed"):
        expect(life).to_contain_text(desk.said(words))
    desk.open("/triage?lane=not_fixed")
    expect(desk.page.locator(f"#r-{reference}")).to_have_count(0)


@contextmanager
def _heard(phone: Phone, *words: str) -> Iterator[None]:
    """What is done within leads to one text on the phone, with these words."""
    before = phone.replies.count()
    yield
    expect(phone.replies).to_have_count(before + 1, timeout=SOON_MS)
    said = phone.last_reply()
    assert all(each in said for each in words), said


def _look_until(desk: Desk, is_so: Callable[[], bool]) -> None:
    """Ask for the page again until it is so: a worker does its part a moment later."""
    for _ in range(LOOKS):
        if is_so():
            return
        desk.page.wait_for_timeout(500)
        desk.page.reload()
    assert is_so(), desk.page.locator("main").inner_text()
