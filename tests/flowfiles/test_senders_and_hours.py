"""How fast, how much and when a city texts, as city.yaml says it, and what is wrong with saying it wrongly."""

from datetime import UTC, date, datetime

import holidays
import pytest

from bot.flowfiles.city import STATES, Sender
from bot.flowfiles.library import load
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.quiet import quiet_hours
from tests.flowfiles.written import CITY, Written

HOURS = 'quiet_hours: {from: "21:00", to: "09:00", sunday_to: "12:00"'
ADDRESS = '  - address: "+15055550100"\n'


def test_without_a_word_the_slowest_rate_no_cap_no_holidays_and_eight_texts_a_month(city: Written) -> None:
    city.write()
    read = load(city.flows, city.translations).city
    assert read.senders == (Sender("+15055550100"),)
    assert (read.daily_caps, read.most_texts_a_month) == ({}, 8)
    assert (read.quiet_hours.holidays, read.quiet_hours.closed) == ("", ())


def test_senders_caps_and_closed_days(city: Written) -> None:
    senders = f"{ADDRESS}    kind: toll_free\n    rate: 3.75\n    brand: parks\ndaily_caps: {{parks: 2000}}\n"
    hours = f"{HOURS}, holidays: US-NM, closed: [2026-05-12, '2026-12-24']"
    city.files["city.yaml"] = CITY.replace(ADDRESS, senders).replace(HOURS, hours) + "most_texts_a_month: 4\n"
    city.write()
    library = load(city.flows, city.translations)
    assert library.city.senders == (Sender("+15055550100", None, "toll_free", 3.75, "parks"),)
    assert (library.city.daily_caps, library.city.most_texts_a_month) == ({"parks": 2000}, 4)
    assert library.city.quiet_hours.closed == (date(2026, 5, 12), date(2026, 12, 24))
    quiet = quiet_hours(library)
    assert [quiet.closed_days(date(2026, 5, day)) for day in (11, 12, 13, 25)] == [False, True, False, True]
    assert quiet.opens_at(datetime(2026, 5, 12, 18, tzinfo=UTC)) == datetime(2026, 5, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "written", "says"),
    [
        (ADDRESS, f"{ADDRESS}    kind: satellite\n", "long_code"),
        (ADDRESS, f"{ADDRESS}    rate: fast\n", "a rate above 0"),
        (ADDRESS, f"{ADDRESS}    rate: 0\n", "a rate above 0"),
        (ADDRESS, f"{ADDRESS}    rate: nan\n", "a rate above 0"),
        (ADDRESS, f"{ADDRESS}    brand: parks\n", "the brand parks has no daily cap"),
        (HOURS, f"{HOURS}, holidays: NM", "no holidays are known"),
        (HOURS, f"{HOURS}, holidays: US-XX", "no holidays are known"),
        (HOURS, f"{HOURS}, closed: [Christmas]", "a date is expected here"),
        (HOURS, f"{HOURS}, closed: [{', '.join(f'2026-12-{day:02d}' for day in range(1, 32))}]", "hardly a day"),
        ("retention_days", "most_texts_a_month: 0\nretention_days", "most_texts_a_month"),
        ("retention_days", "daily_caps: {parks: 0}\nretention_days", "it must be 1 or more"),
    ],
)
def test_what_is_written_wrongly_is_told(city: Written, found: str, written: str, says: str) -> None:
    city.files["city.yaml"] = CITY.replace(found, written)
    city.write()
    with pytest.raises(FlowErrors) as refused:
        load(city.flows, city.translations)
    (problem,) = refused.value.problems
    assert says in str(problem) and problem.remedy


def test_the_states_are_those_whose_holidays_are_known() -> None:
    assert set(STATES.split()) == set(holidays.country_holidays("US").subdivisions)
