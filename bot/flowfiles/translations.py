"""Rules about languages: every text in each, none out of date, the same placeholders; catalogs are read elsewhere."""

from collections.abc import Iterator, Mapping

from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.documents import texts
from bot.flowfiles.problems import Problem, Where, listed
from bot.flowfiles.reader import Page
from bot.flowfiles.subject import Subject, World

Place = tuple[str, int]
"""File and line."""

_UPDATE = "Run `cabildo translations extract` and `update`"


def translation_problems(subjects: Mapping[str, Subject], world: World) -> Iterator[Problem]:
    """Every text that a resident would read in the wrong language or with a hole in it."""
    for catalog in world.catalogs:
        if catalog.missing:
            message = f"there are no translations into {catalog.language}"
            remedy = "Run `cabildo translations update`, or remove the language from flows/city.yaml."
            yield Problem(catalog.file, 1, "missing-translation", message, remedy)
            continue
        wanted: set[tuple[str, str]] = set()
        for flow_id, subject in subjects.items():
            for said in texts(subject.source.document):
                if (flow_id, said.words) not in wanted:
                    wanted.add((flow_id, said.words))
                    entry = catalog.entries.get((flow_id, said.words))
                    line = subject.source.page.line(said.where)
                    yield from _entry_problems(catalog, entry, said.words, (subject.source.page.file, line))
        yield from _left_over(catalog, wanted)


def _entry_problems(catalog: Catalog, entry: Translation | None, english: str, place: Place) -> Iterator[Problem]:
    shown = english if len(english) <= 40 else english[:37] + "..."
    if entry is None:
        message = f'"{shown}" is not in the catalog of {catalog.language}'
        yield Problem(*place, "missing-translation", message, f"{_UPDATE}, then translate it in {catalog.file}.")
    elif not entry.words:
        message = f'"{shown}" has no words in {catalog.language}'
        remedy = f"Translate it in {catalog.file}, line {entry.line}."
        yield Problem(*place, "missing-translation", message, remedy)
    elif entry.stale:
        message = f'"{shown}" was translated from an earlier text and is marked fuzzy'
        remedy = "Compare it with the English text, mend it, and remove the mark `fuzzy`."
        yield Problem(catalog.file, entry.line, "stale-translation", message, remedy)
    elif (ours := set(PLACEHOLDER.findall(english))) != (theirs := set(PLACEHOLDER.findall(entry.words))):
        message = f'"{shown}" fills in {listed(ours)}, the {catalog.language} text {listed(theirs)}'
        remedy = "Use the same names, as they are written in English; names are not translated."
        yield Problem(catalog.file, entry.line, "unequal-placeholders", message, remedy)
    elif any(brace in PLACEHOLDER.sub("", entry.words) for brace in "{}"):
        remedy = "Write a name in lower case between braces, such as {place}; braces have no other use."
        message = f'a brace belongs to no placeholder in the {catalog.language} text of "{shown}"'
        yield Problem(catalog.file, entry.line, "placeholder", message, remedy)


def _left_over(catalog: Catalog, wanted: set[tuple[str, str]]) -> Iterator[Problem]:
    for (flow_id, english), entry in catalog.entries.items():
        if (flow_id, english) not in wanted:
            message = f'no flow "{flow_id}" says "{english[:40]}" any more'
            yield Problem(catalog.file, entry.line, "stale-translation", message, f"{_UPDATE}; both put it away.")


def city_problems(page: Page, world: World) -> Iterator[Problem]:
    """What city.yaml says of languages and facts must hold together."""
    city = world.library.city
    if city.default_language not in city.languages:
        message = f'"{city.default_language}" is not among the languages'
        yield page.problem(("default_language",), "city", message, f"Choose one of {listed(city.languages)}.")
    if SOURCE_LANGUAGE not in city.languages:
        remedy = "Add en; the texts in the flow files are English, and it needs no catalog."
        yield page.problem(("languages",), "city", f'"{SOURCE_LANGUAGE}" is not among the languages', remedy)
    for index, sender in enumerate(city.senders):
        if sender.language and sender.language not in city.languages:
            message = f'"{sender.language}" is not among the languages'
            yield page.problem(
                ("senders", index, "language"), "city", message, f"Choose one of {listed(city.languages)}."
            )
    for name in ("people", "site"):
        if name not in city.facts:
            message = f'the fact "{name}" is missing'
            yield page.problem(("facts",), "city", message, f"Add `{name}:`; texts of every city name it.")
    by_language: dict[Where, Text] = {("name",): city.name}
    by_language |= {("departments", code): label for code, label in city.departments.items()}
    by_language |= {
        ("facts", name): fact for name, fact in city.facts.items() if isinstance(fact, Mapping) and name != "city"
    }
    for where, text in by_language.items():
        for language in sorted({*city.languages, SOURCE_LANGUAGE} - text.keys()):
            message = f'"{where[-1]}" has no words in {language}'
            yield page.problem(where, "missing-translation", message, f"Add `{language}:` to it.")
