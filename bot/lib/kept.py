"""Something that is made of a value and kept until another value comes; it knows nothing of either."""

from collections.abc import Callable
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Kept(Generic[S, T]):
    """Makes it when it is first asked for, and again only when `told_by` gives another object than last time."""

    def __init__(self, make: Callable[[S], T], told_by: Callable[[S], object]) -> None:
        self._make, self._told_by = make, told_by
        self._held: tuple[object, T] | None = None

    def of(self, source: S) -> T:
        """What is made of this."""
        by, held = self._told_by(source), self._held
        if held is None or held[0] is not by:
            self._held = held = (by, self._make(source))
        return held[1]
