"""What this process says now: the newest release, looked for every few seconds; it publishes nothing.

A look is one small query, made by whoever asks first when the last look is `LOOK_EVERY_SECONDS` old: a process that
nobody texts looks at nothing. A process never stops over a release: what it cannot use, it leaves, and says so once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.db.engine import Database
from bot.flowfiles.library import Library
from bot.flowfiles.release import Files, library_in
from bot.lib.clock import monotonic
from bot.releases import store

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Held(Generic[T]):
    release: str | None
    made: T


class Live(Generic[T]):
    """What a process makes of the live library, made again whenever another release is live."""

    def __init__(
        self,
        db: Database,
        make: Callable[[Library], T],
        otherwise: Callable[[], Library],
        *,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """`otherwise` is the library of a city that has published nothing. FlowErrors when neither can be used."""
        self._db, self._make, self._seconds = db, make, seconds
        newest = self._newest()
        library = library_in(self._files(newest)) if newest else otherwise()
        self._held = _Held(newest, make(library))
        self._left: str | None = None
        self._look_at = seconds() + LOOK_EVERY_SECONDS
        self._looking = threading.Lock()

    @property
    def release(self) -> str | None:
        """The id of the release this process works with; None while the city has published nothing."""
        return self._held.release

    def current(self) -> T:
        """What the process works with now; whoever holds an older one may finish with it."""
        # Whoever comes while another thread looks takes what is there, and waits for nothing.
        if self._seconds() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._held.made

    def _look(self) -> None:
        self._look_at = self._seconds() + LOOK_EVERY_SECONDS
        try:
            newest = self._newest()
            if newest is None or newest in (self._held.release, self._left):
                return
            files = self._files(newest)
        except SQLAlchemyError as error:
            log.warning("the database does not tell which release is live", error=type(error).__name__)
            return
        try:
            self._held = _Held(newest, self._make(library_in(files)))
        except Exception:  # It may be for a newer program than this; residents are answered all the same.
            self._left = newest
            log.exception("the newest release cannot be used; this process goes on with what it has", release=newest)
        else:
            log.info("a release is live", release=newest)

    def _newest(self) -> str | None:
        with self._db.read() as tx:
            newest = store.newest_release(tx)
        return newest.id if newest else None

    def _files(self, release_id: str) -> Files:
        with self._db.read() as tx:
            return store.files_of(tx, release_id) or {}
