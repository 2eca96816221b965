"""What residents meet of a survey that takes no answers: its keywords say so, and it begins for nobody.

A closed survey's flow is put out of the way, in memory, by a flow of one text under the same name and keywords. So
whatever would begin it (a keyword, the welcome, another flow) says that text instead, and no turn asks the database
for it: each process looks at the few rows of `survey_opening` every few seconds. Whoever is in the middle walks the
version they began with, until `finish_until`.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.desk import Desk
from bot.conversations.store import keep_versions
from bot.db.base import Tx
from bot.db.engine import Database
from bot.engine.flow import Flow, Flows, Step, Text, flows_of
from bot.flowfiles.library import Library
from bot.lib.clock import Clock, monotonic
from bot.surveys import store
from bot.surveys.rules import Opening, State

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 5.0
SAYS: Mapping[State, Text] = {
    "closed": {
        "en": "This survey has ended. Thank you! You can text us any time.",
        "es": "Esta encuesta ya se acabó. ¡Gracias! Escriba cuando quiera.",
    },
    "waits": {
        "en": "This survey has not begun yet. Please try again later. Thank you!",
        "es": "Esta encuesta no ha empezado. Escriba otra vez en unos días. ¡Gracias!",
    },
}
STEP = "ended"


def shut(flow: Flow, state: State) -> Flow:
    """What stands in for the flow of a survey that takes no answers."""
    return Flow(flow.id, (Step(STEP, "say", text=SAYS[state]),), title=flow.title, starts_on=flow.starts_on)


def shut_flows(library: Library, openings: Mapping[str, Opening], now: datetime) -> dict[str, Flow]:
    """By id, what stands in for each flow whose survey takes no answers at this moment."""
    found: dict[str, Flow] = {}
    for flow in library.flows.current.values():
        opening = openings.get(flow.survey) if flow.survey else None
        if opening and (state := opening.state(now)) != "open":
            found[flow.id] = shut(flow, state)
    return found


def without_shut(flows: Flows, stand_ins: Mapping[str, Flow]) -> Flows:
    """The flows as residents meet them; the versions that were put away stay at hand for who is in the middle."""
    put_away = {flows.digests[each]: flows.current[each] for each in stand_ins}
    return flows_of([stand_ins.get(each.id, each) for each in flows.current.values()], {**flows.pinned, **put_away})


def keep_stand_ins(tx: Tx, library: Library, survey: str, now: datetime) -> None:
    """Keep what residents may meet in place of this survey among the versions that were said."""
    of = [flow for flow in library.flows.current.values() if flow.survey == survey]
    keep_versions(tx, [shut(flow, state) for flow in of for state in SAYS], now)


@dataclass(frozen=True, slots=True)
class _Made:
    """A desk made of another one while these flows are shut and those surveys are over."""

    of: Desk
    key: tuple[frozenset[str], frozenset[str]]
    desk: Desk


class Closures:
    """Which surveys take answers now, as this process knows it; looked for every few seconds by whoever asks first."""

    def __init__(self, db: Database, *, seconds: Callable[[], float] = monotonic) -> None:
        self._db, self._seconds = db, seconds
        self._openings: dict[str, Opening] = {}
        self._made: _Made | None = None
        self._told: tuple[Library | None, Library | None] = (None, None)
        self._looking = threading.Lock()
        self._look_at = 0.0
        self.look()

    def look(self) -> None:
        """Look now: somebody has just opened or closed one."""
        self._look_at = self._seconds() + LOOK_EVERY_SECONDS
        try:
            with self._db.read() as tx:
                self._openings = store.openings(tx)
        except SQLAlchemyError as error:  # What was known goes on to hold.
            log.warning("the database does not tell which surveys are open", error=type(error).__name__)

    def known(self) -> Mapping[str, Opening]:
        """When each survey is open."""
        if self._seconds() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self.look()
            finally:
                self._looking.release()
        return self._openings

    def library(self, library: Library, clock: Clock) -> Library:
        """The library with its surveys that take no answers at this moment named."""
        openings = self.known()
        shut = frozenset(shut_flows(library, openings, clock())) if openings else None
        if not shut:
            return library
        of, told = self._told
        if told is None or of is not library or told.shut != shut:
            self._told = library, told = library, replace(library, shut=shut)
        return told

    def desk(self, desk: Desk, clock: Clock) -> Desk:
        """The desk as turns work with it at this moment; no clock is asked while nobody has closed anything."""
        openings = self.known()
        if not openings:
            return desk
        now = clock()
        stand_ins = shut_flows(desk.library, openings, now)
        if not stand_ins:
            return desk
        over = frozenset(each for each in stand_ins if openings[desk.library.flows.current[each].survey].is_over(now))
        # The state is part of the key: what waits and what is closed say different things.
        key = (frozenset(f"{each} {stand_ins[each].digest()}" for each in stand_ins), over)
        if self._made is None or self._made.of is not desk or self._made.key != key:
            library = replace(desk.library, flows=without_shut(desk.library.flows, stand_ins))
            made = replace(desk, library=library, shut=frozenset(stand_ins), over=over)
            self._made = _Made(desk, key, made)
        return self._made.desk
