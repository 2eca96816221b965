"""The format of a transcript, read and printed; nothing is played here.

# comment          @ phone        picks the phone that texts (a short code too)
> text             is heard; [photo] stands for a picture, [1600] before words repeats them to that length,
                   REF1 is the first reference the city gave, REF1? the same with a wrong last character;
                   further lines of the text are indented
>> text            the same while no worker runs: what it leads to leaves with the next line
^                  the carrier delivers the same text again
~ 1d 2h            time passes
! line             what was decided, or while time passes, what happened
< text             what the phone got, further lines of it indented; <2 says that it cost two parts
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.lib.phone import read_address
from bot.lib.references import ALPHABET

COMMENT, PHONE, HEARD, AGAIN, TIME, DECIDED, SAID = "#", "@", ">", "^", "~", "!", "<"
INPUTS = (COMMENT, PHONE, HEARD, AGAIN, TIME)
"""What the lines begin with that somebody wrote; the others are written by the playing."""
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
PHOTO = "[photo]"
REPEATED = re.compile(r"\[(\d+)\] ?(.*)", re.DOTALL)
"""A text that stands for itself repeated to that length."""
SHOWN = 600
"""Letters of a text from which on only its beginning is shown."""
_TIME = re.compile(r"\d+[dhm]")
_REFERENCE = re.compile(r"\bREF(\d+)(\??)")


class Unplayable(Exception):
    """A transcript that cannot be played; the words say where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is an input, or an empty one (no mark). `words` are what follows the mark."""

    place: str
    mark: str = ""
    words: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.words}".rstrip() if self.mark != HEARD else heard_line(self.words)

    @property
    def is_alone(self) -> bool:
        """Whether no worker runs while this text is heard."""
        return self.mark == HEARD and self.words.startswith(">")

    @property
    def text(self) -> str:
        """The words as the resident sends them, photos and references not yet filled in."""
        return self.words.removeprefix(">").strip()

    @property
    def passing(self) -> timedelta:
        """How much time passes."""
        return timedelta(**{UNITS[word[-1]]: int(word[:-1]) for word in self.words.split()})


def heard_line(words: str) -> str:
    """A text of a resident as it is printed: `> first line`, further lines indented, `>>` when no worker runs."""
    mark, words = (">>", words[1:].strip()) if words.startswith(">") else (">", words)
    return f"{mark} {words}".rstrip().replace("\n", "\n  ")


def read_script(text: str, name: str) -> list[Line]:
    """The inputs of a transcript, and its empty lines; what was said and decided is left out.

    Unplayable when a line is none of the format's.
    """
    lines: list[Line] = []
    open_text = False
    for number, written in enumerate(text.splitlines(), start=1):
        place, mark, words = f"{name}:{number}", written[:1], written[1:].strip()
        if open_text and mark == " " and words:
            lines[-1] = Line(lines[-1].place, HEARD, f"{lines[-1].words}\n{words}")
        elif not written.strip():
            lines.append(Line(place))
        elif mark in INPUTS:
            lines.append(Line(place, mark, words))
            _check(lines)
        elif mark not in (DECIDED, SAID, " "):
            raise Unplayable(f"{place}: no line begins with {mark!r}. Begin what the resident texts with `> `.")
        open_text = mark == HEARD or (open_text and mark == " ")
    return lines


def _check(lines: Sequence[Line]) -> None:
    line = lines[-1]
    if line.mark == TIME and not (line.words and all(_TIME.fullmatch(word) for word in line.words.split())):
        raise Unplayable(f"{line.place}: `{line}` is no time. Write days, hours and minutes: `~ 1d 2h 30m`.")
    if line.mark == PHONE and read_address(line.words) is None:
        raise Unplayable(f"{line.place}: `{line}` is no phone. Write a number such as `@ +15055550121`.")
    if line.mark == AGAIN and all(each.mark != HEARD for each in lines):
        raise Unplayable(f"{line.place}: no text was heard that could arrive again. Put a line with `>` above it.")


def spelled(words: str, references: Callable[[], Sequence[str]], place: str) -> str:
    """The words as they are sent: repeated to their length, references filled in; Unplayable when one is not there."""
    if match := REPEATED.fullmatch(words):
        length = int(match[1])
        return (f"{match[2]} " * (length // (len(match[2]) + 1) + 1))[:length]

    def reference(match: re.Match[str]) -> str:
        number, known = int(match[1]), references()
        if not 1 <= number <= len(known):
            given = f"{len(known)} were given" if known else "none was given"
            raise Unplayable(f"{place}: {match[0]} names a reference that the city has not given by then; {given}.")
        return wrong(known[number - 1]) if match[2] else known[number - 1]

    return _REFERENCE.sub(reference, words)


def hidden(words: str, references: Sequence[str]) -> str:
    """The words without what differs at every playing: references become REF1, REF2? and so on."""
    for number, known in enumerate(references, start=1):
        words = re.sub(rf"\b{known}\b", f"REF{number}", words, flags=re.IGNORECASE)
        words = re.sub(rf"\b{wrong(known)}\b", f"REF{number}?", words, flags=re.IGNORECASE)
    return words


def shown(words: str) -> str:
    """The words, or the beginning of very many."""
    return words if len(words) < SHOWN else f"{words[:60]}... ({len(words)} characters)"


def wrong(reference: str) -> str:
    """The reference with another check letter."""
    return reference[:-1] + ALPHABET[(ALPHABET.index(reference[-1]) + 1) % len(ALPHABET)]
