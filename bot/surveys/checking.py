"""What the flow check says of a draft, told by the place in the draft that each problem is about; it changes nothing.

The rules and their limits are those of `cabildo flows check`; here is only which draft's words each one speaks of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.engine.flow import SOURCE_LANGUAGE, Flow, flows_of
from bot.engine.vocabulary import fold
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.checks import RULES
from bot.flowfiles.library import Library, flow_of
from bot.flowfiles.options import command_words
from bot.flowfiles.prices import Row, rows_of
from bot.flowfiles.problems import Problem
from bot.flowfiles.reader import Source, flow_in
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.translations import translation_problems
from bot.sentences import Sentence
from bot.surveys.compiling import Compiled, keywords_of
from bot.surveys.rules import CHOOSING, LONGEST_LABEL, LONGEST_TEXT, Document

_TOLD_HERE = ("missing-translation", "stale-translation", "file-name")
"""Rules that the draft tells in its own way."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to mend: where in the draft and in which language, by which rule, and the check's own words for it."""

    place: str
    language: str
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What the text at a place costs in a language, with its menu and realistic names filled in."""

    place: str
    language: str
    parts: int
    letters: int
    is_dear: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft looked at: the flow it became, what is to be mended, and what its texts cost."""

    flow: Flow
    notes: tuple[Note, ...]
    prices: tuple[Price, ...]


def checked(draft: Compiled, document: Document, library: Library) -> Checked:
    """Everything that the check has to say of this draft in this city."""
    source = flow_in(draft.text, f"flows/{draft.flow}.yaml")
    if not isinstance(source, Source):
        raise ValueError("what was compiled could be read when it was compiled")
    catalogs = tuple(_catalogs(draft, library))
    flow = flow_of(source.document, catalogs)
    flows = flows_of([*(each for each in library.flows.current.values() if each.id != flow.id), flow])
    world = World(replace(library, flows=flows), catalogs)
    subject = Subject(source, flow)
    problems = [problem for rule in RULES for problem in rule(subject, world)]
    problems += translation_problems({flow.id: subject}, world)
    notes = [
        *_own_notes(draft, document, library),
        *(_note(each, draft, source, library) for each in problems if each.rule not in _TOLD_HERE),
    ]
    unwritten = set(draft.missing)
    notes = [each for each in notes if (each.place, each.language) not in unwritten or each.rule == "missing"]
    return Checked(flow, tuple(dict.fromkeys(notes)), tuple(_prices(draft, flow, world)))


def _catalogs(draft: Compiled, library: Library) -> Iterator[Catalog]:
    """The translations as catalogs whose lines count the English texts, so that a problem's line leads back to one."""
    lines = {english: line for line, english in enumerate(draft.by_english, start=1)}
    for language in library.city.languages:
        if language != SOURCE_LANGUAGE:
            entries = {
                (draft.flow, english): Translation(words, lines[english])
                for english, words in draft.translations.get(language, {}).items()
            }
            yield Catalog(language, language, entries)


def _note(problem: Problem, draft: Compiled, source: Source, library: Library) -> Note:
    detail = Sentence("%(message)s. %(remedy)s", message=problem.message, remedy=problem.remedy)
    if problem.file in library.city.languages:
        place = list(draft.by_english.values())[problem.line - 1]
        return Note(place, problem.file, problem.rule, detail)
    language = problem.language if problem.language in library.city.languages else SOURCE_LANGUAGE
    lines = {source.page.line(where): place for where, place in reversed([*draft.places.items()])}
    starts = [line for line in sorted(lines) if line <= problem.line]
    return Note(lines[starts[-1]] if starts else "title", language, problem.rule, detail)


def _own_notes(draft: Compiled, document: Document, library: Library) -> Iterator[Note]:
    """What the draft itself can tell: texts that are missing or too long, words that two flows would start on."""
    for place, language in draft.missing:
        yield Note(place, language, "missing")
    for place, language, where in draft.clashes:
        yield Note(place, language, "unlike", where)
    keywords = keywords_of(document)
    if not keywords:
        yield Note("keywords", SOURCE_LANGUAGE, "no-keyword")
    commands = command_words(library.vocabulary)
    owners = {word: each.id for each in library.flows.current.values() for word in each.starts_on}
    for word in keywords:
        if fold(word) in commands:
            yield Note("keywords", SOURCE_LANGUAGE, "command-word", word)
        elif owners.get(fold(word), draft.flow) != draft.flow:
            yield Note("keywords", SOURCE_LANGUAGE, "taken-keyword", word)
        elif not fold(word):
            yield Note("keywords", SOURCE_LANGUAGE, "no-keyword", word)
    if not document.questions:
        yield Note("questions", SOURCE_LANGUAGE, "no-question")
    for question in document.questions:
        if question.kind in CHOOSING and len(question.options) + question.other < 2:
            yield Note(f"{question.key}-text", SOURCE_LANGUAGE, "few-options")
    yield from _lengths(document)


def _lengths(document: Document) -> Iterator[Note]:
    texts = [("title", document.title, LONGEST_LABEL), ("invitation", document.invitation, LONGEST_TEXT)]
    texts += [(f"words-{name}", text, LONGEST_TEXT) for name, text in document.words.items()]
    for question in document.questions:
        texts.append((f"{question.key}-text", question.text, LONGEST_TEXT))
        texts += [
            (f"{question.key}-option-{index}", each.label, LONGEST_LABEL)
            for index, each in enumerate(question.options)
        ]  # fmt: skip
    for place, text, most in texts:
        for language, words in text.items():
            if len(words) > most:
                yield Note(place, language, "too-long", str(most))


def _prices(draft: Compiled, flow: Flow, world: World) -> Iterator[Price]:
    found: dict[tuple[str, str], Row] = {}
    for row in rows_of(flow, world):
        place = "words-nudge" if row.step == "nudge" else draft.steps.get(row.step, "")
        known = found.get((place, row.language))
        if place and (known is None or row.parts > known.parts):
            found[place, row.language] = row
    unwritten: Mapping[tuple[str, str], None] = dict.fromkeys(draft.missing)
    for (place, language), row in found.items():
        if (place, language) not in unwritten:
            yield Price(place, language, row.parts, row.characters, row.encoding == "UCS-2")
