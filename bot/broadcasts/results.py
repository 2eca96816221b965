"""What of a broadcast's results may be told: sums, numbers by language, shares with intervals; nothing is counted.

Numbers of fewer than FEWEST_SHOWN people are hidden, and those that would tell them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.broadcasts.recipients import Figures
from bot.lib.shares import FEWEST_FOR_SHARE, FEWEST_SHOWN, hidden, wilson

Figure = Callable[[Figures], int]
ByLanguage = Mapping[str | None, Figures]

FIGURES: Mapping[str, Figure] = {
    "people": lambda each: each.people,
    "sent": lambda each: each.sent,
    "delivered": lambda each: each.delivered,
    "failed": lambda each: sum(each.failed.values()),
    "replied": lambda each: each.replied,
    "opted_out": lambda each: each.opted_out,
}
"""What is told of each language."""
SHARED = ("delivered", "replied", "opted_out")
"""Those that are told as a share of the sent, too."""
SUMMED = ("people", "sent", "delivered", "failed")
"""Those whose sum over all languages is told: with it, the share of a hidden number would tell another hidden one."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, in percent."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """One language (None: not known): its numbers, None for a small one, and shares, None of too few people."""

    language: str | None
    numbers: Mapping[str, int | None]
    shares: Mapping[str, Share | None]


def lines(figures: ByLanguage) -> list[Line]:
    """Each language with what may be told of it, the unknown one last."""
    ordered = sorted(figures.items(), key=lambda each: each[0] or "~")
    numbers = {name: [figure(each) for _, each in ordered] for name, figure in FIGURES.items()}
    unseen = {name: hidden(those) for name, those in numbers.items()}
    return [
        Line(
            language, {name: None if at in unseen[name] else those[at] for name, those in numbers.items()},
            {
                name: None if name in SUMMED and at in unseen[name] else _share(numbers[name][at], each.sent)
                for name in SHARED
            },
        )
        for at, (language, each) in enumerate(ordered)
    ]  # fmt: skip


def _share(count: int, sent: int) -> Share | None:
    if sent < FEWEST_FOR_SHARE or 0 < count < FEWEST_SHOWN:
        return None
    low, high = wilson(count, sent)
    return Share(100 * count / sent, 100 * low, 100 * high)


def totals(figures: ByLanguage) -> dict[str, int]:
    """Of all languages together; `people` are those who were to get it, without who was held out."""
    each = list(figures.values())
    return {
        "people": sum(one.people - one.held_out for one in each), "sent": sum(one.sent for one in each),
        "delivered": sum(one.delivered for one in each), "failed": sum(sum(one.failed.values()) for one in each),
        "waiting": sum(one.pending + one.under_way for one in each), "held_out": sum(one.held_out for one in each),
    }  # fmt: skip


def reasons(figures: ByLanguage, what: str) -> dict[str, int]:
    """How many texts `failed`, or how many were `left_out`, by reason, the most first."""
    found: dict[str, int] = {}
    for each in figures.values():
        for reason, count in getattr(each, what).items():
            found[reason] = found.get(reason, 0) + count
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def ratio(figures: ByLanguage) -> float | None:
    """The share that replied in Spanish, as so many times that in English; None where too few stand behind it."""
    found = []
    for each in (figures.get("es"), figures.get("en")):
        if each is None or each.sent < FEWEST_FOR_SHARE or each.replied < FEWEST_SHOWN:
            return None
        found.append(each.replied / each.sent)
    return found[0] / found[1]
