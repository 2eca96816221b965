"""What every carrier can do, and what can become of a call to it; the carriers themselves are elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One text ready to leave: addresses as the carrier writes them; only carriers and the send step hold one.

    `validity` is for how many seconds the carrier may try to deliver it; None: for as long as it likes.
    """

    message_id: str
    to: str
    sender: str
    body: str
    validity: int | None = None

    def __repr__(self) -> str:
        return f"Letter({self.message_id})"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier has it, under this id."""

    carrier_id: str
    status: str = "accepted"


@dataclass(frozen=True, slots=True)
class Rejected:
    """The carrier surely does not have it; `code` says why, `retry_after` what it asked for."""

    code: int | None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotReached:
    """The carrier could not be called at all; nothing was sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The call ended without an answer: the carrier may or may not have it."""

    why: str


Sent = Accepted | Rejected | NotReached | Lost


@dataclass(frozen=True, slots=True)
class Listed:
    """A text on the carrier's own list: its status in the carrier's word, and when it was sent.

    `answers`: it was sent as the answer to a text that came in; after STOP the carrier does so of its own accord.
    """

    carrier_id: str
    status: str
    code: int | None
    at: datetime
    answers: bool = False


class NotListed(Exception):
    """The carrier's list could not be read to its end; the words say why."""


class Carrier(Protocol):
    """Twilio, or the simulator."""

    def send(self, letter: Letter) -> Sent:
        """Send one text; never raises. Called from several threads."""
        ...

    def find(self, letter: Letter, since: datetime) -> list[str] | None:
        """The carrier's ids of texts to that number with that body since then, oldest first; None: it did not say."""
        ...

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Every text it sent for us in that time, newest first, read page by page; NotListed when that breaks off."""
        ...
