"""Decisions about broadcasts: which state may follow which, what keeps one from being sent, who may approve; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from bot.broadcasts import firsts, texts
from bot.broadcasts.segments import Names
from bot.broadcasts.texts import Words
from bot.engine.flow import Flows, flows_of
from bot.engine.vocabulary import Vocabulary
from bot.engine.vocabulary import vocabulary as built_in
from bot.lib import sms
from bot.lib.hours import Hours
from bot.lib.pace import DEFAULT_RATE, Cap
from bot.messaging.rules import EMERGENCY


class State(StrEnum):
    """Where a broadcast stands; stopped and finished are ends."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


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
    """Why something cannot be done with this broadcast now, and how to go on, as one line."""


def state_after(name: str, state: State, act: str) -> State:
    """The state that the act leads to; NotAllowed where the table has none."""
    following = NEXT[state].get(act)
    if following is None:
        raise NotAllowed(f'"{name}" is {state}. {CANNOT.get(act, "")}'.strip())
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


def is_another(one: str, other: str) -> bool:
    """Whether two names are two people's, however they are written."""
    return " ".join(one.split()).casefold() != " ".join(other.split()).casefold()


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
    """What is wrong, and how to mend it; each is part of a sentence and a sentence."""

    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message[0].upper()}{self.message[1:]}. {self.remedy}"


def problems(broadcast: Broadcast, audience: Audience, city: City, now: datetime) -> list[Problem]:
    """Everything that keeps it from being sent; empty when nothing does."""
    return [
        *(_promise_problems(broadcast, city, now) if broadcast.kind != EMERGENCY else _haste_problems(broadcast)),
        *_time_problems(broadcast, city, now),
        *_flow_problems(broadcast, city),
        *_audience_problems(broadcast, audience, city),
        *(problem for variant, language, body in _texts(broadcast)
          for problem in _text_problems(broadcast, variant, language, body, city)),
    ]  # fmt: skip


def _promise_problems(broadcast: Broadcast, city: City, now: datetime) -> Iterator[Problem]:
    starts_at = max(broadcast.starts_at or now, now)
    if broadcast.level not in LEVELS:
        yield Problem("nobody has said what this text promises", f"Choose a level: --level {', '.join(LEVELS)}.")
    if broadcast.audience_of:
        return  # What it follows has promised for both.
    if broadcast.report_on is None:
        yield Problem("there is no day on which residents hear what came of it", "Set one: --report-back 2026-04-01.")
    elif broadcast.report_on < starts_at.astimezone(city.zone).date():
        message = f"residents would hear what came of it on {broadcast.report_on}, before it begins"
        yield Problem(message, "Set a later day with --report-back.")
    for language in city.words.languages:
        if not (broadcast.report or {}).get(language, "").strip():
            message = f"the text that tells what came of it is not prepared in {language}"
            yield Problem(message, f'Write it now: --report-text {language}="...".')


def _haste_problems(broadcast: Broadcast) -> Iterator[Problem]:
    """An emergency promises nothing, and nobody is left out of it to compare with."""
    if broadcast.hold_out:
        yield Problem("an emergency is kept from nobody to compare with them", "Say --hold-out 0.")


def _time_problems(broadcast: Broadcast, city: City, now: datetime) -> Iterator[Problem]:
    if broadcast.starts_at is not None and broadcast.starts_at < now:
        message = f"it was to begin on {broadcast.starts_at.astimezone(city.zone):%Y-%m-%d at %H:%M}, which is over"
        yield Problem(message, "Set a later time with --at, or --at now.")
    if broadcast.topic and broadcast.topic not in city.topics:
        remedy = f"Known are {', '.join(sorted(city.topics)) or 'none'}; or leave --topic out."
        yield Problem(f'"{broadcast.topic}" is no topic that residents can turn off', remedy)
    if not city.senders:
        yield Problem("the city has no number to text from", "Name one under `senders:` in city.yaml.")


def _flow_problems(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    if broadcast.kind == FLOW:
        for message, remedy in firsts.problems(broadcast.flow or "", city.flows):
            yield Problem(message, remedy)
    for flow_id in shut_surveys(broadcast, city):
        yield Problem(f'the survey of "{flow_id}" takes no answers now', "Open it first, or leave it out.")


def shut_surveys(broadcast: Broadcast, city: City) -> list[str]:
    """The closed surveys that it begins or sends people to."""
    return firsts.shut(broadcast.flow, [body for _, _, body in _texts(broadcast)], city.flows, city.shut)


def _audience_problems(broadcast: Broadcast, audience: Audience, city: City) -> Iterator[Problem]:
    if not broadcast.has_audience:
        yield Problem("nobody has said whom it is for", "Give a segment: --segment 'language = es'.")
        return
    if not audience.total:
        yield Problem("it would reach nobody", "Look at the segment, and at who was left out.")
    by_name = {each.name: each.texts for each in broadcast.variants}
    for (name, language), people in sorted(audience.people.items(), key=str):
        bodies = by_name.get(name, {})
        needed = city.words.languages if language is None else (language,)
        for each in needed:
            if people and not bodies.get(each, "").strip():
                whose = f' of the variant "{name}"' if name else ""
                reads = "whose language nobody knows" if language is None else f"who read {language}"
                message = f"there is no text in {each} for {_people(people)}{whose} {reads}"
                yield Problem(message, f'Write one: --text {f"{name}." if name else ""}{each}="...".')


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _texts(broadcast: Broadcast) -> Iterator[tuple[str, str, str]]:
    for variant in broadcast.variants:
        for language, body in variant.texts.items():
            yield variant.name, language, body


def _named(variant: str, language: str) -> str:
    return f"the text {f'{variant}.' if variant else ''}{language}"


def _text_problems(
    broadcast: Broadcast, variant: str, language: str, body: str, city: City
) -> Iterator[Problem]:  # fmt: skip
    which = _named(variant, language)
    if language not in city.words.languages:
        yield Problem(f"{which} is in no language of this city", f"Known are {', '.join(city.words.languages)}.")
    for message, remedy in texts.name_problems(body, city.words):
        yield Problem(f"{which}: {message}", remedy)
    if not texts.tells_the_way_out(body, city.words):
        yield Problem(f"{which} does not tell how to leave", "End it with: STOP ends. / ALTO para salir.")
    parts = sms.price(texts.longest(body, language, city.words)).parts
    if parts > broadcast.parts:
        costs = f"{which} costs up to {texts.cost_words(parts)}, and {broadcast.parts} may be spent"
        yield Problem(costs, f"Shorten it, write it without {_letters(body)}, or allow more with --parts {parts}."
                      if texts.dear_letters(body) else f"Shorten it, or allow more with --parts {parts}.")  # fmt: skip


def _letters(body: str) -> str:
    return " ".join(texts.dear_letters(body))


BLANKET_SHARE = 0.5
"""From this share of everybody on, one and the same text is called a blanket."""


def warnings(broadcast: Broadcast, audience: Audience, city: City) -> list[Problem]:
    """What may well be meant, but should be looked at first."""
    return [
        *_blanket(broadcast, audience), *twins(audience), *_flow_warnings(broadcast, city),
        *_text_warnings(broadcast, city),
    ]  # fmt: skip


def _flow_warnings(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    if broadcast.flow and firsts.is_open(broadcast.flow, city.flows):
        message = f'whatever they text next answers the first question of "{broadcast.flow}", a report of a pothole too'
        yield Problem(message, "Have it begin with a choice (1 now, 2 later) where that could be.")


def _blanket(broadcast: Broadcast, audience: Audience) -> Iterator[Problem]:
    several = {tuple(sorted(each.texts.items())) for each in broadcast.variants}
    if len(several) == 1 and audience.reachable > 1 and audience.total > audience.reachable * BLANKET_SHARE:
        share = audience.total / audience.reachable
        message = f"{share:.0%} of everybody the city can text would get the same words"
        yield Problem(message, "Write variants for those it concerns in different ways, or choose fewer people.")


def twins(audience: Audience) -> Iterator[Problem]:
    """Broadcasts of the last two days that told the same people the same."""
    for name, people in (audience.twins or {}).items():
        message = f'"{name}" said the same within the last two days, also to {_people(people)} of these'
        yield Problem(message, "If they are to read it again, start it with --again.")


def _text_warnings(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    for variant, language, body in _texts(broadcast):
        which = _named(variant, language)
        if dear := texts.dear_letters(body):
            message = f"{which} has {' '.join(dear)}, which leaves room for 70 characters a part instead of 160"
            yield Problem(message, "Choose words without them where the sense allows; never just drop an accent.")
        if free := [each for each in texts.fields_in(body) if city.words.fields.get(each) == "text"]:
            message = (
                f"{which} quotes {', '.join(sorted(free))}, and one value with á, í, ó or ú makes that text dearer"
            )
            yield Problem(message, "The price below is that of the fallback.")
        if broadcast.level == "inform" and "?" in body:
            message = f"{which} asks something, and inform promises only to tell"
            yield Problem(message, "Choose --level consult or more, or ask nothing.")
        if broadcast.kind == NOTICE and "?" in body:
            message = f"{which} asks something, and nothing waits for the answer: it would be heard as a new concern"
            yield Problem(message, "Have a flow of one question take it: --flow NAME.")
        if "{city}" not in body:
            yield Problem(f"{which} does not say who writes", "Begin it with {city}:")


def who_may_approve(broadcast: Broadcast, who: str, people: int, city: City) -> Problem | None:
    """Why this person cannot approve it; None when they can."""
    if people <= city.alone_up_to or all(is_another(who, writer) for writer in broadcast.written_by):
        return None
    message = f"{people:,} people would get it, and {who} wrote at it"
    return Problem(message, f"For more than {city.alone_up_to} a second person approves: --as ANOTHER.")


def edited(broadcast: Broadcast) -> Broadcast:
    """The broadcast after an edit: a draft again, with no approval."""
    state = state_after(broadcast.name, broadcast.state, "edit")
    return replace(broadcast, state=state, approved=None, approved_by=None, note=None)
