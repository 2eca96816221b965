"""What is true of every pace, whatever wants to leave and whenever it asks."""

import heapq

from hypothesis import given
from hypothesis import strategies as st

from bot.lib.pace import AHEAD, CREDIT, GRANTED, OVERTAKE, SECOND, Line, Request, Terms, close, serve

LONGEST = 12
rates = st.sampled_from([0.25, 1, 3, 3.75, 10, 100])
waits = st.one_of(st.integers(0, 200_000), st.integers(0, 20 * SECOND))
requests = st.lists(st.builds(Request, st.integers(1, LONGEST), st.booleans()), max_size=8)
steps = st.lists(st.tuples(waits, requests, st.sampled_from([0] * 9 + [4 * SECOND])), max_size=25)


def departures(rate: float, steps: list[tuple[int, list[Request], int]]) -> list[tuple[int, Request, int]]:
    """When each granted text leaves, which it is, and until when the sender was closed as it was granted."""
    line, now, left = Line(), 0, []
    for wait, batch, close_for in steps:
        now += wait
        if close_for:
            line = close(line, now + close_for)
        line, places = serve(line, Terms(rate), batch, now)
        for request, (what, from_now) in zip(batch, places, strict=True):
            assert what != GRANTED or 0 <= from_now <= AHEAD
            if what == GRANTED:
                left.append((now + from_now, request, line.closed))
    return sorted(left, key=lambda each: each[0])


def assert_no_window_holds_more(left: list[tuple[int, int]], rate: float, burst: float) -> None:
    for first, (begin, _) in enumerate(left):
        total = 0
        for when, segments in left[first:]:
            total += segments
            assert total <= rate * (when - begin) / SECOND + burst + 1e-3


@given(rates, steps)
def test_no_window_ever_holds_more_than_its_time_and_one_burst(
    rate: float, steps: list[tuple[int, list[Request], int]]
) -> None:
    left = departures(rate, steps)
    burst = rate * (CREDIT + OVERTAKE) / SECOND + LONGEST
    assert_no_window_holds_more([(when, request.segments) for when, request, _ in left], rate, burst)


@given(rates, steps)
def test_broadcasts_alone_never_get_ahead_of_their_pace(
    rate: float, steps: list[tuple[int, list[Request], int]]
) -> None:
    alone = [(wait, [each for each in batch if not each.answers], close_for) for wait, batch, close_for in steps]
    left = [(when, request.segments) for when, request, _ in departures(rate, alone)]
    assert_no_window_holds_more(left, rate, rate * CREDIT / SECOND + LONGEST)


@given(rates, steps)
def test_nothing_leaves_while_the_carrier_wants_rest(rate: float, steps: list[tuple[int, list[Request], int]]) -> None:
    assert all(when >= closed for when, _, closed in departures(rate, steps))


late = st.lists(st.integers(0, SECOND // 2), min_size=1, max_size=8)
answers_at = st.sets(st.integers(0, 60), max_size=20)


@given(rates, st.lists(st.integers(1, LONGEST), min_size=1, max_size=40), late, answers_at)
def test_whoever_comes_back_when_told_leaves_in_the_end(
    rate: float, texts: list[int], late: list[int], answers_at: set[int]
) -> None:
    """Nobody starves beside answers, and no time is lost while somebody waits, though all come a little late."""
    due = [(0, number) for number in range(len(texts))]
    line, terms, last, paid = Line(), Terms(rate), 0, sum(texts)
    now, asked = 0, 0
    while due:
        at, number = heapq.heappop(due)
        now = max(now, at + late[asked % len(late)])
        if asked in answers_at:
            line, ((what, _),) = serve(line, terms, [Request(1, answers=True)], now)
            paid += what == GRANTED
        line, ((what, from_now),) = serve(line, terms, [Request(texts[number])], now)
        last = max(last, now + from_now)
        if what != GRANTED:
            assert from_now > 0
            heapq.heappush(due, (now + from_now, number))
        asked += 1
        assert asked <= 10 * len(texts) + 100, "they ask in vain"
    assert last <= paid * SECOND / rate + AHEAD
