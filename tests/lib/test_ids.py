"""Ids carry their kind, sort by time and are never the same."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lib.ids import new_id, random_digits

moments = st.integers(0, 7_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(moments, st.integers(2, 10**9))
def test_an_id_of_a_later_moment_sorts_behind_an_earlier_one(now: datetime, milliseconds: int) -> None:
    later = now + timedelta(milliseconds=milliseconds)
    assert new_id("msg", now) < new_id("msg", later)


def test_an_id_has_its_kind_and_26_letters() -> None:
    kind, _, letters = new_id("msg", datetime(2026, 3, 3, tzinfo=UTC)).partition("_")
    assert (kind, len(letters)) == ("msg", 26)
    assert set(letters) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_ids_of_one_moment_differ() -> None:
    now = datetime(2026, 3, 3, tzinfo=UTC)
    assert len({new_id("msg", now) for _ in range(2000)}) == 2000


def test_letters_are_drawn_from_the_alphabet() -> None:
    drawn = random_digits("ABC", 500)
    assert len(drawn) == 500
    assert set(drawn) == set("ABC")
