"""Sensitive numbers are erased and all others stay: a labelled table, and what must hold for any text."""

import csv
import re
from pathlib import Path
from time import process_time
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.secrets import MARK, Masked, masked
from bot.lib.sms import price

LABELLED = Path(__file__).with_name("secrets.csv")
"""Texts with each sensitive number in braces, and the kinds to be found."""


def rows() -> list[tuple[str, tuple[str, ...]]]:
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        return [(row["text"], tuple(row["kinds"].split())) for row in csv.DictReader(lines)]


def typed(labelled: str) -> str:
    return labelled.replace("{", "").replace("}", "")


@pytest.mark.parametrize(("labelled", "kinds"), rows())
def test_a_labelled_text(labelled: str, kinds: tuple[str, ...]) -> None:
    assert masked(typed(labelled)) == Masked(re.sub(r"\{.*?\}", MARK, labelled, flags=re.DOTALL), kinds)


def test_the_table_has_enough_of_both() -> None:
    found = [kinds for _, kinds in rows()]
    assert len(found) >= 200
    assert sum(not kinds for kinds in found) >= 100
    assert {kind for kinds in found for kind in kinds} == {
        "ssn", "itin", "a_number", "passport", "card", "bank", "license",
    }  # fmt: skip


def test_the_mark_fits_into_any_text() -> None:
    assert price(MARK).encoding == "GSM-7"
    assert masked(MARK) == Masked(MARK, ())


DIGITS_BY_CHANCE = st.text(alphabet="0123456789 -./,+()A#", max_size=60)
AROUND = st.one_of(st.text(max_size=40), DIGITS_BY_CHANCE)
SEPARATORS = st.sampled_from(["", " ", "-", ".", " - "])


@given(st.one_of(st.text(), DIGITS_BY_CHANCE, st.sampled_from([typed(text) for text, _ in rows()])))
def test_masking_again_changes_nothing(text: str) -> None:
    once = masked(text)
    assert masked(once.text) == Masked(once.text, ())
    assert (once.text == text) == (once.kinds == ())


@given(st.text().filter(lambda text: not any(map(str.isdigit, text))))
def test_a_text_without_digits_is_left_alone(text: str) -> None:
    assert masked(text) == Masked(text, ())


def with_check_digit(digits: str) -> str:
    """The digits and the one that makes Luhn's sum divisible by ten, by the textbook's own way round."""
    doubled = [int(digit) * (1 + (place % 2 == 0)) for place, digit in enumerate(reversed(digits))]
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


@st.composite
def cards(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(["4", "51", "55", "2221", "6011", "65", "62"]))
    digits = with_check_digit(start + draw(st.text("0123456789", min_size=15 - len(start), max_size=15 - len(start))))
    return draw(SEPARATORS).join(digits[place : place + 4] for place in range(0, 16, 4))


@st.composite
def social_security_numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(1, 899).filter(lambda number: number != 666))
    group, serial = draw(st.integers(1, 99)), draw(st.integers(1, 9999))
    return draw(SEPARATORS.filter(bool)).join((f"{area:03}", f"{group:02}", f"{serial:04}"))


@given(AROUND, st.one_of(cards(), social_security_numbers()), AROUND)
def test_a_planted_number_never_survives(before: str, secret: str, after: str) -> None:
    found = masked(f"{before} {secret} {after}")
    assert found.kinds
    assert re.sub(r"\D", "", secret) not in re.sub(r"\D", "", found.text)


def test_a_row_of_digits_twice_as_long_does_not_take_many_times_as_long() -> None:
    def cost(groups: int) -> float:
        return min(repeat(lambda: masked("1 3 5 " * groups), timer=process_time, number=1, repeat=5))

    assert cost(266) < 3 * cost(133)
