"""What is written in the boxes of a drawn flow, cut into lines that fit; where boxes stand is decided elsewhere."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.engine.answers import OTHER
from bot.engine.flow import Choice, Flow, Step, Text
from bot.engine.wording import REFUSE_DIGIT, in_language

WIDTH = 330
"""Pixels of the widest box, with its padding."""
PADDING = 12
GUTTER = 26
"""Pixels before a text, in which its language or its number stands."""
SIZE = 13
SMALL = 11
INK, GREY = "#1b1b1b", "#4a4a4a"

KINDS: Mapping[str, str] = {
    "say": "says", "ask": "asks", "choose": "asks to choose", "do": "does", "find": "looks up",
    "start": "walks another flow", "hand_off": "hands over to a person", "end": "ends",
}  # fmt: skip
"""What a step of each kind does, in words."""
ASKED: Mapping[str, str] = {
    "number": "asks for a number", "date": "asks for a date", "place": "asks for a place",
}  # fmt: skip
"""The same for a question whose answer is no choice."""
_UNITS = ((86400, "{count} day", "{count} days"), (3600, "{count} hour", "{count} hours"),
          (60, "{count} minute", "{count} minutes"))  # fmt: skip
Say = Callable[[str], str]
"""What a drawing's own words are in the reader's language; names in braces stay."""


def plain(words: str) -> str:
    """The drawing's own words as they are, in English."""
    return words


_NARROW = {**dict.fromkeys("iIjJl'|í", 0.32), **dict.fromkeys(' .,:;!()[]/tfr-"¡', 0.42)}
_WIDE = {**dict.fromkeys("mMW@%", 1.0), **dict.fromkeys("wCDGHNOQU&=+<>~—", 0.84)}
"""Widths of letters in the widest of the fonts that a drawing names, where they are far from the usual."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a box; `lead` stands in the gutter, `tail` at the right edge."""

    words: str
    lead: str = ""
    tail: str = ""
    size: int = SIZE
    bold: bool = False
    italic: bool = False
    ink: str = INK
    language: str = ""


def flow_lines(flow: Flow, languages: Sequence[str], say: Say = plain) -> Iterator[Line]:
    """What is true of the flow as a whole: what starts it, its reminder, when it ends."""
    yield from _wrapped(Line(flow.id, bold=True, tail=say("flow")))
    yield from _texts(flow.title, languages, say)
    begins = say("starts on: {words}").format(words=", ".join(flow.starts_on))
    begins = begins if flow.starts_on else say("no word of its own starts it")
    yield from _wrapped(Line(begins, size=SMALL, ink=GREY))
    if flow.nudge:
        after = say("reminder after {time}:").format(time=_hours(flow.nudge_after.total_seconds(), say))
        yield from _wrapped(Line(after, size=SMALL, ink=GREY))
        yield from _texts(flow.nudge, languages, say, size=SMALL, italic=True)
    ends = say("ends unanswered after {time}").format(time=_hours(flow.expires_after.total_seconds(), say))
    yield from _wrapped(Line(ends, size=SMALL, ink=GREY))


def _hours(seconds: float, say: Say) -> str:
    size, one, many = next(each for each in _UNITS if not seconds % each[0])
    count = int(seconds // size)
    return say(one if count == 1 else many).format(count=count)


def step_lines(step: Step, languages: Sequence[str], say: Say = plain) -> Iterator[Line]:
    """The step's name and kind, its condition, and everything it says."""
    yield from _wrapped(Line(step.id, bold=True, tail=kind_in_words(step, say)))
    if step.when:
        yield from _wrapped(Line(say("only if {condition}").format(condition=step.when), size=SMALL, italic=True))
    yield from _texts(step.text, languages, say)
    if step.verb:
        yield from _wrapped(Line(step.verb))
    for name, given in step.given.items():
        yield from _wrapped(Line(f"{name} = {given}", size=SMALL, ink=GREY))
    yield from _options(step, languages, say)
    for said, text in ((say("own words:"), step.own_words), (say("asked again:"), step.help)):
        if text:
            yield Line(said, size=SMALL, ink=GREY)
            yield from _texts(text, languages, say, size=SMALL, italic=True)
    if again := [code for code, target in step.routes.items() if target == step.id]:
        once_more = say("{answers}: asked once more").format(answers=", ".join(again))
        yield from _wrapped(Line(once_more, size=SMALL, ink=GREY))


def kind_in_words(step: Step, say: Say = plain) -> str:
    """What the step does, such as "asks for a number from 1 to 20"."""
    if step.kind == "choose":
        return say("asks to choose several" if step.several else KINDS["choose"])
    if step.kind != "ask" or step.answer == "text":
        return say(KINDS[step.kind])
    limits = "" if step.minimum is None else say(" from {least}").format(least=step.minimum)
    limits += "" if step.maximum is None else say(" to {most}").format(most=step.maximum)
    return say(ASKED[step.answer]) + limits


def _options(step: Step, languages: Sequence[str], say: Say) -> Iterator[Line]:
    if step.choices_from:
        yield from _wrapped(Line(say("what {step} found").format(step=step.choices_from), lead="1..", ink=GREY))
    offered = [*step.choices, *([Choice(OTHER, step.other)] if step.other else [])]
    is_numbered = not step.choices_from and not any(each.when for each in offered)
    for number, each in enumerate(offered, start=1):
        lead = str(number) if is_numbered else " "
        yield from _wrapped(Line(joined(each.label, languages), lead=lead, tail=each.code))
        if each.when:
            yield from _wrapped(Line(say("only if {condition}").format(condition=each.when), size=SMALL, italic=True))
    if step.refuse:
        yield from _wrapped(Line(joined(step.refuse, languages), lead=str(REFUSE_DIGIT), tail=say("refused")))


def joined(text: Text, languages: Sequence[str]) -> str:
    """The words in each language, side by side; once where they are the same."""
    return " / ".join(dict.fromkeys(in_language(text, language) for language in languages))


def _texts(
    text: Text, languages: Sequence[str], say: Say, *, size: int = SIZE, italic: bool = False
) -> Iterator[Line]:  # fmt: skip
    for language in languages if text else ():
        words = text.get(language, "")
        line = Line(
            words or say("(no translation)"),
            lead=language,
            size=size,
            italic=italic,
            language=language if words else "",
        )
        yield from _wrapped(line)


def _wrapped(line: Line) -> Iterator[Line]:
    """The line cut at spaces so that each piece fits its box; a word that is too long is cut anywhere."""
    room = WIDTH - 2 * PADDING - indent(line)
    first = room - (length(line.tail, SMALL) + PADDING if line.tail else 0)
    if first < room / 2 and length(line.words, line.size, bold=line.bold) > first:
        yield Line("", tail=line.tail, size=line.size)
        yield from _wrapped(replace(line, tail=""))
        return
    pieces = [""]
    for word in line.words.split():
        for piece in _pieces(word, first, line):
            together = f"{pieces[-1]} {piece}".strip()
            if length(together, line.size, bold=line.bold) <= (first if len(pieces) == 1 else room):
                pieces[-1] = together
            else:
                pieces.append(piece)
    yield replace(line, words=pieces[0])
    for piece in pieces[1:]:
        yield replace(line, words=piece, lead=" " if line.lead else "", tail="")


def _pieces(word: str, room: float, line: Line) -> Iterator[str]:
    while word:
        fits = next(n for n in range(len(word), 0, -1) if n == 1 or length(word[:n], line.size, bold=line.bold) <= room)
        yield word[:fits]
        word = word[fits:]


def length(words: str, size: int, *, bold: bool = False) -> float:
    """About how many pixels the words take, in the widest of the fonts named above."""
    return sum(map(_share, words)) * size * (1.12 if bold else 1)


def _share(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return _NARROW.get(letter) or _WIDE.get(letter) or (0.75 if letter.isupper() else 0.64)


def indent(line: Line) -> float:
    """Pixels that the line stands in."""
    return GUTTER if line.lead or line.language else 0
