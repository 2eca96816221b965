"""What a text costs while somebody writes it: parts, letters that cost, letters left, and whose language it is in."""

from dataclasses import dataclass

from bot.console.access import product
from bot.lib import sms
from bot.lib.language import guess
from bot.messaging.rules import MOST_PARTS


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text as it stands: `plain_parts` without the letters that cost (`dear`), `left` before the next part begins.

    `other_language` is the one it seems to be written in, where that is not `their_language`, that of who reads it.
    """

    parts: int
    plain_parts: int
    dear: tuple[str, ...]
    most_parts: int
    letters: int
    left: int
    their_language: str | None
    other_language: str | None


def weighed(body: str, reads: str | None) -> Weighed:
    """The price of the text, for somebody who reads this language."""
    cost, is_empty = sms.price(body), not body.strip()
    plain = "".join("a" if letter in cost.dear else letter for letter in body)
    heard = None if is_empty else guess(body, product().library.city.languages)
    return Weighed(
        0 if is_empty else cost.parts, sms.price(plain).parts, cost.dear, MOST_PARTS, len(body), sms.left(body), reads,
        heard if heard and reads and heard != reads else None,
    )  # fmt: skip
