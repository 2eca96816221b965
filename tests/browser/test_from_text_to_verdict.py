"""From the text to the resident's own verdict, in real browsers with everything running, while two weeks go by."""

from collections.abc import Iterator

import pytest

from tests.browser import a_broadcast, a_concern, a_day
from tests.browser.a_concern import Words
from tests.browser.conftest import City, NewPage, running_city

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SPANISH = Words(
    "es", "hay un bache enorme y ya se poncho una troca", "Copper y la 3ra", "Copper Ave y 3rd St", "No", "Sí",
    told="Su reporte es", promised="La Ciudad lo va a hacer", begun="Ya empezaron los trabajos",
    asked="¿Ya no hay problema?", asked_again="dijimos que ya se hizo. ¿Sigue bien?",
    open_again="se abre otra vez", closed="Se cierra el reporte",
)  # fmt: skip
ENGLISH = Words(
    "en", "there is a huge pothole and it eats tires", "Copper and 9th", "Copper Ave & 9th St", "No", "Yes",
    told="Your report is", promised="The city will do it", begun="Work has begun",
    asked="Is it fixed?", asked_again="two weeks ago we said it was done. Is it still fixed?",
    open_again="is open again", closed="is closed",
)  # fmt: skip


@pytest.fixture(scope="module")
def calm_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of this story's own: its weeks go by for nobody else."""
    with running_city(tmp_path_factory.mktemp("calm")) as running:
        yield running


@pytest.mark.parametrize(("words", "language", "width"), [(SPANISH, "es", 390), (ENGLISH, "en", 1280)])
def test_the_resident_has_the_last_word(
    new_page: NewPage, calm_city: City, words: Words, language: str, width: int
) -> None:
    street = new_page(words.language, 390)
    street.goto(f"{calm_city.base}/simulator")
    phone = a_day.phone_of(street)
    a_broadcast.next_day(street)  # Into the city's open hours, whatever time it is.
    desk = a_day.join(new_page(language, width), calm_city, language)
    reference = a_concern.report(phone, words)
    ticket = a_concern.find_it_in_triage(desk, reference, words)
    a_concern.promise_a_day(desk, ticket, phone, reference, words)
    a_concern.do_the_work(desk, phone, reference, words)
    a_concern.two_weeks_go_by(phone, words)
    assert words.open_again in phone.ask(words.no)
    ticket = a_concern.find_it_not_fixed(desk, reference)
    a_concern.close_it_again(desk, ticket, phone, words)
    assert words.closed in phone.ask(words.yes)
    a_concern.see_it_confirmed(desk, reference)
