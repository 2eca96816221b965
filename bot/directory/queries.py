"""What a flow may ask about who does what, by the verb of `find:`; it reads the city's list and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.directory.rules import Phrases, services_in
from bot.engine.flow import Choice
from bot.engine.inputs import Found
from bot.flowfiles.library import Library
from bot.flowfiles.services import Service


@dataclass(frozen=True, slots=True)
class Directory:
    """The city's list, ready for questions."""

    services: Mapping[str, Service]
    phrases: Phrases
    by_kind: Mapping[str, str]
    """Kind of concern to the code of the service that takes it."""


def directory_of(library: Library) -> Directory:
    """A service listens to its own words and title, and to the lexicon's words for the kind of concern it takes.

    What a service calls its own is nobody's by the lexicon.
    """
    words = {category.code: category.keywords for category in library.lexicon}
    own = _listening((each.code, each.keywords) for each in library.services)
    lent = _listening((each.code, words.get(each.kind, {})) for each in library.services)
    phrases = lent | own
    plurals = {plural: codes for phrase, codes in phrases.items() for plural in (f"{phrase}s", f"{phrase}es")}
    by_kind = {service.kind: service.code for service in reversed(library.services) if service.kind}
    return Directory(
        {service.code: service for service in library.services},
        plurals | phrases,
        by_kind,
    )


def _listening(services: Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]) -> dict[str, tuple[str, ...]]:
    """Each phrase, of any language, to the codes of the services that list it."""
    phrases: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code, keywords in services:
        for phrase in (phrase for listed in keywords.values() for phrase in listed):
            phrases[phrase][code] = None
    return {phrase: tuple(codes) for phrase, codes in phrases.items()}


def service(directory: Directory, *, text: str = "", instead: str = "", chosen: str = "", kind: str = "") -> Found:
    """Who does what `text` asks about, or `instead`, where somebody asked again, or the `kind` of a concern stands for.

    One service: `found`, `asked` (the question as it was understood), its `title`, its `answer`, `ours`, whether the
    city does any of it, and `next_step`: report, contact or person. Several: options, with the title of each; `chosen`
    is the code of one of them, and counts only there. None: neither.
    """
    asked = instead or text
    codes = (directory.by_kind.get(kind, ""),) if kind else services_in(asked, directory.phrases)
    if chosen in codes:
        codes = (chosen,)
    services = [directory.services[code] for code in codes if code in directory.services]
    if len(services) != 1:
        nothing = {"found": False, "asked": asked, "ours": False, "next_step": ""}
        return Found(nothing, tuple(Choice(each.code, each.title) for each in services))
    (only,) = services
    return Found(
        {"found": True, "asked": asked, "title": only.title, "answer": only.answer, "ours": only.ours,
         "next_step": only.next_step}
    )  # fmt: skip
