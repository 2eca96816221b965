"""Finds the flow versions that sessions began with; versions never change, so they are kept in memory once read."""

from bot.conversations import store
from bot.db.engine import Database
from bot.engine.flow import Flow, Flows
from bot.engine.session import Session

MOST_KEPT = 256


class Pins:
    """The older versions read so far, by digest."""

    def __init__(self) -> None:
        self._kept: dict[str, Flow] = {}

    def flows_for(self, db: Database, flows: Flows, session: Session) -> Flows:
        """The current flows, and the versions this session is pinned to."""
        missing = [frame for frame in session.frames if flows.version(frame.flow, frame.digest) is None]
        if not missing:
            return flows
        with db.read() as tx:
            for frame in missing:
                if frame.digest not in self._kept and (version := store.kept_version(tx, frame.digest)):
                    if len(self._kept) >= MOST_KEPT:
                        self._kept.clear()
                    self._kept[frame.digest] = version
        return Flows(flows.current, flows.digests, {**flows.pinned, **self._kept})
