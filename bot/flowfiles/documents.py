"""The shapes of a flow file and of words.yaml as strict models; what one file can get wrong, nothing across files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag
from pydantic import WithJsonSchema as JsonSchema
from pydantic_core import PydanticCustomError

from bot.engine.vocabulary import BUILT_IN
from bot.flowfiles.problems import Where, listed
from bot.sentences import Sentence

STEPS_LIMIT = 200
OPTION_KEYS = ("choices", "choices_from", "other")
"""The keys that make a question one to choose at."""
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NAME = r"^[a-z][a-z0-9_]*$"


def misfit(message: str, remedy: str) -> PydanticCustomError:
    """What a validator raises; `shapes` tells it, in these words."""
    return PydanticCustomError("told", "{message}", {"message": message, "remedy": remedy})


def _duration(written: object) -> object:
    match = _DURATION.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise misfit(Sentence("a time is expected here"), Sentence("Write minutes, hours or days: 30m, 24h, 3d."))
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _whole(written: object) -> object:
    """The reader keeps numbers as they were written, so that 07030 stays text where text is expected."""
    if isinstance(written, str) and re.fullmatch(r"-?[0-9]{1,9}", written):
        return int(written)
    return written


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=_NAME)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Reference = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|\{[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\})$")]
"""A name, or a placeholder that will be one."""
Whole = Annotated[int, BeforeValidator(_whole)]
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    JsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,4}[mhd]$", "examples": ["30m", "24h", "3d"]}),
]


class Document(BaseModel):
    """What every part of a file is: a mapping with known keys and nothing converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChoiceDocument(Document):
    """An option with more words that mean it."""

    label: Words = Field(description="What residents read.")
    also: list[Words] = Field(default=[], description="Other words that mean this option, in any language.")
    when: Words = Field(default="", description="The menu lists it only while this holds; its words always mean it.")


def _choice_tag(written: object) -> str:
    return "<choice>" if isinstance(written, (dict, ChoiceDocument)) else "<label>"


Option = Annotated[
    Annotated[Words, Tag("<label>")] | Annotated[ChoiceDocument, Tag("<choice>")], Discriminator(_choice_tag)
]


class StepDocument(Document):
    """What every kind of step may have."""

    id: Name = Field(description="The name of the step; analysts see it in the data.")
    when: Words = Field(default="", description="The step is skipped unless this holds.")
    next: Name | None = Field(default=None, description='The step that follows instead of the one below; or "end".')
    budget: Annotated[Whole, Field(ge=1, le=10)] = Field(default=1, description="SMS parts in each language.")


class QuestionDocument(StepDocument):
    """What both kinds of question may have."""

    ask: Words = Field(description="The question.")
    help: Words = Field(default="", description="Said before the question is asked again.")
    refuse: Words = Field(default="", description="The label of option 9, for those who rather not say.")
    number: Whole | None = Field(default=None, description="What CHANGE calls the question by: 3 of 6.")
    routes: dict[Code, Name] = Field(default={}, description="The step that follows, by code or status.")


class SayStep(StepDocument):
    """Sends the text."""

    say: Words


class AskStep(QuestionDocument):
    """Waits for a free answer."""

    answer: Literal["text", "number", "date", "place"] = Field(default="text", alias="as")
    minimum: Whole | None = None
    maximum: Whole | None = None


class ChooseStep(QuestionDocument):
    """Waits for one option, or several."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [key]} for key in OPTION_KEYS]})

    choices: dict[Code, Option] = Field(default={}, description="Code to label.")
    choices_from: Name | None = Field(default=None, description="A find step whose options come first.")
    several: bool = False
    other: Words = Field(default="", description='The label of the option "something else".')
    own_words: Words = Field(default="", description='The question that follows "other".')


class _Given(StepDocument):
    given: dict[Name, str] = Field(default={}, alias="with", description="Arguments, with {placeholders}.")


class DoStep(_Given):
    """Does something in the transaction of the turn."""

    do: Name


class FindStep(_Given):
    """Asks the database."""

    find: Name


class StartStep(_Given):
    """Walks another flow and comes back."""

    start: Reference


class HandOffStep(_Given):
    """Says the text and leaves the conversation to a person."""

    hand_off: Words


class EndStep(StepDocument):
    """Ends the flow."""

    end: Literal[True]


SHAPES: dict[str, type[StepDocument]] = {
    "say": SayStep, "ask": AskStep, "choose": ChooseStep, "do": DoStep, "find": FindStep, "start": StartStep,
    "hand_off": HandOffStep, "end": EndStep,
}  # fmt: skip
KIND_KEYS = ("say", "ask", "do", "find", "start", "hand_off", "end")


def kind_of(written: object) -> str | None:
    """The kind of step, told by its keys; None when no key tells."""
    if isinstance(written, StepDocument):
        return next(kind for kind, shape in SHAPES.items() if type(written) is shape)
    keys = written if isinstance(written, dict) else {}
    kind = next((key for key in KIND_KEYS if key in keys), None)
    return "choose" if kind == "ask" and keys.keys() & set(OPTION_KEYS) else kind


def _step_tag(written: object) -> str | None:
    kind = kind_of(written)
    return f"<{kind}>" if kind else None


AnyStep = Annotated[
    Annotated[SayStep, Tag("<say>")]
    | Annotated[AskStep, Tag("<ask>")]
    | Annotated[ChooseStep, Tag("<choose>")]
    | Annotated[DoStep, Tag("<do>")]
    | Annotated[FindStep, Tag("<find>")]
    | Annotated[StartStep, Tag("<start>")]
    | Annotated[HandOffStep, Tag("<hand_off>")]
    | Annotated[EndStep, Tag("<end>")],
    Discriminator(_step_tag),
]


class FlowDocument(Document):
    """A flow of Cabildo: one conversation by text message. docs/writing-a-flow.md explains every key."""

    flow: Name = Field(description="The id, the same as the file's name.")
    title: Words = Field(default="", description="What staff and menus call it.")
    starts_on: list[Words] = Field(default=[], description="Keywords in any language; the whole message must be one.")
    rest: Name | None = Field(default=None, description="The step answered by what follows the keyword.")
    anywhere: bool = Field(default=False, description="Whether its keywords count also where any words are an answer.")
    unanswered: Name | None = Field(default=None, description="The step to go on at when only the last answers lack.")
    silence: Name | None = Field(default=None, description="The step to go on at when nobody answers at all.")
    topic: Name | None = Field(default=None, description="What its reminders are about: residents may turn it off.")
    survey: Name | None = Field(default=None, description="The code of the survey whose answers these are.")
    bilingual: bool = Field(default=False, description="May be said while no language is known, so in all at once.")
    nudge: Words = Field(default="", description="The reminder.")
    nudge_after: Duration = Field(default=timedelta(hours=24), description="When the reminder leaves.")
    expires_after: Duration = Field(default=timedelta(days=3), description="When the conversation ends unanswered.")
    steps: Annotated[list[AnyStep], Field(min_length=1, max_length=STEPS_LIMIT)]


def _kind_of_words(kind: str) -> str:
    if kind not in BUILT_IN or kind in ("numbers", "ordinals", "months", "weekdays"):
        # Those lists are told by position; a word put behind them would mean a 21 or a thirteenth month.
        kinds = set(BUILT_IN) - {"numbers", "ordinals", "months", "weekdays"}
        raise misfit(
            Sentence("no list of words is called that"), Sentence("The lists are %(known)s.", known=listed(kinds))
        )
    return kind


WordsDocument = dict[Annotated[str, BeforeValidator(_kind_of_words)], dict[Name, list[Words]]]
"""words.yaml: kind of word to language to words that a city adds."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a flow file: where it stands, and the step it belongs to (None for the flow's own texts)."""

    where: Where
    words: str
    step: int | None
    budget: int


STEP_TEXTS = ("say", "ask", "hand_off", "help", "other", "own_words", "refuse")


def texts(document: FlowDocument) -> Iterator[Said]:
    """Every string of the document that a resident may read; extraction, translation and checks all go by this."""
    for key in ("title", "nudge"):
        if words := getattr(document, key):
            yield Said((key,), words, None, 1)
    for index, step in enumerate(document.steps):
        for key in STEP_TEXTS:
            if words := getattr(step, key, ""):
                yield Said(("steps", index, key), words, index, step.budget)
        for code, option in getattr(step, "choices", {}).items():
            yield Said(("steps", index, "choices", code), label_of(option), index, step.budget)


def label_of(option: str | ChoiceDocument) -> str:
    """What residents read of an option."""
    return option if isinstance(option, str) else option.label


def allowed_keys(kind: str) -> set[str]:
    """The keys a step of that kind may have, as they are written in a file."""
    return {field.alias or name for name, field in SHAPES[kind].model_fields.items()}


def schema() -> dict[str, Any]:
    """The JSON Schema of a flow file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FlowDocument.model_json_schema(by_alias=True)}
