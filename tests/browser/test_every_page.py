"""Every page of the console that there is, in the demo city: for everybody, in both languages, narrow and wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import City
from tests.browser.every_page import LANGUAGES, Address, Console, Walk, faults_of, untranslated_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def console(lived_in: City) -> Iterator[Console]:
    with Console(lived_in) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everybody(browser: Browser, console: Console, language: str) -> None:
    def look(page: Page, address: Address, width: int) -> Iterator[str]:
        yield from faults_of(page, language, width)
        if language == "es" and width == 1280 and (english := untranslated_on(page)):
            yield f"it says in English: {english}"

    walk = Walk(console, language, []).go(browser, look)
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.seen >= 17
