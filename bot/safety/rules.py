"""Decides which dangers a text tells of, from its words alone; what is answered and remembered is decided elsewhere.

1. The text is folded and read in usual spelling ("kiero" is "quiero", "cant" is "can not").
2. Every word is looked up. Cues of danger, harmless phrases and marks are found in one pass.
3. A hit counts unless a harmless phrase covers it, a denial stands before it, or its group's context says no.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine.vocabulary import fold
from bot.safety.cues import BUILT_IN, NOW, PAST
from bot.safety.notation import END, HARMLESS, Cues, Group, Part, names

_ENFORCEMENT = re.compile(r"(?<![A-Z]{2}\s)\bICE\b(?!\s+[A-Z]{2})")
"""ICE in capitals between words that are not."""
_PAUSE = re.compile(r"[.,;:!?\u00a1\u00bf()\n]+")
_DRAWN_OUT = re.compile(r"([a-z])\1\1+")
_STOP = "#"
"""Stands for punctuation while a text is folded, because "no, hay fuego" is not "no hay fuego"."""
_DISTANCE_PER_KM = re.compile(r"\d\s*kms?\b", re.IGNORECASE)
_SUBJECTS = names("i my he she they we mi mis un una el la los las su somebody someone alguien")
"""A cue that begins with one of these is a sentence of its own, which a "no" before it answers and does not deny."""
_DENIAL_REACH = 4
"""How many words back a denial is looked for."""


@dataclass(frozen=True, slots=True)
class _Hit:
    group: Group
    start: int
    end: int


def class_in(body: str, cues: Cues = BUILT_IN) -> str | None:
    """The code of the danger to answer first, such as "em_fire"; None for an ordinary text."""
    return next(iter(classes_in(body, cues)), None)


def classes_in(body: str, cues: Cues = BUILT_IN) -> tuple[str, ...]:
    """Every danger the text tells of, in the order of answering.

    A husband with a gun is an emergency, which is answered, and violence at home, which calls for discretion.
    """
    words, starts = _read(body, cues)
    hits = [hit for at, word in enumerate(words) if word in cues.first for hit in _hits(words, at, cues)]
    if not hits:
        return ()
    marks = {hit.group.kind for hit in hits}
    safe = [hit for hit in hits if hit.group.kind == HARMLESS]
    counted = [
        hit.group
        for hit in hits
        if hit.group.kind in cues.order
        and _fits(hit.group, marks, len(words) - 1)
        and not any(_covers(harmless, hit) for harmless in safe)
        and not _is_denied(hit, words, starts, cues)
    ]
    firm = {group.kind for group in counted if not group.yields}
    told = firm | {group.kind for group in counted if group.yields and group.yields.isdisjoint(firm)}
    return tuple(code for code in cues.order if code in told)


def _read(body: str, cues: Cues) -> tuple[list[str], set[int]]:
    """The words in usual spelling with the end mark, and the positions where a new clause begins."""
    if "ICE" in body and not body.isupper():
        body = _ENFORCEMENT.sub("migra", body)
    if "km" in body:
        body = _DISTANCE_PER_KM.sub(" ", body)
    words: list[str] = []
    starts = set()
    for word in _DRAWN_OUT.sub(r"\1", fold(_PAUSE.sub(f" {_STOP} ", body))).split():
        if word == _STOP:
            starts.add(len(words))
        elif meant := cues.spellings.get(word):
            words.extend(meant)
        else:
            words.append(word)
    words.append(END)
    return words, starts


def _hits(words: list[str], at: int, cues: Cues) -> Iterator[_Hit]:
    following = words[at + 1] if at + 1 < len(words) else ""
    for cue in cues.first[words[at]]:
        rest = cue.rest
        if rest and isinstance(opening := rest[0], frozenset) and following not in opening:
            continue
        end = _end(words, at + 1, rest)
        if end:
            yield _Hit(cue.group, at, end)


def _end(words: list[str], at: int, parts: tuple[Part, ...]) -> int:
    """The position behind the cue when its parts follow from here; 0 when they do not."""
    for index, part in enumerate(parts):
        if isinstance(part, int):
            furthest = min(at + part, len(words) - 1)
            ends = (_end(words, start, parts[index + 1 :]) for start in range(at, furthest + 1))
            return next((end for end in ends if end), 0)
        if at >= len(words) or words[at] not in part:
            return 0
        at += 1
    return at


def _fits(group: Group, marks: set[str], length: int) -> bool:
    if length > group.at_most or (group.needs and group.needs.isdisjoint(marks)):
        return False
    if group.over and PAST in marks and NOW not in marks:
        return False
    return group.unless.isdisjoint(marks)


def _covers(harmless: _Hit, hit: _Hit) -> bool:
    """They share words, and the hit does not say more around them: "there is fire" is more than "is fire"."""
    if harmless.end <= hit.start or hit.end <= harmless.start:
        return False
    says_more = hit.start <= harmless.start and harmless.end <= hit.end
    return not says_more or (hit.start, hit.end) == (harmless.start, harmless.end)


def _is_denied(hit: _Hit, words: list[str], starts: set[int], cues: Cues) -> bool:
    if words[hit.start] in _SUBJECTS:
        return False
    for at in range(hit.start, max(hit.start - _DENIAL_REACH, 0) - 1, -1):
        if at < hit.start and words[at] in cues.denials:
            return True
        if at in starts or (at < hit.start and words[at] not in cues.between):
            return False
    return False
