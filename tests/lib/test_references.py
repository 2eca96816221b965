"""Reference numbers: whatever is mistyped once is found out, for every letter and every place."""

from itertools import permutations, product

import pytest

from bot.lib.references import ALPHABET, LENGTH, check_letter, new_reference, read_reference

BASES = ["2222", "ZZZZ", "7K3P", "MXQ4", "9FC6"]


def written(characters: str) -> str:
    return characters + check_letter(characters)


def test_every_single_change_is_found_out() -> None:
    for base, place in product(BASES, range(LENGTH + 1)):
        for letter in ALPHABET:
            reference = written(base)
            changed = reference[:place] + letter + reference[place + 1 :]
            assert read_reference(changed) == (reference if changed == reference else None)


def test_every_swap_of_neighbours_is_found_out() -> None:
    for place, (first, second), base in product(range(LENGTH - 1), permutations(ALPHABET, 2), BASES):
        reference = written(base[:place] + first + second + base[place + 2 :])
        swapped = reference[:place] + second + first + reference[place + 2 :]
        assert read_reference(reference) == reference
        assert read_reference(swapped) is None


def test_a_swap_with_the_check_letter_is_found_out() -> None:
    for characters in product(ALPHABET, ALPHABET, "2Z", ALPHABET):
        reference = written("".join(characters))
        swapped = reference[:3] + reference[4] + reference[3]
        assert swapped == reference or read_reference(swapped) is None


@pytest.mark.parametrize("said", ["7k3p{}", " 7K3P{} ", "7K3P-{}", "7 K 3 P {}", "#7k3p{}", "7.K.3.P.{}!"])
def test_however_it_is_typed_it_is_read(said: str) -> None:
    letter = check_letter("7K3P")
    assert read_reference(said.format(letter.lower())) == "7K3P" + letter


@pytest.mark.parametrize("said", ["", "7K3P", "7K3P22", "OIL58", "hello", "🙂" * 5, "７K3PD", "ßßßßß", "\x00" * 5])
def test_what_is_none_is_refused(said: str) -> None:
    assert read_reference(said) is None


def test_a_new_one_is_drawn_from_letters_nobody_confuses() -> None:
    asked: list[tuple[str, int]] = []

    def draw(alphabet: str, length: int) -> str:
        asked.append((alphabet, length))
        return "7K3P"

    assert read_reference(new_reference(draw)) is not None
    assert asked == [(ALPHABET, LENGTH)]
    assert not set(ALPHABET) & set("0O1IL5S8BAEUY")
