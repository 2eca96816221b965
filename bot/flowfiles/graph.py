"""Which step can follow which, what that leaves unreachable, and where a walk would never stop; pure, no files."""

from collections.abc import Iterator, Mapping

from bot.engine.answers import OTHER
from bot.engine.flow import END, Flow, Step
from bot.engine.wording import PLACEHOLDER
from bot.flowfiles.problems import Problem, nearest
from bot.flowfiles.subject import Subject, World, questions, text_key
from bot.sentences import Sentence

STATUSES = ("skipped", "refused", "unclear")
"""What an answer may be instead of a code; each may be routed like one."""

Edges = Mapping[str, frozenset[str]]


def edges(flow: Flow) -> dict[str, frozenset[str]]:
    """The steps that may follow each step; "end" is where the flow is over."""
    return {step.id: frozenset(_followers(flow, step)) for step in flow.steps}


def _followers(flow: Flow, step: Step) -> Iterator[str]:
    if step.when:
        yield flow.below(step)
    if step.kind in ("hand_off", END):
        yield END
        return
    yield from step.routes.values()
    if not all(code in step.routes for code in _ways_out(step)):
        yield step.next or flow.below(step)


def _ways_out(step: Step) -> tuple[str, ...]:
    """Everything that would have to be routed for the step never to fall through; a code "" can not be."""
    if step.kind != "choose" or step.choices_from:
        return ("",)
    codes = [choice.code for choice in step.choices]
    return (*codes, *([OTHER] if step.other else []), *STATUSES)


def reached(graph: Edges, start: str) -> set[str]:
    """The steps that a walk from `start` may come to, `start` included."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        if (step := ahead.pop()) not in seen:
            seen.add(step)
            ahead.extend(graph.get(step, ()))
    return seen


def route_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Routes, `next`, `start`, `rest` and `choices_from` that lead nowhere."""
    flow = subject.flow
    steps = {step.id for step in flow.steps} | {END}
    for index, step in enumerate(flow.steps):
        targets: list[tuple[str, str, tuple[str, ...]]] = [("next", step.next, ())] if step.next else []
        targets += [("routes", target, (code,)) for code, target in step.routes.items()]
        for key, target, inside in targets:
            if target not in steps:
                message = Sentence(
                    '"%(step)s" leads to "%(target)s", and no step is called that', step=step.id, target=target
                )
                remedy = Sentence("Name a step of this flow, or end.%(hint)s", hint=nearest(target, steps))
                yield subject.at(index, key, "route-to-nowhere", message, remedy, *inside)
        flows = world.library.flows.current
        if step.kind == "start" and not PLACEHOLDER.search(step.verb) and step.verb not in flows:
            remedy = Sentence("Name a flow that has a file here.%(hint)s", hint=nearest(step.verb, flows))
            yield subject.at(
                index, "start", "route-to-nowhere", Sentence('no flow is called "%(flow)s"', flow=step.verb), remedy
            )
        finds = {each.id for each in flow.steps if each.kind == "find"}
        if step.choices_from and step.choices_from not in finds:
            message = Sentence('"%(name)s" is not a find step of this flow', name=step.choices_from)
            remedy = Sentence("Name the step whose options are meant.%(hint)s", hint=nearest(step.choices_from, finds))
            yield subject.at(index, "choices_from", "unknown-name", message, remedy)
    if flow.rest and flow.rest not in questions(flow):
        remedy = Sentence("Name a step with `ask:`.%(hint)s", hint=nearest(flow.rest, questions(flow)))
        yield subject.problem(
            "rest", "route-to-nowhere", Sentence('"%(step)s" is not a question of this flow', step=flow.rest), remedy
        )
    for key in ("unanswered", "silence"):
        if (step_id := getattr(flow, key)) and step_id not in steps - {END}:
            remedy = Sentence(
                "Name the step that makes the best of what was answered.%(hint)s", hint=nearest(step_id, steps)
            )
            yield subject.problem(
                key,
                "route-to-nowhere",
                Sentence('no step of this flow is called "%(step)s"', step=step_id),
                remedy,
            )


def walk_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Steps nobody comes to, and circles nobody gets out of."""
    flow, graph = subject.flow, edges(subject.flow)
    starts = [flow.steps[0].id, *(step for step in (flow.unanswered, flow.silence) if step)]
    seen = set().union(*(reached(graph, start) for start in starts))
    for index, step in enumerate(flow.steps):
        if step.id not in seen:
            remedy = Sentence("Lead a `next:` or a route to it, or remove it.")
            yield subject.at(
                index, "id", "unreachable", Sentence('no way leads to the step "%(step)s"', step=step.id), remedy
            )
    silent = _without_questions(flow, world)
    reported: set[str] = set()
    for index, step in enumerate(flow.steps):
        around = {follower for follower in silent.get(step.id, ()) if step.id in reached(silent, follower)}
        if around and step.id in seen and step.id not in reported:
            circle = {each for each in reached(silent, step.id) if step.id in reached(silent, each)}
            reported |= circle
            message = Sentence("the steps %(names)s go round without asking anything", names=", ".join(sorted(circle)))
            remedy = Sentence("Put a question into the circle, or let one of them lead out of it.")
            yield subject.at(index, text_key(step), "endless", message, remedy)


def _without_questions(flow: Flow, world: World) -> dict[str, frozenset[str]]:
    """The ways through the flow on which nobody is asked: a question is passed only where its `when:` skips it."""
    ways = edges(flow)
    for step in flow.steps:
        if step.kind in ("ask", "choose") or (step.kind == "start" and _may_ask(step, world)):
            ways[step.id] = frozenset([flow.below(step)] if step.when else [])
    return ways


def _may_ask(step: Step, world: World) -> bool:
    started = world.library.flows.current.get(step.verb)
    return started is None or bool(questions(started))


def circles(subjects: Mapping[str, Subject]) -> Iterator[Problem]:
    """Flows that start each other round and round: the engine ends such a conversation after a few levels."""
    starts = {
        flow_id: frozenset(step.verb for step in subject.flow.steps if step.kind == "start" and step.verb in subjects)
        for flow_id, subject in subjects.items()
    }
    for flow_id, subject in subjects.items():
        for index, step in enumerate(subject.flow.steps):
            if step.kind == "start" and step.verb in subjects and flow_id in reached(starts, step.verb):
                message = Sentence(
                    '"%(flow)s" starts "%(other)s", which comes back to start "%(flow)s"',
                    flow=flow_id,
                    other=step.verb,
                )
                remedy = Sentence("End one of the two instead; whoever started a flow goes on when it ends.")
                yield subject.at(index, "start", "endless", message, remedy)
