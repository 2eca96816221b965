"""Everything that can reach a conversation, and the moment it arrives in; values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.engine.flow import Choice
from bot.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Begin:
    """The session starts; `heard` is the text that led to it, empty when no text did."""

    heard: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The resident wrote `body`; `media` counts pictures sent along, `location` is a place the phone shared."""

    body: str
    media: int = 0
    location: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody answered; whether it is time to nudge or to expire is told by the session and the moment."""


@dataclass(frozen=True, slots=True)
class Again:
    """What was between is over (a person has answered, a safety text was said): ask the waiting question again."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a `Query`: named values to speak of, and options to choose from."""

    values: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()


Input = Begin | Text | Silence | Again | Found


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything impure, handed in as values.

    `now` is aware UTC and `today` the city's date. `languages` are the city's, most spoken first. `facts` are what
    texts may name: a text by language, a string, a number or a boolean. `fresh` are values made for this turn, such as
    a reference number, so that the same turn run twice speaks of the same one.
    """

    now: datetime
    today: date
    languages: tuple[str, ...]
    vocabulary: Vocabulary
    facts: Mapping[str, Any] = field(default_factory=dict)
    fresh: Mapping[str, str] = field(default_factory=dict)
