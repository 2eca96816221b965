"""Says texts of flows otherwise: the English where the flow is written, every other language in its catalog; nothing
else in a file changes, comments and order stay. Whether the words are good is asked in checks.py.

A text is known by its flow and its English as it was; it is changed wherever the flow says just that.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import yaml
from babel.messages.catalog import Catalog as PoCatalog
from babel.messages.catalog import Message

from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.documents import texts
from bot.flowfiles.extract import comments
from bot.flowfiles.library import flow_of
from bot.flowfiles.problems import FlowErrors, Problem, Where
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.release import Files, laid_out
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.translating import read_file, rendered
from bot.sentences import Sentence

_PLAIN = re.compile(r"[A-Za-z¿¡][^:#{}\[\],&*!|>'\"%@`\\\n]*[.?!)\w]")
"""Words that YAML reads as they stand."""
_NEVER_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_CATALOG = re.compile(r"translations/([^/]+)/LC_MESSAGES/flows\.po")


@dataclass(frozen=True, slots=True)
class Rewording:
    """A text of a flow, by its English as it is, and what is to be said instead, by language.

    A language that is not in `words` keeps what it has.
    """

    flow: str
    english: str
    words: Mapping[str, str]

    @property
    def source(self) -> str:
        """The English from now on."""
        return self.words.get(SOURCE_LANGUAGE) or self.english


def text_id(flow: str, english: str) -> str:
    """What a text is called in an address."""
    return sha256(f"{flow}\n{english}".encode()).hexdigest()[:16]


def reworded(files: Files, changes: Sequence[Rewording]) -> dict[str, str]:
    """The files that are different after these changes; FlowErrors when one of the texts is not there."""
    after: dict[str, str] = {}
    sources = _sources(files, {each.flow for each in changes})
    for change in changes:
        source = sources.get(change.flow)
        if source is None or all(said.words != change.english for said in texts(source.document)):
            message = Sentence(
                'the flow "%(flow)s" does not say "%(english)s"', flow=change.flow, english=change.english[:40]
            )
            raise FlowErrors(
                [Problem(change.flow, 1, "unknown-text", message, Sentence("Take the change out of the draft."))]
            )
        sources[change.flow] = rewritten(source, [change])
        after[source.page.file] = sources[change.flow].page.source
    for name in files:
        if (match := _CATALOG.fullmatch(name)) and (text := _catalog(files[name], match[1], changes, sources)):
            after[name] = text
    return {name: text for name, text in after.items() if text != files.get(name)}


def _sources(files: Files, flows: Iterable[str]) -> dict[str, Source]:
    found = {}
    for flow in flows:
        name = f"flows/{flow}.yaml"
        source = flow_in(files.get(name, ""), name)
        if isinstance(source, Source):
            found[flow] = source
    return found


def rewritten(source: Source, changes: Sequence[Rewording]) -> Source:
    """The flow with its English changed; FlowErrors when it cannot be read afterwards."""
    wanted = {each.english: each.source for each in changes if each.source != each.english}
    page = source.page
    spots = [(said.where, wanted[said.words]) for said in texts(source.document) if said.words in wanted]
    if not spots:
        return source
    tree = yaml.compose(page.source, yaml.CSafeLoader)
    text = page.source
    for start, end, words in sorted(((*_span(tree, where), words) for where, words in spots), reverse=True):
        written = page.source[start:end]
        # A block ends behind its last line; whatever follows begins on a line of its own.
        text = text[:start] + _written(words) + ("\n" if written.endswith("\n") else "") + text[end:]
    after = flow_in(text, page.file)
    if not isinstance(after, Source):
        raise FlowErrors(after)
    return after


def _span(node: Any, where: Where) -> tuple[int, int]:
    """Where the text stands in its file; of an option with more words it is the label."""
    for key in where:
        if isinstance(key, int):
            node = node.value[key]
        else:
            node = next(child for name, child in node.value if name.value == key)
    if isinstance(node, yaml.MappingNode):
        node = next(child for name, child in node.value if name.value == "label")
    return node.start_mark.index, node.end_mark.index


def _written(words: str) -> str:
    """The words as YAML reads them back."""
    if _PLAIN.fullmatch(words) and words.casefold() not in _NEVER_PLAIN:
        return words
    return json.dumps(words, ensure_ascii=False)


def _catalog(
    text: str, language: str, changes: Sequence[Rewording], sources: Mapping[str, Source]
) -> str | None:  # fmt: skip
    """The catalog of that language afterwards; None when nothing in it changes."""
    catalog = _read(text, language)
    messages = [each for each in catalog if each.id]
    for each in messages:
        catalog.delete(each.id, each.context)
    changed = False
    for change in changes:
        changed |= _change(messages, change, language, sources[change.flow])
    for each in messages:
        catalog.add(
            each.id, each.string, each.locations, each.flags, each.auto_comments, each.user_comments, each.previous_id,
            context=each.context,
        )  # fmt: skip
    return rendered(catalog, "flows").decode() if changed else None


def _read(text: str, language: str) -> PoCatalog:
    with laid_out({"flows.po": text}) as folders:
        catalog = read_file(folders.flows.parent / "flows.po", language)
    if catalog is None:
        raise FlowErrors(
            [Problem("flows.po", 1, "catalog", Sentence("the catalog cannot be read"), Sentence("Look at it."))]
        )
    return catalog


def _change(messages: list[Message], change: Rewording, language: str, source: Source) -> bool:
    """Put the new words in the place of the old ones; whether anything is different."""
    words = change.words.get(language)
    if words is None and change.source == change.english:
        return False
    before = next((each for each in messages if _is(each, change.flow, change.english)), None)
    kept = words if words is not None else str(before.string if before else "")
    places = [said for said in texts(source.document) if said.words == change.source]
    new = Message(
        change.source, kept, [(source.page.file, source.page.line(said.where)) for said in places],
        auto_comments=comments(source, places[0]), context=change.flow,
        user_comments=list(before.user_comments) if before else (),
    )  # fmt: skip
    at = messages.index(before) if before else len(messages)
    messages[at : at + 1] = [new]
    # Two texts of a flow that have become the same are one text from now on.
    twins = [each for each in messages if each is not new and _is(each, change.flow, change.source)]
    for each in twins:
        messages.remove(each)
    return True


def _is(message: Message, flow: str, english: str) -> bool:
    return message.context == flow and message.id == english


def subject_after(subject: Subject, world: World, changes: Sequence[Rewording]) -> tuple[Subject, World]:
    """One flow and what is around it as they would be after these changes, for the check; nothing is written."""
    source = rewritten(subject.source, changes)
    catalogs = tuple(_entries_after(each, source, changes) for each in world.catalogs)
    return Subject(source, flow_of(source.document, catalogs)), replace(world, catalogs=catalogs)


def _entries_after(catalog: Catalog, source: Source, changes: Sequence[Rewording]) -> Catalog:
    entries = dict(catalog.entries)
    said = {each.words for each in texts(source.document)}
    for change in changes:
        before = entries.get((change.flow, change.english))
        words = change.words.get(catalog.language)
        if words is None:
            words = before.words if before else ""
        line = before.line if before else 1
        if change.english not in said:
            entries.pop((change.flow, change.english), None)
        entries[change.flow, change.source] = Translation(words, line)
    return replace(catalog, entries=entries)
