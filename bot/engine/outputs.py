"""Everything a conversation can ask of the world; values with deterministic ids (`session.turn.index`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.engine.session import Session


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to the resident, in `language` (None: in every language of the city)."""

    id: str
    text: str
    language: str | None
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was understood at a step: `status` is answered, skipped, refused, unclear or withdrawn."""

    id: str
    flow: str
    digest: str
    step: str
    status: str
    codes: tuple[str, ...]
    words: str
    survey: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do in the turn's transaction; if it fails, the turn fails whole."""

    id: str
    verb: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the database, always the last output of a turn; answer it with `Found` and advance again."""

    id: str
    verb: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wait:
    """The conversation waits for the resident; wake it with `Silence` at `wake_at`."""

    wake_at: datetime


@dataclass(frozen=True, slots=True)
class Completed:
    """A survey's last question was answered, skipped or refused, and its flow has ended."""

    id: str
    flow: str
    digest: str
    survey: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over: `how` is done, left, expired, handed_off, replaced or runaway."""

    how: str


Output = Reply | Answered | Effect | Query | Wait | Completed | Finished


@dataclass(frozen=True, slots=True)
class Turn:
    """The session after the turn, and what should happen because of it, in order."""

    session: Session
    outputs: tuple[Output, ...]
