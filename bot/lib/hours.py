"""Quiet hours in a time zone, right on the days the clocks change; it reads no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No texts from `starts` in the evening until `ends` in the morning, on Sundays until `ends_on_sunday`.

    `starts` is later in the day than the ends; who reads them from a file checks that.
    """

    zone: ZoneInfo
    starts: time
    ends: time
    ends_on_sunday: time

    def opens_at(self, now: datetime) -> datetime:
        """The moment from which a text may leave: `now` itself, or when the quiet hours are over (aware, UTC kept)."""
        local = now.astimezone(self.zone)
        opens, closes = self._at(local.date(), self._end_on(local.date())), self._at(local.date(), self.starts)
        if now >= closes:
            tomorrow = local.date() + timedelta(days=1)
            opens = self._at(tomorrow, self._end_on(tomorrow))
        return now if opens <= now < closes else opens.astimezone(now.tzinfo)

    def _end_on(self, day: date) -> time:
        return self.ends_on_sunday if day.weekday() == SUNDAY else self.ends

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone)
