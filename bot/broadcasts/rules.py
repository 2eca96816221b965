"""Decisions about broadcasts: which state may follow which, what an approval is about, who may approve; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from bot.broadcasts.segments import Names
from bot.broadcasts.texts import Words
from bot.engine.flow import Flows, flows_of
from bot.engine.vocabulary import Vocabulary
from bot.engine.vocabulary import vocabulary as built_in
from bot.lib.hours import Hours
from bot.lib.pace import DEFAULT_RATE, Cap


class State(StrEnum):
    """Where a broadcast stands; stopped and finished are ends."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


BEFORE = (State.DRAFT, State.APPROVED, State.SCHEDULED)
"""The states in which its audience is only foreseen; from then on it has results."""

NEXT: Mapping[State, Mapping[str, State]] = {
    State.DRAFT: {"edit": State.DRAFT, "approve": State.APPROVED, "stop": State.STOPPED},
    State.APPROVED: {"edit": State.DRAFT, "start": State.SCHEDULED, "stop": State.STOPPED},
    State.SCHEDULED: {
        "edit": State.DRAFT, "launch": State.RUNNING, "give back": State.DRAFT, "stop": State.STOPPED,
    },
    State.RUNNING: {"pause": State.PAUSED, "stop": State.STOPPED, "finish": State.FINISHED},
    State.PAUSED: {"resume": State.RUNNING, "stop": State.STOPPED},
    State.STOPPED: {},
    State.FINISHED: {},
}  # fmt: skip
"""What may be done in each state, and where it leads; whatever is not here is refused."""
CANNOT: Mapping[str, str] = {
    "edit": "Only what has not begun can be changed. Draft another one under a new name.",
    "approve": "Only a draft is approved; an edit makes it a draft again.",
    "start": "Have it approved first.",
    "pause": "Only a running broadcast can be paused; one that has not begun can be stopped or edited.",
    "resume": "Only a paused broadcast goes on.",
    "stop": "It is over already.",
}
"""How to go on when the table says no."""


class NotAllowed(Exception):
    """Why something cannot be done with this broadcast now, and how to go on, as one line; `code` names the kind."""

    def __init__(self, said: str, code: str = "") -> None:
        super().__init__(said)
        self.code = code


def state_after(name: str, state: State, act: str) -> State:
    """The state that the act leads to; NotAllowed where the table has none."""
    following = NEXT[state].get(act)
    if following is None:
        raise NotAllowed(f'"{name}" is {state}. {CANNOT.get(act, "")}'.strip(), f"cannot-{act}")
    return following


NOTICE, SURVEY, FLOW = "notice", "survey", "flow"
"""What a text is: it only tells, it points at a survey, or it is the first question of a flow."""
SURVEYS = "surveys"
LEVELS = ("inform", "consult", "involve", "collaborate", "empower")
"""What the city promises with a text (IAP2): to tell, listen, work together, decide together, or let decide."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The texts, by language, for those a segment finds; the one without a name is for everybody else."""

    name: str
    texts: Mapping[str, str]
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One text of the city's own accord, in its languages and variants, to whom its segment finds.

    `segment` is a rule, `level` one of LEVELS, `hold_out` the percentage that gets nothing so that the effect can be
    told, `parts` what each text may cost, `report` by language what is told on `report_on`. `topic` is what residents
    may have turned off, `flow` what begins with the text. `audience_of` is the id of the broadcast that this one
    follows: of whom the segment finds, it is for those who got that one. `written_by` are all who wrote or edited it,
    `approved` is the fingerprint that was approved.
    """

    id: str
    name: str
    segment: str
    variants: tuple[Variant, ...]
    kind: str = NOTICE
    topic: str | None = None
    level: str | None = None
    report_on: date | None = None
    report: Mapping[str, str] | None = None
    starts_at: datetime | None = None
    hold_out: int = 0
    parts: int = 1
    written_by: tuple[str, ...] = ()
    state: State = State.DRAFT
    approved: str | None = None
    approved_by: str | None = None
    note: str | None = None
    started_at: datetime | None = None
    flow: str | None = None
    audience_of: str | None = None

    @property
    def has_audience(self) -> bool:
        """Whether anybody has said whom it is for."""
        return bool(self.segment or self.audience_of)


def fingerprint(broadcast: Broadcast) -> str:
    """SHA-256 of all that an approval is about: texts, segments, kind, promises and schedule."""
    starts_at = broadcast.starts_at.astimezone(ZoneInfo("UTC")).isoformat() if broadcast.starts_at else None
    said = [
        broadcast.id, broadcast.segment, broadcast.kind, broadcast.topic, broadcast.level, broadcast.hold_out,
        broadcast.parts, str(broadcast.report_on), starts_at, sorted((broadcast.report or {}).items()),
        broadcast.flow, broadcast.audience_of,
        [[each.name, each.segment, sorted(each.texts.items())] for each in broadcast.variants],
    ]  # fmt: skip
    return sha256(dumps(said, ensure_ascii=False).encode()).hexdigest()


def is_approved(broadcast: Broadcast) -> bool:
    """Whether what stands there now is what was approved."""
    return broadcast.approved is not None and broadcast.approved == fingerprint(broadcast)


def is_another(one: str, other: str, names: Mapping[str, str] | None = None) -> bool:
    """Whether these are two people's: ids of staff, of whom `names` are known, or names however they are written."""
    known = names or {}
    if one in known and other in known:
        return one != other
    return _plain(known.get(one, one)) != _plain(known.get(other, other))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def is_held_out(broadcast_id: str, contact_id: str, percent: int) -> bool:
    """Whether this resident gets nothing, so that the others can be compared with them; the same every time."""
    number = int.from_bytes(sha256(f"{broadcast_id}:{contact_id}".encode()).digest()[:8], "big")
    return number % 100 < percent


@dataclass(frozen=True, slots=True)
class City:
    """What the city's broadcasts are held to; `price` is US dollars per part, `rate` parts per second.

    `cap` is the smallest that a carrier sets on a day. Up to `alone_up_to` people, whoever wrote a text may approve it;
    `most_a_month` is the city's own limit per person, `topics` are what residents can turn off, `shut` the flows of
    surveys that take no answers now.
    """

    names: Names
    words: Words
    zone: ZoneInfo
    quiet: Hours
    price: Decimal
    alone_up_to: int
    senders: tuple[tuple[str, str | None], ...] = ()
    rate: float = DEFAULT_RATE.segments_per_second
    most_a_month: int = 8
    topics: frozenset[str] = frozenset()
    cap: Cap | None = None
    flows: Flows = field(default_factory=lambda: flows_of([]))
    vocabulary: Vocabulary = field(default_factory=built_in)
    shut: frozenset[str] = frozenset()

    def sender_for(self, language: str | None) -> str:
        """The number that texts in this language: its own, else one for every language, else the first."""
        for wanted in (language, None):
            for address, own in self.senders:
                if own == wanted:
                    return address
        return self.senders[0][0]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it would reach: people by (variant, language), None for those whose language nobody knows.

    `reachable` is everybody the city could text; `twins` are broadcasts of the last two days with the same words, and
    how many people got those too.
    """

    people: Mapping[tuple[str, str | None], int]
    reachable: int = 0
    twins: Mapping[str, int] | None = None

    @property
    def total(self) -> int:
        """How many people in all."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and how to mend it; each is part of a sentence and a sentence.

    For whoever says it in other words: `code` names the kind of problem, `where` the field that mends it (`text..en` is
    the English text of the variant without a name), `told` what the words speak of.
    """

    message: str
    remedy: str
    code: str = ""
    where: str = ""
    told: Mapping[str, object] = field(default_factory=dict, compare=False, hash=False)

    def __str__(self) -> str:
        return f"{self.message[0].upper()}{self.message[1:]}. {self.remedy}"


def who_may_approve(
    broadcast: Broadcast, who: str, people: int, city: City, names: Mapping[str, str] | None = None
) -> Problem | None:
    """Why this person cannot approve it; None when they can.

    Whoever writes at the console is kept by their id, of which `names` holds the name, and at the command line by the
    name they say: neither is a way around the other.
    """
    if people <= city.alone_up_to or all(is_another(who, writer, names) for writer in broadcast.written_by):
        return None
    message = f"{people:,} people would get it, and {(names or {}).get(who, who)} wrote at it"
    remedy = f"For more than {city.alone_up_to} a second person approves: --as ANOTHER."
    return Problem(message, remedy, "second", "approve", {"people": people, "alone": city.alone_up_to})


def edited(broadcast: Broadcast) -> Broadcast:
    """The broadcast after an edit: a draft again, with no approval."""
    state = state_after(broadcast.name, broadcast.state, "edit")
    return replace(broadcast, state=state, approved=None, approved_by=None, note=None)
