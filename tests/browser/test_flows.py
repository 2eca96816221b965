"""Flows and concerns in a real browser: the phone beside a flow, words checked while they are written, every page."""

import re

import pytest
from playwright.sync_api import expect

from bot.flowfiles.rewording import text_id
from tests.browser.test_desk import WITHIN_MS, OpenPage, broken_rules, each_language, each_window, fits, open_desk

__all__ = ["open_desk"]

BUILT_WITHIN_MS = 30_000

WORDS = f"/console/flows/report/words/{text_id('report', 'What is the problem? Tell us in your own words.')}"


@each_window
@each_language
@pytest.mark.parametrize(
    "path",
    ["/console/flows", "/console/flows/report", "/console/flows/report/conversation", "/console/flows/report/try",
     WORDS, "/console/flows/draft", "/console/flows/releases", "/console/concerns?status="],
)  # fmt: skip
def test_every_page_is_for_everybody(open_desk: OpenPage, path: str, language: str, width: int, height: int) -> None:
    page = open_desk(path, language=language, width=width, height=height)
    expect(page.locator("h1")).to_be_visible()
    assert broken_rules(page) == [] and fits(page)


@each_window
def test_a_flow_is_tried_on_the_phone_beside_it(open_desk: OpenPage, width: int, height: int) -> None:
    page = open_desk("/console/flows/report/conversation", width=width, height=height)
    phone = page.locator("#phone")
    phone.get_by_role("button", name="Español").click()
    # The first who tries in a process waits until its town is built.
    expect(phone.locator(".said--theirs")).to_contain_text("Texto de la Ciudad", timeout=BUILT_WITHIN_MS)
    phone.get_by_label("Text as a resident").fill("hay un bache enorme en la calle")
    page.keyboard.press("Enter")
    expect(phone.locator(".said--mine")).to_have_count(2, timeout=WITHIN_MS)
    expect(phone.get_by_label("Text as a resident")).to_be_focused()
    expect(phone.locator(".said--why").last).to_contain_text("Español")
    assert broken_rules(page) == [] and fits(page)


def test_words_are_checked_while_they_are_written(open_desk: OpenPage) -> None:
    page = open_desk(WORDS)
    page.get_by_label("Español").fill("¿Qué pasó {aqui}?")
    expect(page.locator("#check")).to_contain_text("The names in braces differ.", timeout=WITHIN_MS)
    page.get_by_label("Español").fill("¿Qué pasa? Diga con sus palabras.")
    expect(page.locator("#check")).to_contain_text("The check finds nothing to mend.", timeout=WITHIN_MS)
    assert broken_rules(page) == []
    page.get_by_role("button", name="Keep it in the draft").click()
    expect(page.locator("main")).to_contain_text("Kept in the draft.")
    page.goto(re.sub(r"/console/.*", "/console/flows/draft", page.url))
    expect(page.locator("ins")).to_have_text("¿Qué pasa? Diga con sus palabras.")
    assert broken_rules(page) == []
