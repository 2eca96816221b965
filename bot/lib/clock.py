"""The one place that reads the time of day; everything else gets `now` as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


def system_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never run backwards, for measuring durations."""
    return time.monotonic()
