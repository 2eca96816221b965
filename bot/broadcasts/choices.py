"""A rule as choices that somebody makes in a form: these languages, these areas, and so on; pure.

Choices are what can be ticked without knowing the language of rules. Every choice is one term, and all of them must
hold. A rule that says more than that is no choices, and only its words can be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from bot.broadcasts.segments import Names
from bot.broadcasts.tree import And, Answered, Fact, Joined, Not, Reported, Rule, Span, Texted

LISTED = ("language", "area", "zone", "door")


@dataclass(frozen=True, slots=True)
class Choices:
    """What was ticked: `listed` values by fact, `fields` by their name, and surveys or flows answered or not yet.

    `joined_within`, `texted_within` are days.
    """

    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    answered: str = ""
    not_answered: str = ""
    reported: str = ""
    texted_within: int = 0
    joined_within: int = 0


def choosable(names: Names) -> dict[str, tuple[str, ...]]:
    """The city's own fields that can be ticked, with their values."""
    found = {name: ("yes", "no") for name, kind in names.fields.items() if kind == "yes/no"}
    return {**found, **{name: tuple(codes) for name, codes in names.choices.items()}}


def rule_of(choices: Choices, names: Names) -> Rule | None:
    """The rule that says so; None when nothing was ticked."""
    terms = [
        *(_among(name, "code" if name == "language" else "text", choices.listed.get(name, ())) for name in LISTED),
        *(_field(name, value, names) for name, value in choices.fields.items() if value),
        Answered(choices.answered) if choices.answered else None,
        Not(Answered(choices.not_answered)) if choices.not_answered else None,
        Reported(choices.reported) if choices.reported else None,
        Texted(Span(choices.texted_within)) if choices.texted_within else None,
        Joined(Span(choices.joined_within)) if choices.joined_within else None,
    ]
    said: list[Rule] = [each for each in terms if each is not None]
    return And(tuple(said)) if len(said) > 1 else said[0] if said else None


def _among(name: str, kind: str, values: tuple[str, ...]) -> Fact | None:
    if not values:
        return None
    return Fact(name, kind, "=" if len(values) == 1 else "in", values)


def _field(name: str, value: str, names: Names) -> Fact:
    kind = names.fields.get(name, "")
    return Fact(f"field.{name}", "code" if kind == "choice" else kind, "=", (value,))


def choices_of(rule: Rule, names: Names) -> Choices | None:
    """What is ticked in a form for this rule; None when ticks cannot say it."""
    terms = rule.parts if isinstance(rule, And) else (rule,)
    told = [_told(each, names) for each in terms]
    keys = [key for each in told if each for key in each]
    if None in told or len(keys) != len(set(keys)):
        return None
    said = dict(chain.from_iterable(each.items() for each in told if each))
    listed = {name: said[name] for name in LISTED if name in said}
    fields = {key.removeprefix("field."): value for key, value in said.items() if key.startswith("field.")}
    plain = {key: value for key, value in said.items() if key not in LISTED and not key.startswith("field.")}
    return Choices(listed=listed, fields=fields, **plain)


def _told(term: Rule, names: Names) -> dict[str, Any] | None:
    match term:
        case Fact(name=name, op="=" | "in", values=values) if name in LISTED:
            return {name: values}
        case Fact(name=name, op="=", values=(value,)) if value in choosable(names).get(name.partition(".")[2], ()):
            return {name: value}
        case Answered(of=of, step="", codes=(), span=Span(None, None, None)):
            return {"answered": of}
        case Not(part=Answered(of=of, step="", codes=(), span=Span(None, None, None))):
            return {"not_answered": of}
        case Reported(kind=kind, span=Span(None, None, None)) if kind:
            return {"reported": kind}
        case Texted(span=Span(days, None, None)) if days:
            return {"texted_within": days}
        case Joined(span=Span(days, None, None)) if days:
            return {"joined_within": days}
    return None
