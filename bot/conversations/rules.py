"""Where a text goes: to the session that waits, to a flow, to a person, or nowhere; and in which language; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.engine.commands import Command, command_in
from bot.engine.flow import Flows
from bot.engine.vocabulary import Vocabulary, fold
from bot.messaging.rules import REPLY
from bot.safety.classes import NEVER_TAKEN_UP

WELCOME, LEAVE, RETURN, HELP, LANGUAGE = "welcome", "leave", "return", "help", "language"
STAY_OR_LEAVE, WHO, WRONG_NUMBER, NEW_PERSON, PERSON = "stay_or_leave", "who", "wrong_number", "new_person", "person"
TOO_YOUNG = "too_young"
SWITCH_WORDS = 4
"""A guess changes the language of somebody who never stated one only from this many words on."""
TAKEOVER_LASTS = timedelta(days=3)
"""After this long without the person the flows answer again, so that nobody waits for ever."""
HELD_FOR = timedelta(hours=12)
"""How long "1" after a safety text means that one; later it answers what was asked since."""
TAKEN_OVER = "a person has taken over"
GOES_ON = frozenset({"1", "uno", "one"})


LATELY = timedelta(hours=1)
"""For so long texts are counted, to tell a machine that answers every answer of ours."""
SAME_TEXTS, SAME_SHORT_TEXTS, MOST_TEXTS = 5, 30, 60
"""So often the same words are answered within that time; so often short ones, commands and calls for help; and so many
texts in all. People stay far below."""
SHORT = 20
"""Characters below which the same words are no wonder."""


@dataclass(frozen=True, slots=True)
class Go:
    """Begin this flow with these values."""

    flow: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Renew:
    """Another person holds the phone: set the one before aside, or `unlink` them, and begin this flow as a stranger."""

    flow: str
    unlink: bool


@dataclass(frozen=True, slots=True)
class Continue:
    """Hand the text to the session that waits; `again`: only let it ask its question again."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class Warn:
    """Say the safety text of this class at once; `discreet`: and nothing may mention it again.

    `again`: it was said within a day, so that a short word is enough.
    """

    danger: str
    discreet: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """The carrier has taken and answered an opt-out or opt-in itself: only keep that the resident `leaves` or not."""

    leaves: bool


@dataclass(frozen=True, slots=True)
class Ignore:
    """Keep the text and say nothing."""

    why: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Keep the text and say nothing until its like have ceased for a while; `first`: only now is it noticed."""

    first: bool


Route = Go | Renew | Continue | Warn | Note | Ignore | Hush


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about who writes, before their text is looked at.

    `unmet` is a resident who writes for the first time or whose language is not known yet: `welcome` meets them.
    `danger` is the safety class that this text is to be answered for, `again` when that was done within a day already,
    `discreet` that its words are such that nothing may mention them. `in_survey`: a survey's question waits.
    """

    answerable: bool = True
    opt_out: str = ""
    left_at: datetime | None = None
    waiting: bool = False
    unmet: bool = False
    taken_over: bool = False
    danger: str | None = None
    again: bool = False
    discreet: bool = False
    in_survey: bool = False
    over: str = ""
    """The flow of a survey that waits for them and that nobody may finish any more."""
    goes_on: bool = False
    """The text is the one held back before; the resident let it go on."""
    same_texts: int = 0
    texts: int = 0
    """How often they have written the same, and anything, LATELY."""


def where_to(body: str, at: Situation, flows: Flows, vocabulary: Vocabulary) -> Route:
    """The order that no text may overtake.

    Machines, the carrier's own opt-out, a loop, STOP and HELP, danger, who has left, another person on the phone, a
    person who has taken over, and then the talk.
    """
    command = command_in(body, vocabulary, flows)
    if not at.answerable:
        return Ignore("a machine is not answered")
    if at.opt_out in ("STOP", "START") and (at.left_at is None) == (at.opt_out == "STOP"):
        return Note(leaves=at.opt_out == "STOP")
    if at.opt_out:
        return Ignore(f"the carrier answered {at.opt_out}")
    first = command is not None and command.name in ("stop", "help")
    if (at.left_at is None or at.danger) and (hush := _loop(body, command, at)):
        return hush
    if at.danger and not first:
        return Warn(at.danger, at.discreet, at.again)
    if at.left_at is not None:
        back = command is not None and command.name == "start"
        return Go(RETURN, {"heard": body}) if back else Ignore("the resident has left")
    if command and command.name in (WRONG_NUMBER, NEW_PERSON):
        return Renew(command.name, unlink=command.name == WRONG_NUMBER)
    if at.goes_on and not body:
        return Continue(again=True) if at.waiting else Go(WELCOME, {"heard": ""})
    if at.in_survey and is_minor(body):
        return Go(TOO_YOUNG)
    if at.taken_over and not first:
        return _while_taken_over(body, command, at, flows, vocabulary)
    if at.over:
        return _too_late(body, command, at, flows)
    return Continue() if at.waiting else _first_words(body, command, flows, unmet=at.unmet)


OBEYED = ("stop", "unsure_stop", "help", "language")
"""Commands that are obeyed also where an answer comes too late."""


def _too_late(body: str, command: Command | None, at: Situation, flows: Flows) -> Route:
    """The survey that waits for them takes no answers any more: it says so, and anything else is done."""
    if (command and command.name in OBEYED) or flows.started_by(fold(body))[0]:
        return _first_words(body, command, flows, unmet=at.unmet)
    return Go(at.over)


def _loop(body: str, command: Command | None, at: Situation) -> Hush | None:
    """Two machines that answer each other would never end. STOP is taken for ever, a call for help for long."""
    if command and command.name == "stop":
        return None
    most = SAME_SHORT_TEXTS if at.danger or command or len(body) < SHORT else SAME_TEXTS
    if at.same_texts < most and at.texts < MOST_TEXTS:
        return None
    return Hush(first=at.same_texts == most or at.texts == MOST_TEXTS)


_AGE = re.compile(
    r"\btengo (\d{1,2}) an(?:os|itos)|\b(?:im|i am) (\d{1,2})(?: yo)?$|\b(?:im|i am) (\d{1,2}) (?:years|yrs)\b"
)
YOUNGEST, ADULT = 6, 18


def is_minor(body: str) -> bool:
    """Whether somebody says of themselves that they are under 18: they are not surveyed (their concerns are taken)."""
    match = _AGE.search(fold(body))
    return match is not None and YOUNGEST <= int(match[match.lastindex or 0]) < ADULT


def danger_to_answer(found: Sequence[str], told: Mapping[str, bool]) -> tuple[str | None, bool]:
    """The class to answer, and whether it was answered within a day already.

    `told` are the classes answered since then, and whether the resident went on each time. Whoever said "no emergency"
    is believed, but what may enter no flow is answered every time.
    """
    new = next((each for each in found if each not in told), None)
    if new:
        return new, False
    return next((each for each in found if not told[each] or each in NEVER_TAKEN_UP), None), True


PASSES = ("language", "unsure_stop")
"""Commands that are obeyed also while a person answers."""


def _while_taken_over(body: str, command: Command | None, at: Situation, flows: Flows, vocabulary: Vocabulary) -> Route:
    """Nothing comes between a resident and the person who answers them, unless the resident would rather go on."""
    if resumes(body, vocabulary):
        return Continue(again=True) if at.waiting else Go(WELCOME, {"heard": ""})
    flow_id, _ = flows.started_by(fold(body))
    asks = flow_id and flow_id != PERSON and flows.current[flow_id].anywhere
    if asks or (command and command.name in PASSES):
        return Continue() if at.waiting else _first_words(body, command, flows, unmet=False)
    return Ignore(TAKEN_OVER)


def waits_for_person(route: Route) -> bool:
    """Whether a text that goes there while a person has taken over is theirs to answer."""
    return isinstance(route, Warn) or route == Ignore(TAKEN_OVER)


def resumes(body: str, vocabulary: Vocabulary) -> bool:
    """Whether somebody who waits for a person would rather go on without: GO, SIGUE."""
    return fold(body) in vocabulary.resume


def goes_on(body: str) -> bool:
    """Whether this is the digit that lets a text go on after a safety text."""
    return fold(body) in GOES_ON


def _first_words(body: str, command: Command | None, flows: Flows, *, unmet: bool) -> Route:
    """Where a text goes that no session waits for."""
    if command and command.name == "stop":
        return Go(LEAVE, {"heard": body})
    if command and command.name == "unsure_stop":
        return Go(STAY_OR_LEAVE, {"heard": body})
    if command and command.name == "help":
        return Go(HELP)
    if command and command.name == "language" and not unmet:
        return Go(LANGUAGE, {"to": command.language})
    flow_id, rest = flows.started_by(fold(body))
    if flow_id and (not unmet or flow_id == WHO):
        flow = flows.current[flow_id]
        return Go(flow_id, {"heard": body, flow.rest: rest} if rest else {"heard": body})
    if flow_id:
        return Go(WELCOME, {"heard": body, "onward": flow_id, "rest": rest})
    return Go(WELCOME, {"heard": "" if command else body})


@dataclass(frozen=True, slots=True)
class Language:
    """The language to speak and where it is known from; `changed` when the contact does not have it yet."""

    code: str | None
    source: str | None
    changed: bool = False


def language_for(
    body: str,
    *,
    known: str | None,
    source: str | None,
    sender: str | None,
    vocabulary: Vocabulary,
    is_keyword: bool,
    guess: Callable[[str], str | None],
) -> Language:
    """The stated language first; else what this text surely is; else what was guessed before; else the sender's.

    Commands and keywords are never evidence: somebody who writes "STOP" has not said that they read English.
    """
    if source == "stated":
        return Language(known, source)
    command = command_in(body, vocabulary)
    if command and command.name == "language":
        return Language(command.language, "stated", changed=known is None)
    if known is not None and len(body.split()) < SWITCH_WORDS:
        return Language(known, source)
    guessed = None if command or is_keyword else guess(body)
    if guessed is not None:
        return Language(guessed, "guessed", changed=guessed != known)
    if known is None and sender is not None:
        return Language(sender, "sender", changed=True)
    return Language(known, source)


def only_language(body: str, words: Mapping[str, frozenset[str]]) -> str | None:
    """The one language whose own words stand in the text ("bache en la calle"); None when several or none do.

    `words` are each language's phrases that no other language has.
    """
    said = f" {fold(body)} "
    found = [language for language, listed in words.items() if any(f" {phrase} " in said for phrase in listed)]
    return found[0] if len(found) == 1 and " " in said.strip() else None


def merged(texts: Sequence[str], longest: int) -> list[str]:
    """The texts of one turn as few messages as may be: one, unless they pass what a carrier takes."""
    messages: list[str] = []
    for text in texts:
        if messages and len(messages[-1]) + 1 + len(text) <= longest:
            messages[-1] = f"{messages[-1]}\n{text}"
        else:
            messages.append(text)
    return messages


NOTICE = "notice"
"""What a text is for that nobody has just asked for."""
ANSWERS_FOR = timedelta(hours=24)
"""So long after a resident wrote, what a person says is an answer; later it keeps to the quiet hours."""


def purpose_of_answer(heard_at: datetime | None, now: datetime) -> str:
    """What a person's text is for, by when the resident wrote last: an answer leaves at any hour, a notice does not."""
    return REPLY if heard_at is not None and now < heard_at + ANSWERS_FOR else NOTICE
