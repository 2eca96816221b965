"""The day ends: a survey is written in both languages and published, answers come from phones, and are taken away."""

from pathlib import Path

import pytest

from tests.browser import a_day, a_survey
from tests.browser.conftest import City, NewPage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize(("language", "width", "first"), [("en", 1280, 0), ("es", 390, 40)])
def test_a_survey_from_its_questions_to_its_results(
    new_page: NewPage, city: City, tmp_path: Path, language: str, width: int, first: int
) -> None:
    desk = a_day.join(new_page(language, width), city, language)
    word = {"en": f"PARK{first}", "es": f"PARQUE{first}"}
    title = {"en": f"Your park {first}", "es": f"Su parque {first}"}
    a_survey.write(desk, title, word)
    a_survey.publish(desk)
    street = new_page("es", 390)
    street.goto(f"{city.base}/simulator")
    a_survey.answer(
        a_day.phone_of(street),
        word["es"],
        "que pongan juegos para niños con sillas de ruedas",
    )
    a_survey.others_answer(city.base, word["es"], first)
    a_survey.watch_results(desk, title[language])
    taken = a_survey.take_away(desk, tmp_path / "answers.csv")
    assert "juegos para niños" in taken and "+1" not in taken
