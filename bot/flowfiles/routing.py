"""Who looks after what, from routing.yaml: rules for departments, and other agencies with their contact.

The file is optional. Rules are read from its top, the first that fits decides; what none fits goes to the department
that lexicon.csv names for its category. What a rule fits is decided in bot/concerns/routing.py.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field, TypeAdapter

from bot.engine.flow import Text
from bot.engine.vocabulary import fold
from bot.flowfiles.city import ByLanguage, City
from bot.flowfiles.documents import Code, Document, Name, Words
from bot.flowfiles.gazetteer import PlaceRow
from bot.flowfiles.lexicon import Category
from bot.flowfiles.problems import Problem, listed, nearest
from bot.flowfiles.reader import Page, fitted, read_page
from bot.lib.sms import price
from bot.sentences import Sentence

NO_CATEGORY = "none"
"""How a rule names what has no category, or something else than the city listed."""
LONGEST_TOLD = 40
"""Letters of an agency's name with its contact: beside them a text has room for a reason."""


class RuleDocument(Document):
    """Where a concern goes that has one of these categories, lies in one of these areas and has one of these words."""

    category: Annotated[list[Code], Field(min_length=1)] | None = None
    area: Annotated[list[Words], Field(min_length=1)] | None = None
    words: Annotated[list[Words], Field(min_length=1)] | None = None
    to: Name = Field(description="The department.")
    agency: Name | None = Field(default=None, description="Whom that department usually hands it over to.")


class AgencyDocument(Document):
    """Somebody else than the city, and how residents reach them."""

    name: ByLanguage
    contact: ByLanguage | Words = Field(description="A telephone number, an e-mail address or a page.")


class RoutingDocument(Document):
    """flows/routing.yaml."""

    rules: list[RuleDocument] = Field(default_factory=list)
    agencies: dict[Name, AgencyDocument] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One rule; an empty set asks for nothing. `words` are folded, `agency` is a code or empty."""

    to: str
    categories: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """Somebody else than the city: what residents call them, and how they reach them."""

    name: Text
    contact: Text

    @property
    def told(self) -> Text:
        """Name and contact in one, as residents read them, in each language."""
        return {each: f"{name}, {self.contact.get(each, '')}".rstrip(", ") for each, name in self.name.items()}

    def is_called(self, name: str) -> bool:
        """Whether that is its name in some language."""
        return fold(name) in map(fold, self.name.values())


@dataclass(frozen=True, slots=True)
class Routing:
    """The rules in their order, and the agencies by code."""

    rules: tuple[Route, ...] = ()
    agencies: Mapping[str, Agency] = field(default_factory=dict)

    def agency_called(self, name: str) -> Agency | None:
        """The agency with this name in some language; None when the city has written down none."""
        return next((each for each in self.agencies.values() if name and each.is_called(name)), None)


def read_routing(
    flows_path: Path, city: City, lexicon: Sequence[Category], places: Sequence[PlaceRow]
) -> tuple[Routing, list[Problem]]:
    """What the file says, and what is wrong with it; a city without the file has no rules."""
    path = flows_path / "routing.yaml"
    if not path.exists():
        return Routing(), []
    page = read_page(path, f"{flows_path.name}/routing.yaml")
    if not isinstance(page, Page):
        return Routing(), page
    if page.value is None:
        return Routing(), []
    document = fitted(TypeAdapter(RoutingDocument), page)
    if isinstance(document, list):
        return Routing(), document
    return _routing_of(document, city.languages), list(_problems(document, page, city, lexicon, places))


def _routing_of(document: RoutingDocument, languages: Sequence[str]) -> Routing:
    return Routing(
        tuple(
            Route(
                each.to, frozenset(each.category or ()), frozenset(each.area or ()),
                frozenset(folded for words in each.words or () if (folded := fold(words))), each.agency or "",
            )
            for each in document.rules
        ),
        {
            code: Agency(each.name, dict.fromkeys({*languages, *each.name}, each.contact)
                         if isinstance(each.contact, str) else each.contact)
            for code, each in document.agencies.items()
        },
    )  # fmt: skip


def _problems(
    document: RoutingDocument, page: Page, city: City, lexicon: Sequence[Category], places: Sequence[PlaceRow]
) -> Iterator[Problem]:
    known = {
        "category": [*(each.code for each in lexicon), NO_CATEGORY],
        "area": sorted({each.area for each in places if each.area}
                       | {each.name for each in places if each.kind == "neighborhood"}),
        "to": list(city.departments), "agency": list(document.agencies),
    }  # fmt: skip
    for number, rule in enumerate(document.rules):
        yield from _unknown(page, number, rule, known)
        if not (rule.category or rule.area or rule.words) and number < len(document.rules) - 1:
            message = Sentence("it fits everything, so that the rules below it are never read")
            yield page.problem(
                ("rules", number), "routing", message, Sentence("Say what it fits, or move it to the end.")
            )


def _unknown(page: Page, number: int, rule: RuleDocument, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    named = [(key, (getattr(rule, key),)) for key in ("to", "agency") if getattr(rule, key)]
    named += [(key, tuple(getattr(rule, key) or ())) for key in ("category", "area")]
    what = {
        "to": Sentence("department of city.yaml"), "agency": Sentence("agency of this file"),
        "category": Sentence("category of lexicon.csv"), "area": Sentence("area of the places"),
    }  # fmt: skip
    for key, names in named:
        for name in names:
            if name not in known[key]:
                remedy = Sentence(
                    "Write one of %(known)s.%(hint)s", known=listed(known[key]), hint=nearest(name, known[key])
                )
                yield page.problem(
                    ("rules", number, key),
                    "routing",
                    Sentence('"%(name)s" is no %(what)s', name=name, what=what[key]),
                    remedy,
                )
    for words in rule.words or ():
        if not fold(words):
            yield page.problem(
                ("rules", number, "words"),
                "routing",
                Sentence('"%(words)s" has no word', words=words),
                Sentence("Write one."),
            )


def agency_problems(flows_path: Path, library: "SaysWho") -> Iterator[Problem]:
    """Agencies that residents of some language could not read of, or that would make a text dear or too long."""
    page = read_page(flows_path / "routing.yaml", f"{flows_path.name}/routing.yaml")
    if not isinstance(page, Page):
        return
    taken: dict[str, str] = {}
    for code, agency in library.routing.agencies.items():
        where = ("agencies", code)
        for key, said in (("name", agency.name), ("contact", agency.contact)):
            for language in (each for each in library.city.languages if each not in said):
                message = Sentence(
                    'the %(key)s of "%(code)s" has no words in %(language)s', key=key, code=code, language=language
                )
                yield page.problem(
                    (*where, key),
                    "missing-translation",
                    message,
                    Sentence("Add `%(language)s:` to it.", language=language),
                )
        for language, words in agency.told.items():
            cost = price(words)
            if cost.dear or len(words) > LONGEST_TOLD:
                what = (
                    Sentence("has %(letters)s, which makes every text it is put into dear", letters=" ".join(cost.dear))
                    if cost.dear
                    else Sentence(
                        "is %(count)s letters long with its contact, and %(most)s fit",
                        count=len(words),
                        most=LONGEST_TOLD,
                    )
                )
                message = Sentence(
                    'what residents read of "%(code)s" (%(language)s) %(what)s', code=code, language=language, what=what
                )
                yield page.problem(
                    where, "routing", message, Sentence("Write a shorter name, or one without these letters.")
                )
        for name in agency.name.values():
            if (first := taken.setdefault(fold(name), code)) != code:
                message = Sentence('"%(name)s" is the name of "%(first)s" already', name=name, first=first)
                yield page.problem((*where, "name"), "routing", message, Sentence("Call one of the two otherwise."))


class SaysWho(Protocol):
    """A library, as far as it says who else there is."""

    @property
    def city(self) -> City: ...
    @property
    def routing(self) -> Routing: ...
