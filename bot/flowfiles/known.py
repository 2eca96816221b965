"""Rules about names: placeholders, conditions, verbs and their arguments; they read nothing and run nothing."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.engine.answers import OTHER
from bot.engine.conditions import names_in
from bot.engine.flow import Flow, Step
from bot.engine.names import OPEN_NOW, OWN_WORDS
from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.documents import texts
from bot.flowfiles.graph import STATUSES, edges, reached
from bot.flowfiles.problems import Problem, listed, nearest
from bot.flowfiles.subject import Finds, Subject, World, questions, text_key
from bot.sentences import Sentence, why

ALWAYS = ("city", "people", "site", "language", "new", "heard", "overtaken", "reference")
"""Names of every conversation; `heard` is the text that began it, `reference` a fresh number.

`overtaken` is the question that a text made needless instead of answering it.
"""
HANDED = {"help": ("to",), "language": ("to",), "welcome": ("onward", "rest"), "understood": ("answer",),
          "report_news": ("news",)}  # fmt: skip
"""What the bot itself hands to a flow: the language asked for; the first text's flow and what followed its keyword, the
change of a concern that is news."""
AS_WRITTEN = {"title", "choices", "other", "refuse"}
"""Texts that the engine shows as they are, so that a placeholder would be read with its braces."""
FOUND = ("count", "options")
"""What every query brings."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a flow may speak of, and the step that each comes from, where one does."""

    names: frozenset[str]
    origins: Mapping[str, str]


def known_names(flow: Flow, world: World) -> Known:
    """Facts, answers, what was found, what inner flows answered, and what the flow was started with."""
    given = started_with(flow.id, world) | set(HANDED.get(flow.id, ()))
    open_now = (f"{OPEN_NOW}.{flow}" for flow in world.library.flows.current)
    names = {*ALWAYS, *open_now, *world.library.city.facts, *world.facts, *given}
    origins: dict[str, str] = {}
    for step in flow.steps:
        brought: Collection[str] = ()
        if step.kind in ("ask", "choose"):
            brought = [step.id, f"{OWN_WORDS}.{step.id}"]
        elif step.kind == "find":
            brought = [f"{step.id}.{name}" for name in (*FOUND, *world.queries.get(step.verb, Finds()).brings)]
        elif step.kind == "start":
            brought = _answers_of(step.verb, world)
        for name in brought:
            if name not in names:
                origins.setdefault(name, step.id)
        names.update(brought)
    return Known(frozenset(names), origins)


def _answers_of(verb: str, world: World) -> list[str]:
    """`flow.step` of the flow that is started; of every flow, where a placeholder tells which."""
    flows = world.library.flows.current
    started = list(flows.values()) if PLACEHOLDER.search(verb) else [flow for flow in flows.values() if flow.id == verb]
    return [f"{flow.id}.{step}" for flow in started for step in questions(flow)]


def started_with(flow_id: str, world: World) -> set[str]:
    """The names that other flows hand to this one."""
    return {
        name
        for flow in world.library.flows.current.values()
        for step in flow.steps
        if step.kind == "start" and (step.verb == flow_id or PLACEHOLDER.search(step.verb))
        for name in step.given
    }


def name_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Placeholders and conditions that name what nobody knows, or does not know yet."""
    flow = subject.flow
    known = known_names(flow, world)
    graph = edges(flow)
    later = {step.id: reached(graph, step.id) for step in flow.steps}
    for said in texts(subject.source.document):
        problem = _brace_problem(subject, said.where, said.words)
        if problem:
            yield problem
        for name in PLACEHOLDER.findall(said.words):
            if name not in known.names:
                message, remedy = _unknown(name, known)
                yield subject.source.page.problem(said.where, "unknown-name", message, remedy)
            elif said.step is not None and (origin := known.origins.get(name)):
                here = flow.steps[said.step].id
                if here not in later[origin] and origin != here:
                    message = Sentence(
                        '{%(name)s} is said at "%(here)s", and "%(origin)s" never comes before it',
                        name=name,
                        here=here,
                        origin=origin,
                    )
                    remedy = Sentence("Move the step, or say something else; residents would read nothing there.")
                    yield subject.source.page.problem(said.where, "unknown-name", message, remedy)
    for index, step in enumerate(flow.steps):
        yield from _template_problems(subject, index, step, known)
        conditions = [(step.when, ("when",)), *((each.when, ("choices", each.code, "when")) for each in step.choices)]
        for condition, where in conditions:
            if condition:
                yield from _condition_problems(subject, index, condition, where, known)


def _brace_problem(subject: Subject, where: tuple[str | int, ...], words: str) -> Problem | None:
    if "{" in words and where[0 if len(where) == 1 else 2] in AS_WRITTEN:
        remedy = Sentence("Write the words out, or say the value in the text above the menu.")
        return subject.source.page.problem(
            where, "placeholder", Sentence("titles and options are not filled in"), remedy
        )
    left = PLACEHOLDER.sub("", words)
    if "{" not in left and "}" not in left:
        return None
    remedy = Sentence("Write a name in lower case between braces, such as {place}; braces have no other use.")
    return subject.source.page.problem(where, "placeholder", Sentence("a brace belongs to no placeholder"), remedy)


def _unknown(name: str, known: Known) -> tuple[str, str]:
    first, _, second = name.partition(".")
    inside = {each.partition(".")[2] for each in known.names if each.startswith(f"{first}.")}
    if inside and not second:
        remedy = Sentence("Name one of them: %(known)s.", known=listed(f"{first}.{each}" for each in inside))
        return Sentence('"%(first)s" holds several values', first=first), remedy
    if inside:
        remedy = Sentence("It has %(known)s.%(hint)s", known=listed(inside), hint=nearest(second, inside))
        return Sentence('"%(first)s" has no "%(second)s"', first=first, second=second), remedy
    remedy = Sentence(
        "Name an answer by its step, or a fact of flows/city.yaml.%(hint)s", hint=nearest(name, known.names)
    )
    return Sentence('nothing is called "%(name)s" here', name=name), remedy


def _template_problems(subject: Subject, index: int, step: Step, known: Known) -> Iterator[Problem]:
    templates: list[tuple[str, tuple[str, ...], str]] = [("with", (key,), words) for key, words in step.given.items()]
    if step.kind == "start":
        templates.append(("start", (), step.verb))
    for key, inside, words in templates:
        if "{" in PLACEHOLDER.sub("", words):
            remedy = Sentence("Write a name in lower case between braces, such as {place}.")
            yield subject.at(index, key, "placeholder", Sentence("a brace belongs to no placeholder"), remedy, *inside)
        for name in PLACEHOLDER.findall(words):
            if name not in known.names:
                yield subject.at(index, key, "unknown-name", *_unknown(name, known), *inside)


def _condition_problems(
    subject: Subject, index: int, condition: str, where: tuple[str, ...], known: Known
) -> Iterator[Problem]:  # fmt: skip
    key, *inside = where
    try:
        list(names_in(condition))
    except (ValueError, RecursionError, MemoryError) as error:
        remedy = Sentence('Compare names with values: kind == "pothole" and not place. Nothing else is understood.')
        yield subject.at(
            index,
            key,
            "condition",
            Sentence('"%(condition)s": %(error)s', condition=condition, error=why(error)),
            remedy,
            *inside,
        )
        return
    tree = ast.parse(condition.strip(), mode="eval")
    for name in dict.fromkeys(_spoken_of(tree.body)):
        if name not in known.names:
            yield subject.at(index, key, "unknown-name", *_unknown(name, known), *inside)
    for name, code in _compared(tree):
        question = questions(subject.flow).get(name)
        if question and question.kind == "choose" and not question.choices_from and code not in codes(question):
            message = Sentence(
                '"%(name)s" is compared with "%(code)s", which is none of its codes', name=name, code=code
            )
            remedy = Sentence("Compare with a code, never with a label: %(known)s.", known=listed(codes(question)))
            yield subject.at(index, key, "unknown-code", message, remedy, *inside)


def codes(step: Step) -> set[str]:
    """The codes an answer to this question may have, found options aside."""
    return {choice.code for choice in step.choices} | ({OTHER} if step.other else set())


def _spoken_of(node: ast.AST) -> Iterator[str]:
    """Names as they are written: `kind`, `found.status`."""
    if isinstance(node, ast.Attribute):
        yield ast.unparse(node)
    elif isinstance(node, ast.Name):
        yield node.id
    else:
        for child in ast.iter_child_nodes(node):
            yield from _spoken_of(child)


def _compared(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every (name, word) of the condition that one comparison holds against each other."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            names = [side.id for side in sides if isinstance(side, ast.Name)]
            words = [
                each.value
                for side in sides
                for each in ast.walk(side)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            yield from ((name, word) for name in names for word in words)


def verb_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Verbs that nothing does, and arguments that are missing or unknown."""
    for index, step in enumerate(subject.flow.steps):
        key = text_key(step)
        if step.kind in ("do", "hand_off"):
            verbs, verb = world.effects, step.verb or "hand_off"
        elif step.kind == "find":
            verbs, verb = {name: query.arguments for name, query in world.queries.items()}, step.verb
        else:
            if step.kind == "start":
                yield from _start_problems(subject, index, step, world)
            continue
        if verb not in verbs:
            remedy = Sentence("Known are %(known)s.%(hint)s", known=listed(verbs), hint=nearest(verb, verbs))
            yield subject.at(
                index,
                key,
                "unknown-verb",
                Sentence('nothing is called "%(verb)s" that a "%(key)s" could ask for', verb=verb, key=key),
                remedy,
            )
            continue
        takes = {name.rstrip("?") for name in verbs[verb]}
        needs = {name for name in verbs[verb] if not name.endswith("?")}
        for name in sorted(needs - step.given.keys()):
            remedy = Sentence('Add it under `with:`, such as %(name)s: "{%(name)s}".', name=name)
            yield subject.at(
                index, key, "argument", Sentence('"%(verb)s" needs "%(name)s"', verb=verb, name=name), remedy
            )
        for name in sorted(step.given.keys() - takes):
            remedy = Sentence("It takes %(known)s.%(hint)s", known=listed(takes), hint=nearest(name, takes))
            yield subject.at(
                index,
                "with",
                "argument",
                Sentence('"%(verb)s" does not take "%(name)s"', verb=verb, name=name),
                remedy,
                name,
            )


def _start_problems(subject: Subject, index: int, step: Step, world: World) -> Iterator[Problem]:
    """What a started flow is given must be one of its questions, or a name that it speaks of."""
    started = world.library.flows.current.get(step.verb)
    if started is None:
        return
    spoken = set(questions(started))
    for each in started.steps:
        words = [*each.text.values(), *each.help.values(), *each.given.values(), each.verb]
        spoken.update(name for text in words for name in PLACEHOLDER.findall(text))
        try:
            spoken.update(names_in(each.when) if each.when else ())
        except ValueError:
            continue
    for name in sorted(step.given.keys() - spoken):
        remedy = Sentence("It knows %(known)s.%(hint)s", known=listed(spoken), hint=nearest(name, spoken))
        yield subject.at(
            index,
            "with",
            "argument",
            Sentence('the flow "%(verb)s" never speaks of "%(name)s"', verb=step.verb, name=name),
            remedy,
            name,
        )


def route_code_problems(subject: Subject, _: World) -> Iterator[Problem]:
    """Routes for codes that no answer has."""
    for index, step in enumerate(subject.flow.steps):
        if step.kind == "choose":
            possible, open_ended = codes(step) | set(STATUSES), bool(step.choices_from)
        else:
            possible, open_ended = set(STATUSES), False
        for code in step.routes:
            number = step.answer == "number" and code.isdigit()
            if code not in possible and not open_ended and not number:
                remedy = Sentence(
                    "Possible are %(known)s.%(hint)s", known=listed(possible), hint=nearest(code, possible)
                )
                message = Sentence('the answer to "%(step)s" is never "%(code)s"', step=step.id, code=code)
                yield subject.at(index, "routes", "unknown-code", message, remedy, code)
