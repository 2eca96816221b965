"""Reference numbers: whatever is mistyped once is found out, for every letter, every place and every length."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lib.references import ALPHABET, LONGEST, SHORTEST, WEIGHTS, check_letter, new_reference, read_reference

LENGTHS = range(SHORTEST, LONGEST + 1)
BASES = ["222222", "ZZZZZZ", "7K3P9Q", "MXQ4CD", "9FC6HN"]
"""The beginnings of these are numbers of every length."""
letters = st.integers(SHORTEST - 1, LONGEST - 1).flatmap(
    lambda count: st.text(ALPHABET, min_size=count, max_size=count)
)


def written(characters: str) -> str:
    return characters + check_letter(characters)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_single_change_is_found_out(length: int) -> None:
    for base, place in product(BASES, range(length)):
        for letter in ALPHABET:
            reference = written(base[: length - 1])
            changed = reference[:place] + letter + reference[place + 1 :]
            assert read_reference(changed) == (reference if changed == reference else None)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_swap_of_neighbours_is_found_out(length: int) -> None:
    for place, (first, second), base in product(range(length - 2), permutations(ALPHABET, 2), BASES):
        reference = written(base[:place] + first + second + base[place + 2 : length - 1])
        swapped = reference[:place] + second + first + reference[place + 2 :]
        assert read_reference(reference) == reference
        assert read_reference(swapped) is None


@pytest.mark.parametrize("length", LENGTHS)
def test_a_swap_with_the_check_letter_is_found_out(length: int) -> None:
    for characters in product(ALPHABET, "2Z", ALPHABET):
        reference = written("7K3P"[: length - 4] + "".join(characters))
        swapped = reference[:-2] + reference[-1] + reference[-2]
        assert len(reference) == length
        assert swapped == reference or read_reference(swapped) is None


@given(letters, st.data())
def test_whatever_the_number_a_change_and_a_swap_are_found_out(characters: str, data: st.DataObject) -> None:
    reference = written(characters)
    place, letter = data.draw(st.integers(0, len(reference) - 1)), data.draw(st.sampled_from(ALPHABET))
    changed = reference[:place] + letter + reference[place + 1 :]
    assert read_reference(reference) == reference
    assert (read_reference(changed) is None) == (changed != reference)
    place = data.draw(st.integers(0, len(reference) - 2))
    swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert (read_reference(swapped) is None) == (swapped != reference)


def test_the_weights_are_what_that_rests_on() -> None:
    assert len({weight % len(ALPHABET) for weight in (*WEIGHTS, 1, 0)}) == len(WEIGHTS) + 2


def test_numbers_that_were_given_before_longer_ones_are_read_as_ever() -> None:
    assert [written(base[:4]) for base in BASES] == ["22222", "ZZZZR", "7K3PD", "MXQ43", "9FC6D"]


@pytest.mark.parametrize("said", ["7k3p{}", " 7K3P{} ", "7K3P-{}", "7 K 3 P {}", "#7k3p{}", "7.K.3.P.{}!"])
def test_however_it_is_typed_it_is_read(said: str) -> None:
    letter = check_letter("7K3P")
    assert read_reference(said.format(letter.lower())) == "7K3P" + letter


@pytest.mark.parametrize("said", ["7k3p9{}", " 7K3-P9{} ", "#7K3 P9{}."])
def test_a_longer_one_too(said: str) -> None:
    letter = check_letter("7K3P9")
    assert read_reference(said.format(letter.lower())) == "7K3P9" + letter


@pytest.mark.parametrize(
    "said", ["", "7K3P", "7K3P22", "OIL58", "hello", "🙂" * 5, "７K3PD", "ßßßßß", "\x00" * 5, "2" * 8, "2" * 400]
)
def test_what_is_none_is_refused(said: str) -> None:
    assert read_reference(said) is None


@pytest.mark.parametrize("length", LENGTHS)
def test_a_new_one_is_drawn_from_letters_nobody_confuses(length: int) -> None:
    asked: list[tuple[str, int]] = []

    def draw(alphabet: str, count: int) -> str:
        asked.append((alphabet, count))
        return "7K3P9Q"[:count]

    made = new_reference(draw, length)
    assert read_reference(made) == made and len(made) == length
    assert asked == [(ALPHABET, length - 1)]
    assert not set(ALPHABET) & set("0O1IL5S8BAEUY")
