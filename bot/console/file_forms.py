"""What a form about city.yaml or words.yaml is made of, and what the file's own model has against its values.

Which values stand on which form is city_forms' to say. `misfits` tells objections with the place that a field names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.console.words import gettext as _
from bot.flowfiles.city import CityDocument
from bot.flowfiles.documents import WordsDocument
from bot.flowfiles.problems import Where
from bot.flowfiles.shapes import told

Values = dict[str, Any]
Form = Mapping[str, str]

CITY, WORDS = "city.yaml", "words.yaml"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a form; `where` it stands in the file, `kind` how it is asked: text, area, choice, tick..."""

    name: str
    label: str
    value: str = ""
    where: Where = ()
    kind: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a title; `fixed` are words that stay whatever is written."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    fixed: tuple[str, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One page of settings: its address, its title, its file, and the two ways between file and form."""

    code: str
    title: str
    about: str
    file: str
    groups: Callable[[Values], list[Group]]
    wanted: Callable[[Values, Form], Values]


def misfits(file: str, values: Values) -> list[tuple[Where, str, str]]:
    """What the file's own model has against these values: place, message and remedy."""
    try:
        TypeAdapter(CityDocument if file == CITY else WordsDocument).validate_python(values)
    except ValidationError as errors:
        return [_plainly(*told(error, values)) for error in errors.errors()]
    return []


def _plainly(where: Where, message: str, remedy: str) -> tuple[Where, str, str]:
    """The same in the reader's language, where it is known, and without the key: it stands beside its field."""
    key = str(where[-1]) if where else ""
    message = message.removeprefix(f'"{key}": ')
    offer, offered, color = remedy.partition(" is #")
    said = remedy
    if offered and offer == OFFER:
        said = _("The nearest that works is %(color)s.", color=f"#{color.rstrip('.')}")
    return where, _(message) if message in KNOWN else message, _(said) if said in KNOWN else said


OFFER = "The nearest that works"
KNOWN = (
    gettext("a time of day is expected here"), gettext('Write hours and minutes of the city\'s own time: "21:00".'),
    gettext("a date is expected here"), gettext("Write year, month and day: 2026-12-24."),
    gettext("a rate above 0 is expected here"),
    gettext("Write segments per second as the carrier grants them: 1, 3.75, 100."),
    gettext("no such time zone is known"),
    gettext("Take one from the list of the tz database, such as America/Denver."),
    gettext("quiet hours begin before they end, so nothing could ever be sent"),
    gettext('Let them begin in the evening and end in the morning: {from: "20:00", to: "09:00"}.'),
    gettext("these closed days leave hardly a day to send"), gettext("Leave at least 8 days of every month open."),
    gettext("this is no colour"), gettext("Write # and six digits or letters from a to f, such as #0b545c."),
    gettext("it cannot be read well enough: a contrast of 4.5 to 1 is needed"), gettext("Take another."),
    gettext("it must be 1 or more"), gettext("it must be 0 or more"), gettext("Write a larger number."),
    gettext("a whole number is expected here"), gettext("Write digits only."), gettext("the text is empty"),
)  # fmt: skip
"""What the file's model says most often, for the catalogs."""


def placed(
    groups: Iterable[Group], found: Sequence[tuple[Where, str, str]]
) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    """Message and remedy by the field they belong to, and those that belong to none."""
    fields = [field for group in groups for field in group.fields if field.where]
    beside: dict[str, tuple[str, str]] = {}
    rest = []
    for where, message, remedy in found:
        fitting = [each for each in fields if where[: len(each.where)] == each.where or each.where == where]
        if fitting:
            beside.setdefault(max(fitting, key=lambda each: len(each.where)).name, (message, remedy))
        else:
            rest.append((message, remedy))
    return beside, rest
