"""What every rule is given: one flow with its file, and the world it must fit into; values, no rule lives here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.engine.flow import Flow, Step
from bot.flowfiles.catalogs import Catalog
from bot.flowfiles.library import Library
from bot.flowfiles.problems import Problem
from bot.flowfiles.reader import Source

FOUND_OPTIONS = 3
"""Options that a query is taken to bring when it does not say."""


@dataclass(frozen=True, slots=True)
class Finds:
    """What a query takes and brings: names to speak of (`count` is always there) and at most so many options.

    Here and in the table of effects, an argument that ends in "?" may be left out.
    """

    arguments: frozenset[str] = frozenset()
    brings: frozenset[str] = frozenset()
    options: int = FOUND_OPTIONS


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside the flow that its rules ask about."""

    library: Library
    catalogs: tuple[Catalog, ...] = ()
    effects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    queries: Mapping[str, Finds] = field(default_factory=dict)
    facts: Collection[str] = ()
    """Names that the running bot adds to those of city.yaml."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One flow as it was written and as the engine will walk it."""

    source: Source
    flow: Flow

    def problem(self, key: str, rule: str, message: str, remedy: str) -> Problem:
        """A problem of the flow as a whole, at one of its keys."""
        return self.source.page.problem((key,), rule, message, remedy)

    def at(self, index: int, key: str, rule: str, message: str, remedy: str, *inside: str) -> Problem:
        """A problem of one step, at one of its keys (and what is written inside that)."""
        return self.source.page.problem(("steps", index, key, *inside), rule, message, remedy)


def text_key(step: Step) -> str:
    """The key that a step's own text, verb or flow stands under."""
    return "ask" if step.kind == "choose" else step.kind


def questions(flow: Flow) -> dict[str, Step]:
    """The steps that residents answer."""
    return {step.id: step for step in flow.steps if step.kind in ("ask", "choose")}
