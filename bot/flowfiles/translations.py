"""Rules about languages: every text in each, none out of date, the same placeholders; catalogs are read elsewhere."""

from collections.abc import Iterator, Mapping

from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.catalogs import Catalog, Translation
from bot.flowfiles.documents import texts
from bot.flowfiles.problems import Problem, Where, listed
from bot.flowfiles.reader import Page
from bot.flowfiles.subject import Subject, World
from bot.sentences import Sentence

Place = tuple[str, int]
"""File and line."""


def translation_problems(subjects: Mapping[str, Subject], world: World) -> Iterator[Problem]:
    """What is wrong with the translations of every flow that there is, those that no flow needs any more among it."""
    yield from text_problems(subjects, world)
    said = {(flow, each.words) for flow, subject in subjects.items() for each in texts(subject.source.document)}
    for catalog in world.catalogs:
        yield from _left_over(catalog, said)


def text_problems(subjects: Mapping[str, Subject], world: World) -> Iterator[Problem]:
    """Every text of these flows that a resident would read in the wrong language or with a hole in it."""
    for catalog in world.catalogs:
        if catalog.missing:
            message = Sentence("there are no translations into %(language)s", language=catalog.language)
            remedy = Sentence("Run `cabildo translations update`, or remove the language from flows/city.yaml.")
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


def _entry_problems(catalog: Catalog, entry: Translation | None, english: str, place: Place) -> Iterator[Problem]:
    shown = english if len(english) <= 40 else english[:37] + "..."
    if entry is None:
        message = Sentence('"%(shown)s" is not in the catalog of %(language)s', shown=shown, language=catalog.language)
        yield Problem(
            *place,
            "missing-translation",
            message,
            Sentence(
                "Run `cabildo translations extract` and `update`, then translate it in %(file)s.", file=catalog.file
            ),
        )
    elif not entry.words:
        message = Sentence('"%(name)s" has no words in %(language)s', name=shown, language=catalog.language)
        remedy = Sentence("Translate it in %(file)s, line %(line)s.", file=catalog.file, line=entry.line)
        yield Problem(*place, "missing-translation", message, remedy)
    elif entry.stale:
        message = Sentence('"%(shown)s" was translated from an earlier text and is marked fuzzy', shown=shown)
        remedy = Sentence("Compare it with the English text, mend it, and remove the mark `fuzzy`.")
        yield Problem(catalog.file, entry.line, "stale-translation", message, remedy)
    elif (ours := set(PLACEHOLDER.findall(english))) != (theirs := set(PLACEHOLDER.findall(entry.words))):
        message = Sentence(
            '"%(shown)s" fills in %(ours)s, the %(language)s text %(theirs)s',
            shown=shown,
            ours=listed(ours),
            language=catalog.language,
            theirs=listed(theirs),
        )
        remedy = Sentence("Use the same names, as they are written in English; names are not translated.")
        yield Problem(catalog.file, entry.line, "unequal-placeholders", message, remedy)
    elif any(brace in PLACEHOLDER.sub("", entry.words) for brace in "{}"):
        remedy = Sentence("Write a name in lower case between braces, such as {place}; braces have no other use.")
        message = Sentence(
            'a brace belongs to no placeholder in the %(language)s text of "%(shown)s"',
            language=catalog.language,
            shown=shown,
        )
        yield Problem(catalog.file, entry.line, "placeholder", message, remedy)


def _left_over(catalog: Catalog, wanted: set[tuple[str, str]]) -> Iterator[Problem]:
    for (flow_id, english), entry in catalog.entries.items():
        if (flow_id, english) not in wanted:
            message = Sentence('no flow "%(flow)s" says "%(english)s" any more', flow=flow_id, english=english[:40])
            yield Problem(
                catalog.file,
                entry.line,
                "stale-translation",
                message,
                Sentence("Run `cabildo translations extract` and `update`; both put it away."),
            )


def city_problems(page: Page, world: World) -> Iterator[Problem]:
    """What city.yaml says of languages and facts must hold together."""
    city = world.library.city
    if city.default_language not in city.languages:
        message = Sentence('"%(language)s" is not among the languages', language=city.default_language)
        yield page.problem(
            ("default_language",), "city", message, Sentence("Choose one of %(known)s.", known=listed(city.languages))
        )
    if SOURCE_LANGUAGE not in city.languages:
        remedy = Sentence("Add en; the texts in the flow files are English, and it needs no catalog.")
        yield page.problem(
            ("languages",),
            "city",
            Sentence('"%(language)s" is not among the languages', language=SOURCE_LANGUAGE),
            remedy,
        )
    for index, sender in enumerate(city.senders):
        if sender.language and sender.language not in city.languages:
            message = Sentence('"%(language)s" is not among the languages', language=sender.language)
            yield page.problem(
                ("senders", index, "language"),
                "city",
                message,
                Sentence("Choose one of %(known)s.", known=listed(city.languages)),
            )
    for name in ("people", "site"):
        if name not in city.facts:
            message = Sentence('the fact "%(name)s" is missing', name=name)
            yield page.problem(
                ("facts",), "city", message, Sentence("Add `%(name)s:`; texts of every city name it.", name=name)
            )
    by_language: dict[Where, Text] = {("name",): city.name}
    by_language |= {("departments", code): label for code, label in city.departments.items()}
    by_language |= {
        ("facts", name): fact for name, fact in city.facts.items() if isinstance(fact, Mapping) and name != "city"
    }
    for where, text in by_language.items():
        for language in sorted({*city.languages, SOURCE_LANGUAGE} - text.keys()):
            message = Sentence('"%(name)s" has no words in %(language)s', name=where[-1], language=language)
            yield page.problem(
                where, "missing-translation", message, Sentence("Add `%(language)s:` to it.", language=language)
            )
