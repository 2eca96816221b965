"""Which department a concern goes to, and whom that one usually hands it over to, by the city's own table; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.engine.vocabulary import fold

NO_CATEGORY = "none"
"""How a rule names what has no category."""
UNKNOWN = frozenset({"", "other"})
"""The kinds of what has none: nothing was offered, or none of it was right."""


class Rule(Protocol):
    """One line of the table; an empty set asks for nothing."""

    @property
    def to(self) -> str: ...
    @property
    def categories(self) -> frozenset[str]: ...
    @property
    def areas(self) -> frozenset[str]: ...
    @property
    def words(self) -> frozenset[str]: ...
    @property
    def agency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reported:
    """What a rule is asked about: the category, the area, and the resident's own words."""

    kind: str
    area: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The city's rules, and the department that owns each category."""

    rules: Sequence[Rule] = ()
    owners: Mapping[str, str] | None = None


def rule_for(reported: Reported, rules: Iterable[Rule]) -> Rule | None:
    """The first rule that fits."""
    said = f" {fold(reported.words)} "
    return next((each for each in rules if _fits(each, reported, said)), None)


def department_for(reported: Reported, table: Table) -> str:
    """The department of the first rule that fits, else of the category; empty when nobody owns it."""
    rule = rule_for(reported, table.rules)
    return rule.to if rule else (table.owners or {}).get(reported.kind, "")


def _fits(rule: Rule, reported: Reported, said: str) -> bool:
    kind = NO_CATEGORY if reported.kind in UNKNOWN else reported.kind
    return (
        (not rule.categories or kind in rule.categories)
        and (not rule.areas or reported.area in rule.areas)
        and (not rule.words or any(f" {words} " in said for words in rule.words))
    )
