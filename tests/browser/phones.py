"""A phone of the simulator as a person uses it: find it, write, read what came; no test lives here."""

import re

from playwright.sync_api import Locator, Page, expect

REPLY_WITHIN_MS = 15_000


class Phone:
    """One phone on the page, by its number's last digits."""

    def __init__(self, page: Page, index: int) -> None:
        self.page, self.index = page, index
        self.box = page.get_by_role("region", name=re.compile(rf"^(Phone|Teléfono) {index}$"))
        self.field = self.box.get_by_role("textbox")

    @property
    def replies(self) -> Locator:
        return self.box.locator(".from-city")

    @property
    def own(self) -> Locator:
        return self.box.locator(".from-resident")

    def send(self, body: str) -> None:
        """Type and press Enter; nothing is awaited."""
        self.field.fill(body)
        self.field.press("Enter")

    def ask(self, body: str) -> str:
        """Send, and read the text that comes back."""
        before = self.replies.count()
        self.send(body)
        expect(self.replies).to_have_count(before + 1, timeout=REPLY_WITHIN_MS)
        return self.last_reply()

    def last_reply(self) -> str:
        return self.replies.last.locator(".body > :last-child").inner_text()

    def await_taken(self) -> None:
        """Until the city has had the last text's turn."""
        expect(self.own.last).to_have_attribute("data-status", "handled", timeout=REPLY_WITHIN_MS)


def add_phone(page: Page) -> Phone:
    """A phone that no test has written from: each test's residents are its own."""
    page.locator("#add").click()
    name = page.locator(".phone .name").last.inner_text()
    return Phone(page, int(name.split()[-1]))
