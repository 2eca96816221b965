"""Quiet hours in a time zone, right on the days the clocks change; it reads no clock, no file and no calendar."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SUNDAY = 6
LONGEST_CLOSED = timedelta(days=31)
"""How far ahead an open hour is looked for."""

BEFORE_CLOSING = timedelta(seconds=30)
"""What the carrier is given less than is left, for the way to the phone."""
LONGEST_VALIDITY = 36_000
"""Seconds; the most that Twilio's ValidityPeriod takes."""


class NeverOpen(ValueError):
    """No hour of the coming month is open; the message says why that can be."""


def no_day(_: date) -> bool:
    """The calendar of a city that is never closed."""
    return False


class Hours(Protocol):
    """When texts may leave that nobody has just asked for."""

    def opens_at(self, now: datetime) -> datetime:
        """`now` itself while open, else the next opening."""

    def closes_at(self, now: datetime) -> datetime:
        """The end of the open hours that `now` lies in, else of those that come next."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No texts from `starts` in the evening until `ends` in the morning, on Sundays until `ends_on_sunday`.

    `starts` is later in the day than the ends; who reads them from a file checks that. On days of which `closed_days`
    says True nothing leaves at all. Days are those of the zone. NeverOpen when a whole month is closed.
    """

    zone: ZoneInfo
    starts: time
    ends: time
    ends_on_sunday: time
    closed_days: Callable[[date], bool] = no_day

    def opens_at(self, now: datetime) -> datetime:
        """The moment from which a text may leave: `now` itself, or when the quiet hours are over (aware, zone kept)."""
        opens, _ = self._open_hours(now)
        return now if opens <= now else opens.astimezone(now.tzinfo)

    def closes_at(self, now: datetime) -> datetime:
        """When the quiet hours begin that follow `opens_at(now)`; a text should be on the phone by then."""
        return self._open_hours(now)[1].astimezone(now.tzinfo)

    def _open_hours(self, now: datetime) -> tuple[datetime, datetime]:
        """The open hours, in UTC, that `now` lies in or that come next."""
        today = now.astimezone(self.zone).date()
        for later in range(LONGEST_CLOSED.days):
            day = today + timedelta(days=later)
            closes = self._at(day, self.starts)
            if now < closes and not self.closed_days(day):
                return self._at(day, self.ends_on_sunday if day.weekday() == SUNDAY else self.ends), closes
        raise NeverOpen(f"every day from {today} on is a closed day: correct the closed days of city.yaml")

    def _at(self, day: date, at: time) -> datetime:
        """The clock's time on that day; never counted from midnight, which on some days is an hour off.

        In UTC: two times of one zone are compared by their clocks, and in autumn these show an hour twice.
        """
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class InBoth:
    """Open when both are; when they have no hour in common in a month, `one` holds alone."""

    one: Hours
    other: Hours

    def opens_at(self, now: datetime) -> datetime:
        """The first moment, from `now` on, at which both are open."""
        opens, _ = self._open_hours(now)
        return now if opens <= now else opens.astimezone(now.tzinfo)

    def closes_at(self, now: datetime) -> datetime:
        """When the first of the two closes after that."""
        return self._open_hours(now)[1].astimezone(now.tzinfo)

    def _open_hours(self, now: datetime) -> tuple[datetime, datetime]:
        now = opens = now.astimezone(UTC)
        while opens - now < LONGEST_CLOSED:
            later = max(self.one.opens_at(opens), self.other.opens_at(opens))
            if later == opens:
                return opens, min(self.one.closes_at(opens), self.other.closes_at(opens))
            opens = later
        return self.one.opens_at(now), self.one.closes_at(now)


def hours_of_contact(city: QuietHours, *, stated: ZoneInfo | None, guessed: ZoneInfo | None) -> Hours:
    """The hours that hold for a resident, by what they told us or, failing that, by what their number suggests.

    1. A zone that they stated is theirs: it holds alone.
    2. A zone guessed from the area code is a doubt, not a fact, because numbers move with people: both it and the
       city's must be open. Zones half a world apart may leave no hour; then the city's holds.
    3. Otherwise the city's holds.
    """
    if stated is not None:
        return replace(city, zone=stated)
    if guessed is None or guessed == city.zone:
        return city
    return InBoth(city, replace(city, zone=guessed))


def validity_seconds(now: datetime, closes_at: datetime) -> int:
    """How long the carrier may try to deliver a text that leaves now: until just before the quiet hours.

    From 1 to LONGEST_VALIDITY, for Twilio's ValidityPeriod; 0 when it is too late for today: wait for the next opening.
    """
    left = closes_at.astimezone(UTC) - now.astimezone(UTC) - BEFORE_CLOSING
    return max(0, min(LONGEST_VALIDITY, left // timedelta(seconds=1)))
