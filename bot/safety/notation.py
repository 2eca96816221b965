"""How cues are written and made ready to be looked up; which words mean danger is in the tables beside this.

    my <partner> .. hits/beats me?

A cue is words that follow each other, in folded spelling. `a/b` is either word, `<name>` any word of that family, `x?`
may be missing, `..` leaves room for up to three words, `...` for up to six, and `$` is the end of the text. Cues are
parted by semicolons. A cue begins with words, so that a text is looked up by its own words and most are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

HARMLESS = "harmless"
"""The kind of phrases that take danger away from the words they cover: "fire hydrant", "me muero de risa"."""
END = "$"
_GAPS = {"..": 3, "...": 6}
_LINE_END = re.compile(r"/\s+")
"""Where a list of words goes on in the next line."""

Part = frozenset[str] | int
"""One of these words; or room for so many words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cues of one kind that share their context.

    `kind` is a class of danger, `harmless`, or the name of a mark: words that are no danger themselves and decide
    whether others are. A hit counts when one of the marks in `needs` is in the text (empty: none is needed), none of
    those in `unless`, none of the classes in `yields` is told too, and the text has at most `at_most` words. `over`:
    what is told of yesterday is no emergency any more.
    """

    kind: str
    cues: str
    needs: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    yields: frozenset[str] = frozenset()
    over: bool = False
    at_most: int = 1600


@dataclass(frozen=True, slots=True)
class Cue:
    """What follows the first word, and the group whose context decides."""

    rest: tuple[Part, ...]
    group: Group


@dataclass(frozen=True, slots=True)
class Cues:
    """The tables ready for use: `first` leads from a word to the cues that begin with it."""

    first: Mapping[str, tuple[Cue, ...]]
    spellings: Mapping[str, tuple[str, ...]]
    """A word as it is texted, to the words it stands for."""
    denials: frozenset[str]
    """Words that take back what follows: "no hay incendio"."""
    between: frozenset[str]
    """Words that may stand between a denial and what it denies."""
    order: tuple[str, ...] = field(default=())
    """The classes, the one to answer first at the front."""


def cues_of(
    groups: Iterable[Group],
    families: Mapping[str, str],
    spellings: Mapping[str, str],
    denials: str,
    between: str,
    order: tuple[str, ...],
) -> Cues:
    """The tables made ready; ValueError when a cue cannot be read."""
    meant = {texted: usual for usual, listed in spellings.items() for texted in listed.split()}
    words = {name: frozenset(listed.split()) for name, listed in families.items()}
    first: dict[str, dict[Cue, None]] = {}
    for group in groups:
        for written in _LINE_END.sub("/", group.cues).split(";"):
            for parts in _readings(written.split(), words):
                opening = parts[0] if parts else 0
                if isinstance(opening, int):
                    raise ValueError(f'the cue "{written.strip()}" of {group.kind} does not begin with a word')
                for word in opening:
                    first.setdefault(word, {})[Cue(parts[1:], group)] = None
    return Cues(
        first={word: tuple(cues) for word, cues in first.items()},
        spellings={texted: tuple(usual.split()) for texted, usual in meant.items()},
        denials=frozenset(denials.split()),
        between=frozenset(between.split()),
        order=order,
    )  # fmt: skip


def _readings(written: list[str], families: Mapping[str, frozenset[str]]) -> Iterator[tuple[Part, ...]]:
    """The cue with and without every part that may be missing."""
    if not written:
        yield ()
        return
    part, rest = written[0], written[1:]
    optional = part.endswith("?")
    for reading in _readings(rest, families):
        if optional:
            yield reading
        yield (_part(part.removesuffix("?"), families), *reading)


def _part(written: str, families: Mapping[str, frozenset[str]]) -> Part:
    if written in _GAPS:
        return _GAPS[written]
    words: set[str] = set()
    for word in written.split("/"):
        if word.startswith("<"):
            if word[1:-1] not in families:
                raise ValueError(f"no family of words is called {word}")
            words |= families[word[1:-1]]
        else:
            words.add(word)
    return frozenset(words)


def names(listed: str) -> frozenset[str]:
    """The names of marks or classes, written with spaces between them."""
    return frozenset(listed.split())
