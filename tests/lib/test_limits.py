"""The common pace of several workers over a real Redis: held, shared, capped, throttled, and slower without Redis."""

import heapq
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.lib import pace
from bot.lib.clock import system_clock
from bot.lib.limits import Pace
from bot.lib.pace import Cap, Granted, Line, Rate, Request, Terms, WaitUntil
from tests import services

NOW = datetime(2028, 6, 1, 18, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HERE, THERE = "+15055550100", "+15055550101"
BATCH = 50
ROOT = Path(__file__).parents[2]


def workers(url: str, rates: dict[str, Rate], count: int = 1, **more: int) -> list[Pace]:
    return [Pace(url, rates, clock="caller", **more) for _ in range(count)]


def play(
    paces: Sequence[Pace], texts: Sequence[Request], seconds: float, tick: float = 0.5,
    meanwhile: Mapping[float, Callable[[], object]] | None = None,
) -> tuple[list[tuple[float, int]], int]:  # fmt: skip
    """Texts that are all due at once, drained by these workers in turn: when each left, and how often was asked.

    `meanwhile` is what happens at which second.
    """
    due = [(0.0, number) for number in range(len(texts))]
    left, asked, turn = [], 0, 0
    for step in range(round(seconds / tick)):
        at = step * tick
        if happens := (meanwhile or {}).get(at):
            happens()
        while due and due[0][0] <= at:
            batch = [heapq.heappop(due)[1] for _ in range(min(BATCH, sum(when <= at for when, _ in due)))]
            worker = paces[(turn := turn + 1) % len(paces)]
            answers = worker.take_many(HERE, [texts[number] for number in batch], NOW + at * SECOND)
            asked += len(batch)
            for number, answer in zip(batch, answers, strict=True):
                when = (answer.at - NOW) / SECOND
                if isinstance(answer, Granted):
                    left.append((when, texts[number].segments))
                else:
                    assert when > at, "nobody is asked to come back in the past"
                    heapq.heappush(due, (when, number))
    return sorted(left), asked


def segments_between(left: Sequence[tuple[float, int]], begin: float, end: float) -> int:
    return sum(segments for when, segments in left if begin <= when < end)


@pytest.mark.parametrize("rate", [1, 3, 20, 100])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_pace_is_held_within_a_hundredth(empty_redis_url: str, rate: int, count: int) -> None:
    paces = workers(empty_redis_url, {HERE: Rate(rate)}, count)
    left, asked = play(paces, [Request(1)] * (rate * 70), 75)
    assert segments_between(left, 0, 60) == pytest.approx(60 * rate, rel=0.01)
    assert segments_between(left, 5, 65) == pytest.approx(60 * rate, rel=0.01)
    assert len(left) == rate * 70 and asked < 2.2 * rate * 70, "each is told once when to come back, and comes once"


def test_texts_in_parts_leave_at_the_same_pace(empty_redis_url: str) -> None:
    texts = [Request(1 + number % 3) for number in range(400)]
    left, _ = play(workers(empty_redis_url, {HERE: Rate(10)}, 4), texts, 100)
    assert segments_between(left, 0, 60) == pytest.approx(600, rel=0.01)
    assert len(left) == 400


def test_texts_that_leave_one_after_the_other_are_granted_in_one_call(empty_redis_url: str) -> None:
    (one,) = workers(empty_redis_url, {HERE: Rate(2)})
    assert one.take_many(HERE, [Request(1)] * 7, NOW) == [
        *(Granted(NOW + seconds * SECOND) for seconds in (0, 0.5, 1, 1.5, 2)),
        *(WaitUntil(NOW + seconds * SECOND, "pace") for seconds in (1.5, 2)),
    ]


def test_an_answer_overtakes_a_broadcast_which_pays_for_it(empty_redis_url: str) -> None:
    broadcasts, answers = workers(empty_redis_url, {HERE: Rate(1)}, 2)
    granted = [each for each in broadcasts.take_many(HERE, [Request(1)] * 50, NOW) if isinstance(each, Granted)]
    assert len(granted) == 3
    assert [answers.take(HERE, 1, NOW, answers=True) for _ in range(5)] == [Granted(NOW)] * 5
    later = NOW + 6 * SECOND
    assert broadcasts.take(HERE, 1, later) == Granted(NOW + 8 * SECOND), "three broadcast texts and five answers later"
    wave = answers.take_many(HERE, [Request(1, answers=True)] * 30, later)
    leave = [(each.at - later) / SECOND for each in wave if isinstance(each, Granted)]
    assert leave == [0] * 8 + [1, 2], "answers do not flood either"


def test_a_sender_nobody_told_about_is_a_long_code(empty_redis_url: str) -> None:
    left, _ = play(workers(empty_redis_url, {}), [Request(1)] * 30, 40)
    assert {round(later[0] - sooner[0], 6) for sooner, later in pairwise(left)} == {1.0}


def test_a_throttled_sender_rests_alone(empty_redis_url: str) -> None:
    one, two = workers(empty_redis_url, {HERE: Rate(10), THERE: Rate(10)}, 2)
    one.throttle(HERE, 30 * SECOND, NOW)
    one.throttle(HERE, 5 * SECOND, NOW)
    assert two.take(HERE, 1, NOW) == WaitUntil(NOW + 29 * SECOND, "throttled")
    assert two.take(HERE, 1, NOW + 15 * SECOND, answers=True) == WaitUntil(NOW + 29 * SECOND, "throttled")
    assert two.take(THERE, 1, NOW) == Granted(NOW)
    assert two.take(HERE, 1, NOW + 29 * SECOND) == Granted(NOW + 30 * SECOND)
    assert isinstance(two.take(HERE, 1, NOW + 31 * SECOND), Granted)


def test_a_stopped_broadcast_leaves_no_hole(empty_redis_url: str) -> None:
    (one,) = workers(empty_redis_url, {HERE: Rate(1)})
    far = one.take_many(HERE, [Request(1)] * 1000, NOW)[-1]
    assert far == WaitUntil(NOW + 998 * SECOND, "pace")
    later = NOW + 60 * SECOND
    assert one.take_many(HERE, [Request(1)] * 5, later)[-1] == WaitUntil(later + 3 * SECOND, "pace")


BRAND = Cap("brand", 20)


def test_a_brand_has_one_cap_for_all_its_senders_until_the_carriers_midnight(empty_redis_url: str) -> None:
    one, two = workers(empty_redis_url, {HERE: Rate(100, BRAND), THERE: Rate(100, BRAND)}, 2)
    midnight = datetime(2028, 6, 2, 7, tzinfo=UTC)
    assert isinstance(one.take(HERE, 10, NOW), Granted)
    assert isinstance(two.take(THERE, 7, NOW), Granted)
    assert two.take_many(HERE, [Request(2), Request(1), Request(1)], NOW) == [
        WaitUntil(midnight, "daily cap"), Granted(NOW + 0.1 * SECOND), WaitUntil(midnight, "daily cap"),
    ]  # fmt: skip
    assert isinstance(one.take(HERE, 1, NOW, answers=True), Granted), "an answer is counted, never held"
    assert one.take(HERE, 1, midnight - SECOND) == WaitUntil(midnight, "daily cap")
    assert one.take(HERE, 18, midnight) == Granted(midnight)


@pytest.mark.parametrize(
    ("now", "resets_at"),
    [
        ("2028-03-12T07:59:59", "2028-03-12T08:00:00"),  # the day of 23 hours begins
        ("2028-03-12T08:00:00", "2028-03-13T07:00:00"),
        ("2028-11-05T07:00:00", "2028-11-06T08:00:00"),  # the day of 25 hours
    ],
)
def test_the_carriers_day_is_pacific(now: str, resets_at: str) -> None:
    utc = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (now, resets_at)]
    assert BRAND.resets_at(utc[0]) == utc[1]
    assert BRAND.day(utc[0]) != BRAND.day(utc[1])


def test_a_messaging_service_has_the_rates_of_its_senders_together() -> None:
    assert pace.together({HERE: Rate(1, BRAND), THERE: Rate(3, Cap("low", 10))}) == Rate(4, Cap("low", 10))
    assert pace.together({HERE: Rate(1)}) == Rate(1)


def test_a_script_that_redis_has_forgotten_is_sent_again(empty_redis_url: str) -> None:
    (one,) = workers(empty_redis_url, {HERE: Rate(1)})
    one.take(HERE, 1, NOW)
    with redis.Redis.from_url(empty_redis_url) as connection:
        connection.script_flush()
    assert one.take(HERE, 1, NOW) == Granted(NOW + SECOND)


def test_what_is_remembered_goes_away_by_itself(empty_redis_url: str) -> None:
    (one,) = workers(empty_redis_url, {HERE: Rate(1, BRAND)})
    one.take_many(HERE, [Request(1)] * 10, NOW)
    with redis.Redis.from_url(empty_redis_url) as connection:
        lasts = {key.decode(): connection.ttl(key) for key in connection.scan_iter("cabildo:pace:*")}
    assert 60 < lasts[f"cabildo:pace:{HERE}"] <= 70
    assert 86_400 < lasts["cabildo:pace:cap:brand:2028-06-01"] <= 2 * 86_400
    assert len(lasts) == 2


# Without Redis.


@pytest.fixture
def nobody() -> Iterator[str]:
    """Something that takes connections and never answers, as a machine that hangs does."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def test_without_redis_every_worker_keeps_to_its_share() -> None:
    alone = [Pace("", {HERE: Rate(4)}, workers_expected=4) for _ in range(4)]
    left = []
    for worker in alone:
        left += play([worker], [Request(1)] * 100, 60)[0]
    assert segments_between(left, 1, 60) == pytest.approx(4 * 59, rel=0.02)
    assert max(segments_between(left, begin, begin + 1) for begin in range(60)) <= 4 + 4, "no flood"


def test_without_redis_a_slow_share_still_moves() -> None:
    left, _ = play([Pace("", {HERE: Rate(1)}, workers_expected=500)], [Request(1)] * 10, 200)
    assert [when for when, _ in left[:4]] == [0, 30, 60, 90]


def test_without_redis_the_cap_is_shared_too() -> None:
    (one,) = [Pace("", {HERE: Rate(100, Cap("brand", 100))}, workers_expected=4)]
    granted = [one.take(HERE, 1, NOW + number * SECOND) for number in range(40)]
    assert sum(isinstance(each, Granted) for each in granted) == 22, "a quarter of the ninety for broadcasts"
    assert granted[-1] == WaitUntil(datetime(2028, 6, 2, 7, tzinfo=UTC), "daily cap")
    assert isinstance(one.take(HERE, 1, NOW + timedelta(days=1)), Granted)


def test_a_redis_that_hangs_costs_one_short_wait(nobody: str) -> None:
    (one,) = workers(nobody, {HERE: Rate(1)}, workers_expected=2)
    began = time.monotonic()
    answers = [one.take(HERE, 1, NOW) for _ in range(20)]
    assert time.monotonic() - began < 3, "a wait for each would be five seconds"
    assert answers[:2] == [Granted(NOW), Granted(NOW + 2 * SECOND)]
    assert not any(isinstance(each, Granted) for each in answers[2:])


def test_redis_may_go_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.lib.limits.SHUN_FOR_SECONDS", 0)
    with services.redis_server() as server:
        one, two = workers(server.url, {HERE: Rate(1)}, 2, workers_expected=2)
        one.take_many(HERE, [Request(1)] * 9, NOW)
        server.kill()
        assert one.take(HERE, 1, NOW) == WaitUntil(NOW + 2 * SECOND, "pace"), "what was granted is not forgotten"
        one.throttle(HERE, 20 * SECOND, NOW)
        assert one.take(HERE, 1, NOW) == WaitUntil(NOW + 19 * SECOND, "throttled")
        assert [two.take(HERE, 1, NOW + 9 * SECOND) for _ in range(2)][1] == Granted(NOW + 11 * SECOND), "half the rate"
        server.start()
        later = NOW + 30 * SECOND
        both = [each.take(HERE, 1, later) for each in (one, two)]
        assert both == [Granted(later), Granted(later + SECOND)], "the pace is common again"


@pytest.mark.parametrize("expected", [2, 3])
def test_redis_goes_in_the_middle_of_a_broadcast_and_comes_back_empty(
    monkeypatch: pytest.MonkeyPatch, expected: int
) -> None:
    """Two workers go on at their shares; neither then nor when it comes back is there a flood, or a standstill."""
    monkeypatch.setattr("bot.lib.limits.SHUN_FOR_SECONDS", 0)
    rate = 6
    with services.redis_server() as server:
        both = workers(server.url, {HERE: Rate(rate)}, 2, workers_expected=expected)
        there_and_back: dict[float, Callable[[], object]] = {20.0: server.kill, 60.0: server.start}
        left, _ = play(both, [Request(1)] * 1000, 100, meanwhile=there_and_back)
    assert segments_between(left, 3, 20) == pytest.approx(rate * 17, rel=0.02)
    assert segments_between(left, 25, 60) == pytest.approx(rate * 35 * 2 / expected, rel=0.03), "each its share"
    assert segments_between(left, 65, 100) == pytest.approx(rate * 35, rel=0.02)
    ahead = rate * pace.AHEAD / pace.SECOND
    for window in (1, 5, 20):
        most = max(segments_between(left, begin / 4, begin / 4 + window) for begin in range(400))
        assert most <= rate * window + ahead + 1, "what was granted ahead is all that may come on top"


# The script and the arithmetic in Python are one.

steps = st.lists(
    st.tuples(
        st.integers(0, 12_000_000),
        st.lists(st.builds(Request, st.integers(1, 12), st.booleans()), max_size=6),
        st.sampled_from([0, 0, 0, 0, 700_000, 9_000_000]),
    ),
    max_size=12,
)


@given(steps, st.sampled_from([0.25, 1, 3, 3.75, 75, 100]), st.sampled_from([None, 5, 60]))
@settings(derandomize=True, deadline=None, database=None, max_examples=100,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_the_script_does_the_sums_of_the_model(
    redis_url: str, steps: list[tuple[int, list[Request], int]], rate: float, cap: int | None
) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        connection.flushdb()
    the_cap = Cap("brand", cap) if cap else None
    (one,) = workers(redis_url, {HERE: Rate(rate, the_cap)})
    line, terms = Line(), Terms(rate, the_cap.for_broadcasts if the_cap else -1)
    began = now = int(NOW.timestamp()) * pace.SECOND
    for wait, requests, close_for in steps:
        now += wait
        at = NOW + timedelta(microseconds=now - began)
        if close_for:
            one.throttle(HERE, timedelta(microseconds=close_for), at)
            line, _ = pace.serve(pace.close(line, now + close_for), terms, [], now)
        line, expected = pace.serve(line, terms, requests, now)
        said = one.take_many(HERE, requests, at)
        assert [place_of(each, at) for each in said] == expected


def place_of(said: Granted | WaitUntil, now: datetime) -> pace.Place:
    if isinstance(said, WaitUntil) and said.why == pace.DAILY_CAP:
        return said.why, 0
    why = pace.GRANTED if isinstance(said, Granted) else said.why
    return why, (said.at - now) // timedelta(microseconds=1)


@pytest.mark.parametrize("name", ["CREDIT", "AHEAD", "EARLY", "OVERTAKE", "FORGOTTEN"])
def test_the_page_about_the_pace_names_the_numbers(name: str) -> None:
    page = (ROOT / "docs" / "internals" / "pace.md").read_text(encoding="utf-8")
    assert f"`{name}` ({getattr(pace, name) / pace.SECOND:g} s" in page


# In real time, by the clock of Redis.

SENDING = """
import json, sys, time
from datetime import UTC, datetime
from bot.lib.limits import Pace
from bot.lib.pace import Granted, Rate, Request
url, rate, until = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
worker, left = Pace(url, {"+15055550100": Rate(rate)}), []
while time.time() < until:
    now = datetime.now(UTC)
    answers = worker.take_many("+15055550100", [Request(1)] * 20, now)
    for answer in answers:
        if isinstance(answer, Granted):
            time.sleep(max(0, answer.at.timestamp() - time.time()))
            left.append(time.time())
    time.sleep(max(0, min(answers[-1].at.timestamp() - time.time(), 0.5)))
print(json.dumps(left))
"""


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 4])
def test_processes_share_a_pace_in_real_time(empty_redis_url: str, count: int) -> None:
    rate, until = 50, system_clock().timestamp() + 9
    words = [sys.executable, "-c", SENDING, empty_redis_url, str(rate), str(until)]
    with ThreadPoolExecutor(count) as threads:
        runs = list(threads.map(lambda _: subprocess.check_output(words, cwd=ROOT, text=True), range(count)))
    assert all(json.loads(run) for run in runs), "each has sent"
    left = sorted(when for run in runs for when in json.loads(run))
    assert (len(left) - 1) / (left[-1] - left[0]) == pytest.approx(rate, rel=0.01)
