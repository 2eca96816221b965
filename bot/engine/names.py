"""The names that texts, conditions and arguments may speak of, and the options of a question; values only."""

import re
from collections.abc import Mapping
from typing import Any

from bot.engine import wording
from bot.engine.answers import OTHER
from bot.engine.conditions import holds
from bot.engine.flow import SOURCE_LANGUAGE, Choice, Flow, Step
from bot.engine.inputs import Moment
from bot.engine.session import Frame, Given, Session

OWN_WORDS = "said"
"""`said.step` is what the resident wrote at that step, word for word."""
OPEN_NOW = "open_now"
"""`open_now.meeting` is whether that flow begins for people now; of a survey that is closed it is false."""


def to_judge(flow: Flow | None, session: Session, at: Moment) -> dict[str, Any]:
    """Facts, found values and answers: a code as itself, numbers as numbers, a list where several may be chosen.

    Free words are themselves, and None stands where no answer was given.
    """
    return {**_around(session, at), **answers(flow, session.frame), OWN_WORDS: _own_words(session.frame)}


def to_say(flow: Flow | None, session: Session, at: Moment) -> dict[str, Any]:
    """The same names with labels, by language, where an answer was a choice; nothing where none was given."""
    frame = session.frame
    said: dict[str, Any] = {}
    for step_id, given in frame.answers.items():
        step = flow.step(step_id) if flow else None
        said[step_id] = _as_said(given, step, frame) if given.status == "answered" else ""
    return {**_around(session, at), **said, OWN_WORDS: _own_words(frame)}


def answers(flow: Flow | None, frame: Frame) -> dict[str, Any]:
    """Each answer as conditions and arguments know it."""
    return {step: _value(given, flow.step(step) if flow else None) for step, given in frame.answers.items()}


def arguments(step: Step, flow: Flow | None, session: Session, at: Moment) -> dict[str, str]:
    """The arguments of a `do`, `find` or `start`: codes for choices, the resident's whole words for free answers."""
    known = to_judge(flow, session, at) if step.given else {}
    return {key: _filled(template, known) for key, template in step.given.items()}


def options(step: Step, frame: Frame) -> tuple[Choice, ...]:
    """What may be chosen at the step: found options first, then the written ones, then "other"."""
    if step.kind != "choose":
        return ()
    found = frame.values.get(step.choices_from, {}).get("options", []) if step.choices_from else []
    offered = (*(Choice(code, label) for code, label in found), *step.choices)
    return (*offered, Choice(OTHER, step.other)) if step.other else offered


def listed(step: Step, flow: Flow | None, session: Session, at: Moment) -> tuple[Choice, ...]:
    """Those of the options that the menu lists now, in the order of its numbers."""
    offered = options(step, session.frame)
    if not any(option.when for option in offered):
        return offered
    known = to_judge(flow, session, at)
    return tuple(option for option in offered if holds(option.when, known))


def _around(session: Session, at: Moment) -> dict[str, Any]:
    return {**at.facts, **at.fresh, "language": session.language, **session.frame.values}


def _own_words(frame: Frame) -> dict[str, str]:
    return {step: given.words for step, given in frame.answers.items() if given.status == "answered"}


def _value(given: Given, step: Step | None) -> Any:
    if len(given.codes) > 1 or (given.codes and step and step.several):
        return list(given.codes)
    if given.codes and step and step.answer == "number":
        return int(given.codes[0])
    return given.codes[0] if given.codes else (given.words if given.status == "answered" else None)


def _as_said(given: Given, step: Step | None, frame: Frame) -> Any:
    """Labels of what was chosen, the number that was understood, own words where those were the answer."""
    if step and step.answer == "number" and given.codes:
        return given.codes[0]
    offered = options(step, frame) if step else ()
    if not offered:
        return given.words
    labels: dict[str, Any] = {choice.code: choice.label for choice in offered}
    if given.words and OTHER in given.codes:
        labels[OTHER] = given.words
    return [labels.get(code, code) for code in given.codes]


def _filled(template: str, known: Mapping[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        found = wording.looked_up(match[1], known)
        if isinstance(found, Mapping):  # A text by language; what is kept is kept in the source language.
            return wording.in_language(found, SOURCE_LANGUAGE)
        return "" if found is None else ",".join(found) if isinstance(found, list) else str(found)

    return wording.PLACEHOLDER.sub(value, template)
