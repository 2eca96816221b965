"""What is known of one resident as plain values, and whether a rule holds of it; pure, the database says the same.

Every question has the answer yes or no. What is unknown is neither equal to anything nor unequal to it, neither more
nor less: `area = "Barelas"` and `area != "Barelas"` both leave out who has no area, and only `is unknown` finds them.
`not` is everybody else, those of whom nothing is known included.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from bot.broadcasts.tree import SHAPES, And, Answered, Fact, Joined, Not, Or, Reported, Rule, Span, Texted

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with status "answered"; it `stands` while nothing later was recorded at its step of its session."""

    survey: str
    flow: str
    step: str
    codes: tuple[str, ...]
    at: datetime
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask of one resident; None is unknown.

    `fields` are texts by the city's own names, `reports` the kind and time of each concern, `texts` when they wrote.
    """

    joined_at: datetime
    language: str | None = None
    area: str | None = None
    zone: str | None = None
    door: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Given, ...] = ()
    reports: tuple[tuple[str, datetime], ...] = ()
    texts: tuple[datetime, ...] = ()


def holds(rule: Rule, facts: Facts, *, now: datetime, zone: tzinfo) -> bool:
    """Whether the rule holds of this resident; a day begins at midnight in `zone`, the city's."""
    match rule:
        case And():
            return all(holds(part, facts, now=now, zone=zone) for part in rule.parts)
        case Or():
            return any(holds(part, facts, now=now, zone=zone) for part in rule.parts)
        case Not():
            return not holds(rule.part, facts, now=now, zone=zone)
        case Fact():
            return _fact_holds(rule, _known(rule, facts))
        case Answered():
            times = [given.at for given in facts.answers if _is_asked_for(given, rule)]
        case Reported():
            times = [at for kind, at in facts.reports if not rule.kind or kind == rule.kind]
        case Texted():
            times = list(facts.texts)
        case Joined():
            times = [facts.joined_at]
    start, end = bounds(rule.span, now, zone)
    return any((start is None or at >= start) and (end is None or at < end) for at in times)


def bounds(span: Span, now: datetime, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """The first moment of the span, and the first one after it; None where it has no such end."""
    starts = [now - timedelta(days=span.days)] if span.days else []
    starts += [_midnight(span.since, zone)] if span.since else []
    return max(starts, default=None), _midnight(span.before, zone) if span.before else None


def measure(kind: str, value: str) -> float | str:
    """The value as it is compared: numbers by size, dates and all other values as text."""
    return float(value) if kind == "number" else value


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _known(rule: Fact, facts: Facts) -> str | None:
    name, _, own = rule.name.partition(".")
    if not own:
        value: str | None = getattr(facts, name)
        return value
    said = facts.fields.get(own)
    return said if said is not None and re.search(SHAPES.get(rule.kind, ""), said) else None


def _fact_holds(rule: Fact, known: str | None) -> bool:
    if known is None or rule.op == "unknown":
        return known is None and rule.op == "unknown"
    values = [measure(rule.kind, value) for value in rule.values]
    if rule.op in ("in", "not in"):
        return (measure(rule.kind, known) in values) == (rule.op == "in")
    return bool(COMPARISONS[rule.op](measure(rule.kind, known), values[0]))


def _is_asked_for(given: Given, rule: Answered) -> bool:
    """A survey counts as answered with the first answer, taken back or not; a question with the answer that stands."""
    if rule.of not in (given.survey, given.flow):
        return False
    if not rule.step:
        return True
    return given.stands and given.step == rule.step and (not rule.codes or not {*rule.codes}.isdisjoint(given.codes))
