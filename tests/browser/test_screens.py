"""Every public screen for everybody: the keyboard alone, a narrow phone, a screen reader's rules, both languages."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.phones import REPLY_WITHIN_MS, Phone, add_phone

OpenPage = Callable[..., Page]
each_screen = pytest.mark.parametrize("path", ["/", "/simulator"])
each_language = pytest.mark.parametrize("language", ["en", "es"])
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@each_screen
@each_language
def test_no_rule_of_accessibility_is_broken(open_page: OpenPage, path: str, language: str) -> None:
    page = open_page(path, language=language)
    if path == "/simulator":
        phone = Phone(page, 1)
        phone.ask("está muy oscuro 🙂")
        phone.replies.last.locator("summary").click()
    found = Axe().run(page, options=STANDARD)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]] == []


@each_screen
@each_language
def test_nothing_is_wider_than_a_small_phone(open_page: OpenPage, path: str, language: str) -> None:
    page = open_page(path, language=language, width=360, height=740)
    if path == "/simulator":
        Phone(page, 2).ask("a" * 200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page("/")

    def tab_to(text: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "((now) => (now.ariaLabel ?? now.closest('label')?.innerText ?? now.innerText ?? '').trim())"
                "(document.activeElement)"
            )
            if text in focused:
                return
        raise AssertionError(f"Tab never reaches {text!r}")

    tab_to("Skip to the content")
    tab_to("Try it on a phone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/simulator")
    tab_to("Your text from phone 2")
    phone = Phone(page, 2)
    before = phone.replies.count()
    page.keyboard.type("HELP")
    page.keyboard.press("Enter")
    expect(phone.replies).to_have_count(before + 1, timeout=REPLY_WITHIN_MS)
    tab_to("Send")
    tab_to("Deliver the last text again")
    page.keyboard.press("Enter")
    expect(phone.own.last).to_contain_text("Delivered 2 times")


def test_a_screen_reader_hears_what_arrives(open_page: OpenPage) -> None:
    page = open_page("/simulator")
    phone = add_phone(page)
    expect(phone.field).to_be_focused()
    said = phone.ask("there is a huge pothole on my street")
    expect(page.locator("#news[aria-live=polite]")).to_contain_text(said.splitlines()[0])


def test_phones_come_and_go(open_page: OpenPage) -> None:
    page = open_page("/simulator")
    expect(page.locator(".phone")).to_have_count(2)
    phone = add_phone(page)
    expect(page.locator(".phone")).to_have_count(3)
    phone.box.get_by_role("button", name="Remove phone").click()
    expect(page.locator(".phone")).to_have_count(2)
    expect(page.locator("#add")).to_be_focused()


@each_screen
def test_the_language_is_switched_and_remembered(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.reload()
    page.goto(page.url.partition("?")[0])
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("link", name="Español")).to_have_attribute("aria-current", "true")
