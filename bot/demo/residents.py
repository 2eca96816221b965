"""Reads residents.yaml: who texts when, and what staff do in between, as moments on a timeline; it does none of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FILE = Path(__file__).parent / "residents.yaml"
OWN = "+1505555"
TYPING = timedelta(seconds=190)
"""From one text of a resident to the next."""
_FOR = re.compile(r"(\d+)([dhm])")
_DAY = re.compile(r"(\d+)d (\d\d):(\d\d)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True, slots=True)
class Moment:
    """At `at` the resident with that phone texts, or staff do something about them: `does` is a text or an act."""

    at: datetime
    phone: str
    does: str | Mapping[str, Any]


def moments(now: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    """Everything that happens in the file, each resident's in order."""
    for resident in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        phone, at = OWN + resident["phone"], began_at(resident["ago"], now, zone)
        for step in resident["then"]:
            if isinstance(step, dict) and "wait" in step:
                at += lasting(step["wait"])
                continue
            yield Moment(at, phone, step)
            at += TYPING


def began_at(ago: str, now: datetime, zone: ZoneInfo) -> datetime:
    """ "3h" before now, or "9d 08:40": that time of the day nine days ago, in the city."""
    if (day := _DAY.fullmatch(ago)) is None:
        return now - lasting(ago)
    days, hour, minute = map(int, day.groups())
    date = (now.astimezone(zone) - timedelta(days=days)).date()
    return datetime.combine(date, time(hour, minute), zone).astimezone(now.tzinfo)


def lasting(told: str) -> timedelta:
    """ "2h", "40m", "3d"."""
    found = _FOR.fullmatch(told)
    if found is None:
        raise ValueError(f'"{told}" is no length of time such as 2h')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
