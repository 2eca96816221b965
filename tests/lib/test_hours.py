"""Quiet hours and closed days in a resident's zone, and how long the carrier may try before the next ones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.lib.closed_days import UnknownCalendar, closed_days
from bot.lib.hours import Hours, InBoth, NeverOpen, QuietHours, hours_of_contact, validity_seconds
from bot.lib.zones import area_codes, zone_of_number

ZONES = ["America/Denver", "America/New_York", "America/Phoenix", "America/St_Johns", "Australia/Lord_Howe"]
HALF = timedelta(minutes=30)


def hours(zone: str, ends: str = "09:00") -> QuietHours:
    return QuietHours(ZoneInfo(zone), time(20), time.fromisoformat(ends), time(12))


def is_open(rule: QuietHours, now: datetime) -> bool:
    """By the clock on the wall, the plainest way to say it."""
    local = now.astimezone(rule.zone)
    return (rule.ends_on_sunday if local.weekday() == 6 else rule.ends) <= local.time() < rule.starts


@pytest.mark.parametrize("zone", ZONES)
def test_a_text_leaves_at_the_first_open_moment_of_every_half_hour_of_a_year(zone: str) -> None:
    rule = hours(zone)
    now = datetime(2029, 1, 3, tzinfo=UTC)
    leaves = next(now + HALF * step for step in range(48) if is_open(rule, now + HALF * step))
    for _ in range(368 * 48):
        now -= HALF
        leaves = now if is_open(rule, now) else leaves
        assert rule.opens_at(now) == leaves, now


@pytest.mark.parametrize(
    ("zone", "day", "opens"),
    [
        ("America/Denver", date(2028, 3, 12), "2028-03-12T18:00"),
        ("America/Denver", date(2028, 3, 13), "2028-03-13T15:00"),
        ("America/Denver", date(2028, 11, 5), "2028-11-05T19:00"),
        ("America/Denver", date(2028, 11, 6), "2028-11-06T16:00"),
        ("America/Phoenix", date(2028, 3, 12), "2028-03-12T19:00"),
    ],
)  # fmt: skip
def test_the_days_the_clocks_change(zone: str, day: date, opens: str) -> None:
    night = datetime.combine(day, time(0, 30), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert hours(zone).opens_at(night) == datetime.fromisoformat(opens).replace(tzinfo=UTC)


def test_the_answer_keeps_the_zone_of_the_question_and_its_seconds() -> None:
    now = datetime(2028, 6, 1, 18, 0, 1, 5, tzinfo=UTC)
    assert hours("America/Denver").opens_at(now) == now
    assert hours("America/Denver").opens_at(now.replace(hour=6)).tzinfo is UTC


DENVER, NEW_YORK, GUAM = ZoneInfo("America/Denver"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Guam")


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_a_time_in_the_zone_itself_is_no_other_moment() -> None:
    """Two times of one zone are compared by their clocks, which show an hour twice on the day of 25 hours."""
    rule = QuietHours(DENVER, time(20), time(1, 30), time(1, 30))
    first, again = utc("2028-11-05T07:15"), utc("2028-11-05T08:15")  # 1:15 twice
    assert rule.opens_at(first.astimezone(DENVER)).astimezone(UTC) == utc("2028-11-05T07:30")
    assert rule.opens_at(again.astimezone(DENVER)).astimezone(UTC) == again


# The end of the open hours.


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        ("2028-06-01T18:00", "2028-06-02T02:00"),  # in the open: this evening, eight in Denver
        ("2028-06-01T08:00", "2028-06-02T02:00"),  # in the night: the evening of the day that comes
        ("2028-06-02T02:00", "2028-06-03T02:00"),  # as it closes: the next evening
        ("2028-03-12T01:00", "2028-03-12T03:00"),  # the evening before the clocks change
        ("2028-03-12T20:00", "2028-03-13T02:00"),  # and the evening after
    ],
)
def test_it_closes_in_the_evening(now: str, closes: str) -> None:
    assert hours("America/Denver").closes_at(utc(now)) == utc(closes)


@pytest.mark.parametrize(
    ("hour", "seconds", "validity"),
    [(11, 0, 36_000), (10, 30, 36_000), (10, 29, 35_999), (0, 31.9, 1), (0, 30.9, 0), (0, 10, 0)],
)  # fmt: skip
def test_the_carrier_tries_until_just_before_the_quiet_hours(hour: int, seconds: float, validity: int) -> None:
    closes = hours("America/Denver", "07:00").closes_at(utc("2028-06-01T15:00"))
    now = closes - timedelta(hours=hour, seconds=seconds)
    assert validity_seconds(now, closes) == validity
    assert validity_seconds(now, closes.astimezone(DENVER)) == validity


# Closed days.


def test_a_closed_day_is_one_of_the_zone_and_skipped_whole() -> None:
    fourth = closed_days(own=[date(2028, 7, 4), date(2028, 7, 5)])
    rule = QuietHours(DENVER, time(20), time(9), time(12), fourth)
    evening = utc("2028-07-04T01:00")  # the third of July in Denver
    assert rule.opens_at(evening) == evening
    assert rule.opens_at(utc("2028-07-04T18:00")) == utc("2028-07-06T15:00")
    assert rule.closes_at(utc("2028-07-04T18:00")) == utc("2028-07-07T02:00")


def test_a_city_that_is_always_closed_is_told() -> None:
    rule = QuietHours(DENVER, time(20), time(9), time(12), lambda _: True)
    with pytest.raises(NeverOpen, match="every day from 2028-06-01 on is a closed day"):
        rule.opens_at(utc("2028-06-01T18:00"))


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2028, 7, 4), True),
        (date(2028, 11, 10), True),  # Veterans Day, a Saturday, is kept on the Friday
        (date(2028, 11, 11), True),
        (date(2028, 11, 23), True),
        (date(2028, 11, 24), True),  # Presidents' Day, kept by New Mexico after Thanksgiving
        (date(2028, 7, 5), False),
        (date(2028, 12, 24), True),  # the city's own
    ],
)
def test_holidays_of_a_state_and_of_the_city(day: date, closed: bool) -> None:
    assert closed_days("US-NM", [date(2028, 12, 24)])(day) is closed


def test_without_a_calendar_only_the_citys_own_days_are_closed() -> None:
    assert not closed_days()(date(2028, 7, 4))
    assert not closed_days("US")(date(2028, 11, 24))


@pytest.mark.parametrize("calendar", ["us", "US-XX", "Atlantis"])
def test_a_calendar_that_nobody_knows_is_refused(calendar: str) -> None:
    with pytest.raises(UnknownCalendar, match="US-NM"):
        closed_days(calendar)


# Whose zone.


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+15055550100", "America/Denver"), ("+16025550100", "America/Phoenix"), ("+19155550100", "America/Denver"),
        ("+12125550100", "America/New_York"), ("+17875550100", "America/Puerto_Rico"),
        ("+12085550100", None),  # Idaho has two
        ("+18005550100", None), ("+15005550006", None), ("+19995550100", None),
        ("+525555550100", None), ("+1", None), ("72345", None), ("", None),
    ],
)  # fmt: skip
def test_an_area_code_suggests_a_zone(number: str, zone: str | None) -> None:
    assert zone_of_number(number) == (zone and ZoneInfo(zone))


def test_every_zone_of_the_table_exists_and_every_code_is_one() -> None:
    assert len(area_codes()) > 400
    assert all(ZoneInfo(zone) for zone in set(area_codes().values()))
    assert all(len(code) == 3 and code.isdigit() and code[0] >= "2" for code in area_codes())


CITY = QuietHours(DENVER, time(20), time(9), time(12))


@pytest.mark.parametrize(
    ("stated", "guessed", "opens", "closes"),
    [
        (None, None, "15:00", "02:00"),
        (None, DENVER, "15:00", "02:00"),
        (NEW_YORK, None, "13:00", "00:00"),
        (NEW_YORK, GUAM, "13:00", "00:00"),  # what they say counts, not what their number suggests
        (None, NEW_YORK, "15:00", "00:00"),  # nine in Denver until eight in New York
        (None, GUAM, "23:00", "02:00"),      # nine in Guam until eight in Denver
    ],
)  # fmt: skip
def test_the_hours_of_a_resident(stated: ZoneInfo | None, guessed: ZoneInfo | None, opens: str, closes: str) -> None:
    rule: Hours = hours_of_contact(CITY, stated=stated, guessed=guessed)
    now = utc("2028-06-06T10:00")
    first, last = utc(f"2028-06-06T{opens}"), utc(f"2028-06-07T{closes}")
    assert rule.opens_at(now) == first
    assert rule.opens_at(first) == first
    assert rule.closes_at(now) == rule.closes_at(first) == last
    assert rule.opens_at(last) > last


def test_a_resident_of_another_zone_keeps_the_citys_closed_days() -> None:
    closed = QuietHours(DENVER, time(20), time(9), time(12), closed_days(own=[date(2028, 6, 6)]))
    for rule in (
        hours_of_contact(closed, stated=NEW_YORK, guessed=None), hours_of_contact(closed, stated=None, guessed=NEW_YORK)
    ):  # fmt: skip
        assert rule.opens_at(utc("2028-06-06T10:00")).date() == date(2028, 6, 7)


def test_zones_without_an_hour_in_common_leave_the_citys() -> None:
    office = QuietHours(NEW_YORK, time(17), time(10), time(12))
    rule = hours_of_contact(office, stated=None, guessed=GUAM)
    assert isinstance(rule, InBoth)
    now = utc("2028-06-06T03:00")
    assert rule.opens_at(now) == office.opens_at(now) == utc("2028-06-06T14:00")
    assert rule.closes_at(now) == utc("2028-06-06T21:00")
