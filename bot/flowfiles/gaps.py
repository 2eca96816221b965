"""What a translator still has to do: texts that are missing, stale or too long, with flow and step; it only reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from bot.flowfiles import catalogs
from bot.flowfiles.documents import texts
from bot.flowfiles.library import Reading
from bot.flowfiles.prices import price_problems
from bot.flowfiles.problems import Problem
from bot.flowfiles.routing import agency_problems
from bot.flowfiles.subject import Finds, Subject, World
from bot.flowfiles.translating import DOMAINS, catalog_path, collected, is_whole, read_file, shown
from bot.flowfiles.translations import city_problems, translation_problems

Key = tuple[str, str]
"""A flow and one of its English texts."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something to mend before residents may be spoken to in that language; `where` is the flow and its step."""

    language: str
    where: str
    problem: Problem


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
        template, found = read_file(path), collected(domain, flows_path)
        if found is not None and {(each.context, each.id) for each in template or () if each.id} != {
            (context, words) for _, _, words, _, context in found
        }:
            message = "the template does not hold the texts that are there now"
            remedy = "Run `cabildo translations extract` and `cabildo translations update`."
            yield Gap("", path.stem, Problem(shown(path, translations_path), 1, "template", message, remedy))


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
    for problem in agency_problems(flows_path, asked.library):
        if problem.rule == "missing-translation":
            yield Gap(language, "agencies", problem)
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
    for problem in price_problems(subject, world):
        yield Gap(str(problem.told["language"]), f"{subject.flow.id}, {problem.told['step']}", problem)


def _screen_gaps(translations_path: Path, language: str) -> Iterator[Gap]:
    path = catalog_path(translations_path, language, "console")
    file = shown(path, translations_path)
    template, catalog = read_file(translations_path / "console.pot"), read_file(path, language)
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
        english = str(wanted.id if isinstance(wanted.id, str) else wanted.id[0])[:40]
        where = wanted.locations[0][0] if wanted.locations else "screens"
        if entry is None or not is_whole(entry):
            message = f'"{english}" has no words in {language}'
            remedy = "Translate it there." if entry else "Run `cabildo translations update`, then translate it."
            line = (entry.lineno if entry else None) or 1
            yield Gap(language, where, Problem(file, line, "missing-translation", message, remedy))
        elif entry.fuzzy:
            message = f'"{english}" was translated from an earlier text and is marked fuzzy'
            remedy = "Compare it with the English text, mend it, and remove the mark `fuzzy`."
            yield Gap(language, where, Problem(file, entry.lineno or 1, "stale-translation", message, remedy))
        elif errors := entry.check(catalog):
            # Such a page would not come up at all.
            message, remedy = f'"{english}": {errors[0]}', "Use the same names as in English, such as %(city)s."
            yield Gap(language, where, Problem(file, entry.lineno or 1, "unequal-placeholders", message, remedy))
