"""The day goes on: a text to the whole city takes two people, and its results are there while it is sent."""

import csv
from pathlib import Path

import pytest

from tests.browser import a_broadcast, a_day
from tests.browser.conftest import City, NewPage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
each_window = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390)])


@each_window
def test_a_broadcast_takes_two_people(
    new_page: NewPage, lived_in: City, tmp_path: Path, language: str, width: int
) -> None:
    street = new_page("es", 390)
    street.goto(f"{lived_in.base}/simulator")
    phone = a_day.phone_of(street)
    phone.ask("hola, buenas tardes, hay un bache muy grande en mi calle")
    a_broadcast.next_day(street)
    writer = a_day.join(new_page(language, width), lived_in, language)
    approver = a_day.join(new_page(language, width), lived_in, language, "coordinator")
    name = f"Library on Sundays {language}"
    a_broadcast.write(writer, name)
    a_broadcast.cannot_approve_it_alone(writer)
    a_broadcast.approve_and_start(approver, name)
    a_broadcast.arrives(phone, "es")
    a_broadcast.watch_it_end(approver, name)
    writer.page.reload()
    heads, *rows = csv.reader(a_broadcast.take_results_away(writer, tmp_path / "results.csv").splitlines())
    assert len(rows) == 2 and all(int(row[1]) > 0 for row in rows), heads
