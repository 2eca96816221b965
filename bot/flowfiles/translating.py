"""The translators' round on Babel: templates, catalogs brought up to date, what is open, and .mo files; no texts.

A file is written only when something besides its dates has changed, so that running a command twice changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

import bot
from bot.engine.flow import SOURCE_LANGUAGE
from bot.flowfiles import catalogs
from bot.flowfiles.documents import texts
from bot.flowfiles.extract import comments
from bot.flowfiles.library import NOT_FLOWS, Reading
from bot.flowfiles.prices import price_problems, rows_of
from bot.flowfiles.problems import FlowErrors, Problem
from bot.flowfiles.reader import Source
from bot.flowfiles.subject import Finds, Subject, World
from bot.flowfiles.translations import city_problems, translation_problems

WIDTH = 120
"""Letters of a line in a catalog."""
FOLDER = "LC_MESSAGES"
VERSION = "0.1.0"
TRANSLATORS = "Cabildo translators"
_METHOD = "bot.flowfiles.extract:extract"
_PACKAGE = Path(bot.__file__).parent
_MAPPING = _PACKAGE.parent / "babel.cfg"
"""Which files of the program have words of screens; an installed Cabildo does not have it, nor needs it."""

DOMAINS: Mapping[str, str] = {
    "flows": "texts of Cabildo's flows.\nThe English text is the message id, the flow's id its context.",
    "console": "texts of Cabildo's screens.\nThe English text is the message id.",
}
"""Each catalog's name and how it opens."""

Key = tuple[str, str]
"""A flow and one of its English texts."""
Collected = tuple[str, int, Any, list[str], str | None]
"""File, line, the text (two where it has a plural), comments for the translator, and the context."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file after a command: whether it was touched, how many texts it has, and how many of them are open."""

    file: str
    changed: bool
    texts: int
    open: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something to mend before residents may be spoken to in that language; `where` is the flow and its step."""

    language: str
    where: str
    problem: Problem


def extract(flows_path: Path, translations_path: Path, now: datetime) -> list[Written]:
    """Write what is there to translate into the templates; FlowErrors when a flow cannot be read."""
    written = []
    for domain in DOMAINS:
        path = translations_path / f"{domain}.pot"
        if (template := _template(domain, flows_path, path, now)) is not None:
            changed = _written(path, _rendered(template, domain))
            written.append(Written(_shown(path, translations_path), changed, len(template)))
    return written


def update(translations_path: Path, languages: Iterable[str], now: datetime) -> list[Written]:
    """Bring the catalogs of these languages up to the templates, and make those that are not there yet.

    A text that is new is empty, one whose English changed keeps its words and is marked fuzzy, one that is gone is put
    at the end. FlowErrors when a catalog cannot be read.
    """
    written = []
    for language in languages:
        for domain in DOMAINS:
            template = _read(translations_path / f"{domain}.pot")
            if template is None:
                continue
            path = _catalog_path(translations_path, language, domain)
            catalog = _read(path, language) or _new(domain, language, now)
            catalog.update(template, update_creation_date=False)
            changed = _written(path, _rendered(catalog, domain))
            written.append(Written(_shown(path, translations_path), changed, len(catalog), _open(catalog)))
    return written


def entered(
    translations_path: Path, source: Source, words: Mapping[str, Mapping[str, str]], now: datetime
) -> list[Written]:
    """Put translations of one flow, by language and English text, into the catalogs; those that are there stay."""
    written = []
    for language, translated in words.items():
        path = _catalog_path(translations_path, language, "flows")
        catalog = _read(path, language) or _new("flows", language, now)
        for said in texts(source.document):
            there = catalog.get(said.words, source.document.flow)
            if there is None:
                place = (source.page.file, source.page.line(said.where))
                there = catalog.add(
                    said.words, locations=[place], auto_comments=comments(source, said), context=source.document.flow
                )
            if said.words in translated and (there.fuzzy or not there.string):
                there.string = translated[said.words]
                there.flags.discard("fuzzy")
                there.previous_id = []
        changed = _written(path, _rendered(catalog, "flows"))
        written.append(Written(_shown(path, translations_path), changed, len(catalog), _open(catalog)))
    return written


def compiled(translations_path: Path, languages: Iterable[str]) -> list[Written]:
    """Write a .mo beside every .po of these languages, without what is marked fuzzy."""
    written = []
    for language in languages:
        for domain in DOMAINS:
            source = _catalog_path(translations_path, language, domain)
            if (catalog := _read(source, language)) is None:
                continue
            with (path := source.with_suffix(".mo")).open("wb") as stream:
                write_mo(stream, catalog)
            written.append(Written(_shown(path, translations_path), True, len(catalog), _open(catalog)))
    return written


def languages_of(reading: Reading, translations_path: Path) -> list[str]:
    """Every language that is translated into: those of city.yaml in its order, then other folders with catalogs."""
    named = reading.library.city.languages if reading.library else ()
    folders = sorted(path.parent.name for path in translations_path.glob(f"*/{FOLDER}"))
    return [each for each in dict.fromkeys((*named, *folders)) if each != SOURCE_LANGUAGE]


# What is open


def gaps(
    reading: Reading, flows_path: Path, translations_path: Path, queries: Mapping[str, Finds], *, screens: bool = True
) -> list[Gap]:
    """Everything missing, stale or too long, for each language of the city but English, flows before screens."""
    found = list(_behind(flows_path, translations_path))
    if reading.library is not None:
        world = World(reading.library, reading.catalogs, queries=queries)
        flows = world.library.flows.current
        subjects = {each.document.flow: Subject(each, flows[each.document.flow]) for each in reading.sources}
        for catalog in reading.catalogs:
            found += _untranslated(subjects, replace(world, catalogs=(catalog,)), catalog)
            found += _unnamed(reading, world, catalog.language, flows_path)
        for subject in subjects.values():
            found += _too_long(subject, world)
        for catalog in reading.catalogs if screens else ():
            found += _screen_gaps(translations_path, catalog.language)
    return list(dict.fromkeys(found))


def _behind(flows_path: Path, translations_path: Path) -> Iterator[Gap]:
    """The templates whose texts are not those that `extract` would write."""
    for domain in DOMAINS:
        path = translations_path / f"{domain}.pot"
        template, found = _read(path), _collected(domain, flows_path)
        if found is not None and {(each.context, each.id) for each in template or () if each.id} != {
            (context, words) for _, _, words, _, context in found
        }:
            message = "the template does not hold the texts that are there now"
            remedy = "Run `cabildo translations extract` and `cabildo translations update`."
            yield Gap("", path.stem, Problem(_shown(path, translations_path), 1, "template", message, remedy))


def _untranslated(subjects: Mapping[str, Subject], world: World, catalog: catalogs.Catalog) -> Iterator[Gap]:
    steps: dict[Key, list[str]] = {}
    places: dict[tuple[str, int], list[Key]] = {}
    for flow_id, subject in subjects.items():
        for said in texts(subject.source.document):
            step = str(said.where[0]) if said.step is None else subject.flow.steps[said.step].id
            steps.setdefault((flow_id, said.words), []).append(step)
            place = (subject.source.page.file, subject.source.page.line(said.where))
            places.setdefault(place, []).append((flow_id, said.words))
    for key, entry in catalog.entries.items():
        places.setdefault((catalog.file, entry.line), []).append(key)
    left = [key for key in catalog.entries if key not in steps]
    for problem in translation_problems(subjects, world):
        # Options may share a line; the message begins with the text that is meant.
        keys = places.get((problem.file, problem.line), [("", "")])
        key = next((each for each in keys if each[1][:30] in problem.message), keys[0])
        where = ", ".join(dict.fromkeys((key[0], *steps.get(key, ()))))
        if problem.rule == "missing-translation" and (before := _before(*key, left)):
            message = f'{problem.message}; its translation belongs to "{before}"'
            yield Gap(catalog.language, where, replace(problem, rule="changed-source", message=message))
        else:
            yield Gap(catalog.language, where, problem)


def _unnamed(reading: Reading, world: World, language: str, flows_path: Path) -> Iterator[Gap]:
    """Names in city.yaml and labels in lexicon.csv without words in the language; they stand there, in no catalog."""
    city = replace(world.library.city, languages=(language,))
    asked = replace(world, library=replace(world.library, city=city))
    for problem in city_problems(reading.city, asked) if reading.city else ():
        if problem.rule == "missing-translation":
            yield Gap(language, "city", problem)
    file = f"{flows_path.name}/lexicon.csv"
    for category in world.library.lexicon:
        if not category.label.get(language):
            message = f'the kind of concern "{category.code}" has no label in {language}'
            remedy = f"Write it in the column label_{language}, and words for it in keywords_{language}."
            yield Gap(language, "lexicon", Problem(file, 1, "missing-translation", message, remedy))


def _before(flow_id: str, english: str, left: Sequence[Key]) -> str:
    """The earlier English text of one that changed; empty when none is like it."""
    near = get_close_matches(english, [words for context, words in left if context == flow_id], n=1)
    return near[0] if near else ""


def _too_long(subject: Subject, world: World) -> Iterator[Gap]:
    rows = [row for row in rows_of(subject.flow, world) if row.parts > row.budget]
    for row, problem in zip(rows, price_problems(subject, world), strict=True):
        yield Gap(row.language, f"{row.flow}, {row.step.rstrip('?')}", problem)


def _screen_gaps(translations_path: Path, language: str) -> Iterator[Gap]:
    path = _catalog_path(translations_path, language, "console")
    file = _shown(path, translations_path)
    template, catalog = _read(translations_path / "console.pot"), _read(path, language)
    if template is None:
        return
    if catalog is None:
        message, remedy = f"there are no screens in {language}", "Run `cabildo translations update`."
        yield Gap(language, "screens", Problem(file, 1, "missing-translation", message, remedy))
        return
    for wanted in template:
        if not wanted.id:
            continue
        entry = catalog.get(wanted.id, wanted.context)
        shown = str(wanted.id if isinstance(wanted.id, str) else wanted.id[0])[:40]
        where = wanted.locations[0][0] if wanted.locations else "screens"
        if entry is None or not _words(entry):
            problem = Problem(
                file, entry.lineno or 1 if entry else 1, "missing-translation", f'"{shown}" has no words in {language}',
                "Translate it there." if entry else "Run `cabildo translations update`, then translate it.",
            )  # fmt: skip
            yield Gap(language, where, problem)
        elif entry.fuzzy:
            message = f'"{shown}" was translated from an earlier text and is marked fuzzy'
            remedy = "Compare it with the English text, mend it, and remove the mark `fuzzy`."
            yield Gap(language, where, Problem(file, entry.lineno or 1, "stale-translation", message, remedy))


# Files


def _template(domain: str, flows_path: Path, path: Path, now: datetime) -> Catalog | None:
    """What there is to translate now, under the dates of the template in that file when those are all that differs.

    None for the screens of an installed program, whose template came with it.
    """
    found = _collected(domain, flows_path)
    if found is None:
        return None
    template = _new(domain, "", now)
    for file, line, words, notes, context in found:
        template.add(words, locations=[(file, line)], auto_comments=notes, context=context)
    if (earlier := _read(path)) is not None:
        template.creation_date, template.revision_date = earlier.creation_date, earlier.revision_date
        if _rendered(template, domain) != path.read_bytes():
            template.creation_date = template.revision_date = now
    return template


def _collected(domain: str, flows_path: Path) -> list[Collected] | None:
    if domain == "flows":
        # A flow is a file directly in the city's folder; what is in folders inside it is none.
        files = [path.name for path in sorted(flows_path.glob("*.yaml")) if path.name not in NOT_FLOWS]
        folder, root = flows_path.name, flows_path
        methods, options = [(file, _METHOD) for file in files], {}
    elif _MAPPING.exists():
        folder, root = _PACKAGE.name, _PACKAGE
        with _MAPPING.open(encoding="utf-8") as stream:
            methods, options = parse_mapping_cfg(stream)  # type: ignore[no-untyped-call]
    else:
        return None
    found = extract_from_dir(root, methods, options, directory_filter=lambda path: domain != "flows")
    return [(f"{folder}/{file}", line, words, notes, context) for file, line, words, notes, context in found]


def _new(domain: str, language: str, now: datetime) -> Catalog:
    """An empty catalog in that language; a template when it is in none."""
    name = language
    with suppress(UnknownLocaleError):  # The CLDR does not know every language that people in a city speak.
        name = (Locale.parse(language).english_name or language) if language else ""
    opening = f"{name} {DOMAINS[domain]}" if name else DOMAINS[domain][0].upper() + DOMAINS[domain][1:]
    lines = f"{opening} docs/translating.md explains.\n".split("\n")
    catalog = Catalog(
        locale=language or None,
        header_comment="\n".join(f"# {line}".rstrip() for line in lines),
        project="Cabildo",
        version=VERSION,
        last_translator=TRANSLATORS,
        language_team=TRANSLATORS,
        creation_date=now,
        revision_date=now,
        fuzzy=not language,
    )
    catalog.msgid_bugs_address = ""  # An empty one given above would become Babel's own.
    return catalog


def _read(path: Path, language: str | None = None) -> Catalog | None:
    """The catalog or template in that file; None when there is none."""
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=language, abort_invalid=True)
    except FileNotFoundError:
        return None
    except (PoFileError, ValueError, LookupError) as error:
        message = f"the catalog cannot be read: {error}"
        remedy = "Mend that line, or take the file from the last version that worked."
        line = int(getattr(error, "lineno", None) or 0) + 1
        raise FlowErrors([Problem(path.name, line, "catalog", message, remedy)]) from error


def _rendered(catalog: Catalog, domain: str) -> bytes:
    stream = BytesIO()
    # The line of a screen's text moves with every change of the page; its file says enough.
    write_po(stream, catalog, width=WIDTH, include_previous=True, include_lineno=domain == "flows")
    return stream.getvalue()


def _written(path: Path, rendered: bytes) -> bool:
    """Write the file unless that is what it holds; whether it was written."""
    if path.exists() and path.read_bytes() == rendered:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered)
    return True


def _open(catalog: Catalog) -> int:
    return sum(1 for each in catalog if each.id and (each.fuzzy or not _words(each)))


def _words(message: Message) -> bool:
    """Whether every form of the text has words."""
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def _catalog_path(translations_path: Path, language: str, domain: str) -> Path:
    return translations_path / language / FOLDER / f"{domain}.po"


def _shown(path: Path, translations_path: Path) -> str:
    return f"{translations_path.name}/{path.relative_to(translations_path)}"
