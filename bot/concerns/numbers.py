"""Draws the numbers of new concerns, longer ones as a city fills; what a number looks like is told in bot.lib.

A number of five characters has 279,841 fellows. As long as at most a quarter of them are taken, a number that is drawn
is seldom somebody's, and one that is misspelt twice seldom another's; after that new ones have six, then seven.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.concerns import store
from bot.db.engine import Database
from bot.lib.references import LONGEST, SHORTEST, new_reference

SAMPLE = 256
"""Numbers drawn to see how many are taken: that costs the same whatever the city has, and no counting."""
FULL = 4
"""One of so many is taken: time for longer numbers."""
LOOKED_EVERY = timedelta(minutes=10)
TRIES = 2
"""Numbers of one length that may turn out to be taken, one after the other, before a longer one is drawn."""


class Numbers:
    """What a process knows of how long numbers are now; `draw(alphabet, letters)` makes them."""

    def __init__(self, db: Database, draw: Callable[[str, int], str]) -> None:
        self._db, self._draw = db, draw
        self._length = SHORTEST
        self._looked_at: datetime | None = None

    def new(self, now: datetime, tries: int = 0) -> str:
        """A number that is most likely nobody's; `tries` were drawn for the same concern before, and taken."""
        if self._looked_at is None or not timedelta() <= now - self._looked_at < LOOKED_EVERY:
            self._length, self._looked_at = self._fitting(), now
        return new_reference(self._draw, min(LONGEST, self._length + tries // TRIES))

    def _fitting(self) -> int:
        """The shortest length of which at most a quarter is taken."""
        for length in range(SHORTEST, LONGEST):
            drawn = {new_reference(self._draw, length) for _ in range(SAMPLE)}
            with self._db.read() as tx:
                if store.taken(tx, drawn) * FULL <= len(drawn):
                    return length
        return LONGEST
