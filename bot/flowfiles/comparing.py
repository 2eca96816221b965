"""What is different between two states of everything a city says: files, and texts in each language; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from bot.engine.flow import Text
from bot.flowfiles.documents import FlowDocument, texts
from bot.flowfiles.library import Reading, flow_of
from bot.flowfiles.overview import texts_of
from bot.flowfiles.release import Files

MOST_LINES = 400
"""Of the difference of one file; what is beyond is counted."""

Spot = tuple[str, str]
"""A step and the key of the text in it."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file: `kind` is added, removed or changed; `lines` are those of a diff, as many as are shown."""

    name: str
    kind: str
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text of a flow, by language, as it was and as it is; empty where there was or is none."""

    flow: str
    step: str
    key: str
    before: Text
    after: Text


def changed_files(before: Files, after: Files) -> list[FileChange]:
    """Every file that is not the same, in the order of names."""
    return [
        _file(name, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _file(name: str, before: str | None, after: str | None) -> FileChange:
    kind = "added" if before is None else "removed" if after is None else "changed"
    lines = list(unified_diff((before or "").splitlines(), (after or "").splitlines(), lineterm="", n=2))[2:]
    return FileChange(name, kind, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def changed_texts(before: Reading, after: Reading) -> list[TextChange]:
    """Every text that is said otherwise, where it is, flow by flow."""
    was, now = _texts(before), _texts(after)
    return [
        TextChange(*place, was.get(place, {}), now.get(place, {}))
        for place in sorted({*was, *now})
        if was.get(place, {}) != now.get(place, {})
    ]


def _texts(reading: Reading) -> dict[tuple[str, str, str], Text]:
    found: dict[tuple[str, str, str], Text] = {}
    for source in reading.sources:
        flow = flow_of(source.document, reading.catalogs)
        said = {text["en"]: text for text in texts_of(flow) if "en" in text}
        for (step, key), words in _spots(source.document):
            found[source.document.flow, step, key] = said.get(words, {"en": words})
    return found


def _spots(document: FlowDocument) -> Iterator[tuple[Spot, str]]:
    for said in texts(document):
        if said.step is None:
            yield ("", str(said.where[0])), said.words
        else:
            yield (document.steps[said.step].id, ".".join(map(str, said.where[2:]))), said.words
