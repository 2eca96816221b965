"""Cursors: a place through a word and back; whatever else comes is no cursor."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.paging import NotACursor, cursor, read_cursor

AT = datetime(2026, 3, 10, 16, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("place", [("ctc_1",), (AT, "msg_1.0"), ("a", "b")])
def test_a_place_comes_back(place: tuple) -> None:
    word = cursor(place)
    assert read_cursor(word, [type(each) for each in place]) == place
    assert word.replace("-", "").replace("_", "").isalnum()


@given(st.text())
def test_whatever_else_is_written_is_no_cursor(word: str) -> None:
    for shape in ((str,), (datetime, str)):
        with pytest.raises(NotACursor):
            read_cursor(word, shape)


@pytest.mark.parametrize("place", [("a\x00b",), ("á",), ("x" * 65,), (AT,), ("a", "b")])
def test_a_place_of_another_list_is_refused(place: tuple) -> None:
    with pytest.raises(NotACursor):
        read_cursor(cursor(place), [str])
