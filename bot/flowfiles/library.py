"""Everything a city wrote, read and joined into values that never change; whether it is good is asked in checks.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from bot.engine.flow import SOURCE_LANGUAGE, Choice, Flow, Flows, Step, Text, flows_of
from bot.engine.vocabulary import Vocabulary, fold, vocabulary
from bot.flowfiles.catalogs import Catalog, read_catalogs
from bot.flowfiles.city import City, CityDocument, city_of
from bot.flowfiles.citymap import CityMap, read_map
from bot.flowfiles.documents import ChoiceDocument, FlowDocument, StepDocument, WordsDocument, kind_of, texts
from bot.flowfiles.gazetteer import PlaceRow, read_gazetteer
from bot.flowfiles.lexicon import Category, read_lexicon
from bot.flowfiles.problems import FlowErrors, Problem, Where
from bot.flowfiles.reader import Page, Source, fitted, read_flow, read_page
from bot.flowfiles.routing import Routing, read_routing
from bot.flowfiles.safety import SafetyTexts, read_safety
from bot.flowfiles.services import Service, read_services
from bot.sentences import Sentence

SURVEYS = "surveys"
"""The topic of every flow with a `survey:` that names none."""
NOT_FLOWS = ("city.yaml", "words.yaml", "safety.yaml", "routing.yaml")
"""Files beside the flows that are something else."""


@dataclass(frozen=True, slots=True)
class Library:
    """What a city says and understands. `bilingual` flows may speak before a language is known.

    Without `safety` texts no danger is answered; the check refuses a city that has none.
    """

    flows: Flows
    city: City
    vocabulary: Vocabulary
    lexicon: tuple[Category, ...] = ()
    services: tuple[Service, ...] = ()
    safety: SafetyTexts | None = None
    places: tuple[PlaceRow, ...] = ()
    bilingual: frozenset[str] = frozenset()
    budgets: Mapping[tuple[str, str], int] | None = None
    """SMS parts allowed, by flow and step; a step that is not here may have one."""
    routing: Routing = field(default_factory=Routing)
    city_map: CityMap = field(default_factory=CityMap)
    shut: frozenset[str] = frozenset()
    """The flows of surveys that take no answers at this moment; no file says so, people do."""

    def budget(self, flow: str, step: str) -> int:
        """The SMS parts that the texts of this step may cost."""
        return (self.budgets or {}).get((flow, step), 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The files as far as they could be read; `library` is None while one it needs cannot be used."""

    sources: tuple[Source, ...]
    city: Page | None
    catalogs: tuple[Catalog, ...]
    library: Library | None
    problems: tuple[Problem, ...]


def load(flows_path: Path, translations_path: Path) -> Library:
    """The city's library; FlowErrors when a file cannot be used at all.

    Texts without a translation are there in English: the check refuses them before residents are met with them.
    """
    reading = read(flows_path, translations_path)
    if reading.library is None or reading.problems:
        raise FlowErrors(reading.problems)
    return reading.library


def read(flows_path: Path, translations_path: Path) -> Reading:
    """Everything that can be read, and everything that cannot."""
    folder = flows_path.name
    sources, problems = _read_flows(flows_path)
    page = read_page(flows_path / "city.yaml", f"{folder}/city.yaml")
    city = fitted(TypeAdapter(CityDocument), page) if isinstance(page, Page) else page
    more = _read_words(flows_path)
    if isinstance(more, list):
        problems += more
    if isinstance(city, list):
        return Reading(sources, None, (), None, tuple(sorted(problems + city)))
    lexicon, lexicon_problems = read_lexicon(flows_path / "lexicon.csv", f"{folder}/lexicon.csv", city.departments)
    problems += lexicon_problems
    services, service_problems = read_services(
        flows_path / "services.csv", f"{folder}/services.csv", city.departments, {each.code for each in lexicon}
    )
    problems += service_problems
    safety, safety_problems = _read_safety(flows_path)
    problems += safety_problems
    places, place_problems = read_gazetteer(flows_path)
    problems += place_problems
    routing, routing_problems = read_routing(flows_path, city_of(city), lexicon, places)
    city_map, map_problems = read_map(flows_path, places)
    problems += routing_problems + map_problems
    catalogs, catalog_problems = read_catalogs(translations_path, city.languages)
    problems += catalog_problems
    library = Library(
        flows=flows_of([flow_of(source.document, catalogs) for source in sources]),
        city=city_of(city),
        vocabulary=vocabulary(more if isinstance(more, dict) else None),
        lexicon=lexicon,
        services=services,
        safety=safety,
        places=places,
        routing=routing,
        city_map=city_map,
        bilingual=frozenset(source.document.flow for source in sources if source.document.bilingual),
        budgets={(source.document.flow, step.id): step.budget for source in sources for step in source.document.steps},
    )
    return Reading(sources, page if isinstance(page, Page) else None, catalogs, library, tuple(sorted(problems)))


def _read_flows(flows_path: Path) -> tuple[tuple[Source, ...], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for path in sorted(flows_path.glob("*.yaml")):
        if path.name in NOT_FLOWS:
            continue
        source = read_flow(path, f"{flows_path.name}/{path.name}")
        if not isinstance(source, Source):
            problems += source
        elif (flow_id := source.document.flow) in first:
            message = Sentence('the flow "%(flow)s" is already in %(file)s', flow=flow_id, file=first[flow_id])
            problems.append(
                source.page.problem(("flow",), "duplicate-flow", message, Sentence("Name one of the two otherwise."))
            )
        else:
            first[flow_id] = source.page.file
            sources.append(source)
    return tuple(sources), problems


def _read_words(flows_path: Path) -> dict[str, dict[str, list[str]]] | list[Problem]:
    path = flows_path / "words.yaml"
    if not path.exists():
        return {}
    page = read_page(path, f"{flows_path.name}/words.yaml")
    if isinstance(page, Page):
        return {} if page.value is None else fitted(TypeAdapter(WordsDocument), page)
    return page


def _read_safety(flows_path: Path) -> tuple[SafetyTexts | None, list[Problem]]:
    path = flows_path / "safety.yaml"
    if not path.exists():
        return None, []
    read = read_safety(path, f"{flows_path.name}/safety.yaml")
    return (None, read) if isinstance(read, list) else (read, [])


def flow_of(document: FlowDocument, catalogs: tuple[Catalog, ...]) -> Flow:
    """The engine's flow: texts in every language that has them, keywords folded."""
    said = {each.where: _text(document.flow, each.words, catalogs) for each in texts(document)}
    return Flow(
        id=document.flow,
        steps=tuple(_step(step, index, said) for index, step in enumerate(document.steps)),
        title=said.get(("title",), {}),
        starts_on=_folded(document.starts_on),
        nudge=said.get(("nudge",), {}),
        nudge_after=document.nudge_after,
        expires_after=document.expires_after,
        survey=document.survey or "",
        rest=document.rest or "",
        unanswered=document.unanswered or "",
        silence=document.silence or "",
        topic=document.topic or (SURVEYS if document.survey else ""),
        anywhere=document.anywhere,
    )


def _text(flow: str, english: str, catalogs: tuple[Catalog, ...]) -> Text:
    translated = {catalog.language: catalog.words(flow, english) for catalog in catalogs}
    return {SOURCE_LANGUAGE: english, **{language: words for language, words in translated.items() if words}}


def _step(step: StepDocument, index: int, said: Mapping[Where, Text]) -> Step:
    kind = kind_of(step) or ""

    def text(*where: str) -> Text:
        return said.get(("steps", index, *where), {})

    def value(key: str, otherwise: str = "") -> str:
        return getattr(step, key, None) or otherwise

    written: Mapping[str, str | ChoiceDocument] = getattr(step, "choices", {})
    more = {code: option for code, option in written.items() if isinstance(option, ChoiceDocument)}
    return Step(
        id=step.id,
        kind=kind,
        text=text("ask" if kind == "choose" else kind),
        when=step.when,
        next=step.next or "",
        routes=getattr(step, "routes", {}),
        answer=value("answer", "text"),
        choices=tuple(
            Choice(code, text("choices", code), _folded(more[code].also), more[code].when)
            if code in more
            else Choice(code, text("choices", code))
            for code in written
        ),
        choices_from=value("choices_from"),
        several=getattr(step, "several", False),
        other=text("other"),
        own_words=text("own_words"),
        refuse=text("refuse"),
        help=text("help"),
        minimum=getattr(step, "minimum", None),
        maximum=getattr(step, "maximum", None),
        number=getattr(step, "number", None),
        verb=value(kind) if kind in ("do", "find", "start") else "",
        given=getattr(step, "given", {}),
    )


def _folded(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded for each in words if (folded := fold(each))))
