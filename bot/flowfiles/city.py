"""What city.yaml says: its shape and the frozen values made of it; nothing here knows a flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.engine.flow import Text
from bot.engine.vocabulary import fold
from bot.flowfiles.documents import Code, Document, Name, Whole, Words, misfit
from bot.flowfiles.open311 import Open311, Open311Document, open311_of
from bot.lib import contrast
from bot.sentences import Sentence

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
ByLanguage = Annotated[dict[Language, Words], Field(min_length=1)]
MaybeByLanguage = dict[Language, Words]


def _zone(written: object) -> object:
    try:
        ZoneInfo(str(written))
    except (ValueError, OSError, LookupError) as error:  # an unknown zone is a LookupError, a folder's name an OSError
        remedy = Sentence("Take one from the list of the tz database, such as America/Denver.")
        raise misfit(Sentence("no such time zone is known"), remedy) from error
    return written


def _clock(written: object) -> object:
    hour, _, minute = written.partition(":") if isinstance(written, str) else ("", "", "")
    try:
        return time(int(hour), int(minute or "0"))
    except ValueError as error:
        remedy = Sentence('Write hours and minutes of the city\'s own time: "21:00".')
        raise misfit(Sentence("a time of day is expected here"), remedy) from error


Clock = Annotated[time, BeforeValidator(_clock)]

PRICE_PER_PART = Decimal("0.0079")
"""US dollars: what Twilio asks for an SMS part in the US (twilio.com/en-us/sms/pricing/us); surcharges come on top."""
APPROVE_ALONE_UP_TO = 50


def _day(written: object) -> object:
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        remedy = Sentence("Write year, month and day: 2026-12-24.")
        raise misfit(Sentence("a date is expected here"), remedy) from error


def _rate(written: object) -> object:
    try:
        rate = float(str(written))
    except ValueError:
        rate = 0.0
    if not 0 < rate < MOST_SEGMENTS:
        remedy = Sentence("Write segments per second as the carrier grants them: 1, 3.75, 100.")
        raise misfit(Sentence("a rate above 0 is expected here"), remedy)
    return rate


def _calendar(written: object) -> object:
    country, _, state = str(written).partition("-")
    if country != "US" or (state or "NM") not in STATES.split():
        remedy = Sentence("Write US, or US-NM with your state.")
        raise misfit(Sentence("no holidays are known for this place"), remedy)
    return written


MOST_SEGMENTS = 10_000.0
STATES = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY "
    "OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY"
)
"""Whose holidays are known; a list here, because the library of holidays costs every process 40 MB to ask."""
OPEN_DAYS = 8
"""How many days of any month a city's own closed days leave open: more than holidays can close."""


class SenderDocument(Document):
    """A number the city texts from; `language` when it serves one language only.

    `kind` says how fast it may text, unless the carrier grants another `rate` (segments a second); `brand` is the name
    of its daily cap.
    """

    address: Words
    language: Language | None = None
    kind: Literal["long_code", "toll_free", "short_code"] | None = None
    rate: Annotated[float, BeforeValidator(_rate)] | None = None
    brand: Name | None = None


class QuietHoursDocument(Document):
    """When the city sends nothing of its own accord; replies are exempt."""

    begins: Clock = Field(alias="from")
    ends: Clock = Field(alias="to")
    ends_on_sunday: Clock | None = Field(default=None, alias="sunday_to")
    holidays: Annotated[str, BeforeValidator(_calendar)] | None = None
    closed: list[Annotated[date, BeforeValidator(_day)]] = Field(default_factory=list)

    @model_validator(mode="after")
    def leaves_time_to_send(self) -> Self:
        """Quiet hours run over midnight; others would leave a city no time to send anything."""
        if self.begins <= max(self.ends, self.ends_on_sunday or self.ends):
            remedy = Sentence('Let them begin in the evening and end in the morning: {from: "20:00", to: "09:00"}.')
            raise misfit(Sentence("quiet hours begin before they end, so nothing could ever be sent"), remedy)
        return self

    @model_validator(mode="after")
    def leaves_days_to_send(self) -> Self:
        """A month that is closed from end to end would leave its texts nowhere to go."""
        days = set(self.closed)
        for first in days:
            if sum(first + timedelta(days=after) not in days for after in range(31)) < OPEN_DAYS:
                remedy = Sentence("Leave at least %(days)s days of every month open.", days=OPEN_DAYS)
                raise misfit(Sentence("these closed days leave hardly a day to send"), remedy)
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
            remedy = Sentence("Write `type: choice` and under `choices:` each code with its label, or neither.")
            raise misfit(Sentence("`choices` belong to a field of type choice, and only there"), remedy)
        return self


class DoorDocument(Document):
    """A partner through whom residents come: whoever texts one of the keywords first is counted for it."""

    label: ByLanguage
    keywords: Annotated[list[Words], Field(min_length=1)]


INK, QUIET = "#1b1b1b", "#565c65"
"""What pages write with, whatever the city's colours are."""
GROUNDS = ("#ffffff", "#faf7f2")
"""What the city's colour stands on, or under."""


def _color(written: object) -> object:
    if not isinstance(written, str) or not contrast.is_color(written.lower()):
        remedy = Sentence("Write # and six digits or letters from a to f, such as #0b545c.")
        raise misfit(Sentence("this is no colour"), remedy)
    return written.lower()


def _readable(color: str, against: tuple[str, ...]) -> str:
    if not contrast.is_readable(color, against):
        found = contrast.nearest(color, against)
        offered = Sentence("The nearest that works is %(color)s.", color=found) if found else Sentence("Take another.")
        raise misfit(Sentence("it cannot be read well enough: a contrast of 4.5 to 1 is needed"), offered)
    return color


Color = Annotated[str, BeforeValidator(_color)]


class BrandingDocument(Document):
    """How pages look: what they are called, up to three letters as a sign, the city's colour and a pale one behind."""

    name: MaybeByLanguage = Field(default_factory=dict)
    sign: Annotated[str, StringConstraints(max_length=3, strip_whitespace=True)] = ""
    pale: Annotated[Color, AfterValidator(lambda color: _readable(color, (INK, QUIET)))] = "#e3f0f0"
    color: Color = Field(default="#0b545c", validate_default=True)

    @field_validator("color")
    @classmethod
    def reads_on_every_ground(cls, color: str, before: ValidationInfo) -> str:
        """The city's colour stands on white and under it, and on the pale one."""
        return _readable(color, (*GROUNDS, *filter(None, [before.data.get("pale")])))


class CityDocument(Document):
    """city.yaml."""

    name: ByLanguage
    time_zone: Annotated[str, BeforeValidator(_zone)]
    languages: Annotated[list[Language], Field(min_length=1)]
    default_language: Language
    senders: list[SenderDocument] = Field(default_factory=list)
    departments: dict[Name, ByLanguage] = Field(default_factory=dict)
    quiet_hours: QuietHoursDocument
    daily_caps: dict[Name, Annotated[Whole, Field(ge=1)]] = Field(default_factory=dict)
    most_texts_a_month: Annotated[Whole, Field(ge=1)] = 8
    price_per_part: Annotated[Decimal, Field(ge=0, strict=False)] = PRICE_PER_PART
    approve_alone_up_to: Annotated[Whole, Field(ge=0)] = APPROVE_ALONE_UP_TO
    facts: dict[Name, Words | ByLanguage | bool]
    fields: dict[_FieldName, FieldDocument] = Field(default_factory=dict)
    doors: dict[_FieldName, DoorDocument] = Field(default_factory=dict)
    retention_days: Annotated[Whole, Field(ge=1)]
    branding: BrandingDocument = Field(default_factory=BrandingDocument)
    open311: Open311Document = Field(default_factory=Open311Document)

    @model_validator(mode="after")
    def sends_for_departments_it_has(self) -> Self:
        """Concerns of a department that does not exist would go nowhere."""
        to = self.open311.sends_to
        for each in to.departments if to else ():
            if each not in self.departments:
                remedy = Sentence("Name some of %(names)s.", names=", ".join(self.departments))
                raise misfit(Sentence("open311 sends for %(name)s, which is no department", name=each), remedy)
        return self

    @model_validator(mode="after")
    def caps_every_brand(self) -> Self:
        """A sender that names a brand counts towards its cap, so there has to be one."""
        for sender in self.senders:
            if sender.brand and sender.brand not in self.daily_caps:
                remedy = Sentence(
                    "Write `daily_caps: {%(brand)s: 2000}`, segments a day, or drop the brand.", brand=sender.brand
                )
                raise misfit(Sentence("the brand %(brand)s has no daily cap", brand=sender.brand), remedy)
        return self


@dataclass(frozen=True, slots=True)
class Sender:
    """A number the city texts from; `language` is None when it serves every language.

    `rate` is in segments per second; without one that of its `kind` holds, without either the slowest there is.
    """

    address: str
    language: str | None = None
    kind: str | None = None
    rate: float | None = None
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From the evening to the morning, in the city's own time; Sundays end later.

    `holidays` is a calendar of lib.closed_days, empty for none; `closed` are the city's own days.
    """

    begins: time
    ends: time
    ends_on_sunday: time
    holidays: str = ""
    closed: tuple[date, ...] = ()


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
class Branding:
    """How pages look. Without a `name` they are called Cabildo; `sign` are up to three letters instead of its mark."""

    name: Text = field(default_factory=dict)
    sign: str = ""
    color: str = "#0b545c"
    pale: str = "#e3f0f0"


@dataclass(frozen=True, slots=True)
class City:
    """The city as its own file tells it. `languages` are in the order of a bilingual text; `facts` hold `city` too.

    `daily_caps` are segments a day by brand; `most_texts_a_month` is what a resident gets without asking in 30 days.
    `price_per_part` is US dollars; up to `approve_alone_up_to` people a broadcast needs no second person.
    """

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
    daily_caps: Mapping[str, int] = field(default_factory=dict)
    most_texts_a_month: int = 8
    price_per_part: Decimal = PRICE_PER_PART
    approve_alone_up_to: int = APPROVE_ALONE_UP_TO
    branding: Branding = field(default_factory=Branding)
    open311: Open311 = field(default_factory=Open311)


def city_of(document: CityDocument) -> City:
    """The frozen values of the file."""
    hours = document.quiet_hours
    return City(
        name=document.name,
        time_zone=document.time_zone,
        languages=tuple(document.languages),
        default_language=document.default_language,
        senders=tuple(
            Sender(each.address, each.language, each.kind, each.rate, each.brand) for each in document.senders
        ),
        departments=document.departments,
        quiet_hours=QuietHours(
            hours.begins, hours.ends, hours.ends_on_sunday or hours.ends, hours.holidays or "", tuple(hours.closed)
        ),
        facts={**document.facts, "city": document.name},
        retention_days=document.retention_days,
        fields={name: ContactField(each.kind, each.label, each.choices) for name, each in document.fields.items()},
        doors={name: Door(each.label, tuple(each.keywords)) for name, each in document.doors.items()},
        daily_caps=document.daily_caps,
        most_texts_a_month=document.most_texts_a_month,
        price_per_part=document.price_per_part,
        approve_alone_up_to=document.approve_alone_up_to,
        branding=Branding(
            document.branding.name, document.branding.sign, document.branding.color, document.branding.pale
        ),
        open311=open311_of(document.open311),
    )
