"""The shapes that every resource shares: strict models, pages, checked values of addresses; no resource of its own."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

MOST_ROWS = 200
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")


class Model(BaseModel):
    """What goes out, or comes in as JSON: no coercion, nothing that is not described."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _moment(written: object) -> object:
    """A time as RFC 3339 has it; a date alone or a number of seconds would be understood, and differently by others."""
    if isinstance(written, str):
        if not _RFC_3339.fullmatch(written):
            raise ValueError("a time is written like 2026-03-10T16:00:00Z")
        try:
            return datetime.fromisoformat(written.upper()).astimezone(UTC)
        except OverflowError as error:
            raise ValueError("this time is beyond the calendar") from error
    return written


def _as_utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _whole(written: object) -> object:
    if isinstance(written, str):
        if not _WHOLE.fullmatch(written):
            raise ValueError("a whole number is written in digits")
        return int(written)
    return written


def _integral(written: object) -> object:
    """In JSON 24.0 is an integer as much as 24 is."""
    return int(written) if isinstance(written, float) and written.is_integer() else written


def _truth(written: object) -> object:
    if isinstance(written, str):
        if written not in ("true", "false"):
            raise ValueError("write true or false")
        return written == "true"
    return written


Moment = Annotated[
    datetime, BeforeValidator(_moment), PlainSerializer(_as_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]  # fmt: skip
"""A moment in UTC."""
INTEGRAL = BeforeValidator(_integral)
"""Stands behind the bounds of an integer in a body, so that the document tells them."""
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(_whole)]
Sequence = Annotated[int, Field(ge=0, le=2**62), BeforeValidator(_whole)]
"""The number of an event."""
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
ID = r"^[A-Za-z0-9_.-]{1,64}$"
Id = Annotated[str, StringConstraints(pattern=ID)]
"""An id as the city makes them; of other letters there is none."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Label = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,64}$")]
"""Words in one line, such as the name of an area."""
ByLanguage = dict[str, str]
Detail = dict[str, Any]


class Query(Model):
    """What may stand after the question mark; anything else is refused, so that a misspelt filter filters nothing."""


Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,400}$")]


class ListQuery(Query):
    """How a list is read: `limit` rows, from where `cursor` (the `next` of the page before) points."""

    limit: Annotated[Limit, Field(description="How many rows at most.")] = 50
    cursor: Annotated[Cursor | None, Field(description="`next` of the page before; without it the list begins.")] = None


Row = TypeVar("Row", bound=Model)


class Page(Model, Generic[Row]):
    """Some rows of a list; `next` is the cursor of the page after, null on the last."""

    data: list[Row]
    next: str | None


class Mistake(Model):
    """One thing that is wrong with a request: where, and how it is told."""

    where: str
    message: str


class Problem(Model):
    """What went wrong, as RFC 9457 has it: `type` is an address that explains it, `mistakes` are all there are."""

    type: str
    title: str
    status: int
    detail: str
    mistakes: list[Mistake] = []
