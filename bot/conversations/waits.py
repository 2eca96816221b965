"""How long people wait for a person's first answer, by language, and whether one language waits longer; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waited for a person; `open` while nobody has answered, so that they wait at least this long."""

    language: str | None
    lasted: timedelta
    open: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of so many waits; `at_least` when it falls on one that is still open."""

    lasted: timedelta
    at_least: bool
    waits: int
    still_open: int


def usual_waits(waits: Iterable[Wait]) -> dict[str, Usual]:
    """The median wait of each language, of an even number the lower one of the middle two.

    Who still waits counts with what they have waited so far: without them the figure would look best on the day when
    nobody is answered at all. Somebody whose language is not known counts nowhere.
    """
    by_language: dict[str, list[Wait]] = {}
    for each in waits:
        if each.language:
            by_language.setdefault(each.language, []).append(each)
    return {language: _usual(found) for language, found in by_language.items()}


def _usual(waits: list[Wait]) -> Usual:
    ordered = sorted(waits, key=lambda each: (each.lasted, each.open))
    middle = ordered[(len(ordered) - 1) // 2]
    return Usual(middle.lasted, middle.open, len(ordered), sum(each.open for each in ordered))


FEWEST = 5
"""From fewer waits than this in one of the languages no ratio is told: it would be chance."""


def ratio(usual: Mapping[str, Usual], language: str, to: str) -> float | None:
    """How many times as long people wait in `language` as in `to`; None where too few have waited, or nobody did."""
    one, other = usual.get(language), usual.get(to)
    if one is None or other is None or min(one.waits, other.waits) < FEWEST or not other.lasted:
        return None
    return one.lasted / other.lasted
