"""Numbers that people say aloud: five characters or more, the last catches a wrong or swapped one; pure."""

from collections.abc import Callable

ALPHABET = "234679CDFGHJKMNPQRTVWXZ"
"""No 0 O, 1 I L, 5 S, 8 B, no vowels (so no words) and no Y (so that its length, 23, is prime)."""
WEIGHTS = (2, 3, 5, 7, 11, 13)
"""Different, not 1 and not divisible by 23, so one wrong character or two swapped neighbours always show."""
SHORTEST, LONGEST = 5, len(WEIGHTS) + 1
"""Characters of a number, check letter included: 279,841 numbers have five, 6,436,343 six, 148,035,889 seven."""


def check_letter(characters: str) -> str:
    """The letter that makes the weighted sum divisible by the alphabet's length."""
    weights = WEIGHTS[: len(characters)]
    total = sum(weight * ALPHABET.index(letter) for weight, letter in zip(weights, characters, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def new_reference(draw: Callable[[str, int], str], length: int = SHORTEST) -> str:
    """A number of that length from `draw(alphabet, letters)`, check letter last."""
    characters = draw(ALPHABET, length - 1)
    return characters + check_letter(characters)


def read_reference(said: str) -> str | None:
    """The number as it is stored, from however it was typed; None when the check letter does not fit."""
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    if not SHORTEST <= len(letters) <= LONGEST or any(letter not in ALPHABET for letter in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None
