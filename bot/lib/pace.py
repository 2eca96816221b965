"""How fast a sender may text: rates, daily caps and the arithmetic of both; it knows no Redis, no clock and no carrier.

docs/internals/pace.md explains the terms with a worked example. Times are microseconds. pace.lua does the same sums for
all workers at once; a test holds the two together.
1. A sender has one moment, `free`: when everything granted so far will have left at its rate.
2. A text leaves at `free`, or now if that is past, and moves `free` on by what it costs. Being late is made up for,
   CREDIT at most; being idle is not.
3. It is granted when it leaves within AHEAD; an answer may leave up to OVERTAKE before its turn.
4. Whatever has to wait is told a moment of its own at the end of its line, a little EARLY: nobody asks in vain.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = 1_000_000
"""In microseconds, as all times of the arithmetic."""

CREDIT = SECOND // 2
"""Lateness that is made up for, so that a worker half a second late costs no pace; 0.8 percent of a minute."""
AHEAD = 2 * SECOND
"""How far ahead a moment is granted; whoever holds the grant waits for it."""
EARLY = 1 * SECOND
"""How long before their turn waiting texts come back, so that a slow queue leaves no gap."""
OVERTAKE = 10 * SECOND
"""How far an answer may overtake what was granted before it; it is paid back by what waits."""
FORGOTTEN = 5 * SECOND
"""A sender idle for so long has nobody waiting who still comes: a broadcast was stopped, or the night has begun."""
KEPT_FOR_ANSWERS = 0.1
"""The part of a daily cap that broadcasts leave to answers."""
SLOWEST = timedelta(seconds=30)
"""Without Redis, a worker leaves at most so long between two texts, however many workers are expected."""

SEGMENTS_PER_SECOND = {"long_code": 1.0, "toll_free": 3.0, "short_code": 100.0}
"""What Twilio sends per second and sender, by its kind: www.twilio.com/docs/api/errors/30001, help 4411046744987."""
CARRIERS_ZONE = ZoneInfo("America/Los_Angeles")
"""T-Mobile's day, whose caps are the only daily ones in the United States, ends at midnight Pacific time."""


@dataclass(frozen=True, slots=True)
class Cap:
    """Segments a day over all senders that name the same cap, such as a brand's; the day is that of `zone`."""

    name: str
    segments: int
    zone: ZoneInfo = CARRIERS_ZONE

    @property
    def for_broadcasts(self) -> int:
        """What broadcasts may bring the day's count to; the rest is for answers."""
        return self.segments - math.ceil(self.segments * KEPT_FOR_ANSWERS)

    def day(self, now: datetime) -> date:
        """The carrier's date."""
        return now.astimezone(self.zone).date()

    def resets_at(self, now: datetime) -> datetime:
        """The carrier's next midnight, in the zone of `now`; right on days of 23 and 25 hours."""
        tomorrow = self.day(now) + timedelta(days=1)
        return datetime.combine(tomorrow, time(), tzinfo=self.zone).astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one sender may send: segments per second, more than 0, and the cap that it counts towards."""

    segments_per_second: float
    cap: Cap | None = None


DEFAULT_RATE = Rate(SEGMENTS_PER_SECOND["long_code"])
"""For a sender nobody has told us about: the slowest kind there is."""


def together(rates: Mapping[str, Rate]) -> Rate:
    """The rate of a messaging service that chooses among these senders itself; the cap is the smallest of theirs."""
    caps = [rate.cap for rate in rates.values() if rate.cap]
    total = sum(rate.segments_per_second for rate in rates.values())
    return Rate(total, min(caps, key=lambda cap: cap.segments, default=None))


@dataclass(frozen=True, slots=True)
class Request:
    """A text that wants to leave: its parts, and whether it answers somebody who has just written."""

    segments: int
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """It is paid for and leaves at this moment: at once, or at most AHEAD from now. Nobody need ask again."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing is paid; ask again then. `why` is pace, throttled or daily cap."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a sender stands: how long what was granted keeps it busy, how long the carrier has it rest, and the day's
    count of its cap with what that cap is; 0 and 0 without one."""

    busy_for: timedelta
    rests_for: timedelta
    sent: int = 0
    most: int = 0


PACE, THROTTLED, DAILY_CAP = "pace", "throttled", "daily cap"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the arithmetic is done with: `cap` is what broadcasts may bring the day's count to, -1 without one.

    The other two are for a worker without Redis. `slowest` is the most that one text may cost, in microseconds; 0 when
    it costs what it costs. Each text is counted for so many workers: `counted`.
    """

    rate: float
    cap: int = -1
    slowest: int = 0
    counted: int = 1

    def cost(self, segments: int) -> int:
        """How long the sender is busy with so many segments."""
        costs = math.floor(segments * SECOND / self.rate + 0.5)
        return min(costs, self.slowest) if self.slowest else costs


@dataclass(frozen=True, slots=True)
class Line:
    """What is remembered of a sender. `broadcasts` and `answers` are the ends of the two lines of those who wait."""

    free: int | None = None
    closed: int = 0
    broadcasts: int = 0
    answers: int = 0
    sent: int = 0


Place = tuple[str, int]
"""`granted`, or why not, and the microseconds from now."""
GRANTED = "granted"


def close(line: Line, until: int) -> Line:
    """Nothing leaves before `until`: the carrier has asked for it."""
    closed = max(line.closed, until)
    return replace(line, closed=closed, free=max(line.free or 0, closed))


def serve(line: Line, terms: Terms, requests: Sequence[Request], now: int) -> tuple[Line, list[Place]]:
    """What becomes of these texts, and of the sender."""
    free, ends = line.free, [line.broadcasts, line.answers]
    if free is None or free < now - FORGOTTEN:
        free, ends = now, [0, 0]
    sent, places = line.sent, list[Place]()
    for request in requests:
        starts = max(free, now - CREDIT)
        leaves = max(now, line.closed, starts - OVERTAKE * request.answers)
        cost = terms.cost(request.segments)
        if not request.answers and 0 <= terms.cap < sent + request.segments * terms.counted:
            places.append((DAILY_CAP, 0))
        elif leaves <= now + AHEAD:
            free = starts + cost
            sent += request.segments * terms.counted
            places.append((GRANTED, leaves - now))
        else:
            turn = max(ends[request.answers], leaves)
            ends[request.answers] = turn + cost
            places.append((THROTTLED if line.closed > now else PACE, turn - EARLY - now))
    return Line(free, line.closed, ends[0], ends[1], sent), places
