"""What a flow is: its steps and texts as plain values with a JSON form; no reading of files, no checking of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from json import dumps
from typing import Any

Text = Mapping[str, str]
"""A text in every language it was written in: language code to words."""

SOURCE_LANGUAGE = "en"
"""The language the flow files are written in; other languages come from catalogs."""

END = "end"
"""Where a route leads that ends the flow; no step is called that."""
KINDS = ("say", "ask", "choose", "do", "find", "start", "hand_off", "end")
ANSWERS = ("text", "number", "date", "place")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question: a language-free code, what residents read, and other words they may use for it.

    It stands in the menu while `when` holds; its words mean it in any case.
    """

    code: str
    label: Text
    also: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow; which fields matter depends on `kind`, as docs/writing-a-flow.md tells."""

    id: str
    kind: str
    text: Text = field(default_factory=dict)
    when: str = ""
    next: str = ""
    routes: Mapping[str, str] = field(default_factory=dict)
    # ask and choose
    answer: str = "text"
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    several: bool = False
    other: Text = field(default_factory=dict)
    own_words: Text = field(default_factory=dict)
    refuse: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    number: int | None = None
    """What residents know the question by ("3 of 6"), for CHANGE 3."""
    # do, find, start, hand_off and end
    verb: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole conversation: steps in order, the words that start it, and how long it waits for an answer."""

    id: str
    steps: tuple[Step, ...]
    title: Text = field(default_factory=dict)
    starts_on: tuple[str, ...] = ()
    nudge: Text = field(default_factory=dict)
    nudge_after: timedelta = timedelta(hours=24)
    expires_after: timedelta = timedelta(days=3)
    survey: str = ""
    rest: str = ""
    """The step that the words after a starting keyword answer: "STATUS 7K3PD"."""
    unanswered: str = ""
    """The step that the flow goes on at when a question was not answered in time but an earlier one was."""
    silence: str = ""
    """The same, whatever was answered before."""
    anywhere: bool = False
    """Whether its keywords are understood also where any words are an answer: PERSON."""
    topic: str = ""
    """What its reminders are about, where residents may turn that off: surveys, news."""
    _positions: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        positions = {step.id: index for index, step in reversed(list(enumerate(self.steps)))}
        object.__setattr__(self, "_positions", positions)

    @property
    def last_question(self) -> str:
        """The id of the question that stands last; empty when the flow asks nothing."""
        return next((step.id for step in reversed(self.steps) if step.kind in ("ask", "choose")), "")

    def position(self, step_id: str) -> int:
        """Where the step stands; -1 when this version of the flow has no such step."""
        return self._positions.get(step_id, -1)

    def step(self, step_id: str) -> Step | None:
        """The step of that name; None when this version has none."""
        position = self.position(step_id)
        return self.steps[position] if position >= 0 else None

    def below(self, step: Step) -> str:
        """The id of the step that follows in the file; "end" after the last."""
        position = self.position(step.id) + 1
        return self.steps[position].id if position < len(self.steps) else END

    def to_json(self) -> dict[str, Any]:
        """The flow as plain JSON values, empty fields left out, so that equal flows have equal forms."""
        steps = [_step_to_json(step) for step in self.steps]
        return {
            "id": self.id,
            "steps": steps,
            "title": dict(self.title),
            "starts_on": list(self.starts_on),
            "nudge": dict(self.nudge),
            "nudge_after": int(self.nudge_after.total_seconds()),
            "expires_after": int(self.expires_after.total_seconds()),
            "survey": self.survey,
            "rest": self.rest,
            "unanswered": self.unanswered,
            "anywhere": self.anywhere,
            "silence": self.silence,
            "topic": self.topic,
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Flow":
        """The flow that `to_json` wrote."""
        return Flow(
            id=stored["id"],
            steps=tuple(_step_from_json(step) for step in stored["steps"]),
            title=stored["title"],
            starts_on=tuple(stored["starts_on"]),
            nudge=stored["nudge"],
            nudge_after=timedelta(seconds=stored["nudge_after"]),
            expires_after=timedelta(seconds=stored["expires_after"]),
            survey=stored["survey"],
            rest=stored["rest"],
            unanswered=stored.get("unanswered", ""),
            anywhere=stored.get("anywhere", False),
            silence=stored.get("silence", ""),
            topic=stored.get("topic", ""),
        )

    def digest(self) -> str:
        """The version of this flow, texts in every language included: 16 hexadecimal digits."""
        return sha256(dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:16]


_STEP_DEFAULTS: dict[str, Any] = {
    "when": "", "next": "", "answer": "text", "choices_from": "", "several": False,
    "minimum": None, "maximum": None, "number": None, "verb": "",
}  # fmt: skip
_STEP_MAPPINGS = ("text", "routes", "other", "own_words", "refuse", "help", "given")


def _step_to_json(step: Step) -> dict[str, Any]:
    stored: dict[str, Any] = {"id": step.id, "kind": step.kind}
    for name, default in _STEP_DEFAULTS.items():
        if getattr(step, name) != default:
            stored[name] = getattr(step, name)
    for name in _STEP_MAPPINGS:
        if getattr(step, name):
            stored[name] = dict(getattr(step, name))
    if step.choices:
        stored["choices"] = [_choice_to_json(choice) for choice in step.choices]
    return stored


def _choice_to_json(choice: Choice) -> list[Any]:
    return [choice.code, dict(choice.label), list(choice.also), *([choice.when] if choice.when else [])]


def _step_from_json(stored: Mapping[str, Any]) -> Step:
    fields = dict(stored)
    choices = fields.pop("choices", [])
    return Step(
        **fields, choices=tuple(Choice(code, label, tuple(also), *when) for code, label, also, *when in choices)
    )


@dataclass(frozen=True, slots=True)
class Flows:
    """The flows a city offers now, and older versions that somebody is still in the middle of."""

    current: Mapping[str, Flow]
    digests: Mapping[str, str]
    pinned: Mapping[str, Flow] = field(default_factory=dict)
    _whole: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _before_rest: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keywords = [(keyword, flow) for flow in self.current.values() for keyword in flow.starts_on]
        before_rest = [(f"{keyword} ", flow.id) for keyword, flow in keywords if flow.rest]
        object.__setattr__(self, "_whole", {keyword: flow.id for keyword, flow in reversed(keywords)})
        object.__setattr__(self, "_before_rest", tuple(sorted(before_rest, key=lambda each: -len(each[0]))))

    def version(self, flow_id: str, digest: str) -> Flow | None:
        """The flow as it was in that version, or None when it is not at hand."""
        if self.digests.get(flow_id) == digest:
            return self.current[flow_id]
        return self.pinned.get(digest)

    def started_by(self, words: str) -> tuple[str, str]:
        """The flow that this folded message starts, and the words after its keyword; empty when there is none.

        A keyword is the whole message, or the first words where the flow takes the rest as an answer; the longest one
        counts, so that "who is this" is not "who" with a rest.
        """
        if words in self._whole:
            return self._whole[words], ""
        for keyword, flow_id in self._before_rest:
            if words.startswith(keyword):
                return flow_id, words[len(keyword) :]
        return "", ""


def flows_of(flows: list[Flow], pinned: Mapping[str, Flow] | None = None) -> Flows:
    """The flows indexed by id and by version."""
    return Flows({flow.id: flow for flow in flows}, {flow.id: flow.digest() for flow in flows}, pinned or {})
