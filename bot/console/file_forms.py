"""What a form about city.yaml or words.yaml is made of, and what the file's own model has against its values.

Which values stand on which form is city_forms' to say. `misfits` tells objections with the place that a field names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.console.words import told
from bot.flowfiles import shapes
from bot.flowfiles.city import CityDocument
from bot.flowfiles.documents import WordsDocument
from bot.flowfiles.problems import Where
from bot.sentences import Sentence

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
        return [_plainly(*shapes.told(error, values)) for error in errors.errors()]
    return []


def _plainly(where: Where, message: str, remedy: str) -> tuple[Where, str, str]:
    """The same in the reader's language, without the key: it stands beside its field."""
    alone = message.values.get("what") if isinstance(message, Sentence) else None
    return where, told(alone if isinstance(alone, str) else message), told(remedy)


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
