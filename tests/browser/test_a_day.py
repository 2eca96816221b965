"""A whole day at the console with everything running, in real browsers: English on a laptop, Spanish on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import a_day
from tests.browser.conftest import City, Watched, watch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
each_window = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390)])


@pytest.fixture
def new_page(browser: Browser) -> Iterator[object]:
    """Call it with a language and a width for a browser of somebody's own; what its pages may not do fails the test."""
    opened: list[Watched] = []

    def open_one(language: str, width: int) -> Page:
        context = browser.new_context(locale=language, viewport={"width": width, "height": 844})
        opened.append(Watched(context.new_page()))
        watch(opened[-1])
        opened[-1].page.set_default_timeout(a_day.SOON_MS)
        return opened[-1].page

    yield open_one
    faults = [fault for each in opened for fault in each.faults]
    for each in opened:
        each.page.context.close()
    assert faults == []


@each_window
def test_a_spanish_text_is_answered_taken_over_and_given_back(
    new_page: object, city: City, language: str, width: int
) -> None:
    desk = a_day.join(new_page(language, width), city, language)
    a_day.come_back(desk)
    street = new_page("es", 390)
    street.goto(f"{city.base}/simulator")
    phone = a_day.phone_of(street)
    phone.ask("buenas tardes, se nos metio el agua a la casa")
    phone.ask("PERSONA")
    a_day.find_who_waits(desk, "PERSONA")
    a_day.take_over(desk)
    a_day.reply(desk, phone, "Buenas tardes. En una hora va una cuadrilla a su casa.")
    a_day.read_thanks(desk, phone, "muchas gracias, aqui los espero")
    a_day.give_back(desk, phone)
