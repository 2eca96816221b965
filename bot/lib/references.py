"""Numbers that people say aloud: five characters, the last of which catches a wrong or swapped one; pure."""

from collections.abc import Callable

ALPHABET = "234679CDFGHJKMNPQRTVWXZ"
"""No 0 O, 1 I L, 5 S, 8 B, no vowels (so no words) and no Y (so that its length, 23, is prime)."""
LENGTH = 4
WEIGHTS = (2, 3, 5, 7)
"""Different and not divisible by 23, so one wrong character or two swapped neighbours always show."""


def check_letter(characters: str) -> str:
    """The letter that makes the weighted sum divisible by the alphabet's length."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in zip(WEIGHTS, characters, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def new_reference(draw: Callable[[str, int], str]) -> str:
    """A reference from `draw(alphabet, length)`, check letter last."""
    characters = draw(ALPHABET, LENGTH)
    return characters + check_letter(characters)


def read_reference(said: str) -> str | None:
    """The reference as it is stored, from however it was typed; None when the check letter does not fit."""
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    if len(letters) != LENGTH + 1 or any(letter not in ALPHABET for letter in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None
