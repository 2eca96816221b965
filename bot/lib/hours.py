"""Quiet hours in a time zone, right on the days the clocks change; it reads no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No texts from `starts` in the evening until `ends` in the morning, on Sundays until `ends_on_sunday`."""

    zone: ZoneInfo
    starts: time
    ends: time
    ends_on_sunday: time

    def opens_at(self, now: datetime) -> datetime:
        """The moment from which a text may leave: `now` itself, or when the quiet hours are over (aware, UTC kept)."""
        local = now.astimezone(self.zone)
        for days in range(3):
            day = local.date() + timedelta(days=days)
            opens, closes = self._at(day, self._end_on(day)), self._at(day, self.starts)
            if now < opens:
                return opens.astimezone(now.tzinfo)
            if now < closes:
                return now
        raise ValueError(f"quiet hours from {self.starts} to {self.ends} leave no time to send")

    def _end_on(self, day: date) -> time:
        return self.ends_on_sunday if day.weekday() == SUNDAY else self.ends

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone)
