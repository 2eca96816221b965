"""What a turn works with besides the database and the text; values and functions handed in, nothing is looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversations.pins import Pins
from bot.engine.flow import Flows
from bot.engine.inputs import Found, Moment
from bot.engine.names import OPEN_NOW
from bot.flowfiles.library import Library
from bot.lib.vault import Vault


@dataclass(frozen=True, slots=True)
class Desk:
    """`words_by_language` are each language's own words, the evidence that helps the guess along.

    `dangers_in` tells the safety classes of a text, the first to be answered first. `answers_at_once` is whether the
    carrier takes a safety text as the answer to the text that called for it; what became of it is asked after
    `doubt_after`. `shut` are the flows of surveys that take no answers, each replaced in the library by one that says
    so; `over` those of them that nobody may finish any more. `personal` are the
    queries that are told who asks, and when. `new_number` is a number for a concern that may be opened at this moment,
    when so many were drawn for it before.
    """

    library: Library
    vault: Vault
    pins: Pins
    effects: Mapping[str, Callable[..., None]]
    queries: Mapping[str, Callable[..., Found]]
    words_by_language: Mapping[str, frozenset[str]]
    dangers_in: Callable[[str], tuple[str, ...]]
    answers_at_once: bool
    doubt_after: timedelta
    new_number: Callable[[datetime, int], str]
    shut: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()

    def erased_notice(self, language: str | None) -> str:
        """The gentle words for somebody whose text held a number that nobody should text."""
        if self.library.safety is None:
            return ""
        return self.library.safety.notice("sensitive_number", language, self.library.city.languages)

    @property
    def _open_now(self) -> dict[str, bool]:
        return {flow: flow not in self.shut for flow in self.library.flows.current}

    def moment(self, flows: Flows, *, new: bool, now: datetime, tries: int = 0) -> Moment:
        """This moment as the engine sees it, when its turn was tried so often before."""
        city = self.library.city
        return Moment(
            now=now, today=now.astimezone(ZoneInfo(city.time_zone)).date(), languages=city.languages,
            vocabulary=self.library.vocabulary, facts={**city.facts, "new": new, OPEN_NOW: self._open_now},
            fresh={"reference": self.new_number(now, tries)},
        )  # fmt: skip
