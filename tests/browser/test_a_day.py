"""A whole day at the console with everything running, in real browsers: English on a laptop, Spanish on a phone."""

import pytest

from tests.browser import a_day
from tests.browser.conftest import City, NewPage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
each_window = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390)])


@each_window
def test_a_spanish_text_is_answered_taken_over_and_given_back(
    new_page: NewPage, city: City, language: str, width: int
) -> None:
    desk = a_day.join(new_page(language, width), city, language)
    a_day.come_back(desk)
    street = new_page("es", 390)
    street.goto(f"{city.base}/simulator")
    phone = a_day.phone_of(street)
    phone.ask("buenas tardes, se nos metio el agua a la casa")
    phone.ask("PERSONA")
    words = f"ya son {phone.index} cubetas de agua"
    phone.send(words)
    a_day.find_who_waits(desk, words)
    a_day.take_over(desk)
    a_day.reply(desk, phone, "Buenas tardes. En una hora va una cuadrilla a su casa.")
    a_day.read_thanks(desk, phone, "muchas gracias, aqui los espero")
    a_day.give_back(desk, phone)
