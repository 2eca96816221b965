"""Erases numbers that must not be kept (social security, cards, passports ...) from a text; pure, it stores nothing.

A number is known by its shape (123-45-6789, the check digit of a card) or by the word beside it ("mi seguro social es
123456789"). Of several words the nearest speaks, so that "water account 123456789" stays. Text without digits stays as
it is: numbers spelled out in letters are not looked for.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

MARK = "###"
"""What stands in place of an erased number: no language, and in GSM-7."""
BEFORE, AFTER = 40, 25
"""Characters between a number and the word that tells what it is: "my ssn is ...", "... is my ssn"."""
BEHIND = 15
"""A word after the number counts as this much farther: people name a number first."""
FEWEST, MOST = 6, 19
"""Digits of a number that may be a secret."""


@dataclass(frozen=True, slots=True)
class Masked:
    """The text without its sensitive numbers, and their kinds in the order they stood, each once."""

    text: str
    kinds: tuple[str, ...]


class _Number(NamedTuple):
    """Neighbouring groups of digits read as one number; `shape` are their lengths, `gaps` what stands between them.

    `whole` when no further digits touch it; `start` and `end` count characters of the plain text.
    """

    digits: str
    shape: tuple[int, ...]
    gaps: tuple[str, ...]
    start: int
    end: int
    whole: bool


_GAP = r"[\s.,/_·•\-\u2010-\u2015\u2212]{1,3}"
_RUN = re.compile(rf"[0-9](?:(?:{_GAP})?[0-9]){{{FEWEST - 1},}}")
_GROUP = re.compile(r"[0-9]+")
_KEPT = re.compile(
    r"""
    (?<![0-9])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}(?![0-9])   # (505) 555-0134
    | \+[1-9](?:[ .-]?\d){9,12}(?![ .-]?\d)                                                  # +52 55 1234 5678
    | (?<![0-9-])\d{5}-\d{4}(?![0-9-])                                                        # 87102-1234
    | (?<![0-9.])-?\d{1,3}\.\d{4,8}(?![0-9.]*[0-9])                                           # -106.650400
    | (?<![0-9])(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?![0-9])    # 07/04/2026
    """,
    re.VERBOSE,
)
"""Numbers that residents mean to give: telephones, ZIP+4, positions, dates."""
_WORDS = re.compile(
    r"""\b(?:
    (?P<spared>(?:water|gas|electric\w*|utility|trash|sewer|power)\ (?:bill\ )?(?:acc(?:oun)?t|bill)
        |(?:cuenta|bil|recibo)\ (?:del\ |de\ la\ |de\ )?(?:agua|luz|gas|basura)|meter|medidor|permit|permiso|case|caso
        |tracking|rastreo|guia|plates?|placas?|folio|ticket|call|phone|cell|celular|tel|telefono|llam\w+|marqu\w+)
    |(?P<ssn>ssn|s\.s\.n|ss\ ?\#|nss|social|seguro\ soc|numero\ de\ (?:mi\ |su\ |el\ )?seguro|mi\ seguro(?!\ de))
    |(?P<itin>itin|tax(?:payer)?\ id|contribuyente)
    |(?P<a_number>alien|extranjero|a-number|a\ ?\#|numero\ a|uscis|green\ card|numero\ de\ residen\w+)
    |(?P<passport>passport|pasaporte|matricula\ consular)
    |(?P<bank>(?<!food\ )bank(?:ing)?\ acc(?:oun)?t|checking|savings|routing|aba|direct\ deposit|deposito\ directo|clabe
        |numero\ de\ ruta|cuenta\ (?:del\ |de\ )?(?:banco|bancaria|ahorros?|cheques))
    |(?P<account>acc(?:oun)?t|cuenta|transferencia)
    |(?P<license>driver['’]?s?\ licen[cs]e|licencia\ de\ (?:mane\w+|conducir)|dl|state\ id)
    )(?![^\W_])""",
    re.VERBOSE | re.IGNORECASE,
)
"""What people call their numbers; `spared` are those that are no secret, `account` one only beside a bank."""
_BANK = re.compile(
    r"(?<!food )\bbank\b|\bbanco\b(?! de (?:comida|alimentos))|\bbancari|\bcredit union\b|\bwells fargo\b"
    r"|\bbanorte\b|\bbanamex\b|\bbbva\b|\bsantander\b",
    re.IGNORECASE,
)
"""Words without which an account is the water's or the city's own, and its number is left alone."""
_TAX_SHAPE = (3, 2, 4)
_TAX_SHAPES = {(9,), (3, 3, 3), (3, 6), (5, 4), (1,) * 9}
"""How else nine digits are typed, which only a word beside them tells from others."""
_ALIEN_SHAPES = {(8,), (9,), (3, 3, 3), (3, 3, 2), (2, 3, 3)}
_PARTS = _TAX_SHAPES | _ALIEN_SHAPES | {_TAX_SHAPE}
_LETTER_A = re.compile(r"(?<![^\W_])(?:[Aa](?:#[: ]{0,2}|[:-]?)|A )$")
_LETTERS = re.compile(r"(?<![^\W_])[A-Za-z]{1,2}[ -]?$")
_ISSUERS = re.compile(
    r"4\d{15}(?:\d{3})?|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}"
    r"|(?:50|5[6-8]|6)\d{14}(?:\d{1,3})?"
)
"""Visa, Mastercard, American Express, Diners, JCB; then Discover, UnionPay, Maestro and EBT (ISO/IEC 7812 prefixes)."""
_FOURS = re.compile(r"4(?:,4)*(?:,[1-3])?|4,6,[45]")
"""How the digits of a card stand in groups, whoever issued it."""


def masked(text: str) -> Masked:
    """The text with every sensitive number replaced by `MARK`, all else as typed; masking it again changes nothing."""
    kinds: dict[str, None] = {}
    while found := _found(text):
        kinds |= dict.fromkeys(kind for kind, _, _ in found)
        for _, start, end in reversed(found):
            text = f"{text[:start]}{MARK}{text[end:]}"
    return Masked(text, tuple(kinds))


def _found(text: str) -> list[tuple[str, int, int]]:
    """The kind, start and end of each sensitive number, in order; where two overlap, they are one."""
    plain, places = _plain(text)
    runs = list(_RUN.finditer(plain))
    if not runs:
        return []
    kept = [each.span() for each in _KEPT.finditer(plain)]
    numbers = sorted(_numbers(plain, runs, kept), key=lambda each: (each.start, -each.end))
    words = list(_WORDS.finditer(plain)) if numbers else []
    spans: list[tuple[str, int, int]] = []
    for number in numbers:
        kind = _kind(number, plain, words)
        if kind and spans and number.start < spans[-1][2]:
            spans[-1] = (spans[-1][0], spans[-1][1], max(spans[-1][2], number.end))
        elif kind:
            spans.append((kind, number.start, number.end))
    places = [*places, len(text)]
    return [(kind, places[start], places[end]) for kind, start, end in spans]


def _plain(text: str) -> tuple[str, "range | list[int]"]:
    """The text with plain letters and digits, without what nobody sees, and where each character stood."""
    if text.isascii() or not any(map(str.isdigit, text)):
        return text, range(len(text))
    letters, places = [], []
    for place, letter in enumerate(text):
        digit = unicodedata.digit(letter, None)
        simple = str(digit) if digit is not None else unicodedata.normalize("NFD", letter)[0]
        if not unicodedata.category(simple).startswith(("M", "Cf")):
            letters.append(simple)
            places.append(place)
    return "".join(letters), places


def _numbers(plain: str, runs: list[re.Match[str]], kept: list[tuple[int, int]]) -> Iterator[_Number]:
    """Every way to read neighbouring groups as one number; of those that touch a kept one, only the unmistakable."""
    for run in runs:
        groups = [group.span() for group in _GROUP.finditer(plain, *run.span())]
        parts: list[list[tuple[int, int]]] = [[]]
        for start, end in groups:
            if any(left < end and start < right for left, right in kept):
                parts.append([])
            else:
                parts[-1].append((start, end))
        if len(parts) > 1:
            yield from filter(_is_unmistakable, _windows(plain, groups))
        for part in parts:
            yield from _windows(plain, part)


def _is_unmistakable(number: _Number) -> bool:
    return number.shape == _TAX_SHAPE or (_in_fours(number) and _ISSUERS.fullmatch(number.digits) is not None)


def _in_fours(number: _Number) -> bool:
    return _FOURS.fullmatch(",".join(map(str, number.shape))) is not None


def _windows(plain: str, groups: list[tuple[int, int]]) -> Iterator[_Number]:
    """The neighbouring groups that have the length, or the shape, of some number worth a look."""
    sizes = tuple(end - start for start, end in groups)
    gaps = tuple(plain[left[1] : right[0]] for left, right in pairwise(groups))
    for first, (start, _) in enumerate(groups):
        length = 0
        for last, size in enumerate(sizes[first:], start=first):
            length += size
            if length > MOST:
                break
            shape, whole = sizes[first : last + 1], last - first + 1 == len(groups)
            if length >= 13 or (length >= FEWEST and (whole or len(shape) == 1 or shape in _PARTS)):
                digits = "".join([plain[left:right] for left, right in groups[first : last + 1]])
                yield _Number(digits, shape, gaps[first:last], start, groups[last][1], whole)


def _kind(number: _Number, plain: str, words: list[re.Match[str]]) -> str | None:
    """What the number is by its shape, else by the nearest word; None when it may stay."""
    if _is_card(number):
        return "card"
    is_one = len(number.shape) == 1 or (number.whole and 1 not in number.shape[:-1])
    if any("," in gap for gap in number.gaps) or not (is_one or number.shape in _PARTS):
        return None
    if number.shape == _TAX_SHAPE and len({"/" in gap for gap in number.gaps}) == 1:
        return _tax_kind(number.digits)
    return _kind_by_word(number, _nearest_word(number, words), plain, words, is_one=is_one)


def _kind_by_word(
    number: _Number, word: str | None, plain: str, words: list[re.Match[str]], *, is_one: bool
) -> str | None:
    """The kind that the word beside it, or a letter before it, gives; `is_one` unless it is part of a longer number."""
    length, ahead = len(number.digits), max(0, number.start - 4)
    if word == "passport" and is_one:
        lettered = _LETTERS.search(plain, ahead, number.start)
        return "passport" if 7 <= length <= 9 or (length == FEWEST and lettered) else None
    if number.shape in _ALIEN_SHAPES and (word == "a_number" or _LETTER_A.search(plain, ahead, number.start)):
        return "a_number"
    if word in ("ssn", "itin") and number.shape in _TAX_SHAPES:
        return _tax_kind(number.digits)
    if word == "license" and is_one and 7 <= length <= 13:
        return "license"
    if is_one and (word == "bank" or (word == "account" and _speaks_of_a_bank(plain, words))):
        return "bank"
    return None


def _nearest_word(number: _Number, words: list[re.Match[str]]) -> str | None:
    near: list[tuple[int, str]] = []
    for word in words:
        before, after = number.start - word.end(), word.start() - number.end
        if 0 <= before <= BEFORE:
            near.append((before, str(word.lastgroup)))
        elif 0 <= after <= AFTER:
            near.append((after + BEHIND, str(word.lastgroup)))
    return min(near)[1] if near else None


def _is_card(number: _Number) -> bool:
    if not 13 <= len(number.digits) <= MOST:
        return False
    return (
        len(number.shape) == 1 or _ISSUERS.fullmatch(number.digits) is not None or (number.whole and _in_fours(number))
    ) and _passes_luhn(number.digits)


def _passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1: every second digit from the right doubled, its digits summed, divisible by ten."""
    plain = sum(int(digit) for digit in digits[-1::-2])
    return (plain + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def _tax_kind(digits: str) -> str | None:
    """A social security number or an ITIN by the ranges that are given out (SSA POMS RM 10201.035, IRS Pub. 1915)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area.startswith("9"):
        return "itin" if "50" <= group <= "65" or "70" <= group <= "99" else None
    return None if area in ("000", "666") or group == "00" or serial == "0000" else "ssn"


def _speaks_of_a_bank(plain: str, words: list[re.Match[str]]) -> bool:
    """Whether "account" means a bank's: a bank is named, or a valid routing number (ABA) stands in the text."""
    named = any(word.lastgroup == "bank" for word in words) or _BANK.search(plain)
    return bool(named) or any(_is_routing(each[0]) for each in _GROUP.finditer(plain))


def _is_routing(digits: str) -> bool:
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=False))
    return len(digits) == 9 and weighted % 10 == 0 and digits[:2] <= "32" and digits != "0" * 9
