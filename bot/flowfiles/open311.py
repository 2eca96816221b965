"""What city.yaml says under `open311:`: how apps report, and where concerns go besides; nothing is sent here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.engine.flow import SOURCE_LANGUAGE, Text
from bot.flowfiles.documents import Code, Document, Duration, Name, Words, misfit
from bot.sentences import Sentence

_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_ServiceCode = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
ASKED_EVERY = timedelta(minutes=15)
SHORTEST = timedelta(minutes=1)


def _address(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        remedy = Sentence("Write it as Service Discovery names it: https://311.city.example/open311/v2.")
        raise misfit(Sentence("this is no address of an Open311 server"), remedy)
    return written.rstrip("/")


class SendsToDocument(Document):
    """The city's other system: `categories` are our codes with the codes of its services."""

    name: Annotated[dict[_Language, Words], Field(min_length=1)]
    url: Annotated[Words, AfterValidator(_address)]
    jurisdiction: Words | None = None
    form: Literal["xml", "json"] = Field(default="xml", alias="format")
    location: Literal["any", "point", "address"] = "any"
    categories: Annotated[dict[Code, _ServiceCode], Field(min_length=1)]
    departments: list[Name] = Field(default_factory=list)
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = None
    every: Duration = ASKED_EVERY
    language: _Language = SOURCE_LANGUAGE

    @model_validator(mode="after")
    def is_not_asked_all_the_time(self) -> Self:
        """Another office's server is asked with patience."""
        if self.every < SHORTEST:
            remedy = Sentence("Write `every: 15m`.")
            raise misfit(Sentence("the other system would be asked all the time"), remedy)
        return self


class Open311Document(Document):
    """`jurisdiction` is what we are called; `gives` is what an app gets for a report."""

    jurisdiction: Words | None = None
    gives: Literal["number", "token"] = "number"
    sends_to: SendsToDocument | None = None


@dataclass(frozen=True, slots=True)
class SendsTo:
    """Where concerns of these categories go; of `departments` alone when any are named.

    `location` is what that server wants to know a place by, `reference` the attribute that our number goes into,
    `language` the one that is read there.
    """

    name: Text
    url: str
    categories: Mapping[str, str]
    departments: tuple[str, ...] = ()
    jurisdiction: str = ""
    form: str = "xml"
    location: str = "any"
    reference: str = ""
    every: timedelta = ASKED_EVERY
    language: str = SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Open311:
    """How the city speaks Open311: the jurisdiction that it answers for (empty: whichever), and where concerns go."""

    jurisdiction: str = ""
    gives_tokens: bool = False
    sends_to: SendsTo | None = field(default=None)


def open311_of(document: Open311Document) -> Open311:
    """The frozen values of the document."""
    to = document.sends_to
    sends_to = None
    if to is not None:
        sends_to = SendsTo(
            to.name, to.url, to.categories, tuple(to.departments), to.jurisdiction or "", to.form, to.location,
            to.reference or "", to.every, to.language,
        )  # fmt: skip
    return Open311(document.jurisdiction or "", document.gives == "token", sends_to)
