"""The names that texts, conditions and arguments may speak of, and the options of a question; values only."""

import re
from collections.abc import Mapping
from typing import Any

from bot.engine import wording
from bot.engine.answers import OTHER
from bot.engine.flow import Choice, Flow, Step
from bot.engine.inputs import Moment
from bot.engine.session import Frame, Given, Session


def to_judge(session: Session, at: Moment) -> dict[str, Any]:
    """Facts, found values and answers: one code as itself, several as a list, free words, None where none was given."""
    frame = session.frame
    answered = {step: _value(given) for step, given in frame.answers.items()}
    return {**at.facts, **at.fresh, "language": session.language, **frame.values, **answered}


def _value(given: Given) -> Any:
    if len(given.codes) > 1:
        return list(given.codes)
    return given.codes[0] if given.codes else (given.words if given.status == "answered" else None)


def to_say(flow: Flow | None, session: Session, at: Moment) -> dict[str, Any]:
    """The same names with labels, by language, where an answer was a choice."""
    said: dict[str, Any] = {}
    for step_id, given in session.frame.answers.items():
        position = flow.position(step_id) if flow else -1
        offered = options(flow.steps[position], session.frame) if flow and position >= 0 else ()
        labels = {choice.code: choice.label for choice in offered}
        if OTHER in given.codes or not labels:
            said[step_id] = given.words
        else:
            said[step_id] = [labels.get(code, code) for code in given.codes]
    return {**at.facts, **at.fresh, **session.frame.values, **said}


def arguments(step: Step, session: Session, at: Moment) -> dict[str, str]:
    """The arguments of a `do`, `find` or `start`: codes for choices, the resident's whole words for free answers."""
    known = to_judge(session, at)
    return {key: _filled(template, known) for key, template in step.given.items()}


def options(step: Step, frame: Frame) -> tuple[Choice, ...]:
    """What may be chosen at the step: found options first, then the written ones, then "other"."""
    if step.kind != "choose":
        return ()
    found = frame.values.get(step.choices_from, {}).get("options", []) if step.choices_from else []
    offered = (*(Choice(code, label) for code, label in found), *step.choices)
    return (*offered, Choice(OTHER, step.other)) if step.other else offered


def _filled(template: str, known: Mapping[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        found = wording.looked_up(match[1], known)
        return "" if found is None else ",".join(found) if isinstance(found, list) else str(found)

    return wording.PLACEHOLDER.sub(value, template)
