"""What a flow may ask about who does what, by the verb of `find:`; it reads the city's list and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.directory.rules import Listened, listened, nearest, plurals, services_in, stems, telling_of
from bot.engine.flow import Choice
from bot.engine.inputs import Found
from bot.engine.vocabulary import fold
from bot.flowfiles.library import Library
from bot.flowfiles.services import Service
from bot.lib.closeness import stem

Listening = tuple[str, Mapping[str, tuple[str, ...]], str]
"""An entry as it listens: its code, its words by language, and the kind of concern whose words it listens to too."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The city's list, ready for questions."""

    services: Mapping[str, Service]
    listened: Listened
    by_kind: Mapping[str, str]
    """Kind of concern to the code of the service that takes it."""


def directory_of(library: Library) -> Directory:
    """A service listens to its own words and title, and to the lexicon's words for the kind of concern it takes.

    What a service calls its own is nobody's by the lexicon.
    """
    by_kind = {service.kind: service.code for service in reversed(library.services) if service.kind}
    listens = _listened([(each.code, each.keywords, each.kind) for each in library.services], library)
    return Directory({service.code: service for service in library.services}, listens, by_kind)


def answered_with(library: Library, changed: Listening, question: str) -> tuple[str, ...]:
    """The codes that the question would be answered with if this entry listened to these words."""
    others = [(each.code, each.keywords, each.kind) for each in library.services if each.code != changed[0]]
    return services_in(question, _listened([*others, changed], library))


def _listened(entries: Sequence[Listening], library: Library) -> Listened:
    words = {category.code: category.keywords for category in library.lexicon}
    own = _listening((code, keywords) for code, keywords, _ in entries)
    lent = _listening((code, words.get(kind, {})) for code, _, kind in entries)
    phrases = lent | own
    return listened({plural: codes for phrase, codes in phrases.items() for plural in plurals(phrase)} | phrases)


def _listening(services: Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]) -> dict[str, tuple[str, ...]]:
    """Each phrase, of any language and without the endings of plurals, to the codes of the services that list it."""
    phrases: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code, keywords in services:
        for phrase in (phrase for listed in keywords.values() for phrase in listed):
            phrases[stems(phrase)][code] = None
    return {phrase: tuple(codes) for phrase, codes in phrases.items()}


def service(directory: Directory, *, text: str = "", instead: str = "", chosen: str = "", kind: str = "") -> Found:
    """Who does what `text` asks about, or `instead`, where somebody asked again, or the `kind` of a concern stands for.

    One service: `found`, `asked` (the question as it was understood), its `title`, its `answer`, `ours`, whether the
    city does any of it, and `next_step`: report, contact or person. Several: options, with the title of each; `chosen`
    is the code of one of them, and counts only there. None: neither.
    """
    asked = instead or text
    codes = (directory.by_kind.get(kind, ""),) if kind else services_in(asked, directory.listened)
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


def found_by(said: str, services: Iterable[Service], directory: Directory) -> list[Service]:
    """The services whose words have all of these, the likeliest answer to the same question first; for staff."""
    listed = {each.code: each for each in services}
    answered = [code for code in services_in(said, directory.listened) if code in listed]
    told = telling_of(said, {code: _words(each) for code, each in listed.items()})
    return [listed[code] for code in dict.fromkeys([*answered, *told])]


def nearest_to(question: str, services: Sequence[Service], most: int) -> list[Service]:
    """The services that share the most words with a question that none of them answers; for staff."""
    listed = {each.code: each for each in services}
    return [listed[code] for code in nearest(question, {code: _words(each) for code, each in listed.items()}, most)]


def _words(service: Service) -> frozenset[str]:
    """Every word of an entry in every language, folded, without the endings of plurals."""
    listed = (phrase for phrases in service.keywords.values() for phrase in phrases)
    words = (*service.answer.values(), *listed, service.owner, service.contact, service.code.replace("_", " "))
    return frozenset(stem(word) for each in words for word in fold(each).split())
