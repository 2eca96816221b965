"""Rules about `fields:` and `doors:` of city.yaml: what may be kept about residents, and which keywords are free."""

import re
from collections.abc import Iterator

from bot.engine.commands import command_in
from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.engine.vocabulary import fold
from bot.flowfiles.problems import Problem, Where
from bot.flowfiles.reader import Page
from bot.flowfiles.subject import World
from bot.sentences import Sentence

TAKEN = {
    "id", "name", "phone", "language", "area", "zone", "door", "topics", "topics_off", "since", "left_at",
    "consent_source", "consent_on", "consent_words",
}  # fmt: skip
"""Names that the program's own columns have."""
_UNASKED = re.compile(
    r"\b(immigration|immigrant|citizenship|us citizen|undocumented|visa|green card|social security|ssn|itin|"
    r"migratori[oa]|inmigra\w*|migra|ciudadania|indocumentad\w*|seguro social)\b"
)
"""What a city that residents trust does not keep; looked for in folded words."""


def contact_problems(page: Page, world: World) -> Iterator[Problem]:
    """What is wrong with the fields and doors of city.yaml, each with its line."""
    yield from _field_problems(page, world)
    yield from _door_problems(page, world)
    yield from _missing_words(page, world)


def _field_problems(page: Page, world: World) -> Iterator[Problem]:
    for name, each in world.library.city.fields.items():
        if name in TAKEN:
            message = Sentence(
                'a field may not be called "%(name)s", because every contact has that already', name=name
            )
            yield page.problem(("fields", name), "field-name", message, Sentence("Choose another name."))
        texts = [each.label, *each.choices.values()]
        words = [name.replace("_", " "), *(words for text in texts for words in text.values())]
        if any(_UNASKED.search(fold(each)) for each in words):
            message = Sentence('the field "%(name)s" keeps what could harm a resident', name=name)
            remedy = Sentence("Take it out: the city never asks for immigration status or Social Security numbers.")
            yield page.problem(("fields", name), "never-asked", message, remedy)


def _door_problems(page: Page, world: World) -> Iterator[Problem]:
    library = world.library
    first: dict[str, str] = {}
    for name, door in library.city.doors.items():
        for index, keyword in enumerate(door.keywords):
            where, folded = ("doors", name, "keywords", index), fold(keyword)
            if not folded:
                message = Sentence('"%(keyword)s" has no letter or digit, so nobody could text it', keyword=keyword)
                yield page.problem(where, "door", message, Sentence("Write a word, such as LIBRARY7."))
            elif command_in(keyword, library.vocabulary, library.flows):
                message = Sentence('"%(keyword)s" means something to everybody who texts it', keyword=keyword)
                yield page.problem(
                    where, "door", message, Sentence("Choose a word that is no command: LIBRARY7, not HELP.")
                )
            elif first.setdefault(folded, name) != name:
                message = Sentence(
                    '"%(keyword)s" opens the door "%(first)s" already', keyword=keyword, first=first[folded]
                )
                yield page.problem(where, "door", message, Sentence("Give each door keywords of its own."))


def _missing_words(page: Page, world: World) -> Iterator[Problem]:
    city = world.library.city
    labels: dict[Where, Text] = {("fields", name, "label"): each.label for name, each in city.fields.items()}
    labels |= {
        ("fields", name, "choices", code): text
        for name, each in city.fields.items()
        for code, text in each.choices.items()
    }
    labels |= {("doors", name, "label"): each.label for name, each in city.doors.items()}
    for where, text in labels.items():
        for language in sorted({*city.languages, SOURCE_LANGUAGE} - text.keys()):
            message = Sentence(
                '"%(name)s" has no words in %(language)s',
                name=where[-1] if "choices" in where else where[1],
                language=language,
            )
            yield page.problem(
                where, "missing-translation", message, Sentence("Add `%(language)s:` to it.", language=language)
            )
