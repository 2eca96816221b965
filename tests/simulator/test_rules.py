"""Which numbers may play a phone, and when the simulator's next day begins."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.lib.hours import QuietHours
from bot.simulator.rules import FIRST_PHONES, is_made_up, next_day

DENVER = ZoneInfo("America/Denver")
QUIET = QuietHours(DENVER, time(20), time(9), time(12))


def test_the_first_phones_belong_to_nobody() -> None:
    assert all(is_made_up(number) for number, _ in FIRST_PHONES)


@pytest.mark.parametrize(
    ("now", "later"),
    [
        ((2026, 11, 23, 10, 30), (2026, 11, 24, 10, 30)),
        ((2026, 11, 23, 22, 0), (2026, 11, 25, 9, 0)),
        ((2026, 11, 21, 10, 0), (2026, 11, 22, 12, 0)),
    ],
    ids=["by day", "at night", "to a Sunday morning"],
)
def test_the_next_day(now: tuple[int, ...], later: tuple[int, ...]) -> None:
    at = datetime(*now, tzinfo=DENVER).astimezone(UTC)
    assert next_day(at, QUIET).astimezone(DENVER) == datetime(*later, tzinfo=DENVER)
