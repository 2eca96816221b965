"""Addresses a text comes from: numbers in E.164, short codes, WhatsApp; it reads them, it keeps none."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A sender or recipient: `number` is E.164 or a short code, `channel` is sms or whatsapp.

    `answerable` is False for short codes and names: machines, which must not be answered.
    """

    channel: str
    number: str
    answerable: bool

    def for_carrier(self) -> str:
        """The address as the carrier writes it."""
        return f"whatsapp:{self.number}" if self.channel == "whatsapp" else self.number


_E164 = re.compile(r"\+[1-9]\d{6,14}")
_MACHINE = re.compile(r"[0-9A-Za-z .&_-]{1,15}")


def read_address(written: str) -> Address | None:
    """The address in a carrier's From or To; None for what cannot be one."""
    channel, _, rest = written.strip().rpartition(":")
    channel = channel.lower() or "sms"
    if channel not in ("sms", "whatsapp"):
        return None
    if _E164.fullmatch(rest):
        return Address(channel, rest, answerable=True)
    if channel == "sms" and _MACHINE.fullmatch(rest):
        return Address(channel, rest, answerable=False)
    return None


def read_number(typed: str, country: str = "US") -> str | None:
    """The E.164 form of a number as a person types it; None when it is not a possible one."""
    import phonenumbers  # 6 MB, which only imports need.

    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(number)
        else None
    )


NUMBER_MARK = "[number]"
"""What stands for a telephone number in words that are shown without it."""
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
"""Seven digits close together: no telephone number has fewer."""
_TEN = re.compile(r"(?<!\d)(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]{0,2}\d{3}[-. ]?\d{4}(?!\d)")
"""A number as it is typed here; between certain letters the library takes it for something else."""


def without_numbers(words: str, country: str = "US") -> str:
    """The words with every telephone number in them replaced by NUMBER_MARK; rather one too many than one too few."""
    if not _DIGITS.search(words):
        return words
    import phonenumbers

    matches = phonenumbers.PhoneNumberMatcher(words, country, leniency=phonenumbers.Leniency.POSSIBLE)
    for each in reversed([*matches]):
        words = f"{words[: each.start]}{NUMBER_MARK}{words[each.end :]}"
    return _TEN.sub(NUMBER_MARK, words)
