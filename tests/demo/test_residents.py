"""The demo's script: who texts when, and what each answers in the survey, the same every time."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo import office, survey
from bot.demo.residents import began_at, lasting, moments
from bot.simulator.rules import FIRST_PHONES, is_made_up

ZONE = ZoneInfo("America/Denver")
NOW = datetime(2026, 3, 25, 17, 0, tzinfo=UTC)


def test_sixty_residents_and_none_of_them_in_the_future() -> None:
    found = list(moments(NOW, ZONE))
    phones = {each.phone for each in found}
    assert len(phones) == 60 and all(is_made_up(phone) for phone in phones)
    assert phones.isdisjoint(phone for phone, _ in FIRST_PHONES)
    assert max(each.at for each in found) <= NOW
    assert min(each.at for each in found) >= NOW - timedelta(days=20)


@pytest.mark.parametrize("hour", range(24))
def test_it_fits_at_any_hour_of_the_day(hour: int) -> None:
    assert max(each.at for each in moments(NOW.replace(hour=hour), ZONE)) <= NOW.replace(hour=hour)


def test_a_moment_is_before_now_or_a_time_of_day_in_the_city() -> None:
    assert began_at("3h", NOW, ZONE) == NOW - timedelta(hours=3)
    assert began_at("9d 08:40", NOW, ZONE).astimezone(ZONE).strftime("%m-%d %H:%M") == "03-16 08:40"
    assert lasting("40m") == timedelta(minutes=40)
    with pytest.raises(ValueError, match="no length of time"):
        lasting("soon")


def test_the_survey_is_answered_the_same_every_time_and_by_most_to_the_end() -> None:
    people = office.listed()
    asked_at = NOW - timedelta(days=8)
    texts = list(survey.moments(people, asked_at, NOW))
    assert texts == list(survey.moments(people, asked_at, NOW))
    by_phone = Counter(each.phone for each in texts)
    assert 90 < len(by_phone) < len(people)
    assert sum(count >= 9 for count in by_phone.values()) > len(by_phone) * 0.7
    assert {"ENCUESTA", "SURVEY"} <= {each.does for each in texts}
