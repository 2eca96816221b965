"""A day at the console, step by step, by what the pages say in the language of whoever works; no test lives here.

Labels are named by their English text, as in the catalog, and looked up in Spanish: a text that changes there needs no
change here.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import count

import pyotp
from babel.messages.pofile import read_po
from playwright.sync_api import Locator, Page, expect

from bot.lib.clock import system_clock
from tests.browser.conftest import ROOT, City
from tests.browser.phones import Phone

PASSWORD = "cuatro gatos en el tejado"
SOON_MS = 15_000
"""The inbox and the thread ask again every five seconds; texts take a moment."""
_phones = count(83)
_colleagues = count(1)


@cache
def _spanish() -> dict[str, str]:
    with (ROOT / "translations/es/LC_MESSAGES/console.po").open("rb") as stream:
        return {each.id: each.string for each in read_po(stream, locale="es") if isinstance(each.id, str)}


@dataclass
class Desk:
    """Somebody of the staff at their browser."""

    page: Page
    city: City
    language: str
    name: str = ""
    totp: pyotp.TOTP | None = None

    def said(self, english: str, **values: object) -> str:
        """What the page says for this text of the catalog."""
        words = english if self.language == "en" else _spanish()[english]
        return words % values if values else words

    def button(self, english: str) -> Locator:
        """The button that says this."""
        return self.page.get_by_role("button", name=self.said(english), exact=True)

    def link(self, english: str) -> Locator:
        """The link that says this, in the page itself."""
        return self.page.get_by_role("main").get_by_role("link", name=self.said(english), exact=True)

    def field(self, english: str) -> Locator:
        """The field with this label."""
        return self.page.get_by_label(self.said(english), exact=True)

    def open(self, path: str) -> None:
        """Go to a page of the console."""
        self.page.goto(f"{self.city.base}/console{path}")

    def screen(self, english: str) -> None:
        """Go to a screen by the menu."""
        if self.page.viewport_size["width"] < 1024:
            self.button("Menu").click()
        self.page.get_by_role("navigation").get_by_role("link", name=self.said(english), exact=True).click()


def join(page: Page, city: City, language: str, role: str = "admin") -> Desk:
    """From the operator's link to the first page: a password, a second factor, and the codes are kept."""
    desk = Desk(page, city, language, f"Alma {next(_colleagues)}")
    email = f"{desk.name.lower().replace(' ', '')}@city.example"
    asked = {"--name": desk.name, "--email": email, "--role": role, "--language": language}
    command = [sys.executable, "-m", "bot", "staff", "add", *(word for pair in asked.items() for word in pair)]
    added = subprocess.run(command, cwd=ROOT, env=city.environment, capture_output=True, text=True, check=True)
    page.goto(f"{city.base}/console/sign-in?language={language}")
    page.goto(city.base + re.search(r"/console/link/\w+", added.stdout)[0])
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    desk.button("Keep this password").click()
    _give_password(desk, email)
    page.locator("summary").click()
    desk.totp = pyotp.TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    page.locator("#code").fill(desk.totp.now())
    desk.button("Continue").click()
    expect(page.locator(".codes li")).to_have_count(10)
    desk.link("I have kept them").click()
    return desk


def come_back(desk: Desk) -> None:
    """Sign out, and in again with the password and the next code of the authenticator."""
    desk.open("/account")
    email = desk.page.locator("main").inner_text()
    email = re.search(r"[\w.]+@city\.example", email)[0]
    desk.button("Sign out").click()
    _give_password(desk, email)
    desk.page.locator("#code").fill(desk.totp.at(system_clock() + timedelta(seconds=30)))
    desk.button("Sign in").click()
    expect(desk.button("Sign out")).to_be_visible()


def _give_password(desk: Desk, email: str) -> None:
    desk.page.locator("#email").fill(email)
    desk.page.locator("#password").fill(PASSWORD)
    desk.button("Continue").click()


def phone_of(page: Page) -> Phone:
    """A phone of the simulator, open in this page, that nobody has written from yet."""
    number = next(_phones)
    page.evaluate("kept => localStorage.setItem('cabildo.phones', kept)", f'[["+150555501{number}", "es"]]')
    page.reload()
    return Phone(page, number)


def find_who_waits(desk: Desk, words: str) -> None:
    """See in the inbox that somebody waits who wrote these words, and open the conversation."""
    desk.screen("Inbox")
    line = desk.page.locator(".line--waits").filter(has_text=words)
    expect(line).to_be_visible(timeout=SOON_MS)
    line.get_by_role("link").first.click()
    expect(desk.page.locator(".said--resident").last).to_contain_text(words)


def take_over(desk: Desk) -> None:
    """The flows are silent from now on."""
    desk.button("Take over").click()
    expect(desk.button("Give back to the flow")).to_be_visible()


def reply(desk: Desk, phone: Phone, body: str) -> None:
    """Write to the resident, and see it arrive on the phone and go to "delivered" in the thread."""
    heard = phone.replies.count()
    desk.page.locator("#body").fill(body)
    desk.button("Send").click()
    expect(phone.replies).to_have_count(heard + 1, timeout=SOON_MS)
    assert body in phone.last_reply()
    expect(desk.page.locator(".said--staff").last).to_contain_text(body)


def read_thanks(desk: Desk, phone: Phone, body: str) -> None:
    """What the resident writes meanwhile appears by itself."""
    phone.send(body)
    expect(desk.page.locator(".said--resident").last).to_contain_text(body, timeout=SOON_MS)


def give_back(desk: Desk, phone: Phone) -> None:
    """The flows answer the next text."""
    desk.button("Give back to the flow").click()
    expect(desk.button("Take over")).to_be_visible()
    heard = phone.replies.count()
    phone.send("hay un bache en la calle")
    expect(phone.replies).to_have_count(heard + 1, timeout=SOON_MS)
