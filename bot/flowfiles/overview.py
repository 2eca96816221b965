"""Every flow in a line: how many texts it has, what they cost, what it lacks; nothing is judged here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.engine.flow import Flow, Text
from bot.flowfiles.prices import Row, rows_of
from bot.flowfiles.subject import World


@dataclass(frozen=True, slots=True)
class Overview:
    """One flow: `parts` are those of all its texts by language, `missing` the texts without words in a language."""

    flow: Flow
    texts: int
    parts: Mapping[str, int]
    missing: Mapping[str, int]
    dearest: Row | None


def overviews(world: World) -> list[Overview]:
    """Every flow of the library, in the order of its files."""
    languages = world.library.city.languages
    return [_overview(flow, world, languages) for flow in world.library.flows.current.values()]


def _overview(flow: Flow, world: World, languages: tuple[str, ...]) -> Overview:
    said = list(texts_of(flow))
    rows = list(rows_of(flow, world))
    parts = {language: sum(row.parts for row in rows if language in row.language.split("+")) for language in languages}
    missing = {language: sum(not text.get(language) for text in said) for language in languages}
    dearest = max(rows, key=lambda row: (row.parts, row.characters), default=None)
    return Overview(flow, len(said), parts, missing, dearest)


def texts_of(flow: Flow) -> Iterator[Text]:
    """Every text of the flow that a resident may read."""
    yield from (text for text in (flow.title, flow.nudge) if text)
    for step in flow.steps:
        yield from (text for text in (step.text, step.help, step.other, step.own_words, step.refuse) if text)
        yield from (choice.label for choice in step.choices)
