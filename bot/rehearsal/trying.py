"""Tries what a city says from a phone: texts are played in a town of their own, and what came back is told; no real
database is touched.

Nothing is kept between two looks: whoever tries hands in everything that was texted so far, and it is played again. A
concern gets another number each time; `numbers` are those that were shown before, and they are shown, and understood,
again.
"""

import atexit
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from json import loads

from sqlalchemy import select

from bot.concerns.tables import concern
from bot.conversations.service import CannotStart, start_flow
from bot.engine.flow import Flow
from bot.flowfiles.library import Library
from bot.messaging.rules import Defer, Refuse
from bot.messaging.tables import message
from bot.people.tables import contact
from bot.rehearsal.script import hidden
from bot.rehearsal.town import PHONE, Heard, Stage, Town, new_town
from bot.sentences import Sentence, why
from bot.wiring import policy_of

MOST_TEXTS = 25
KEPT = 2
"""Towns that a process keeps."""
LONGEST_TEXT = 1000
OVER_IN = timedelta(days=7)
"""After so long, at the same hour of the same weekday, no conversation waits for an answer any more."""
BEGIN = "/begin "
"""Before the name of a flow: the city begins it, as it does with surveys; nobody texts."""
LATER = "/later "
"""Before a number of days: they pass, and nobody texts."""
MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Exchange:
    """One text, what it was understood as, and everything that came back.

    `refused` says why a flow did not begin; where the send gate said no, `gate` is what it decided.
    """

    heard: str
    said: tuple[Heard, ...]
    decided: tuple[str, ...] = ()
    language: str | None = None
    refused: str = ""
    gate: Refuse | Defer | None = None

    @property
    def begins(self) -> str:
        """The flow that the city began here; empty for a text."""
        return self.heard.removeprefix(BEGIN) if self.heard.startswith(BEGIN) else ""

    @property
    def days(self) -> int:
        """How many days passed here; 0 for a text."""
        return _days(self.heard)


@dataclass(frozen=True, slots=True)
class Tried:
    """The whole conversation, the numbers of its concerns as they are shown, and whether it waits for an answer."""

    exchanges: tuple[Exchange, ...]
    numbers: tuple[str, ...]
    waits: bool = False


_one_at_a_time = threading.Lock()
_stages: list[Stage] = []


def _stage_for(library: Library) -> Stage:
    """One town for each of the last libraries that were tried: the live one, and the draft."""
    for stage in _stages:
        if stage.library is library:
            return stage
    while len(_stages) >= KEPT:
        _stages.pop(0).close()
    _stages.append(Stage(library))
    return _stages[-1]


@atexit.register
def _take_down() -> None:
    while _stages:
        _stages.pop().close()


def tried(library: Library, texts: Sequence[str], numbers: Sequence[str] = ()) -> Tried:
    """Text these, one after another, to a town that says what this library says."""
    with _one_at_a_time:
        return _tried(_stage_for(library).emptied(), texts, numbers)


def tried_once(library: Library, texts: Sequence[str]) -> Tried:
    """The same to a library that nobody tries again, such as a draft that is being written: no town is kept for it."""
    with new_town(library) as town:
        return _tried(town, texts, ())


def _tried(town: Town, texts: Sequence[str], numbers: Sequence[str]) -> Tried:
    found: list[Exchange] = []
    shown = list(numbers)
    delivered = 0
    for text in texts:
        real = _numbers(town)
        given = hidden(text[:LONGEST_TEXT], shown[: len(real)])
        exchange = _exchange(town, text, _put_in(given, real))
        delivered += len(exchange.said)
        said = town.delivered(after=delivered)
        delivered += len(said)
        real = _numbers(town)
        shown += real[len(shown) :]
        told = tuple(replace(each, body=_as_shown(each.body, real, shown)) for each in said)
        decided = tuple(_as_shown(each, real, shown) for each in exchange.decided)
        found.append(replace(exchange, said=told, decided=decided))
    sessions = town.sessions()
    return Tried(tuple(found), tuple(shown), bool(sessions) and sessions[-1].status == "waiting")


def may_begin(flow: Flow) -> bool:
    """Whether the flow needs nothing that has happened before, so that it can be begun out of the blue."""
    return bool(flow.survey or flow.starts_on)


def _exchange(town: Town, text: str, really: str) -> Exchange:
    """What was decided; what came back is told by the town, `said` holds what came before it and is not shown."""
    if text.startswith(BEGIN):
        before, refused = _begun(town, text.removeprefix(BEGIN).strip())
        return Exchange(text, before, refused=why(refused) if refused else "", gate=refused.gate if refused else None)
    if days := _days(text):
        town.wait(timedelta(days=days))
        return Exchange(text, ())
    taken = town.says(PHONE, really)
    (row,) = town.query(select(message.c.decided).where(message.c.id == taken.message_id))
    (known,) = town.query(select(contact.c.language))
    return Exchange(text, (), tuple(map(str, filter(None, loads(row.decided or "[]")))), known.language)


def _days(text: str) -> int:
    written = text.removeprefix(LATER) if text.startswith(LATER) else ""
    return min(int(written), MOST_DAYS) if written.isdecimal() else 0


def _begun(town: Town, flow_id: str) -> tuple[tuple[Heard, ...], CannotStart | None]:
    """Begin a flow as the city does; what was still to come before it, and why it did not begin."""
    known = town.query(select(contact.c.id, contact.c.language))
    if not known:
        return (), CannotStart(Sentence("Nobody has texted yet, so there is nobody to begin it with."))
    flow = town.bot.library.flows.current.get(flow_id)
    if flow is None or not may_begin(flow):
        return (), CannotStart(Sentence("Only what has happened begins this flow, and here nothing has."))
    before = len(town.delivered())
    if any(each.status == "waiting" for each in town.sessions()):
        town.wait(OVER_IN)
    passed = tuple(town.delivered(after=before))
    bot = town.bot
    try:
        start_flow(bot.db, bot.desk, policy_of(bot), known[0].id, flow_id, token=str(town.now), now=town.now)
    except CannotStart as error:
        return passed, error
    town.drain()
    return passed, None


def _numbers(town: Town) -> list[str]:
    """The numbers of the concerns so far, in order."""
    return [
        row.reference for row in town.query(select(concern.c.reference).order_by(concern.c.created_at, concern.c.id))
    ]


def _put_in(words: str, real: Sequence[str]) -> str:
    for number, reference in enumerate(real, start=1):
        words = words.replace(f"REF{number}", reference)
    return words


def _as_shown(words: str, real: Sequence[str], shown: Sequence[str]) -> str:
    for ours, theirs in zip(real, shown, strict=False):
        words = re.sub(ours, theirs, words, flags=re.IGNORECASE)
    return words
