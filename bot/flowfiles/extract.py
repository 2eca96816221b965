"""Babel's extractor for flow files, the entry point `flows` in pyproject.toml; it reads one file and checks nothing."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.documents import Said, texts
from bot.flowfiles.problems import FlowErrors, Where, listed
from bot.flowfiles.reader import Page, Source, page_of, source_of

Extracted = tuple[int, str, tuple[str, str], list[str]]
"""Line, gettext function, (context, text), comments for the translator."""


def extract(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Every text of a flow file with the flow's id as context; other YAML files have none.

    The arguments after the first are Babel's; comments need no tag here, all those above a step are for translators.
    """
    file = str(getattr(fileobj, "name", "a flow"))
    page = page_of(fileobj.read(), file)
    if isinstance(page, Page) and (not isinstance(page.value, dict) or "flow" not in page.value):
        return
    source = source_of(page) if isinstance(page, Page) else page
    if not isinstance(source, Source):
        raise FlowErrors(source)
    for said in texts(source.document):
        yield source.page.line(said.where), "pgettext", (source.document.flow, said.words), comments(source, said)


def comments(source: Source, said: Said) -> list[str]:
    """What a translator should know: the lines above the step, how long the text may be, what is filled in."""
    above = comment_above(source.page, said.where if said.step is None else said.where[:2])
    names = PLACEHOLDER.findall(said.words)
    filled = f"{len(names)} placeholder{'' if len(names) == 1 else 's'}" + (f" ({listed(names)})" if names else "")
    return [*above, f"budget {said.budget} part{'' if said.budget == 1 else 's'}, {filled}"]


def comment_above(page: Page, where: Where) -> list[str]:
    """The comment lines directly above that place, without their `#`."""
    lines = page.source.splitlines()
    found: list[str] = []
    for index in range(page.line(where) - 2, -1, -1):
        line = lines[index].strip()
        if not line.startswith("#"):
            break
        found.insert(0, line.lstrip("#").strip())
    return [line for line in found if line]
