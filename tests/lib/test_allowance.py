"""The allowance: counted for all processes together, and by each alone while Redis is away."""

import pytest

from bot.lib.allowance import Allowance

NOBODY = "redis://127.0.0.1:1/0"


def taken(allowance: Allowance, caller: str, times: int) -> list[bool]:
    return [allowance.take(caller).is_within for _ in range(times)]


@pytest.mark.parametrize("url", ["", NOBODY])
def test_without_redis_a_process_counts_alone(url: str) -> None:
    allowance = Allowance(url, 3)
    assert taken(allowance, "a", 4) == [True, True, True, False]
    assert taken(allowance, "b", 1) == [True]
    left = allowance.take("b")
    assert (left.limit, left.remaining) == (3, 1) and 1 <= left.seconds <= 60


def test_two_processes_share_one_allowance(empty_redis_url: str) -> None:
    one, other = Allowance(empty_redis_url, 3), Allowance(empty_redis_url, 3)
    assert taken(one, "a", 2) == [True, True]
    assert taken(other, "a", 2) == [True, False]
    assert taken(one, "b", 1) == [True]
