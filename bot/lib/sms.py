"""What a text costs: encoding, parts and the letters that make it dear; counting is smsutil's, nothing is rewritten."""

from dataclasses import dataclass
from functools import lru_cache

import smsutil

ROOM = {"GSM-7": (160, 153), "UCS-2": (140, 134)}
"""What one part holds alone, and as one of several: septets of GSM-7, or bytes, two for a letter."""
LONGEST = 1600
"""Characters a carrier takes in one message (Twilio error 21617)."""


@dataclass(frozen=True, slots=True)
class Price:
    """How many parts a text is sent in, and the distinct letters outside GSM-7 that force 70 characters a part."""

    encoding: str
    parts: int
    dear: tuple[str, ...]


@lru_cache(maxsize=1024)
def price(text: str) -> Price:
    """The price of sending this text; most texts are sent many times, so the last thousand are remembered."""
    split = smsutil.split(text)
    gsm = split.encoding.startswith("gsm")
    dear = () if gsm else tuple(dict.fromkeys(letter for letter in text if not smsutil.is_valid_gsm(letter)))
    return Price("GSM-7" if gsm else "UCS-2", max(1, len(split.parts)), dear)


def left(text: str) -> int:
    """How many more letters as cheap as the text's own fit before one more part begins."""
    if not text:
        return ROOM["GSM-7"][0]
    split, encoding = smsutil.split(text), price(text).encoding
    alone, several = ROOM[encoding]
    room = alone if len(split.parts) == 1 else several
    used: int = split.parts[-1].bytes
    return max(0, room - used) // (1 if encoding == "GSM-7" else 2)
