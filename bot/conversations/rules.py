"""Where a text goes: to the session that waits, to a flow, or nowhere; and in which language; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.engine.commands import Command, command_in
from bot.engine.flow import Flows
from bot.engine.vocabulary import Vocabulary, fold

WELCOME, LEAVE, RETURN, HELP, LANGUAGE = "welcome", "leave", "return", "help", "language"
SWITCH_WORDS = 4
"""A guess changes the language of somebody who never stated one only from this many words on."""


@dataclass(frozen=True, slots=True)
class Go:
    """Begin this flow with these values."""

    flow: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Continue:
    """Hand the text to the session that waits."""


@dataclass(frozen=True, slots=True)
class Note:
    """The carrier has taken and answered an opt-out or opt-in itself: only keep that the resident `leaves` or not."""

    leaves: bool


@dataclass(frozen=True, slots=True)
class Ignore:
    """Keep the text and say nothing."""

    why: str


Route = Go | Continue | Note | Ignore


def where_to(
    body: str,
    *,
    opt_out: str,
    answerable: bool,
    left_at: datetime | None,
    waiting: bool,
    unmet: bool,
    flows: Flows,
    vocabulary: Vocabulary,
) -> Route:
    """The order that no text may overtake: machines, the carrier's own opt-out, who has left, then the talk.

    `unmet` is a resident who writes for the first time or whose language is not known yet: `welcome` meets them.
    """
    command = command_in(body, vocabulary)
    if not answerable:
        return Ignore("a machine is not answered")
    if opt_out in ("STOP", "START") and (left_at is None) == (opt_out == "STOP"):
        return Note(leaves=opt_out == "STOP")
    if opt_out:
        return Ignore(f"the carrier answered {opt_out}")
    if left_at is not None:
        back = command is not None and command.name == "start"
        return Go(RETURN, {"heard": body}) if back else Ignore("the resident has left")
    if waiting:
        return Continue()
    return _first_words(body, command, flows, unmet=unmet)


def _first_words(body: str, command: Command | None, flows: Flows, *, unmet: bool) -> Route:
    """Where a text goes that no session waits for."""
    if command and command.name == "stop":
        return Go(LEAVE, {"heard": body})
    if command and command.name == "help":
        return Go(HELP)
    if command and command.name == "language" and not unmet:
        return Go(LANGUAGE, {"to": command.language})
    flow_id, rest = flows.started_by(fold(body))
    if flow_id and not unmet:
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
