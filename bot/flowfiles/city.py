"""What city.yaml says: its shape and the frozen values made of it; nothing here knows a flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.engine.flow import Text
from bot.engine.vocabulary import fold
from bot.flowfiles.documents import Code, Document, Name, Whole, Words

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
ByLanguage = Annotated[dict[Language, Words], Field(min_length=1)]


def _zone(written: object) -> object:
    try:
        ZoneInfo(str(written))
    except (ValueError, OSError, LookupError) as error:  # an unknown zone is a LookupError, a folder's name an OSError
        remedy = {"remedy": "Take one from the list of the tz database, such as America/Denver."}
        raise PydanticCustomError("told", "no such time zone is known", remedy) from error
    return written


def _clock(written: object) -> object:
    hour, _, minute = written.partition(":") if isinstance(written, str) else ("", "", "")
    try:
        return time(int(hour), int(minute or "0"))
    except ValueError as error:
        remedy = {"remedy": 'Write hours and minutes of the city\'s own time: "21:00".'}
        raise PydanticCustomError("told", "a time of day is expected here", remedy) from error


Clock = Annotated[time, BeforeValidator(_clock)]


class SenderDocument(Document):
    """A number the city texts from; `language` when it serves one language only."""

    address: Words
    language: Language | None = None


class QuietHoursDocument(Document):
    """When the city sends nothing of its own accord; replies are exempt."""

    begins: Clock = Field(alias="from")
    ends: Clock = Field(alias="to")
    ends_on_sunday: Clock | None = Field(default=None, alias="sunday_to")

    @model_validator(mode="after")
    def leaves_time_to_send(self) -> Self:
        """Quiet hours run over midnight; others would leave a city no time to send anything."""
        if self.begins <= max(self.ends, self.ends_on_sunday or self.ends):
            remedy = {"remedy": 'Let them begin in the evening and end in the morning: {from: "20:00", to: "09:00"}.'}
            raise PydanticCustomError(
                "told", "quiet hours begin before they end, so nothing could ever be sent", remedy
            )
        return self


FieldKind = Literal["text", "number", "yes/no", "date", "choice"]
_FieldName = Annotated[Name, StringConstraints(max_length=40)]
"""A door's name has to fit its column, and a field's the header of a spreadsheet."""


class FieldDocument(Document):
    """Something the city knows about a resident besides what it needs to text them."""

    kind: FieldKind = Field(alias="type")
    label: ByLanguage
    choices: dict[Code, ByLanguage] = Field(default_factory=dict)

    @model_validator(mode="after")
    def chooses_when_it_is_a_choice(self) -> Self:
        """A choice has something to choose from, and nothing else has."""
        if (self.kind == "choice") != bool(self.choices):
            remedy = {"remedy": "Write `type: choice` and under `choices:` each code with its label, or neither."}
            raise PydanticCustomError("told", "`choices` belong to a field of type choice, and only there", remedy)
        return self


class DoorDocument(Document):
    """A partner through whom residents come: whoever texts one of the keywords first is counted for it."""

    label: ByLanguage
    keywords: Annotated[list[Words], Field(min_length=1)]


class CityDocument(Document):
    """city.yaml."""

    name: ByLanguage
    time_zone: Annotated[str, BeforeValidator(_zone)]
    languages: Annotated[list[Language], Field(min_length=1)]
    default_language: Language
    senders: list[SenderDocument] = Field(default_factory=list)
    departments: dict[Name, ByLanguage] = Field(default_factory=dict)
    quiet_hours: QuietHoursDocument
    facts: dict[Name, Words | ByLanguage | bool]
    fields: dict[_FieldName, FieldDocument] = Field(default_factory=dict)
    doors: dict[_FieldName, DoorDocument] = Field(default_factory=dict)
    retention_days: Annotated[Whole, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Sender:
    """A number the city texts from; `language` is None when it serves every language."""

    address: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From the evening to the morning, in the city's own time; Sundays end later."""

    begins: time
    ends: time
    ends_on_sunday: time


@dataclass(frozen=True, slots=True)
class ContactField:
    """A field of a resident; `choices` are label by code, in the order of the file."""

    kind: FieldKind
    label: Text
    choices: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Door:
    """A partner's door: what it is called, and its keywords as the city wrote them."""

    label: Text
    keywords: tuple[str, ...]

    def opens_with(self, folded: str) -> bool:
        """Whether this text, folded, is one of the keywords and nothing else."""
        return any(fold(keyword) == folded for keyword in self.keywords)


@dataclass(frozen=True, slots=True)
class City:
    """The city as its own file tells it. `languages` are in the order of a bilingual text; `facts` hold `city` too."""

    name: Text
    time_zone: str
    languages: tuple[str, ...]
    default_language: str
    senders: tuple[Sender, ...]
    departments: Mapping[str, Text]
    quiet_hours: QuietHours
    facts: Mapping[str, str | bool | Text]
    retention_days: int
    fields: Mapping[str, ContactField] = field(default_factory=dict)
    doors: Mapping[str, Door] = field(default_factory=dict)


def city_of(document: CityDocument) -> City:
    """The frozen values of the file."""
    hours = document.quiet_hours
    return City(
        name=document.name,
        time_zone=document.time_zone,
        languages=tuple(document.languages),
        default_language=document.default_language,
        senders=tuple(Sender(sender.address, sender.language) for sender in document.senders),
        departments=document.departments,
        quiet_hours=QuietHours(hours.begins, hours.ends, hours.ends_on_sunday or hours.ends),
        facts={**document.facts, "city": document.name},
        retention_days=document.retention_days,
        fields={name: ContactField(each.kind, each.label, each.choices) for name, each in document.fields.items()},
        doors={name: Door(each.label, tuple(each.keywords)) for name, each in document.doors.items()},
    )
