"""What every text of a city costs in SMS parts, in each language, with menus and realistic names filled in; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import smsutil
from smsutil.codecs import is_valid_gsm

from bot.engine.conditions import holds, names_in
from bot.engine.flow import SOURCE_LANGUAGE, Choice, Flow, Step, Text
from bot.engine.wording import PLACEHOLDER, QUOTED_LIMIT, in_language, menu, plain, spoken, typewritten
from bot.flowfiles.graph import edges, reached
from bot.flowfiles.library import Library
from bot.flowfiles.problems import Problem
from bot.flowfiles.spelling import rewording
from bot.flowfiles.subject import FOUND_OPTIONS, Finds, Subject, World, questions
from bot.lib import references
from bot.sentences import Sentence

OTHER_LENGTH = 20
"""Characters of a name whose value nobody can tell beforehand: a found one, a number as it was written."""
SEVERAL_SAID = 3
"""Options that a resident who may choose several is taken to choose, the longest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the price table; `step` is "nudge" for the reminder, and ends in "?" for a question asked again."""

    flow: str
    step: str
    language: str
    characters: int
    encoding: str
    parts: int
    budget: int
    words: str


def priced(library: Library, queries: Mapping[str, Finds] | None = None) -> list[Row]:
    """Every text a city can say, in every language it can be said in."""
    world = World(library, queries=queries or {})
    return [row for flow in library.flows.current.values() for row in rows_of(flow, world)]


def rows_of(flow: Flow, world: World) -> Iterator[Row]:
    """The price of every text of one flow."""
    bilingual = _before_language(flow) if flow.id in world.library.bilingual else frozenset()
    if flow.nudge:
        yield from _Pricing(flow, world, "nudge", flow.id in world.library.bilingual).rows(flow.nudge)
    for step in flow.steps:
        pricing = _Pricing(flow, world, step.id, step.id in bilingual and _may_be_unknown(step))
        asks = step if step.kind in ("ask", "choose") else None
        if step.text:
            yield from pricing.rows(step.text, asks=asks)
        if step.help and asks:
            yield from pricing.rows(step.text, asks=asks, again=True)
        if step.own_words:
            yield from pricing.rows(step.own_words)


def _before_language(flow: Flow) -> frozenset[str]:
    """The steps that can be come to before the flow itself has set the language."""
    graph = edges(flow)
    for step in flow.steps:
        if step.kind == "do" and step.verb == "set_language" and not step.when:
            graph[step.id] = frozenset()
    return frozenset(reached(graph, flow.steps[0].id)) if flow.steps else frozenset()


def _may_be_unknown(step: Step) -> bool:
    """Whether the step's condition leaves open that no language is known; conditions on other names always do."""
    try:
        only_language = bool(step.when) and set(names_in(step.when)) == {"language"}
    except ValueError:
        return True
    return not only_language or holds(step.when, {"language": None})


@dataclass(frozen=True, slots=True)
class _Pricing:
    """The texts of one step being counted."""

    flow: Flow
    world: World
    step: str
    bilingual: bool

    def rows(self, text: Text, *, asks: Step | None = None, again: bool = False) -> Iterator[Row]:
        languages = self.world.library.city.languages
        if self.bilingual:
            lines = [self.line(each, words, asks=asks, again=again) for each, words in spoken(text, None, languages)]
            yield self.row("+".join(languages), "\n".join(lines), again=again)
            return
        for language in languages:
            words = in_language(text, language)
            yield self.row(language, self.line(language, words, asks=asks, again=again), again=again)

    def line(self, language: str, words: str, *, asks: Step | None, again: bool) -> str:
        """The text as `advance.say` puts it together."""
        line = self.filled(words, language)
        if asks and again:
            line = f"{self.filled(in_language(asks.help, language), language)} {line}"
        if asks and (options := self.options(asks)):
            line = f"{line} {menu(options, asks.refuse, language)}"
        return line

    def options(self, step: Step) -> tuple[Choice, ...]:
        if step.kind != "choose":
            return ()
        verbs = {each.id: each.verb for each in self.flow.steps if each.kind == "find"}
        verb = verbs.get(step.choices_from, "")
        count = self.world.queries.get(verb, Finds(options=FOUND_OPTIONS)).options if step.choices_from else 0
        found = [Choice(f"found{number}", {SOURCE_LANGUAGE: "x" * OTHER_LENGTH}) for number in range(count)]
        return (*found, *step.choices, *([Choice("other", step.other)] if step.other else []))

    def filled(self, words: str, language: str) -> str:
        return PLACEHOLDER.sub(lambda match: self.sample(match[1], language), words)

    def sample(self, name: str, language: str) -> str:
        """A value as long as a real one."""
        facts = self.world.library.city.facts
        question = questions(self.flow).get(name)
        if question is not None:
            return self.answer(question, language)
        if name in facts:
            return plain(facts[name], language)
        if name == "heard":
            return "x" * QUOTED_LIMIT
        if name.endswith(".count"):
            return "99"
        return "x" * (references.LONGEST if name.rpartition(".")[2] == "reference" else OTHER_LENGTH)

    def answer(self, question: Step, language: str) -> str:
        """Free words in full length; of a choice the longest label, unless "other" lets it be free words too."""
        if question.id == "reference":
            return "x" * references.LONGEST
        if question.kind == "ask" or question.other:
            return "x" * (QUOTED_LIMIT if question.answer in ("text", "place") else OTHER_LENGTH)
        labels = sorted((plain(each.label, language) for each in self.options(question)), key=len, reverse=True)
        return ", ".join(labels[: SEVERAL_SAID if question.several else 1])

    def row(self, language: str, words: str, *, again: bool) -> Row:
        said = typewritten(words)
        split = smsutil.split(said)
        encoding = "GSM-7" if is_valid_gsm(said) else "UCS-2"
        step = f"{self.step}?" if again else self.step
        budget = self.world.library.budget(self.flow.id, self.step)
        return Row(self.flow.id, step, language, len(said), encoding, len(split.parts), budget, said)


def price_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Texts above their budget, with the letters that make them dear."""
    positions = {step.id: index for index, step in enumerate(subject.flow.steps)}
    for row in rows_of(subject.flow, world):
        if row.parts <= row.budget:
            continue
        again = Sentence(" when asked again after its help") if row.step.endswith("?") else ""
        message = Sentence(
            '"%(step)s" (%(language)s) costs %(parts)s parts%(again)s, %(budget)s allowed: '
            "%(characters)s characters in %(encoding)s%(because)s",
            step=row.step.rstrip("?"),
            language=row.language,
            parts=row.parts,
            again=again,
            budget=row.budget,
            characters=row.characters,
            encoding=row.encoding,
            because=_dear_letters(row.words),
        )
        index = positions.get(row.step.rstrip("?"))
        where = ("nudge",) if index is None else ("steps", index, _key(subject.flow.steps[index]))
        yield subject.source.page.problem(where, "budget", message, _shorter(row))


def _key(step: Step) -> str:
    return "ask" if step.kind == "choose" else step.kind


def _shorter(row: Row) -> str:
    if row.encoding == "UCS-2":
        hint = Sentence(
            "Reword it without those letters, never by leaving accents out; a part then holds 160 instead of "
            "70.%(rewording)s",
            rewording=rewording(row.words),
        )
    else:
        hint = Sentence("Say it shorter.")
    return Sentence("%(hint)s If it must cost that, write `budget: %(parts)s` at the step.", hint=hint, parts=row.parts)


def _dear_letters(words: str) -> str:
    """The letters outside GSM-7, each with its position and its word: `because of á at 12 (está)`."""
    found: dict[str, str] = {}
    start = 0
    for word in words.split(" "):
        for offset, letter in enumerate(word):
            if not is_valid_gsm(letter):
                found.setdefault(letter, f"{letter} at {start + offset + 1} ({word.strip()})")
        start += len(word) + 1
    return Sentence(", because of %(names)s", names=", ".join(found.values())) if found else ""
