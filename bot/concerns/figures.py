"""What became of concerns, counted: first human reply, promises, fixes that residents confirm, duplicates; pure.

- The first reply is the first thing that a person of the city did with it and the resident was told. Its median is that
  of Kaplan and Meier: who still waits counts with the time they have waited.
- A promise is the first day that the resident was told. It is kept when the city was done by then, whatever day was
  named afterwards; late when it was done after it; broken while that day is over and nothing is done.
- A fix is confirmed when the resident says so, which is asked of whatever the city calls done.
- How often the same is reported is duplicates by incidents' days (Liu, Bhandaram and Garg, 2024): residents who said
  "me too" after the first report, while it was open and OBSERVED days at most, by the sum of those days. A report that
  staff said is the same as an older one is a duplicate of that, and no incident of its own.

Waits are counted in whole minutes; from four hours on they are cut by less than a hundredth, so that the waits of any
number of reports are few numbers, which can be kept and counted on from.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.concerns.life import CLOSED, Status

PERIODS: Mapping[str, int] = {"90": 90, "365": 365}
"""Days of reports that figures are made of, by name."""
TARGET, ALARM = 1.0, 1.25
"""How many times as long as the city's own language another one should wait, and from which on it is too long."""
OBSERVED = timedelta(days=30)
REPLIES = frozenset({"assign", "answer", "begin", "finish", "hand_over"})
NOT_PEOPLE = frozenset({"routing", "resident", "clock"})
KEPT, LATE, BROKEN, TO_COME = "kept", "late", "broken", "to_come"
CONFIRMED, NOT_FIXED, UNSAID = "confirmed", "not_fixed", "unsaid"
BY = ("all", "language", "department", "area")
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
AN_HOUR = timedelta(hours=1)
EXACT_BITS = 8
"""Of a wait so many leading bits are kept."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A concern, as figures see it; nobody's words, nobody's name.

    `again_at` is when each other resident told of the same; `is_same` that it goes on as an older one.
    """

    department: str
    area: str
    language: str
    created_at: datetime
    again_at: Sequence[datetime] = ()
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """One change of a concern."""

    act: str
    status: str
    by: str
    at: datetime
    promised_on: date | None = None

    @property
    def is_reply(self) -> bool:
        """Whether a person did it, and the resident was told."""
        return self.act in REPLIES and self.by not in NOT_PEOPLE


@dataclass(frozen=True, slots=True)
class Fact:
    """What became of one concern. `minutes` is the time to the first reply, or the time waited when there is none;
    `duplicates` who told of the same in the days in which that is observed."""

    minutes: int
    is_replied: bool
    promise: str = ""
    verdict: str = ""
    duplicates: int = 0
    observed_days: float = 0.0


def fact(of: Reported, did: Sequence[Did], zone: ZoneInfo, now: datetime) -> Fact:
    """What became of it, from everything that was done with it in order."""
    closed = next((each for each in did if each.status in CLOSED), None)
    reply = next((each for each in did if each.is_reply), None)
    ended = closed.at if closed else now
    waited = (reply.at if reply else ended) - of.created_at
    again, observed = _observed(of, ended)
    return Fact(
        max(waited // A_MINUTE, 0), reply is not None, _promise(did, zone, now), _verdict(did), again, observed / A_DAY
    )


def _observed(of: Reported, ended: datetime) -> tuple[int, timedelta]:
    """How many told of the same while that is observed, and how long it is."""
    if of.is_same:
        return 0, timedelta()
    observed = min(max(ended - of.created_at, AN_HOUR), OBSERVED)
    return sum(of.created_at <= each <= of.created_at + observed for each in of.again_at), observed


def _promise(did: Sequence[Did], zone: ZoneInfo, now: datetime) -> str:
    made = next((number for number, each in enumerate(did) if each.promised_on), None)
    if made is None:
        return ""
    day = did[made].promised_on
    done = next((each for each in did[made:] if each.status in CLOSED), None)
    assert day is not None  # noqa: S101  for the types: it was looked for two lines ago
    if done is not None:
        return KEPT if done.at.astimezone(zone).date() <= day else LATE
    return BROKEN if now.astimezone(zone).date() > day else TO_COME


def _verdict(did: Sequence[Did]) -> str:
    """What the resident said last of what the city called done; empty when it never did."""
    finished = next((number for number, each in enumerate(did) if each.status == Status.DONE), None)
    if finished is None:
        return ""
    said = [each.act for each in did[finished:] if each.by == "resident" and each.act in ("confirm", "reopen")]
    return (CONFIRMED if said[-1] == "confirm" else NOT_FIXED) if said else UNSAID


@dataclass(slots=True)
class Group:
    """What became of some concerns together."""

    reports: int = 0
    replied: int = 0
    promises: dict[str, int] = field(default_factory=lambda: dict.fromkeys((KEPT, LATE, BROKEN, TO_COME), 0))
    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((CONFIRMED, NOT_FIXED, UNSAID), 0))
    duplicates: int = 0
    observed_days: float = 0.0
    median_minutes: float | None = None

    @property
    def rate(self) -> float:
        """Duplicates of an incident in a day."""
        return self.duplicates / self.observed_days if self.observed_days else 0.0


def coarse(minutes: int) -> int:
    """The minutes of a wait as they are counted."""
    cut = max(minutes.bit_length() - EXACT_BITS, 0)
    return minutes >> cut << cut


Waits = Counter[int]
"""How many waited so many minutes."""


@dataclass(slots=True)
class _Waits:
    replied: Waits = field(default_factory=Counter)
    waiting: Waits = field(default_factory=Counter)


class Tally:
    """Facts counted together and by language, department and area; it can be put aside and counted on from."""

    def __init__(self) -> None:
        self._groups: dict[str, defaultdict[str, Group]] = {by: defaultdict(Group) for by in BY}
        self._waits: dict[str, defaultdict[str, _Waits]] = {by: defaultdict(_Waits) for by in BY}
        self.crossed: defaultdict[tuple[str, str], int] = defaultdict(int)
        """Reports by department and area."""

    def add(self, of: Reported, what: Fact) -> None:
        """Count one concern."""
        self.crossed[of.department, of.area] += 1
        minutes = coarse(what.minutes)
        for by, value in (("all", ""), ("language", of.language), ("department", of.department), ("area", of.area)):
            group, waits = self._groups[by][value], self._waits[by][value]
            group.reports += 1
            group.replied += what.is_replied
            group.duplicates += what.duplicates
            group.observed_days += what.observed_days
            if what.promise:
                group.promises[what.promise] += 1
            if what.verdict:
                group.verdicts[what.verdict] += 1
            (waits.replied if what.is_replied else waits.waiting)[minutes] += 1

    def groups(self) -> dict[str, dict[str, Group]]:
        """By each of BY, and each of its values, what became of them."""
        for by, groups in self._groups.items():
            for value, group in groups.items():
                waits = self._waits[by][value]
                group.median_minutes = median_wait(waits.replied, waits.waiting)
        return {by: dict(groups) for by, groups in self._groups.items()}

    def told(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "crossed": [[*key, count] for key, count in self.crossed.items()],
            "groups": [[by, value, asdict(group)] for by, groups in self._groups.items()
                       for value, group in groups.items()],
            "waits": [[by, value, _flat(each.replied), _flat(each.waiting)]
                      for by, waits in self._waits.items() for value, each in waits.items()],
        }  # fmt: skip

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The tally that these plain values are."""
        made = cls()
        for department, area, count in told["crossed"]:
            made.crossed[department, area] = count
        for by, value, group in told["groups"]:
            made._groups[by][value] = Group(**group)
        for by, value, replied, waiting in told["waits"]:
            made._waits[by][value] = _Waits(_counted(replied), _counted(waiting))
        return made


def _flat(waits: Waits) -> list[int]:
    """Minutes and how many, one after the other: a list is read faster than lists in a list."""
    return [*chain.from_iterable(waits.items())]


def _counted(flat: Sequence[int]) -> Waits:
    return Counter(dict(zip(flat[::2], flat[1::2], strict=True)))


def median_wait(replied: Mapping[int, int], waiting: Mapping[int, int]) -> float | None:
    """The time within which half have a reply, who still wait counted with what they waited (Kaplan and Meier, 1958).

    Both are how many waited so many minutes. None when fewer than half have a reply.
    """
    left, surviving = sum(replied.values()) + sum(waiting.values()), 1.0
    for minutes in sorted({*replied, *waiting}):
        if some := replied.get(minutes, 0):
            surviving *= (left - some) / left
            if surviving <= 0.5 + 1e-12:
                return float(minutes)
        left -= some + waiting.get(minutes, 0)
    return None


def ratios(medians: Mapping[str, float | None], default: str) -> dict[str, float]:
    """How many times as long as the city's own language each other one waits."""
    base = medians.get(default)
    return {each: found / base for each, found in medians.items() if base and found is not None and each != default}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period. `open` is what is to be done now, by area and department: how many, how many late."""

    begins: date
    ends: date
    groups: Mapping[str, Mapping[str, Group]]
    crossed: Mapping[tuple[str, str], int]
    open: Mapping[tuple[str, str], tuple[int, int]]

    def told(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "begins": self.begins.isoformat(), "ends": self.ends.isoformat(),
            "groups": {by: {value: asdict(group) for value, group in groups.items()}
                       for by, groups in self.groups.items()},
            "crossed": [[*key, count] for key, count in self.crossed.items()],
            "open": [[*key, *counts] for key, counts in self.open.items()],
        }  # fmt: skip


def read(told: Mapping[str, Any]) -> Figures:
    """The figures that these plain values are."""
    return Figures(
        date.fromisoformat(told["begins"]), date.fromisoformat(told["ends"]),
        {by: {value: Group(**group) for value, group in groups.items()} for by, groups in told["groups"].items()},
        {(each[0], each[1]): each[2] for each in told["crossed"]},
        {(each[0], each[1]): (each[2], each[3]) for each in told["open"]},
    )  # fmt: skip
