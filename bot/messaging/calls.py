"""What goes on while a batch is with the carrier: which calls were begun, which ended, and who has left meanwhile."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.lib.clock import monotonic

log = structlog.get_logger()

FRESH_SECONDS = 0.01
"""How old what is known of goodbyes may be when a text leaves; all texts of a batch ask in one query."""

HaveLeft = Callable[[Collection[str]], set[str]]
"""Those of these contacts who have left by now, as the database says; it may raise SQLAlchemyError."""

Outcome = TypeVar("Outcome")


def nobody_left(_: Collection[str]) -> set[str]:
    """Nobody leaves."""
    return set()


@dataclass
class Goodbyes:
    """Who of a batch has left since its texts were let through: a text must not follow a goodbye by the batch's time.

    Safe to use from threads.
    """

    have_left: HaveLeft
    contacts: Collection[str]
    _gone: set[str] | None = None
    _read_at: float = -1.0
    _lock: Lock = field(default_factory=Lock)

    def include(self, contact_id: str) -> bool | None:
        """Whether this resident has left; None while the database does not say."""
        with self._lock:
            if monotonic() - self._read_at > FRESH_SECONDS:
                try:
                    self._gone = self.have_left(self.contacts)
                except SQLAlchemyError as error:
                    log.warning("the database is away while texts leave", error=type(error).__name__)
                    self._gone = None
                self._read_at = monotonic()
            return None if self._gone is None else contact_id in self._gone


@dataclass
class Calls(Generic[Outcome]):
    """The calls of a batch by message: nothing is begun once it is closed. Safe to use from threads."""

    _begun: set[str] = field(default_factory=set)
    _ended: dict[str, Outcome] = field(default_factory=dict)
    _closed: bool = False
    _lock: Lock = field(default_factory=Lock)

    def begin(self, message_id: str) -> bool:
        """Whether the carrier may be called about this message; nobody waits for the answer any more when not."""
        with self._lock:
            if not self._closed:
                self._begun.add(message_id)
            return not self._closed

    def end(self, message_id: str, outcome: Outcome) -> None:
        """The call has come to this; after closing it is too late."""
        with self._lock:
            if not self._closed:
                self._ended[message_id] = outcome

    def close(self, message_ids: Iterable[str]) -> tuple[dict[str, Outcome], set[str], set[str]]:
        """What the calls came to, those that still wait for their answer, and those that were never begun."""
        with self._lock:
            self._closed = True
            rest = set(message_ids) - set(self._ended)
            return self._ended, rest & self._begun, rest - self._begun
