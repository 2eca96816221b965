"""The console's door and its own pages in a real browser: both languages, a phone and a laptop, nobody shut out."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import City, Watched, watch
from tests.browser.staff_walk import Walk

STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
REFUSED = re.compile(r"status of (404|422)")
"""What a browser says of a form that was not taken, and of the page that is not there: the walk means both."""


@pytest.fixture(params=[390, 1280])
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page as wide as a phone or a laptop; what it may not do is the test's fault at the end."""
    context = browser.new_context(viewport={"width": request.param, "height": 844}, locale="en")
    opened = Watched(context.new_page())
    watch(opened)
    opened.page.set_default_timeout(15_000)
    yield opened
    context.close()
    assert [fault for fault in opened.faults if not REFUSED.search(fault)] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_new_administrator_from_the_link_to_the_audit_log(watched: Watched, city: City, language: str) -> None:
    seen, width = [], watched.page.viewport_size["width"]

    def look(page: Page, name: str) -> None:
        found = Axe().run(page, options=STANDARD).response["violations"]
        assert [(name, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("html").get_attribute("lang") == language
        seen.append(name)

    watched.page.goto(f"{city.base}/console/sign-in?language={language}")
    Walk(watched.page, city, language, width, look).go()
    assert len(seen) == 13
