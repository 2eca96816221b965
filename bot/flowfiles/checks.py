"""`check`: every rule over everything a city wrote, in one list; the rules themselves are in the files beside this."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from bot.engine.flow import END
from bot.engine.names import OWN_WORDS
from bot.flowfiles.contacts import contact_problems
from bot.flowfiles.elsewhere import elsewhere_problems
from bot.flowfiles.graph import circles, route_problems, walk_problems
from bot.flowfiles.known import name_problems, route_code_problems, verb_problems
from bot.flowfiles.library import Reading, read
from bot.flowfiles.options import keyword_problems, option_problems
from bot.flowfiles.prices import price_problems
from bot.flowfiles.problems import Problem
from bot.flowfiles.questions import question_problems
from bot.flowfiles.reading import reading_problems
from bot.flowfiles.routing import agency_problems
from bot.flowfiles.safety import safety_problems
from bot.flowfiles.spelling import label_problems, spelling_problems
from bot.flowfiles.subject import Finds, Subject, World
from bot.flowfiles.translations import city_problems, translation_problems
from bot.sentences import Sentence

REQUIRED = {
    "welcome": Sentence("it meets whoever texts for the first time"),
    "leave": Sentence("it answers STOP"),
    "return": Sentence("it answers START"),
    "help": Sentence("it answers HELP"),
    "language": Sentence("it answers ENGLISH and ESPANOL"),
    "stay_or_leave": Sentence("it asks whoever may have meant STOP"),
    "person": Sentence("it answers PERSON"),
    "wrong_number": Sentence("it answers a wrong number"),
    "new_person": Sentence("it answers NEW"),
    "too_young": Sentence("it ends a survey that somebody under 18 has begun"),
}
"""The flows that the bot itself starts."""
RESERVED = {
    END: Sentence("routes lead there to end the flow"),
    OWN_WORDS: Sentence("answers in own words are found under it"),
}
"""Names that no step may have, and why."""
BILINGUAL = ("welcome", "leave", "help")
"""The flows that can be said while no language is known."""

Rule = Callable[[Subject, World], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    route_problems, walk_problems, name_problems, verb_problems, route_code_problems, option_problems, price_problems,
    reading_problems, spelling_problems, question_problems,
)  # fmt: skip
"""The rules that look at one flow at a time."""


def check(
    flows_path: Path,
    translations_path: Path,
    effects: Mapping[str, frozenset[str]],
    queries: Mapping[str, Finds],
    *,
    facts: Collection[str] = (),
    production: bool = False,
) -> list[Problem]:
    """Everything that would hurt a resident, in the order of files and lines; empty when all is well.

    `effects` and `queries` tell what the verbs of `do` and `find` take and bring; `facts` are further known names. In
    `production` the texts for danger must be signed, too.
    """
    reading = read(flows_path, translations_path)
    found = list(reading.problems)
    found += _missing_flows(flows_path)
    if reading.library is not None:
        world = World(reading.library, reading.catalogs, effects, queries, facts)
        found += _checked(reading, world)
        found += agency_problems(flows_path, reading.library)
        languages = reading.library.city.languages
        found += safety_problems(
            flows_path / "safety.yaml", f"{flows_path.name}/safety.yaml", languages, production=production
        )
    return sorted(set(found))


def _checked(reading: Reading, world: World) -> Iterator[Problem]:
    flows = world.library.flows.current
    subjects = {source.document.flow: Subject(source, flows[source.document.flow]) for source in reading.sources}
    for subject in subjects.values():
        yield from naming_problems(subject)
        if _is_ambiguous(subject):
            continue  # Which of two places a name means is open, so that whatever else is said would mislead.
        for rule in RULES:
            yield from rule(subject, world)
    yield from circles(subjects)
    yield from keyword_problems(subjects, world)
    yield from translation_problems(subjects, world)
    if reading.city is not None:
        yield from city_problems(reading.city, world)
        yield from contact_problems(reading.city, world)
        yield from label_problems(reading.city, world)
        yield from elsewhere_problems(reading.city, world)


def _missing_flows(flows_path: Path) -> Iterator[Problem]:
    for flow_id, why in REQUIRED.items():
        if not (flows_path / f"{flow_id}.yaml").exists():
            message = Sentence('the flow "%(flow)s" is missing, and %(why)s', flow=flow_id, why=why)
            remedy = Sentence(
                "Write %(folder)s/%(flow)s.yaml; one `say:` is enough.", folder=flows_path.name, flow=flow_id
            )
            yield Problem(f"{flows_path.name}/{flow_id}.yaml", 1, "missing-flow", message, remedy)


def naming_problems(subject: Subject) -> Iterator[Problem]:
    """Names of the flow and its steps that are taken or elsewhere."""
    flow, file = subject.flow, subject.source.page.file
    name = Path(file).stem
    if name != flow.id:
        message = Sentence('the flow is called "%(flow)s" and its file "%(name)s"', flow=flow.id, name=name)
        yield subject.problem("flow", "file-name", message, Sentence("Give both the same name."))
    if flow.id in BILINGUAL and not subject.source.document.bilingual:
        message = Sentence('"%(flow)s" can be said before a language is known, in all of them at once', flow=flow.id)
        yield subject.problem(
            "flow", "bilingual", message, Sentence("Add `bilingual: true` below; its price is counted so.")
        )
    first: dict[str, int] = {}
    for index, step in enumerate(flow.steps):
        if step.id in RESERVED:
            message = Sentence(
                'a step may not be called "%(step)s", because %(why)s', step=step.id, why=RESERVED[step.id]
            )
            yield subject.at(index, "id", "step-name", message, Sentence("Choose another name."))
        if step.id in first:
            line = subject.source.page.line(("steps", first[step.id], "id"))
            message = Sentence('a step is called "%(step)s" already, in line %(line)s', step=step.id, line=line)
            yield subject.at(
                index, "id", "duplicate-step", message, Sentence("Choose another name; answers are kept by it.")
            )
        first.setdefault(step.id, index)


def _is_ambiguous(subject: Subject) -> bool:
    names = {step.id for step in subject.flow.steps}
    return len(names) < len(subject.flow.steps) or not names.isdisjoint(RESERVED)
