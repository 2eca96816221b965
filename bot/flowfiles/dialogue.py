"""A flow as the conversation that residents read: what each step says in every language, what it costs, where it leads.

Prices and problems are those of the check, word for word; nothing is judged here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.answers import OTHER
from bot.engine.flow import END, Choice, Flow, Step, Text
from bot.engine.wording import REFUSE_DIGIT, menu, typewritten
from bot.flowfiles.checks import RULES
from bot.flowfiles.documents import texts
from bot.flowfiles.graph import edges
from bot.flowfiles.prices import Row, rows_of
from bot.flowfiles.problems import Problem
from bot.flowfiles.reading import FLOW_WORDS, MEASURES, TEXT_WORDS, Tally, scored, tally
from bot.flowfiles.subject import Subject, World
from bot.flowfiles.translations import text_problems
from bot.flowfiles.wordings import LABELS, wordings
from bot.lib import sms


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text in one language as a phone shows it; names in braces are filled in when it is sent.

    `parts` is what it costs with realistic names in them; `level` is its score where it is long enough to have one.
    """

    language: str
    words: str
    parts: int
    budget: int
    dear: tuple[str, ...] = ()
    level: float | None = None
    is_missing: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it costs more than its step may."""
        return self.parts > self.budget


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: the digit to send, the option as residents read it, and the code it is kept under."""

    digit: int | None
    code: str
    label: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lead:
    """Where some answers lead: a step of the flow or its end. No answers: whatever was said."""

    target: str
    answers: tuple[Answer, ...] = ()
    is_skip: bool = False
    """It is where one goes when the step's condition does not hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a step says at one occasion: as it comes, when it is asked again, or for an answer in own words."""

    occasion: str
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One step as it is met in the conversation."""

    step: Step
    number: int
    parts: tuple[Part, ...]
    leads: tuple[Lead, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The whole flow; `problems` are those of no step, `levels` what each language measures, see `levels()`."""

    flow: Flow
    steps: tuple[Said, ...]
    nudge: Part | None
    problems: tuple[Problem, ...]
    levels: Mapping[str, tuple[str, float, float, bool]]

    @property
    def every_problem(self) -> list[Problem]:
        """Those of the flow, and those of its steps."""
        return [*self.problems, *(each for said in self.steps for each in said.problems)]


def problems_of(subject: Subject, world: World) -> list[Problem]:
    """Everything the check says of this flow alone, its translations included."""
    found = [problem for rule in RULES for problem in rule(subject, world)]
    found += text_problems({subject.flow.id: subject}, world)
    return sorted(set(found))


def dialogue_of(subject: Subject, world: World) -> Dialogue:
    """The flow as a conversation."""
    flow, languages = subject.flow, world.library.city.languages
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in rows_of(flow, world):
        rows.setdefault((row.step, row.language), []).append(row)
    placed = _placed(subject, world)
    pricer = _Pricer(world, flow.id, rows, languages)
    steps = tuple(
        Said(step, number, tuple(_parts(step, pricer)), tuple(leads(flow, step)), tuple(placed.get(step.id, ())))
        for number, step in enumerate(flow.steps, start=1)
    )
    nudge = Part("nudge", pricer.bubbles("nudge", flow.nudge)) if flow.nudge else None
    return Dialogue(flow, steps, nudge, tuple(placed.get("", ())), levels(subject, world))


def _parts(step: Step, pricer: "_Pricer") -> Iterator[Part]:
    options = list(step.choices) + ([Choice(OTHER, step.other)] if step.other else [])
    if step.text:
        yield Part("said", pricer.bubbles(step.id, step.text, options, step.refuse, found=bool(step.choices_from)))
    if step.help and step.kind in ("ask", "choose"):
        yield Part("again", pricer.bubbles(f"{step.id}?", step.help))
    if step.own_words:
        yield Part("own_words", pricer.bubbles(step.id, step.own_words))


@dataclass(frozen=True, slots=True)
class _Pricer:
    """Takes the rows of the price table one after another, as they were made."""

    world: World
    flow: str
    rows: dict[tuple[str, str], list[Row]]
    languages: Sequence[str]

    def bubbles(
        self, name: str, text: Text, options: Sequence[Choice] = (), refuse: Text | None = None, *, found: bool = False
    ) -> tuple[Bubble, ...]:
        whole = "+".join(self.languages)
        together = self._next(name, whole)
        return tuple(
            self._bubble(each, text, options, refuse or {}, together or self._next(name, each), found=found)
            for each in self.languages
        )

    def _next(self, name: str, language: str) -> Row | None:
        rows = self.rows.get((name, language))
        return rows.pop(0) if rows else None

    def _bubble(
        self, language: str, text: Text, options: Sequence[Choice], refuse: Text, row: Row | None, *, found: bool
    ) -> Bubble:
        words = typewritten(text.get(language, ""))
        measured = MEASURES.get(language)
        counted = tally(words, measured.count) if measured and words else Tally()
        level = scored(counted, measured) if measured and counted.words >= TEXT_WORDS and counted.sentences else None
        if words and found:
            words += " 1 ... 2 ..."
        elif words and (options or refuse):
            words = f"{words} {menu(options, refuse, language)}"
        budget = row.budget if row else 1
        parts = row.parts if row else sms.price(words).parts
        return Bubble(language, words, parts, budget, sms.price(words).dear, level, not words)


def leads(flow: Flow, step: Step) -> Iterator[Lead]:
    """Where each answer leads, answers of one way together; and where one goes past a step that is left out."""
    onward = step.next or flow.below(step)
    if step.kind in ("hand_off", END):
        yield Lead(END)
    elif step.kind in ("ask", "choose"):
        yield from _answered(flow, step, onward)
    else:
        yield Lead(onward)
    if step.when and (step.kind in ("hand_off", END) or onward != flow.below(step)):
        yield Lead(flow.below(step), is_skip=True)


def _answered(flow: Flow, step: Step, onward: str) -> Iterator[Lead]:
    codes = [(each.code, each.label) for each in step.choices] + ([(OTHER, step.other)] if step.other else [])
    is_numbered = not step.choices_from and not any(each.when for each in step.choices)
    answers = [
        Answer(number if is_numbered else None, code, label) for number, (code, label) in enumerate(codes, start=1)
    ]
    if step.refuse:
        answers.append(Answer(REFUSE_DIGIT, "refused", step.refuse))
    told = {each.code for each in answers}
    answers += [Answer(None, code) for code in step.routes if code not in told]
    ways: dict[str, list[Answer]] = {}
    for each in answers:
        if each.code in step.routes:
            ways.setdefault(step.routes[each.code], []).append(each)
    for target, taken in ways.items():
        yield Lead(target, tuple(taken))
    if onward in edges(flow)[step.id]:
        yield Lead(onward)


def levels(subject: Subject, world: World) -> dict[str, tuple[str, float, float, bool]]:
    """How hard the flow is to read in each language that is measured: the measure, score, bar, and if it passes."""
    found = {}
    for language in world.library.city.languages:
        measure = MEASURES.get(language)
        if measure is None:
            continue
        words = [
            each.words for each in wordings(subject, world) if each.language == language and each.key not in LABELS
        ]
        total = sum((tally(each, measure.count) for each in words), Tally())
        if total.words and total.sentences:
            bar = measure.bar if total.words >= FLOW_WORDS else measure.allowed(total.words)
            score = scored(total, measure)
            found[language] = (measure.name, score, bar, measure.passes(score, bar))
    return found


def _placed(subject: Subject, world: World) -> dict[str, list[Problem]]:
    """The flow's problems by the step that each is about; "" for those of the flow as a whole."""
    page, document = subject.source.page, subject.source.document
    starts = [(page.line(("steps", index)), step.id) for index, step in enumerate(document.steps)]
    entries = {
        (catalog.file, entry.line): english
        for catalog in world.catalogs
        for (flow_id, english), entry in catalog.entries.items()
        if flow_id == document.flow
    }
    step_of = {said.words: document.steps[said.step].id for said in texts(document) if said.step is not None}
    found: dict[str, list[Problem]] = {}
    for problem in problems_of(subject, world):
        if problem.file == page.file:
            step = next((id for line, id in reversed(starts) if line <= problem.line), "")
        else:
            step = step_of.get(entries.get((problem.file, problem.line), ""), "")
        found.setdefault(step, []).append(problem)
    return found
